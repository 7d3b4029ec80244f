package io.github.emotion4j.examples;

import io.github.emotion4j.core.Recording;
import io.github.emotion4j.examples.scene.SceneInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/**
 * The clip, the picture and the wristband's table that ship with the examples; the NOTICE.md beside
 * them says whose they are.
 */
final class BundledMedia {
    private static final String CLIP = "grid-lbax4n.mpg";
    private static final String CLIP_CREDIT =
            "GRID corpus: Cooke, Barker, Cunningham, Shao 2006, doi:10.1121/1.2229005, CC BY 4.0";
    private static final String TABLE = "wristband.csv";
    private static final String TABLE_CREDIT =
            "Stress-Predict: Iqbal et al. 2022, doi:10.3390/s22218135, MIT";

    /**
     * The body's model looks back a minute and waits for its signals to settle: it had begun
     * before.
     */
    private static final Duration LEAD = Duration.ofSeconds(81);

    private BundledMedia() {}

    static List<SceneInput> all() {
        SceneInput clip = load(CLIP, CLIP_CREDIT);
        // Two people's: it shows how a clip and a table are joined, not what anyone felt.
        SceneInput joined =
                new SceneInput(
                        CLIP + " with " + TABLE,
                        CLIP_CREDIT + "; the wristband is another person's: " + TABLE_CREDIT,
                        Recording.of(TABLE, bytes("wristband/" + TABLE))
                                .with(CLIP, bytes("media/" + CLIP), LEAD));
        return List.of(clip, load("astronaut.png", "Eileen Collins; NASA, public domain"), joined);
    }

    private static SceneInput load(String name, String credit) {
        return new SceneInput(name, credit, Recording.of(name, bytes("media/" + name)));
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
