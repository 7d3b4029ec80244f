package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.io.BodyReader;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A file to look at.
 *
 * @param name its name for people to read
 * @param credit who made it and on which terms; empty where nothing is known
 * @param recording its content
 * @param lead how long a recording of the body had run when the rest began; what is before is not
 *     shown
 */
public record SceneInput(String name, String credit, Recording recording, Duration lead) {
    /** A day, as long as a stream may be; more is a mistyped number. */
    public static final Duration MAX_LEAD = Duration.ofDays(1);

    /** Makes the name {@link #printable}. */
    public SceneInput {
        name = printable(name);
    }

    /**
     * What a name, or a message with one, is printed as: files may be named by line feeds and by
     * what a terminal obeys.
     *
     * @param text the text
     * @return the same on one line, without control characters
     */
    public static String printable(String text) {
        return text.replaceAll("\\p{Cc}", "\ufffd");
    }

    /**
     * A file of the user's.
     *
     * @param file where it is
     * @return the input
     */
    public static SceneInput of(Path file) {
        return new SceneInput(name(file), "", Recording.of(file), Duration.ZERO);
    }

    /**
     * A file of the user's and a recording of the body that ran along.
     *
     * @param main the file; its offset is how long the body had been recorded when it began
     * @param body the recording of the body
     * @param limits what the recording of the body may ask for
     * @return the input
     * @throws InputException if the body's is none: a picture would be taken for a second face of
     *     the same person. One that is damaged is refused when it is read
     */
    public static SceneInput along(Recording.Part main, Recording.Part body, Limits limits) {
        if (!isOfTheBody(body, limits)) {
            throw new InputException(body.name(), "is no recording of the body");
        }
        return new SceneInput(
                name(main) + " with " + name(body),
                "",
                Recording.of(body).with(main),
                Duration.ofNanos(main.offsetNanos()));
    }

    private static boolean isOfTheBody(Recording.Part part, Limits limits) {
        try (BodyReader reader = BodyReader.find(part, limits).orElse(null)) {
            return reader != null;
        } catch (InputException e) {
            return true;
        }
    }

    /**
     * Checks a lead that a user gives.
     *
     * @param seconds from 0 to a day
     * @return how long a recording of the body had run, ns
     * @throws IllegalArgumentException if it is none
     */
    public static long leadNanos(double seconds) {
        if (!(seconds >= 0 && seconds <= MAX_LEAD.toSeconds())) {
            throw new IllegalArgumentException("is from 0 s to a day, not " + seconds);
        }
        return Math.round(seconds * 1e9);
    }

    private static String name(Recording.Part part) {
        return part instanceof Recording.FilePart file ? name(file.path()) : part.name();
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
