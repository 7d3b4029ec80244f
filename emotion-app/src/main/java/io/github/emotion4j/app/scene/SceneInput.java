package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Recording;
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
     * @param file where the file is
     * @param body where the recording of the body is
     * @param lead how long the body had been recorded when the file began, at least 0
     * @return the input
     */
    public static SceneInput of(Path file, Path body, Duration lead) {
        return new SceneInput(
                name(file) + " with " + name(body), "", Recording.of(body).with(file, lead), lead);
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
