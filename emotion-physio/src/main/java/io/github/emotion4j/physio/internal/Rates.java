package io.github.emotion4j.physio.internal;

import io.github.emotion4j.core.BioBlock.Kind;
import java.util.Locale;

/** The sampling rates that a method holds for. */
public final class Rates {
    private Rates() {}

    /** Returns the rate, or says which rates would do. */
    public static double check(String signal, double rateHertz, double least, double most) {
        String problem = problem(signal, rateHertz, least, most);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
        return rateHertz;
    }

    /** Of how many samples a slow signal is made one, so that there are 4 to 8 a second. */
    public static int thinned(double rateHertz) {
        return Math.max(1, (int) (rateHertz / 4));
    }

    /** Whether two blocks of a signal are of one rate, but for rounding. */
    static boolean same(double followedHertz, double rateHertz) {
        return Math.abs(followedHertz - rateHertz) <= 1e-6 * followedHertz;
    }

    /** Why a signal of the stress model cannot be followed at a rate; empty if it can. */
    public static String problem(Kind kind, double rateHertz) {
        return switch (kind) {
            case ECG -> problem("ECG", rateHertz, 90, 4000);
            case PPG -> problem("PPG", rateHertz, 20, 2000);
            case EDA -> problem("EDA", rateHertz, 2, 4000);
            case SKIN_TEMPERATURE -> problem("Temperature", rateHertz, 0.1, 1000);
            case HEART_RATE -> problem("Heart rate", rateHertz, 0.1, 1000);
            case BEAT_INTERVAL -> "";
            default -> throw new IllegalArgumentException(kind + " is not followed");
        };
    }

    private static String problem(String signal, double rateHertz, double least, double most) {
        if (rateHertz >= least && rateHertz <= most) {
            return "";
        }
        double asMillis = 1000 * rateHertz;
        boolean likelyMillis = rateHertz < least && asMillis >= least && asMillis <= most;
        return String.format(
                Locale.ROOT,
                "%s needs a sampling rate of %s to %s Hz, not %s; %s",
                signal,
                least,
                most,
                rateHertz,
                likelyMillis
                        ? "it looks like times in ms that are taken for s: name the column time_ms"
                        : "give the recording's true rate, or resample it first");
    }
}
