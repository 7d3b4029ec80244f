package io.github.emotion4j.app.report;

import io.github.emotion4j.core.internal.numeric.Clamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Time from left to right.
 *
 * @param originNanos the time at its left end
 * @param seconds the length of the axis, above 0
 * @param left where it starts
 * @param width how wide it is
 */
record TimeAxis(long originNanos, double seconds, double left, double width) {
    private static final double[] STEPS = {
        0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400
    };

    /** Labels such as 1:30:00 do not touch each other on the narrowest page. */
    private static final int MAX_TICKS = 12;

    double right() {
        return left + width;
    }

    double x(long nanos) {
        return left + width * Clamp.between((nanos - originNanos) / 1e9 / seconds, 0, 1);
    }

    List<Double> ticks() {
        double step = STEPS[STEPS.length - 1];
        for (double candidate : STEPS) {
            if (seconds / candidate <= MAX_TICKS) {
                step = candidate;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= seconds + 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A time as people write it: {@code "1.5 s"}, {@code "2:05"}, {@code "1:02:05"}. */
    static String label(double seconds) {
        if (seconds < 60) {
            String hundredths = String.format(Locale.ROOT, "%.2f", seconds);
            return hundredths.replaceFirst("\\.?0+$", "") + " s";
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** A time of the recording, counted from the axis's left end. */
    static String label(long nanos, long originNanos) {
        return label((nanos - originNanos) / 1e9);
    }

    /** A time to the hundredth of a second: {@code "1.5 s"}, {@code "2:05.25"}. */
    static String exact(long nanos, long originNanos) {
        double seconds = Math.round((nanos - originNanos) / 1e7) / 100.0;
        if (seconds < 60) {
            return label(seconds);
        }
        double whole = Math.floor(seconds);
        String fraction = String.format(Locale.ROOT, "%.2f", seconds - whole).substring(1);
        return label(whole) + fraction.replaceFirst("\\.?0+$", "");
    }

    static String range(long startNanos, long endNanos, long originNanos) {
        return exact(startNanos, originNanos) + " \u2013 " + exact(endNanos, originNanos);
    }
}
