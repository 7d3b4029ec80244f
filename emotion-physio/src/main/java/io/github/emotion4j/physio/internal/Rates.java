package io.github.emotion4j.physio.internal;

import java.util.Locale;

/** The sampling rates that a method holds for. */
public final class Rates {
    private Rates() {}

    /** Returns the rate, or says which rates would do. */
    public static double check(String signal, double rateHertz, double least, double most) {
        if (!(rateHertz >= least && rateHertz <= most)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s needs a sampling rate of %s to %s Hz, not %s; give the recording's"
                                    + " true rate, or resample it first",
                            signal,
                            least,
                            most,
                            rateHertz));
        }
        return rateHertz;
    }
}
