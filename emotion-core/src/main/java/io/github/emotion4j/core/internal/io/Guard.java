package io.github.emotion4j.core.internal.io;

import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.InputException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * The one rule for what goes wrong while an input is read: it leaves as an {@link InputException}
 * that names the input, the place and the reason. Readers and their libraries may throw any
 * exception; callers call them through this class.
 */
public final class Guard {
    /** Where Gson found a fault; only a path of plain names is repeated. */
    private static final Pattern JSON_PLACE =
            Pattern.compile(" at line \\d+ column \\d+( path [$\\w.\\[\\]-]{1,200})?");

    private Guard() {}

    /**
     * Reads something.
     *
     * @param <T> the result
     * @param input the input's name
     * @param reading reads it
     * @return what was read
     * @throws InputException if the input is at fault, whatever the reader threw
     * @throws EmotionException as thrown, because it already says what is wrong
     * @throws CancellationException as thrown, because somebody asked for it, or because the thread
     *     was interrupted while it read a file
     */
    public static <T> T read(String input, Callable<T> reading) {
        return read(input, () -> "", reading);
    }

    /** Makes the exception of a kind of input. */
    public interface Fault {
        /**
         * Makes it.
         *
         * @param message the input, the place and the reason
         * @param cause what was thrown
         * @return the exception to be thrown
         */
        EmotionException of(String message, Throwable cause);
    }

    /**
     * Reads something whose faults have an exception of their own.
     *
     * @param <T> the result
     * @param input the input's name
     * @param fault makes that exception
     * @param reading reads it
     * @return what was read
     * @throws EmotionException of that kind if the input is at fault, whatever the reader threw;
     *     one that was thrown itself as it is
     */
    public static <T> T read(String input, Fault fault, Callable<T> reading) {
        return read(() -> "", (reason, cause) -> fault.of(input + ": " + reason, cause), reading);
    }

    /**
     * Reads something at a place.
     *
     * @param <T> the result
     * @param input the input's name
     * @param place says where in the input the reader stands, such as {@code "line 7"}; asked only
     *     where something went wrong
     * @param reading reads it
     * @return what was read
     * @throws InputException if the input is at fault, whatever the reader threw
     * @throws EmotionException as thrown, because it already says what is wrong
     * @throws CancellationException as thrown, because somebody asked for it, or because the thread
     *     was interrupted while it read a file
     */
    public static <T> T read(String input, Supplier<String> place, Callable<T> reading) {
        return read(place, (reason, cause) -> new InputException(input, reason, cause), reading);
    }

    /**
     * Closes what an input was read from.
     *
     * @param input the input's name
     * @param source what is closed
     * @throws InputException if that fails
     */
    public static void close(String input, Closeable source) {
        try {
            source.close();
        } catch (IOException e) {
            throw new InputException(input, "cannot be closed: " + e.getMessage(), e);
        }
    }

    /**
     * What an interrupt of the thread that reads means.
     *
     * @param cause how a channel tells of it
     * @return the exception to be thrown; the thread's interrupt status is set
     */
    public static CancellationException cancelled(ClosedByInterruptException cause) {
        CancellationException cancelled =
                new CancellationException("The thread was interrupted while it read");
        cancelled.initCause(cause);
        return cancelled;
    }

    private static <T> T read(Supplier<String> place, Fault fault, Callable<T> reading) {
        try {
            return reading.call();
        } catch (EmotionException | CancellationException e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            throw cancelled(e);
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            String at = place.get();
            throw fault.of((at.isEmpty() ? "" : at + ": ") + reason(e), e);
        }
    }

    /**
     * Why something could not be read, in words.
     *
     * @param e what the reader threw
     * @return the reason, as {@link InputException} takes it
     */
    public static String reason(Throwable e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "may not be read: access is denied";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return "cannot be read: " + file.getReason();
        }
        if (e instanceof FileNotFoundException) {
            return "cannot be opened: " + bracketed(e);
        }
        if (e instanceof EOFException) {
            return "breaks off";
        }
        if (e instanceof ZipException) {
            return "is packed, and its packing is broken: " + e.getMessage();
        }
        if (e instanceof CharacterCodingException) {
            return "is no text in UTF-8";
        }
        if (e instanceof JsonParseException || e instanceof MalformedJsonException) {
            // Gson's own words are advice for programmers, but for the place.
            Matcher place = JSON_PLACE.matcher(String.valueOf(e.getMessage()));
            return "is no valid JSON" + (place.find() ? place.group() : "");
        }
        if (e instanceof OutOfMemoryError) {
            return "needs more memory than is free; give the JVM more with -Xmx, or lower Limits";
        }
        if (e instanceof StackOverflowError) {
            return "is nested too deeply";
        }
        return "is broken or of another kind than it says (" + named(e) + ")";
    }

    /**
     * Why a file could not be written, moved or deleted, in words: the message of most exceptions
     * of a file system is the path alone.
     *
     * @param e what was thrown
     * @return the reason, which goes after the name of the file and what could not be done
     */
    public static String reasonNotWritten(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something of this name is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "this is no folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "this is a folder, and not empty";
        }
        if (e instanceof FileSystemException file) {
            return file.getReason() == null ? named(e) : file.getReason();
        }
        if (e instanceof FileNotFoundException) {
            return bracketed(e);
        }
        return e.getMessage() == null ? named(e) : e.getMessage();
    }

    /** What the system says of a file that was not opened stands in brackets after its path. */
    private static String bracketed(Throwable e) {
        String message = String.valueOf(e.getMessage());
        int from = message.lastIndexOf('(');
        return from < 0 || !message.endsWith(")")
                ? message
                : message.substring(from + 1, message.length() - 1);
    }

    private static String named(Throwable e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName();
        return message == null ? kind : kind + ": " + message;
    }
}
