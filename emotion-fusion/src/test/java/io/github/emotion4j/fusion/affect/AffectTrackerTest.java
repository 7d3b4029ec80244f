package io.github.emotion4j.fusion.affect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.fusion.affect.AffectState.Axis;
import io.github.emotion4j.fusion.affect.AffectState.ChangePoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AffectTrackerTest {
    private static final AffectRates RATES = AffectRates.defaults();

    @Test
    void lastingExpression_bringsMoodAndAttachmentWhereTheEquationsSay() {
        AffectTracker tracker = new AffectTracker(RATES);
        AffectState state = tracker.update(present(0, 120, 0.8, -0.5, 1));
        assertEquals(0.8 * (1 - Math.exp(-1)), state.mood().valence(), 1e-12);
        assertEquals(-0.5 * (1 - Math.exp(-1)), state.mood().arousal(), 1e-12);
        // The two integrators in a row, solved by small steps.
        double mood = 0;
        double sessionValence = 0;
        for (int i = 0; i < 1_200_000; i++) {
            sessionValence += 1e-4 * (mood - sessionValence) / 1200;
            mood += 1e-4 * (0.8 - mood) / 120;
        }
        assertEquals(sessionValence, state.sessionValence(), 1e-6);
    }

    @Test
    void stepsOfAnyLength_giveTheSameState() {
        AffectTracker whole = new AffectTracker(RATES);
        AffectTracker pieces = new AffectTracker(RATES);
        whole.update(present(0, 50, 0.4, 0.3, 0.6));
        whole.update(missing(50, 170));
        AffectState once = whole.update(present(170, 200, -0.9, 0.9, 1));
        Random random = new Random(1);
        double at = 0;
        while (at < 200) {
            double limit = at < 50 ? 50 : at < 170 ? 170 : 200;
            double end = Math.min(limit, at + 0.01 + 3 * random.nextDouble());
            pieces.update(
                    at < 50
                            ? present(at, end, 0.4, 0.3, 0.6)
                            : at < 170 ? missing(at, end) : present(at, end, -0.9, 0.9, 1));
            at = end;
        }
        AffectState many = pieces.state();
        assertEquals(once.mood().valence(), many.mood().valence(), 1e-9);
        assertEquals(once.mood().arousal(), many.mood().arousal(), 1e-9);
        assertEquals(once.sessionValence(), many.sessionValence(), 1e-9);
    }

    @Test
    void ratesThatAreNearlyEqual_orFarApart_keepTheSessionInRange() {
        Random random = new Random(3);
        long[] moods = {1, 1_000_000_000L, 120_000_000_000L, 1_000_000_000_000_000_000L};
        double[] above = {0, 1e-9, 1e-3, 1};
        for (long mood : moods) {
            for (double more : above) {
                long session = mood + Math.max(1, Math.round(mood * more));
                AffectTracker tracker =
                        new AffectTracker(
                                AffectRates.builder()
                                        .mood(Duration.ofNanos(mood))
                                        .sessionValence(Duration.ofNanos(session))
                                        .build());
                double at = 0;
                for (int i = 0; i < 20; i++) {
                    double valence = 2 * random.nextDouble() - 1;
                    double quality = random.nextDouble();
                    tracker.update(present(at, at + 1, valence, 0, quality));
                    at++;
                }
            }
        }
        // Two integrators of one time constant: 1 - (1 + t / T) exp(-t / T).
        AffectRates equal =
                AffectRates.builder().sessionValence(Duration.ofMinutes(2).plusNanos(1)).build();
        AffectState state = new AffectTracker(equal).update(present(0, 120, 0.5, 0, 1));
        assertEquals(0.5 * (1 - 2 * Math.exp(-1)), state.sessionValence(), 1e-12);
    }

    @Test
    void timesOutOfRange_areRefusedByName() {
        AffectRates.Builder builder = AffectRates.builder();
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(40_000))) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> builder.mood(wrong));
            assertEquals(
                    "mood must be above 0 and at most 36,500 days, not " + wrong, e.getMessage());
        }
        AffectRates slower = builder.mood(Duration.ofMinutes(3)).build();
        assertEquals(slower, AffectRates.builder().mood(Duration.ofMinutes(3)).build());
        assertNotEquals(slower, AffectRates.defaults());
        assertThrows(
                IllegalArgumentException.class,
                () -> slower.toBuilder().sessionValence(Duration.ofMinutes(3)).build());
    }

    @Test
    void moodHasTheSourceOfWhatWasPerceived_alsoFromBytes() {
        AffectTracker tracker = new AffectTracker(RATES);
        assertEquals(Affect.Source.CLASSES, tracker.state().mood().source());
        tracker.update(present(0, 1, 0.5, 0, 1));
        assertEquals(
                Affect.Source.NETWORK,
                AffectTracker.ofBytes(tracker.toBytes()).state().mood().source());
    }

    @Test
    void absence_letsTheMoodFadeAndTheAttachmentStand() {
        AffectTracker tracker = new AffectTracker(RATES);
        AffectState before = tracker.update(present(0, 60, 1, 1, 1));
        AffectState after = tracker.update(missing(1260, 1260.5));
        assertEquals(
                before.mood().valence() * Math.exp(-1200.5 / 1200), after.mood().valence(), 1e-12);
        assertEquals(before.sessionValence(), after.sessionValence());
    }

    @Test
    void ramp_hasItsSlopeAsTrendAtIrregularSteps() {
        AffectTracker tracker = new AffectTracker(RATES);
        Random random = new Random(2);
        double at = 0;
        while (at < 150) {
            double end = at + 0.1 + random.nextDouble();
            double middle = (at + end) / 2;
            tracker.update(
                    present(at, end, -0.8 + 0.6 / 60 * middle, 0.9 - 0.3 / 60 * middle, 0.5));
            at = end + (random.nextInt(4) == 0 ? 1 : 0);
        }
        AffectState.Trend trend = tracker.state().trend().orElseThrow();
        assertEquals(0.6, trend.valencePerMinute(), 1e-6);
        assertEquals(-0.3, trend.arousalPerMinute(), 1e-6);
    }

    @Test
    void fewSeconds_haveNoTrend() {
        AffectTracker tracker = new AffectTracker(RATES);
        assertEquals(Optional.empty(), tracker.update(present(0, 10, 1, 1, 1)).trend());
    }

    @Test
    void changeOfLevel_isFoundOnItsAxisWithOnsetAndLevels() {
        assertChangeFound(1);
    }

    @Test
    void changeOfLevel_seenPoorlyThroughout_isFoundAllTheSame() {
        assertChangeFound(0.4);
    }

    private static void assertChangeFound(double quality) {
        AffectTracker tracker = new AffectTracker(RATES);
        Random random = new Random(3);
        Optional<ChangePoint> found = Optional.empty();
        for (int i = 0; i < 800 && found.isEmpty(); i++) {
            double level = i < 600 ? 0.1 : 0.5;
            double valence = level + 0.1 * Math.max(-3, Math.min(3, random.nextGaussian()));
            double arousal = 0.1 * Math.max(-3, Math.min(3, random.nextGaussian()));
            found =
                    tracker.update(present(i / 2.0, (i + 1) / 2.0, valence, arousal, quality))
                            .change();
        }
        ChangePoint change = found.orElseThrow();
        assertEquals(Axis.VALENCE, change.axis());
        assertEquals(300, change.onsetNanos() / 1e9, 5);
        assertTrue(change.foundNanos() / 1e9 <= 320, change.toString());
        assertEquals(0.1, change.before(), 0.02);
        assertEquals(0.5, change.after(), 0.05);
    }

    /** Montgomery 2013, table 9.3: two-sided, k 0.5, h 5: 465 without, 10.4 with a shift of 1. */
    @Test
    void runLengths_areThoseOfTheTables() {
        assertEquals(10.4, meanRunLength(1, 400), 1.0);
        assertEquals(465, meanRunLength(0, 400), 60);
    }

    private static double meanRunLength(double shift, int runs) {
        Random random = new Random(4);
        long sum = 0;
        for (int run = 0; run < runs; run++) {
            ChangeDetector detector = new ChangeDetector(RATES);
            int warmUp = 0;
            // Far from its start the self-starting chart knows mean and deviation.
            while (warmUp < 2000) {
                warmUp++;
                if (detector.accept(Axis.VALENCE, random.nextGaussian(), 0, 1).isPresent()) {
                    detector = new ChangeDetector(RATES);
                    warmUp = 0;
                }
            }
            detector.forgetSums();
            int length = 0;
            do {
                length++;
            } while (detector.accept(Axis.VALENCE, shift + random.nextGaussian(), 0, 1).isEmpty());
            sum += length;
        }
        return (double) sum / runs;
    }

    @Test
    void bytes_goOnWithTheSameNumbers() {
        AffectTracker tracker = new AffectTracker(RATES);
        Random random = new Random(5);
        AffectTracker restored = tracker;
        for (int i = 0; i < 500; i++) {
            double x = Math.tanh(random.nextGaussian() / 4 + (i > 300 ? 0.7 : 0));
            EmotionEstimate estimate = present(i * 0.7, i * 0.7 + 0.5, x, -x, 0.8);
            AffectState state = tracker.update(estimate);
            if (restored != tracker) {
                assertEquals(state, restored.update(estimate));
            }
            if (i == 250) {
                restored = AffectTracker.ofBytes(tracker.toBytes());
            }
        }
        assertTrue(tracker.state().change().isPresent());
    }

    @Test
    void otherBytes_areRefused() {
        byte[] bytes = new AffectTracker(RATES).toBytes();
        refuse("cut short", Arrays.copyOf(bytes, bytes.length - 3));
        refuse("something else", new byte[20]);
        byte[] later = bytes.clone();
        later[7]++;
        refuse("version 5", later);
    }

    @Test
    void stepBeforeTheLast_isRefused() {
        AffectTracker tracker = new AffectTracker(RATES);
        tracker.update(present(0, 2, 0, 0, 1));
        assertThrows(
                IllegalArgumentException.class, () -> tracker.update(present(1.5, 2.5, 0, 0, 1)));
    }

    private static void refuse(String message, byte[] bytes) {
        InputException e = assertThrows(InputException.class, () -> AffectTracker.ofBytes(bytes));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static EmotionEstimate present(
            double start, double end, double valence, double arousal, double quality) {
        TimeInterval interval = interval(start, end);
        Affect affect =
                new Affect(Math.max(-1, Math.min(1, valence)), arousal, Affect.Source.NETWORK);
        Evidence evidence =
                new Evidence.Present(
                        interval,
                        EmotionProbabilities.UNIFORM,
                        affect,
                        OptionalDouble.empty(),
                        new float[0],
                        quality,
                        List.of());
        return estimate(interval, Optional.of(affect), evidence);
    }

    private static EmotionEstimate missing(double start, double end) {
        TimeInterval interval = interval(start, end);
        return estimate(
                interval,
                Optional.empty(),
                new Evidence.Missing(interval, new Reason("no-face", "no face")));
    }

    private static EmotionEstimate estimate(
            TimeInterval interval, Optional<Affect> affect, Evidence evidence) {
        return new EmotionEstimate(
                interval,
                Optional.of(EmotionProbabilities.UNIFORM),
                affect,
                OptionalDouble.empty(),
                Map.of(ModalityId.FACE, evidence),
                Map.of(),
                Set.of(),
                List.of());
    }

    private static TimeInterval interval(double start, double end) {
        return new TimeInterval(Math.round(start * 1e9), Math.round(end * 1e9));
    }
}
