package io.github.emotion4j.physio.internal;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Checks whether a signal is plausible for its declared kind: missing, flat, saturated, or in
 * another unit.
 *
 * <p>Takes one sample after the other in O(1) memory and never fails; {@link #issues()} may be
 * asked at any time. Confined to one thread.
 */
public final class SignalCheck {
    private final Kind kind;
    private final double rate;
    private final long flatSamples;
    private final long railSamples;
    private long total;
    private long missing;
    private long flat;
    private long run;
    private double last = Double.NaN;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private long atLow;
    private long atHigh;
    private double sum;

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
    }

    /**
     * Checks a whole signal.
     *
     * @param kind the declared kind
     * @param values its samples, NaN where missing
     * @param sampleRateHertz samples per second
     * @return the faults, worst first; empty for a good signal
     */
    public static List<Reason> issues(Kind kind, double[] values, double sampleRateHertz) {
        SignalCheck check = new SignalCheck(kind, sampleRateHertz);
        for (double v : values) {
            check.accept(v);
        }
        return check.issues();
    }

    /**
     * Takes the next sample.
     *
     * @param value the value in the unit the signal is said to have, or NaN
     */
    public void accept(double value) {
        total++;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            missing++;
            run = 0;
            last = Double.NaN;
            return;
        }
        sum += value;
        if (value == last) {
            run++;
            if (run == flatSamples) {
                flat += flatSamples;
            } else if (run > flatSamples) {
                flat++;
            }
        } else {
            run = 1;
        }
        if (value < low) {
            low = value;
            atLow = 0;
        }
        if (value > high) {
            high = value;
            atHigh = 0;
        }
        // Several samples in a row at the limit: a peak touches the limit once, a saturated signal
        // stays there.
        if (run > railSamples) {
            atLow += value == low ? 1 : 0;
            atHigh += value == high ? 1 : 0;
        }
        last = value;
    }

    /**
     * What is wrong so far.
     *
     * @return reasons with the codes {@code no-signal}, {@code implausible-unit}, {@code flat},
     *     {@code saturated} and {@code missing-samples}, worst first
     */
    public List<Reason> issues() {
        List<Reason> issues = new ArrayList<>();
        long present = total - missing;
        if (present == 0) {
            issues.add(new Reason("no-signal", kind + ": no sample has a value"));
            return issues;
        }
        String unit = likelyUnit();
        if (!unit.isEmpty()) {
            issues.add(new Reason("implausible-unit", unit));
        }
        share(issues, "flat", flat, "does not change for long");
        if (flat < 0.5 * present && kind != Kind.SKIN_TEMPERATURE && kind != Kind.HEART_RATE) {
            share(
                    issues,
                    "saturated",
                    atLow + atHigh - (low == high ? atHigh : 0),
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
                                    "%s: %.1f %% of the signal %s",
                                    kind,
                                    100 * share,
                                    what)));
        }
    }

    /** Names the unit that the values look like, or nothing if they fit their own. */
    private String likelyUnit() {
        double mean = sum / (total - missing);
        double range = high - low;
        return switch (kind) {
            case EDA ->
                    low < -0.5
                            ? "EDA below 0 µS: the values look scaled or filtered; give conductance"
                            : mean > 100_000
                                    ? "EDA of " + brief(mean) + " µS: looks like Ω; 1e6 / Ω is µS"
                                    : mean > 60
                                            ? "EDA of "
                                                    + brief(mean)
                                                    + " µS: looks like kΩ (1000 / kΩ is µS) or nS"
                                            : "";
            case SKIN_TEMPERATURE ->
                    mean > 200
                            ? "skin at " + brief(mean) + " °C: looks like kelvin"
                            : mean > 50 ? "skin at " + brief(mean) + " °C: looks like °F" : "";
            case ECG ->
                    range > 50
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
                            : range > 20_000
                                    ? "an EEG of " + brief(range) + " µV: looks like raw counts"
                                    : "";
            case EMG ->
                    range > 50
                            ? "an EMG of " + brief(range) + " mV: looks like µV or raw counts"
                            : "";
            default -> "";
        };
    }

    private static String brief(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
