package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the examples share, so that each holds its story alone: a usage text, wrong usage with exit
 * code 2, and faults of inputs in a line with exit code 1.
 */
abstract class Program {
    private final String arguments;
    private final String story;

    /** Names the arguments, as the usage shows them, and tells the story in a sentence. */
    Program(String arguments, String story) {
        this.arguments = arguments;
        this.story = story;
    }

    /** Runs with arguments of a user's. */
    abstract void run(List<String> args, PrintStream out) throws Exception;

    /** Arguments that a program cannot work with. */
    static final class UsageException extends RuntimeException {
        UsageException(String message) {
            super(message);
        }
    }

    String name() {
        return getClass().getSimpleName();
    }

    String story() {
        return story;
    }

    /** Runs, explains what goes wrong, and returns the exit code. */
    final int execute(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help") || args.contains("-h")) {
            out.println(usage());
            return 0;
        }
        try {
            run(args, out);
            return 0;
        } catch (UsageException | NumberFormatException e) {
            err.println(e.getMessage());
            err.println(usage());
            return 2;
        } catch (EmotionException | IOException e) {
            err.println(e.getMessage());
            return 1;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String usage() {
        return "Usage: " + (name() + " " + arguments).strip() + "\n" + story;
    }

    static void require(boolean right, String message) {
        if (!right) {
            throw new UsageException(message);
        }
    }

    /** An argument as a file or folder that is there. */
    static Path existing(String argument) {
        Path path = Path.of(argument);
        require(Files.exists(path), argument + ": there is no such file");
        return path;
    }
}
