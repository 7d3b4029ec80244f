package io.github.emotion4j.examples;

import io.github.emotion4j.core.Recording;
import io.github.emotion4j.examples.scene.SceneInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The clip and the picture that ship with the examples; media/NOTICE.md says whose they are. */
final class BundledMedia {
    private BundledMedia() {}

    static List<SceneInput> all() {
        return List.of(
                load(
                        "grid-lbax4n.mpg",
                        "GRID corpus: Cooke, Barker, Cunningham, Shao 2006,"
                                + " doi:10.1121/1.2229005, CC BY 4.0"),
                load("astronaut.png", "Eileen Collins; NASA, public domain"));
    }

    private static SceneInput load(String name, String credit) {
        try (InputStream stream = BundledMedia.class.getResourceAsStream("media/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("The resource media/" + name + " is missing");
            }
            return new SceneInput(name, credit, Recording.of(name, stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
