package io.github.emotion4j.physio.internal.io.channel;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The rate of times that a clock gave, and how far they are from being even. */
public final class Rhythm {
    /** Steps that are as alike are one step of a clock with jitter. */
    private static final double ALIKE = 0.3;

    /** Of an even clock, so many steps are alike, and the others are holes. */
    private static final double MOST = 0.7;

    /** Of an even clock, so few steps are no whole number of samples. */
    private static final double FEW = 0.05;

    /** Longer than so many samples is a pause, after which times begin anew. */
    private static final double PAUSE = 10;

    /** What a sample of an even clock may be away from its place. */
    private static final double EVEN_SAMPLES = 0.75;

    /** What one of an uneven clock may be, and of one of which too few times are known. */
    private static final double UNEVEN_SAMPLES = 3;

    /** Packets of a cable or a radio are late by as much, whatever the rate. */
    private static final double PACKET_SECONDS = 0.05;

    private Rhythm() {}

    /** Samples a second of a clock whose times are even but for holes; NaN if they are not. */
    public static double evenHertz(double[] times) {
        double[] steps =
                IntStream.range(1, times.length)
                        .mapToDouble(i -> times[i] - times[i - 1])
                        .toArray();
        double[] rising = Arrays.stream(steps).filter(d -> d > 0).sorted().toArray();
        if (rising.length == 0) {
            return Double.NaN;
        }
        double usual = rising[rising.length / 2];
        long alike = Arrays.stream(steps).filter(d -> Math.abs(d / usual - 1) <= ALIKE).count();
        double step =
                Arrays.stream(steps)
                        .filter(d -> d >= 0 && d <= 1.5 * usual)
                        .average()
                        .orElse(usual);
        double[] holes = Arrays.stream(steps).map(d -> d / step).filter(Rhythm::isHole).toArray();
        // What a packet brings together was late, and not missing.
        double together = Arrays.stream(steps).filter(d -> d >= 0 && d < 0.2 * usual).count();
        boolean late = 2 * together > Arrays.stream(holes).sum() - holes.length;
        if (alike >= MOST * steps.length
                && steps.length - alike - holes.length <= FEW * steps.length
                && !late
                && !isBetweenTicks(steps, usual)) {
            return nominal(1 / step);
        }
        return Double.NaN;
    }

    /**
     * Samples a second where steps that are longer than others are no holes.
     *
     * @param steps from each time to the next, at least one of which rises
     */
    public static double meanHertz(double[] steps) {
        double[] rising = Arrays.stream(steps).filter(d -> d > 0).sorted().toArray();
        // Long steps are gaps or stray times, not sampling: leave them out of the mean.
        double usual = rising[rising.length / 2];
        double[] within = Arrays.stream(steps).filter(d -> d >= 0 && d <= PAUSE * usual).toArray();
        return nominal(within.length / Arrays.stream(within).sum());
    }

    /** Whether a step of so many samples is one over samples that are missing. */
    private static boolean isHole(double samples) {
        return samples > PAUSE || (samples > 1.5 && isWhole(samples));
    }

    private static boolean isWhole(double samples) {
        return Math.abs(samples - Math.rint(samples)) <= ALIKE;
    }

    /**
     * Whether steps of one tick of a clock, a second or a decimal part of it, and of two in turn
     * are those of a rate between: 900 Hz by a clock of milliseconds.
     */
    private static boolean isBetweenTicks(double[] steps, double usual) {
        double digits = Math.log10(usual);
        if (Math.abs(digits - Math.rint(digits)) > 1e-6 || digits > 0.5) {
            return false;
        }
        int longer = 0;
        int last = -1;
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < steps.length; i++) {
            double ticks = steps[i] / usual;
            if (ticks > 2.5) {
                return false;
            }
            if (ticks > 1.5) {
                least = last < 0 ? least : Math.min(least, i - last);
                most = last < 0 ? most : Math.max(most, i - last);
                last = i;
                longer++;
            }
        }
        return longer > 3 && most - least <= 1;
    }

    /** A whole rate is nearly always meant where the measured one is that close to it. */
    public static double nominal(double measured) {
        double whole = Math.rint(measured);
        return whole > 0 && Math.abs(measured - whole) < 1e-3 * whole ? whole : measured;
    }

    /**
     * How far times may be from an even grid before samples are missing: little where the first
     * ones lie on it, so that each hole is found, and more where they do not.
     *
     * @param times those of the first samples, in order
     */
    public static double toleranceSeconds(double[] times, double rateHertz) {
        double away = times.length < 3 ? UNEVEN_SAMPLES : unevenness(times, rateHertz);
        if (away <= ALIKE) {
            return EVEN_SAMPLES / rateHertz;
        }
        double samples = Math.min(UNEVEN_SAMPLES, 1.5 + 2 * away);
        return Math.max(samples / rateHertz, PACKET_SECONDS);
    }

    /** How far times may be from an even grid where none is known before. */
    public static double toleranceSeconds(double rateHertz) {
        return toleranceSeconds(new double[0], rateHertz);
    }

    /** The most samples that a time is away from an even grid, holes left out. */
    private static double unevenness(double[] times, double rateHertz) {
        double since = times[0];
        double places = 0;
        double most = 0;
        for (int i = 1; i < times.length; i++) {
            double samples = (times[i] - times[i - 1]) * rateHertz;
            if (Math.abs(samples) > PAUSE) {
                since = times[i];
                places = 0;
                continue;
            }
            places += isHole(samples) ? Math.rint(samples) : 1;
            most = Math.max(most, Math.abs((times[i] - since) * rateHertz - places));
        }
        return most;
    }
}
