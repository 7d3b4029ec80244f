package io.github.emotion4j.app;

import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.internal.io.Guard;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Properties;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program {@code emotion4j}. Exit codes: 0 all done, 1 some inputs were refused, 2 wrong usage,
 * 3 nothing could be done or written, 70 a fault of the program.
 */
@Command(
        name = "emotion4j",
        mixinStandardHelpOptions = true,
        versionProvider = Emotion4j.Version.class,
        description = "Recognises how expressions look to observers, from face, voice and body.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AnalyzeCommand.class,
            FeaturesCommand.class,
            LiveCommand.class,
            ServeCommand.class,
            EvaluateCommand.class,
            TrainCommand.class,
            ModelsCommand.class,
            DoctorCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 all done, 1 some inputs were refused, 2 wrong usage, 3 nothing could be"
                    + " done or written, 70 a fault of the program.",
            "Everything is computed on this machine; nothing is sent or downloaded."
        })
public final class Emotion4j implements Runnable {
    static final int SOME_REFUSED = 1;
    static final int NOTHING_DONE = 3;
    static final String OUTPUT_LOST =
            "The output was not written: its disk is full, or its reader ended";

    /** As sysexits.h names it: EX_SOFTWARE. */
    private static final int FAULT = 70;

    private final Supplier<EmotionRecognizer.Builder> recognizers;

    @Spec private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where in the program an error came from")
    private boolean stackTrace;

    Emotion4j(Supplier<EmotionRecognizer.Builder> recognizers) {
        this.recognizers = recognizers;
    }

    /**
     * Runs the program.
     *
     * @param args a command with its arguments; {@code --help} explains them
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        CommandLine line = commandLine(EmotionRecognizer::builder);
        System.exit(written(line, line.execute(args)));
    }

    /** What is printed may go into a file on a full disk, or to a program that ended. */
    static int written(CommandLine line, int exitCode) {
        if (exitCode < NOTHING_DONE && isLost(line.getOut())) {
            line.getErr().println(OUTPUT_LOST);
            line.getErr().flush();
            return NOTHING_DONE;
        }
        return exitCode;
    }

    /** The writer of picocli does not learn what becomes of System.out. */
    static boolean isLost(PrintWriter out) {
        return out.checkError() || System.out.checkError();
    }

    static CommandLine commandLine(Supplier<EmotionRecognizer.Builder> recognizers) {
        CommandLine line = new CommandLine(new Emotion4j(recognizers));
        return line.setExecutionExceptionHandler(Emotion4j::explain)
                .setParameterExceptionHandler(Emotion4j::correct);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "A command is missing");
    }

    /** What a recogniser of this program is built from. */
    EmotionRecognizer.Builder recognizer() {
        return recognizers.get();
    }

    /** Wrong usage: one line with the error, and one that points to the help. */
    private static int correct(CommandLine.ParameterException exception, String[] args) {
        CommandLine line = exception.getCommandLine();
        line.getErr().println(SceneInput.printable(String.valueOf(exception.getMessage())));
        if (line.getParent() == null && args.length == 0) {
            line.usage(line.getErr());
        } else {
            CommandLine.UnmatchedArgumentException.printSuggestions(exception, line.getErr());
            line.getErr().println("See " + line.getCommandSpec().qualifiedName() + " --help");
        }
        line.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** An error that a user can correct is reported in one line. */
    private static int explain(
            Exception exception, CommandLine line, CommandLine.ParseResult arguments) {
        Emotion4j program = (Emotion4j) root(line).getCommand();
        boolean known =
                exception instanceof EmotionException
                        || exception instanceof IOException
                        || exception instanceof UncheckedIOException;
        String what =
                exception instanceof EmotionException
                        ? String.valueOf(exception.getMessage())
                        : known
                                ? "Cannot read or write" + fault(exception)
                                : "A fault of the program: " + exception;
        line.getErr().println(SceneInput.printable(what));
        if (program.stackTrace) {
            exception.printStackTrace(line.getErr());
        } else if (!known) {
            line.getErr().println("With --stacktrace it tells where; please report it.");
        }
        line.getErr().flush();
        return known ? NOTHING_DONE : FAULT;
    }

    private static String fault(Exception exception) {
        IOException e =
                exception instanceof UncheckedIOException unchecked
                        ? unchecked.getCause()
                        : (IOException) exception;
        String file =
                e instanceof FileSystemException known && known.getFile() != null
                        ? " " + known.getFile()
                        : "";
        return file + ": " + Guard.reasonNotWritten(e);
    }

    private static CommandLine root(CommandLine line) {
        CommandLine root = line;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root;
    }

    static final class Version implements CommandLine.IVersionProvider {
        private static final String PROPERTIES = "version.properties";

        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Emotion4j.class.getResourceAsStream(PROPERTIES)) {
                if (in == null) {
                    throw new IOException("The resource " + PROPERTIES + " is missing");
                }
                properties.load(in);
            }
            return new String[] {
                "emotion4j "
                        + properties.getProperty("version")
                        + ", Java "
                        + Runtime.version()
                        + ", "
                        + System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.arch")
            };
        }
    }
}
