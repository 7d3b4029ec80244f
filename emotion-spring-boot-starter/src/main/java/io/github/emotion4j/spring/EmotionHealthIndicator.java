package io.github.emotion4j.spring;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import java.awt.image.BufferedImage;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up while the shared recogniser recognises: a picture of 16x16 pixels in which there is nothing
 * goes through it, in about a millisecond.
 */
final class EmotionHealthIndicator extends AbstractHealthIndicator {
    private final EmotionRecognizer recognizer;

    EmotionHealthIndicator(EmotionRecognizer recognizer) {
        super("Emotion4J does not recognise");
        this.recognizer = recognizer;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (recognizer.modalities().contains(ModalityId.FACE)) {
            recognizer.recognize(
                    Recording.of(new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR)));
        }
        builder.up()
                .withDetail(
                        "modalities",
                        recognizer.modalities().stream().map(ModalityId::name).toList());
    }
}
