package io.github.emotion4j.examples.scene;

import io.github.emotion4j.core.Recording;
import java.nio.file.Path;

/**
 * A file to look at.
 *
 * @param name its name for people to read
 * @param credit who made it and on which terms; empty where nothing is known
 * @param recording its content
 */
public record SceneInput(String name, String credit, Recording recording) {
    /**
     * A file of the user's.
     *
     * @param file where it is
     * @return the input
     */
    public static SceneInput of(Path file) {
        Path name = file.getFileName();
        return new SceneInput(
                name == null ? file.toString() : name.toString(), "", Recording.of(file));
    }
}
