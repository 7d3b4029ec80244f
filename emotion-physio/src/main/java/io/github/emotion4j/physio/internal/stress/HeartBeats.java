package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.Ppg;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.hrv.TimeDomain;
import io.github.emotion4j.physio.internal.check.RateCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The beats that one signal shows: the features that the stress model reads of them, and what is
 * told of the heart. The model was fitted on features that take whatever intervals are near their
 * median; what is told takes those of a pulse that are clear, and else all.
 */
public final class HeartBeats {
    /** Less of the span says little about its rate. Chosen by hand. */
    private static final double LEAST_COVERED = 0.25;

    /** Below, a rate from a wrist is often wrong: docs/accuracy-body.md has how often. */
    private static final double CLEAR_COVERED = 0.5;

    /** Beats that are less like each other are noise. */
    private static final double LEAST_ALIKE = 0.5;

    /** Beyond, what is left of the intervals is not the heart's rhythm. Chosen by hand. */
    private static final double MOST_ODD = 0.2;

    private final Kind kind;
    private final double startSeconds;
    private final double keptSeconds;
    private final PulseFeatures features;
    private final Consumer<Ppg.Wave> clear = Ppg.beats(this::keep);
    private final ArrayDeque<Beat> beats = new ArrayDeque<>();
    private double covered;

    /** Keeps the last {@code keptSeconds} of a signal that begins at a time. */
    HeartBeats(Kind kind, double startSeconds, double keptSeconds) {
        this.kind = kind;
        this.startSeconds = startSeconds;
        this.keptSeconds = keptSeconds;
        features =
                kind == Kind.PPG
                        ? new PulseFeatures(startSeconds, keptSeconds)
                        : new PulseFeatures(
                                startSeconds, keptSeconds, RateCheck.MAX_BPM, RateCheck.MIN_BPM);
    }

    /** Takes a wave of a pulse. */
    void wave(Ppg.Wave wave) {
        features.add(wave);
        clear.accept(wave);
    }

    /** Takes a beat of another signal, which has a place, but no wave. */
    void beat(Beat beat) {
        double height = Math.abs(beat.amplitude());
        features.add(
                new Ppg.Wave(
                        beat.seconds(),
                        beat.seconds(),
                        beat.amplitude(),
                        beat.quality(),
                        beat.first(),
                        height,
                        0,
                        0,
                        0));
        keep(beat);
    }

    private void keep(Beat beat) {
        beats.add(beat);
        while (beats.peek().seconds() < beat.seconds() - keptSeconds) {
            beats.poll();
        }
    }

    /** Writes the features of {@code [from, to)} to {@code out} at 0; whether there are any. */
    boolean write(double from, double to, double[] out) {
        features.write(from, to, out, 0);
        if (kind != Kind.PPG) {
            Arrays.fill(out, PulseFeatures.SHAPE, PulseFeatures.NAMES.size(), Double.NaN);
        }
        return !Double.isNaN(out[0]);
    }

    /** How alike the beats of the span last written are, in [0, 1]. */
    double alike() {
        return features.waveQuality();
    }

    /** How usable the span last written is, in [0, 1]. */
    double quality() {
        return features.waveQuality() * features.goodShare();
    }

    /** What is told of the span last written. */
    StressInput.Heart heart(double from, double to) {
        Intervals within =
                Intervals.between(new ArrayList<>(beats))
                        .within(from - startSeconds, to - startSeconds);
        covered = covered(within, to - from);
        if (covered < LEAST_COVERED || (kind != Kind.PPG && alike() < LEAST_ALIKE)) {
            return new StressInput.Heart(signal(kind), Double.NaN, Double.NaN);
        }
        Intervals.Correction correction = within.corrected();
        double rmssd = TimeDomain.of(correction.intervals()).rmssdMillis();
        return new StressInput.Heart(
                signal(kind),
                60 * within.size() / seconds(within),
                correction.artefactShare() > MOST_ODD ? Double.NaN : rmssd);
    }

    /** What is doubtful about the beats of the span last told. */
    Optional<Reason> doubt() {
        if (kind == Kind.PPG) {
            return poorPulse(covered);
        }
        if (features.oddShare() > MOST_ODD) {
            return Optional.of(
                    new Reason(
                            "irregular-beats",
                            String.format(
                                    Locale.ROOT,
                                    "%s: %.0f %% of the intervals are over 30 %% from their median"
                                            + " and do not count for stress",
                                    kind.label(),
                                    100 * features.oddShare())));
        }
        return Optional.empty();
    }

    /** The share of a span that the intervals within it cover. */
    public static double covered(Intervals within, double spanSeconds) {
        return seconds(within) / spanSeconds;
    }

    private static double seconds(Intervals within) {
        return Arrays.stream(within.toArray()).sum() / 1000;
    }

    /** That little of a span has clear waves; nothing if enough has. */
    public static Optional<Reason> poorPulse(double covered) {
        return covered >= CLEAR_COVERED
                ? Optional.empty()
                : Optional.of(
                        new Reason(
                                "poor-pulse",
                                String.format(
                                        Locale.ROOT,
                                        "pulse: %.0f %% of the time has clear waves at a steady"
                                                + " pace; the sensor moves or is loose, or the"
                                                + " heart beats irregularly",
                                        100 * covered)));
    }

    /** The name under which a kind is told. */
    private static String signal(Kind kind) {
        return switch (kind) {
            case PPG -> "pulse";
            case ECG -> "ecg";
            default -> "beat-intervals";
        };
    }
}
