package io.github.emotion4j.physio.internal.check;

import io.github.emotion4j.core.BioBlock.Kind;
import java.util.Locale;

/** The sampling rates that a method holds for, and the intervals that a heart can have. */
public final class Rates {
    /** The slowest hearts beat every 2.4 s; longer without a beat, and the signal was lost. */
    public static final double LONGEST_INTERVAL_SECONDS = 3;

    /** Shorter intervals no heart has: over 300 beats a minute. */
    public static final double MIN_INTERVAL_MILLIS = 200;

    /** A pause of ten seconds is no interval between beats. */
    public static final double MAX_INTERVAL_MILLIS = 10_000;

    private Rates() {}

    /** Returns the rate, or says which rates would do. */
    public static double check(String signal, double rateHertz, double least, double most) {
        String problem =
                problem(signal, rateHertz, least, most, "give the true rate, or resample it first");
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
        return rateHertz;
    }

    /** For what holds at any rate. */
    public static void checkPositive(double rateHertz) {
        if (!(rateHertz > 0 && Double.isFinite(rateHertz))) {
            throw new IllegalArgumentException(
                    "sampleRateHertz must be above 0 and finite, not " + rateHertz);
        }
    }

    /** Of how many samples a slow signal is made one, so that there are 4 to 8 a second. */
    public static int thinned(double rateHertz) {
        return Math.max(1, (int) (rateHertz / 4));
    }

    /**
     * Whether two blocks of a signal are of one rate: devices that measure the rate of each block
     * differ by some thousandths, and when a block begins is told by its own time.
     */
    public static boolean same(double followedHertz, double rateHertz) {
        return Math.abs(followedHertz - rateHertz) <= 0.01 * followedHertz;
    }

    /** Why a signal of the stress model cannot be followed at a rate; empty if it can. */
    public static String problem(Kind kind, double rateHertz) {
        return switch (kind) {
            case ECG -> ofARecording(kind.label(), rateHertz, 90, 4000);
            case PPG -> ofARecording(kind.label(), rateHertz, 20, 2000);
            case EDA -> ofARecording(kind.label(), rateHertz, 2, 4000);
            case SKIN_TEMPERATURE, HEART_RATE -> ofARecording(kind.label(), rateHertz, 0.1, 1000);
            case BEAT_INTERVAL -> "";
            default -> throw new IllegalArgumentException(kind.label() + " is not followed");
        };
    }

    /** The signal may come from a table, where a column of times has a name. */
    private static String ofARecording(String signal, double rateHertz, double least, double most) {
        double asMillis = 1000 * rateHertz;
        boolean likelyMillis = rateHertz < least && asMillis >= least && asMillis <= most;
        return problem(
                signal,
                rateHertz,
                least,
                most,
                likelyMillis
                        ? "it looks like times in ms that are taken for s: name the column time_ms"
                        : "give the recording's true rate, or resample it first");
    }

    private static String problem(
            String signal, double rateHertz, double least, double most, String remedy) {
        return rateHertz >= least && rateHertz <= most
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%s needs a sampling rate of %s to %s Hz, not %s; %s",
                        signal,
                        least,
                        most,
                        rateHertz,
                        remedy);
    }
}
