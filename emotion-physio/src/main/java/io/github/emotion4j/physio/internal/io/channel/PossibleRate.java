package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.internal.check.Rates;

/** The rates that a signal of the body can have; a file that says another is wrong. */
public final class PossibleRate {
    /** Slower than one value in a day is no rate. */
    private static final double MIN_HERTZ = 1e-5;

    /** No signal of the body is sampled faster. */
    private static final double MAX_HERTZ = 1e6;

    /** Faster than the amplifiers of any of these signals. */
    public static final double MAX_USUAL_HERTZ = 20_000;

    private PossibleRate() {}

    /** Whether a rate can be worked with. */
    public static boolean is(double hertz) {
        return hertz >= MIN_HERTZ && hertz <= MAX_HERTZ;
    }

    /** Whether a kind of signal is sampled at a rate by any device. */
    public static boolean isUsual(Kind kind, double hertz) {
        return switch (kind) {
            case EMG, EEG -> hertz >= 10 && hertz <= MAX_USUAL_HERTZ;
            case RESPIRATION, ACCELERATION -> hertz >= 1 && hertz <= MAX_USUAL_HERTZ;
            default -> Rates.problem(kind, hertz).isEmpty();
        };
    }

    /** A rate that can be worked with. */
    public static double checked(String file, double hertz) {
        if (!is(hertz)) {
            throw new InputException(
                    file,
                    "has a rate of "
                            + hertz
                            + " Hz; "
                            + MIN_HERTZ
                            + " to "
                            + MAX_HERTZ
                            + " Hz are read");
        }
        return hertz;
    }
}
