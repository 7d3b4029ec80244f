package io.github.emotion4j.examples;

import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.audio.capture.Microphone;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A voice while it speaks. */
final class Listen extends Program {
    Listen() {
        super(
                "[FILE]",
                "Hears a voice, from the microphone or a file: ~ while it speaks, = when an"
                        + " utterance is over.");
    }

    @Override
    void run(List<String> args, PrintStream out) {
        require(args.size() <= 1, "One file at a time");
        try (SignalReader source = args.isEmpty() ? Microphone.open() : open(args.get(0));
                EmotionRecognizer recognizer =
                        EmotionRecognizer.builder()
                                .onlyNamedModalities()
                                .modality(new VoiceModality())
                                .build();
                EmotionStream stream =
                        recognizer.openStream(
                                RecognitionListener.ofObservations(
                                        observation -> print(out, observation)))) {
            Optional<? extends Signal> block = source.next();
            while (block.isPresent()) {
                stream.accept(block.get());
                block = source.next();
            }
        }
    }

    private static SignalReader open(String file) {
        return SoundReader.open(existing(file));
    }

    private static void print(PrintStream out, Observation observation) {
        if (observation.evidence() instanceof Evidence.Present heard) {
            VoiceDetail detail = observation.detail(VoiceDetail.class).orElseThrow();
            out.printf(
                    Locale.ROOT,
                    "%s %s %s (quality %.2f, F0 %.0f Hz)%n",
                    heard.interval(),
                    detail.complete() ? "=" : "~",
                    heard.probabilities().map(Object::toString).orElse(""),
                    heard.quality(),
                    detail.f0MedianHertz());
        }
    }
}
