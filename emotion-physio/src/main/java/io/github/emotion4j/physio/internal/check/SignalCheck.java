package io.github.emotion4j.physio.internal.check;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Checks whether a signal is plausible for its declared kind: missing, flat, saturated, or in
 * another unit.
 *
 * <p>Takes one sample after the other in O(1) memory and never fails; {@link #issues} may be asked
 * at any time. Two checks of neighbouring parts {@linkplain #append make} the check of both:
 * therefore a part keeps its first run of equal values aside, which may continue one before it.
 * Confined to one thread.
 */
public final class SignalCheck {
    /** Three times the tonic levels that are usual at most (Boucsein et al. 2012). */
    private static final double MAX_MICROSIEMENS = 60;

    /** A tenth of what a wristband on a dry skin shows. */
    private static final double MIN_MICROSIEMENS = 0.01;

    /** A sensor's zero is not exact, but not so far off. */
    private static final double LEAST_MICROSIEMENS = -0.5;

    /** No muscle and no heart reaches as much, in mV within two seconds. */
    private static final double MAX_MILLIVOLTS = 50;

    /** Blinks and movement stay below, in µV within two seconds. */
    private static final double MAX_MICROVOLTS = 20_000;

    /** A fault of so few values is a disturbance, and not the unit. Chosen by hand. */
    private static final double STRAY_SHARE = 0.01;

    /** The same of pieces, which a disturbance makes wide as a whole. Chosen by hand. */
    private static final double STRAY_RANGES = 0.1;

    private final Kind kind;
    private final double rate;
    private final long flatSamples;
    private final long railSamples;

    /** Of a piece whose range is judged: as long as the slowest heart needs for a beat. */
    private final long pieceSamples;

    private final double widest;
    private long total;
    private long below;
    private long pieces;
    private long widePieces;
    private long pieceLength;
    private double pieceLow;
    private double pieceHigh;
    private long missing;
    private double sum;
    private boolean whole = true;
    private boolean firstRunOver;
    private double firstRunValue;
    private long firstRunLength;
    private double runValue;
    private long runLength;

    /** Of the runs between the first and the current one. */
    private final Runs over = new Runs();

    /** What is counted of runs of equal values that are over. */
    private final class Runs {
        private long flat;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;
        private long atLow;
        private long atHigh;

        void add(double value, long length) {
            if (length > 0) {
                // A peak touches the limit once, a saturated signal stays there.
                long atLimit = Math.max(0, length - railSamples);
                add(length >= flatSamples ? length : 0, value, atLimit, value, atLimit);
            }
        }

        void add(Runs more) {
            add(more.flat, more.low, more.atLow, more.high, more.atHigh);
        }

        private void add(
                long moreFlat, double otherLow, long moreLow, double otherHigh, long moreHigh) {
            flat += moreFlat;
            atLow = (otherLow < low ? 0 : atLow) + (otherLow <= low ? moreLow : 0);
            atHigh = (otherHigh > high ? 0 : atHigh) + (otherHigh >= high ? moreHigh : 0);
            low = Math.min(low, otherLow);
            high = Math.max(high, otherHigh);
        }
    }

    /**
     * A check.
     *
     * @param kind what the signal is said to be
     * @param sampleRateHertz samples per second
     */
    public SignalCheck(Kind kind, double sampleRateHertz) {
        this.kind = kind;
        this.rate = sampleRateHertz;
        // Slow signals may well stand still for a while.
        double seconds =
                switch (kind) {
                    case EDA -> 10;
                    case SKIN_TEMPERATURE, HEART_RATE -> 120;
                    default -> 1;
                };
        this.flatSamples = Math.max(2, Math.round(seconds * sampleRateHertz));
        // Skin conductance in coarse steps repeats a value, but not for two seconds.
        this.railSamples = kind == Kind.EDA ? Math.round(2 * sampleRateHertz) : 1;
        this.pieceSamples = Math.max(1, Math.round(2 * sampleRateHertz));
        this.widest = kind == Kind.EEG ? MAX_MICROVOLTS : MAX_MILLIVOLTS;
    }

    /**
     * Takes the next sample.
     *
     * @param value the value in the unit the signal is said to have, or NaN
     */
    public void accept(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            skip(1);
            return;
        }
        sum += value;
        whole &= value == Math.rint(value);
        below += value < LEAST_MICROSIEMENS ? 1 : 0;
        pieceLow = pieceLength == 0 ? value : Math.min(pieceLow, value);
        pieceHigh = pieceLength == 0 ? value : Math.max(pieceHigh, value);
        if (++pieceLength == pieceSamples) {
            endPiece();
        }
        extendRun(value, 1);
        total++;
    }

    /**
     * Takes missing samples.
     *
     * @param samples how many
     */
    public void skip(long samples) {
        if (samples > 0) {
            endRun();
            total += samples;
            missing += samples;
        }
    }

    /**
     * Takes the samples of another check, which follow those of this one.
     *
     * @param next the other, of the same kind and rate; it is not changed
     */
    public void append(SignalCheck next) {
        if (next.firstRunOver) {
            extendRun(next.firstRunValue, next.firstRunLength);
            endRun();
            over.add(next.over);
            runValue = next.runValue;
            runLength = next.runLength;
        } else {
            extendRun(next.runValue, next.runLength);
        }
        below += next.below;
        pieces += next.pieces + (next.pieceLength > 0 ? 1 : 0);
        widePieces += next.widePieces + (next.isWide() ? 1 : 0);
        sum += next.sum;
        whole &= next.whole;
        missing += next.missing;
        total += next.total;
    }

    /** Samples so far, missing ones included. */
    long samples() {
        return total;
    }

    private void extendRun(double value, long length) {
        if (length > 0 && (runLength == 0 || value != runValue)) {
            if (total > 0) {
                endRun();
            }
            runValue = value;
            runLength = 0;
        }
        runLength += length;
    }

    private boolean isWide() {
        return pieceLength > 0 && pieceHigh - pieceLow > widest;
    }

    private void endPiece() {
        widePieces += isWide() ? 1 : 0;
        pieces++;
        pieceLength = 0;
    }

    private void endRun() {
        if (firstRunOver) {
            over.add(runValue, runLength);
        } else {
            firstRunOver = true;
            firstRunValue = runValue;
            firstRunLength = runLength;
        }
        runLength = 0;
    }

    /**
     * What is wrong so far.
     *
     * @param inUnit whether the values are said to be in the kind's unit; counts of a converter are
     *     not, and in no wrong one
     * @return reasons with the codes {@code no-values}, {@code implausible-unit}, {@code flat},
     *     {@code saturated} and {@code missing-samples}, worst first
     */
    public List<Reason> issues(boolean inUnit) {
        List<Reason> issues = new ArrayList<>();
        long present = total - missing;
        if (present == 0) {
            issues.add(new Reason("no-values", kind.label() + ": no sample has a value"));
            return issues;
        }
        Runs runs = new Runs();
        runs.add(over);
        runs.add(firstRunValue, firstRunLength);
        runs.add(runValue, runLength);
        String likely = inUnit ? likelyUnit(runs.low, runs.high) : "";
        if (!likely.isEmpty()) {
            issues.add(new Reason("implausible-unit", likely));
        }
        share(issues, "flat", runs.flat, "does not change for long");
        if (runs.flat < 0.5 * present && kind != Kind.SKIN_TEMPERATURE && kind != Kind.HEART_RATE) {
            share(
                    issues,
                    "saturated",
                    runs.atLow + (runs.low == runs.high ? 0 : runs.atHigh),
                    "lies on its lowest or highest value");
        }
        share(issues, "missing-samples", missing, "is missing");
        return issues;
    }

    private void share(List<Reason> issues, String code, long samples, String what) {
        double share = samples / (double) total;
        if (share > 0.01 || (samples > 2 * rate && samples >= flatSamples)) {
            issues.add(
                    new Reason(
                            code,
                            String.format(
                                    Locale.ROOT,
                                    share > 0.01
                                            ? "%s: %.1f %% of the signal %s"
                                            : "%s: %.1f s of the signal %s",
                                    kind.label(),
                                    share > 0.01 ? 100 * share : samples / rate,
                                    what)));
        }
    }

    /** Names the unit that the values look like, or nothing if they fit their own. */
    private String likelyUnit(double low, double high) {
        double mean = sum / (total - missing);
        double range = high - low;
        long wide = widePieces + (isWide() ? 1 : 0);
        boolean tooWide = wide > STRAY_RANGES * (pieces + (pieceLength > 0 ? 1 : 0));
        return switch (kind) {
            case EDA ->
                    below > STRAY_SHARE * (total - missing)
                            ? "EDA below 0 µS: the values look scaled or filtered; give conductance"
                            : mean > MAX_MICROSIEMENS || (mean > 0 && mean < MIN_MICROSIEMENS)
                                    ? "EDA of "
                                            + brief(mean)
                                            + " µS: "
                                            + ConductanceUnits.advice(mean, whole)
                                    : "";
            case SKIN_TEMPERATURE ->
                    mean > 200
                            ? "skin at " + brief(mean) + " °C: looks like kelvin"
                            : mean > 50
                                    ? "skin at " + brief(mean) + " °C: looks like °F"
                                    : mean < 10
                                            ? "skin at "
                                                    + brief(mean)
                                                    + " °C: looks like another unit, or no skin"
                                            : "";
            case ECG ->
                    tooWide
                            ? "an ECG of " + brief(range) + " mV: looks like µV or raw counts"
                            : range > 0 && range < 0.02
                                    ? "an ECG of " + brief(range) + " mV: looks like volts"
                                    : "";
            case HEART_RATE ->
                    mean < 5
                            ? "a heart rate of " + brief(mean) + " 1/min: looks like Hz or s"
                            : mean > 250
                                    ? "a heart rate of "
                                            + brief(mean)
                                            + " 1/min: looks like intervals in ms"
                                    : "";
            case EEG ->
                    range > 0 && range < 1
                            ? "an EEG of " + brief(range) + " µV: looks like mV or V"
                            : tooWide
                                    ? "an EEG of " + brief(range) + " µV: looks like raw counts"
                                    : "";
            case EMG ->
                    tooWide ? "an EMG of " + brief(range) + " mV: looks like µV or raw counts" : "";
            default -> "";
        };
    }

    private static String brief(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
