package io.github.emotion4j.audio;

import io.github.emotion4j.audio.internal.SpeechActivityModel;
import io.github.emotion4j.audio.internal.SpeechEmotionModel;
import io.github.emotion4j.audio.internal.VoiceModel;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;

/**
 * The voice as a modality; found by {@link java.util.ServiceLoader}.
 *
 * <p>A session takes {@link io.github.emotion4j.core.AudioBlock}s of any length, rate and channel
 * count. The first observation of an utterance comes 0.6 s into it, then one each 500 ms, through
 * its short pauses too, and a final one when it ends ({@link VoiceDetail#complete()}). One that
 * continues a cut one gives its first after 500 ms. While there is no speech it gives {@code
 * Missing("no-voice")} each 500 ms. A session keeps at most the current utterance, which is cut
 * after 8 s, and about two seconds more.
 *
 * <p>Time is counted in samples. Where two blocks in a row say that more than 50 ms are missing,
 * zeros fill the gap, which the issue {@code sound-gaps} reports; a block that alone is too far
 * ahead, or starts too early, follows the one before directly. A gap or a delay of more than a
 * second, or another rate, ends the current utterance, and the count starts again at the time of
 * the next block.
 */
public final class VoiceModality implements ModalityProvider {
    /** Called by {@link java.util.ServiceLoader}. */
    public VoiceModality() {}

    @Override
    public ModalityId id() {
        return ModalityId.VOICE;
    }

    @Override
    public ModalityModel open(ModelLoader models) {
        SpeechActivityModel activity = new SpeechActivityModel(models);
        try {
            return new VoiceModel(activity, new SpeechEmotionModel(models));
        } catch (RuntimeException e) {
            activity.close();
            throw e;
        }
    }
}
