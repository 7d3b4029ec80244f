package io.github.emotion4j.flink;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.io.BodyReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Makes {@code demo.signals.gz} of what emotion-app bundles: what the face and the voice of {@code
 * scene.mp4} show, and {@code wristband.csv}. Two arguments: the folder of both, and the file.
 */
final class DemoSignals {
    private static final long BEGIN = Crowd.BEGIN;

    private static final long BODY_SECONDS = 180;

    private DemoSignals() {}

    /** Runs the program. */
    public static void main(String[] args) throws IOException {
        List<Signal> seen = perceived(Path.of(args[0], "scene.mp4"));
        List<Signal> worn = worn(Path.of(args[0], "wristband.csv"));
        List<PersonSignal> all = new ArrayList<>();
        seen.forEach(signal -> all.add(PersonSignal.of("Visitor", signal.later(BEGIN))));
        worn.forEach(signal -> all.add(PersonSignal.of("Wearer", signal.later(BEGIN))));
        long task = 70 * Crowd.NANOS;
        seen.forEach(signal -> all.add(PersonSignal.of("Caller", signal.later(BEGIN + task))));
        worn.forEach(signal -> all.add(PersonSignal.of("Caller", signal.later(BEGIN))));
        all.sort(Comparator.comparingLong(PersonSignal::endNanos));
        try (DataOutputStream out =
                new DataOutputStream(
                        new GZIPOutputStream(Files.newOutputStream(Path.of(args[1]))))) {
            out.writeInt(all.size());
            for (PersonSignal signal : all) {
                out.writeInt(signal.toBytes().length);
                out.write(signal.toBytes());
            }
        }
    }

    private static List<Signal> perceived(Path clip) {
        List<Signal> perceived = new ArrayList<>();
        try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
            recognizer.recognize(
                    Recording.of(clip),
                    new RecognitionListener() {
                        private int faces;

                        @Override
                        public void onObservation(Observation observation) {
                            boolean every =
                                    !observation.modality().name().equals("face")
                                            || faces++ % 5 == 0;
                            if (observation.subject() && every) {
                                perceived.add(
                                        new Perceived(
                                                observation.modality(),
                                                withoutFeatures(observation.evidence())));
                            }
                        }

                        @Override
                        public void onEstimate(EmotionEstimate estimate) {}
                    });
        }
        return perceived;
    }

    private static Evidence withoutFeatures(Evidence evidence) {
        return evidence instanceof Evidence.Present present
                ? new Evidence.Present(
                        present.interval(),
                        present.probabilities(),
                        present.affect(),
                        present.stress(),
                        new float[0],
                        present.quality(),
                        present.issues())
                : evidence;
    }

    private static List<Signal> worn(Path recording) {
        List<Signal> worn = new ArrayList<>();
        try (SignalReader reader = BodyReader.open(recording)) {
            for (Optional<? extends Signal> next = reader.next();
                    next.isPresent();
                    next = reader.next()) {
                Signal signal = next.get();
                if (signal.interval().startNanos() < BODY_SECONDS * Crowd.NANOS) {
                    worn.add(signal);
                }
            }
        }
        return worn;
    }
}
