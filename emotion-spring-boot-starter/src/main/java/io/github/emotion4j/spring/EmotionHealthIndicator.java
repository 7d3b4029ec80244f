package io.github.emotion4j.spring;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import java.awt.image.BufferedImage;
import java.util.concurrent.Executor;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up while the shared recogniser recognises: a picture of 16x16 pixels in which there is nothing
 * goes through it, in about a millisecond, and is not counted among the application's. Unknown
 * where it looks at no pictures, since nothing is tried then.
 */
final class EmotionHealthIndicator extends AbstractHealthIndicator {
    private final EmotionRecognizer recognizer;
    private final Executor unmetered;

    EmotionHealthIndicator(EmotionRecognizer recognizer, Executor unmetered) {
        super("Emotion4J does not recognise");
        this.recognizer = recognizer;
        this.unmetered = unmetered;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (recognizer.modalities().contains(ModalityId.FACE)) {
            BufferedImage nothing = new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR);
            unmetered.execute(() -> recognizer.recognize(Recording.of(nothing)));
            builder.up();
        } else {
            builder.unknown();
        }
        builder.withDetail(
                "modalities", recognizer.modalities().stream().map(ModalityId::name).toList());
    }
}
