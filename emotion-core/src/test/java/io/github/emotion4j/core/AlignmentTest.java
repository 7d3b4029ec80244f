package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.MILLI;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static io.github.emotion4j.core.Scripted.happy;
import static io.github.emotion4j.core.Scripted.recognizer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.Piece;
import io.github.emotion4j.core.Scripted.PieceModality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Observations of own rates, starts and gaps on one grid of steps. */
class AlignmentTest {
    private static final ModalityId THIRD = new ModalityId("third");
    private static final long STEP = 500 * MILLI;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyStep_isWhatTheRuleSaysOfEachModality(long seed) {
        Case random = new Case(seed, false);
        try (EmotionRecognizer recognizer = random.recognizer()) {
            for (EmotionEstimate estimate : random.clip(recognizer)) {
                random.modalities.forEach(
                        (id, modality) ->
                                assertEquals(
                                        byTheRule(
                                                random.pieces.get(id),
                                                modality.hold().toNanos(),
                                                estimate.interval()),
                                        happiness(estimate.evidence(id)),
                                        1e-9,
                                        id + " " + estimate.interval()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void stream_isTheClip_whateverTurnsTheWritersTake(long seed) {
        Case random = new Case(seed, true);
        StreamOptions patient = StreamOptions.builder().maxWait(Duration.ofDays(1)).build();
        try (EmotionRecognizer recognizer = random.recognizer()) {
            List<EmotionEstimate> clip = random.clip(recognizer);
            for (int turn = 0; turn < 5; turn++) {
                List<EmotionEstimate> live = new ArrayList<>();
                RecognitionListener listener = listener(live);
                try (EmotionStream stream = recognizer.openStream(listener, patient)) {
                    random.inRandomTurns().forEach(stream::accept);
                }
                assertEquals(clip, live);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void stream_neverLooksAhead(long seed) {
        Case random = new Case(seed, true);
        try (EmotionRecognizer recognizer = random.recognizer()) {
            List<EmotionEstimate> all = new ArrayList<>();
            List<Signal> signals = random.byTime();
            try (EmotionStream stream = recognizer.openStream(all::add)) {
                for (Signal signal : signals) {
                    List<EmotionEstimate> before = List.copyOf(all);
                    stream.accept(signal);
                    // Given out is given out, and never before its end was reached.
                    assertEquals(before, all.subList(0, before.size()));
                    for (EmotionEstimate estimate : all) {
                        assertTrue(
                                estimate.interval().endNanos() <= furthestNanos(stream),
                                estimate::toString);
                        estimate.evidence()
                                .values()
                                .forEach(
                                        e ->
                                                assertTrue(
                                                        e.interval().endNanos()
                                                                <= estimate.interval().endNanos()));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 20})
    void cuttingAPieceUp_changesNothing(int cuts) {
        List<Piece> whole = new ArrayList<>();
        List<Piece> cut = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            double p = 0.3 + 0.05 * i;
            int length = i % 2 == 0 ? 100 : 300;
            int start = 400 * (i / 2) + (i % 2 == 0 ? 0 : 100);
            whole.add(happy(LEFT, start, start + length, p));
            for (int j = 0; j < cuts; j++) {
                int from = start + length * j / cuts;
                cut.add(happy(LEFT, from, start + length * (j + 1) / cuts, p));
            }
        }
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .modality(Scripted.modality(LEFT))
                        .step(Duration.ofMillis(400))
                        .build()) {
            List<EmotionEstimate> a = recognizer.recognize(Recording.of(whole)).estimates();
            List<EmotionEstimate> b = recognizer.recognize(Recording.of(cut)).estimates();
            assertEquals(a.size(), b.size());
            for (int i = 0; i < a.size(); i++) {
                assertEquals(
                        a.get(i).probabilities().orElseThrow().probability(Emotion.HAPPINESS),
                        b.get(i).probabilities().orElseThrow().probability(Emotion.HAPPINESS),
                        1e-12);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 2000})
    void aLateModality_isWaitedForAsLongAsTheOptionsSay(int waitMillis) {
        StreamOptions options =
                StreamOptions.builder().maxWait(Duration.ofMillis(waitMillis)).build();
        List<EmotionEstimate> live = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT);
                EmotionStream stream = recognizer.openStream(listener(live), options)) {
            stream.accept(happy(RIGHT, 0, 100, 0.9));
            for (int end = 100; end <= 10_000; end += 100) {
                stream.accept(happy(LEFT, end - 100, end, 0.9));
                int waited = end - 100 > waitMillis ? end / 500 : 0;
                assertEquals(waited, live.size(), "steps at " + end + " ms");
            }
            Evidence right = live.get(9).evidence(RIGHT);
            assertEquals("signal-ends", ((Evidence.Missing) right).reason().code());
            // It comes back: what it says counts from the step that is open.
            stream.accept(happy(RIGHT, 9_900, 10_600, 0.9));
            stream.accept(happy(LEFT, 10_000, 10_600, 0.9));
            assertEquals(21, live.size());
        }
        assertTrue(live.get(21).evidence(RIGHT) instanceof Evidence.Present);
    }

    private static long furthestNanos(EmotionStream stream) {
        return stream.statistics().modalities().values().stream()
                .mapToLong(EmotionStream.Statistics.Counts::reachedNanos)
                .max()
                .orElse(0);
    }

    private static RecognitionListener listener(List<EmotionEstimate> estimates) {
        return estimate -> estimates.add(estimate);
    }

    private static double happiness(Evidence evidence) {
        return evidence instanceof Evidence.Present present
                ? present.probabilities().orElseThrow().probability(Emotion.HAPPINESS)
                : Double.NaN;
    }

    /** The rule once more, in the plainest way; NaN is "missing". */
    private static double byTheRule(List<Piece> pieces, long holdNanos, TimeInterval step) {
        double sum = 0;
        double total = 0;
        boolean any = false;
        Piece newestBefore = null;
        for (Piece piece : pieces) {
            long end = piece.interval().endNanos();
            if (end > step.startNanos() && end <= step.endNanos()) {
                any = true;
                if (!Double.isNaN(piece.happy())) {
                    long start = Math.max(piece.interval().startNanos(), step.startNanos());
                    sum += piece.quality() * (end - start) * piece.happy();
                    total += piece.quality() * (end - start);
                }
            } else if (end <= step.startNanos()) {
                newestBefore = piece;
            }
        }
        if (any) {
            return total > 0 ? sum / total : Double.NaN;
        }
        if (newestBefore == null
                || newestBefore.interval().endNanos() + holdNanos <= step.startNanos()) {
            return Double.NaN;
        }
        // What stands is the outcome of the step in which it ended.
        long end = newestBefore.interval().endNanos();
        long start = (end - 1) / STEP * STEP;
        return byTheRule(pieces, holdNanos, new TimeInterval(start, start + STEP));
    }

    /** Three modalities of random rates, starts, gaps, holds and, if wanted, delays. */
    private static final class Case {
        private final Random random;
        private final Map<ModalityId, PieceModality> modalities = new TreeMap<>();
        private final Map<ModalityId, List<Piece>> pieces = new TreeMap<>();

        Case(long seed, boolean delays) {
            random = new Random(seed);
            for (ModalityId id : List.of(LEFT, RIGHT, THIRD)) {
                Duration hold = Duration.ofMillis(random.nextInt(3000));
                int delay = delays ? random.nextInt(4) : 0;
                modalities.put(id, new PieceModality(id, hold, delay, () -> {}));
                pieces.put(id, pieces(id));
            }
        }

        private List<Piece> pieces(ModalityId id) {
            List<Piece> made = new ArrayList<>();
            long periodNanos = (20 + random.nextInt(900)) * MILLI + random.nextInt(1000);
            long now = random.nextInt(3) == 0 ? random.nextInt(4000) * MILLI : 0;
            while (now < 15_000 * MILLI) {
                double happy = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble();
                double quality = 0.1 + 0.9 * random.nextDouble();
                made.add(new Piece(id, new TimeInterval(now, now + periodNanos), happy, quality));
                now += periodNanos;
                if (random.nextInt(12) == 0) {
                    now += random.nextInt(3000) * MILLI;
                }
            }
            return made;
        }

        EmotionRecognizer recognizer() {
            EmotionRecognizer.Builder builder = EmotionRecognizer.builder();
            modalities.values().forEach(builder::modality);
            return builder.build();
        }

        List<EmotionEstimate> clip(EmotionRecognizer recognizer) {
            return recognizer.recognize(Recording.of(byTime())).estimates();
        }

        List<Signal> byTime() {
            List<Piece> all = new ArrayList<>();
            pieces.values().forEach(all::addAll);
            all.sort(Comparator.comparingLong(p -> p.interval().startNanos()));
            return List.copyOf(all);
        }

        List<Signal> inRandomTurns() {
            List<List<Piece>> left = new ArrayList<>();
            pieces.values().forEach(list -> left.add(new ArrayList<>(list)));
            List<Signal> turns = new ArrayList<>();
            while (!left.isEmpty()) {
                List<Piece> writer = left.get(random.nextInt(left.size()));
                turns.add(writer.remove(0));
                left.removeIf(List::isEmpty);
            }
            return turns;
        }
    }
}
