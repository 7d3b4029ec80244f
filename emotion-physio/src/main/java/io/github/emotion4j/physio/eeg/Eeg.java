package io.github.emotion4j.physio.eeg;

import java.util.ArrayList;
import java.util.List;

/** A whole EEG channel at once; the same code as {@link EegStream}. Stateless and thread-safe. */
public final class Eeg {
    private Eeg() {}

    /**
     * Band powers of the whole signal.
     *
     * @param microvolts the signal, µV, NaN where missing; at least 2 s
     * @param sampleRateHertz samples per second, 64 to 4000
     * @return the powers; NaN if no epoch of 2 s could be used
     */
    public static BandPowers features(double[] microvolts, double sampleRateHertz) {
        List<BandPowers> found = new ArrayList<>();
        EegStream stream =
                new EegStream(
                        sampleRateHertz,
                        Math.max(2, microvolts.length / sampleRateHertz + 2),
                        found::add);
        for (double x : microvolts) {
            stream.accept(x);
        }
        stream.finish();
        double none = Double.NaN;
        return found.isEmpty() ? new BandPowers(none, none, none, none, none, 1) : found.get(0);
    }
}
