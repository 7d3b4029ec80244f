package io.github.emotion4j.audio.internal;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.media.internal.MediaFile;
import java.time.Duration;
import java.util.Optional;

/** The voice with its models loaded. */
public final class VoiceModel implements ModalityModel {
    private final SpeechActivityModel activity;
    private final SpeechEmotionModel model;

    /** Takes the models over; they are closed with this object. */
    public VoiceModel(SpeechActivityModel activity, SpeechEmotionModel model) {
        this.activity = activity;
        this.model = model;
    }

    @Override
    public Optional<SignalReader> reader(OpenPart part) {
        return MediaFile.of(part).flatMap(MediaFile::sound);
    }

    @Override
    public boolean accepts(Signal signal) {
        return signal instanceof AudioBlock;
    }

    @Override
    public ModalitySession openSession() {
        return new VoiceSession(activity, model);
    }

    @Override
    public Duration holdFor() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void close() {
        activity.close();
        model.close();
    }
}
