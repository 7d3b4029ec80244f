package io.github.emotion4j.examples;

import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.audio.capture.Microphone;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints what expression is heard in a voice while it speaks, from the microphone or from a file
 * with sound: a line for each estimate, marked when the utterance is over.
 */
public final class ListenExample {
    private ListenExample() {}

    /**
     * Runs the program.
     *
     * @param args a sound or video file; without one, the microphone is heard until it is ended
     */
    public static void main(String[] args) {
        PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (SignalReader source = open(args, console)) {
            listen(source, console);
        } catch (EmotionException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Hears a source to its end. */
    static void listen(SignalReader source, PrintStream console) {
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder()
                                .onlyNamedModalities()
                                .modality(new VoiceModality())
                                .build();
                EmotionStream stream = recognizer.openStream(new Printer(console))) {
            Optional<Signal> block = source.next();
            while (block.isPresent()) {
                stream.accept(block.get());
                block = source.next();
            }
        }
    }

    private static SignalReader open(String[] args, PrintStream console) {
        if (args.length == 0) {
            console.println("Listening to the microphone; end with Ctrl-C.");
            return Microphone.open();
        }
        return SoundReader.open(Path.of(args[0]))
                .orElseThrow(() -> new InputException(args[0], "holds no sound"));
    }

    private record Printer(PrintStream console) implements RecognitionListener {
        @Override
        public void onObservation(Observation observation) {
            if (observation.evidence() instanceof Evidence.Present heard) {
                VoiceDetail detail = observation.detail(VoiceDetail.class).orElseThrow();
                console.printf(
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
}
