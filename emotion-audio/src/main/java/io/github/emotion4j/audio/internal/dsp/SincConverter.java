package io.github.emotion4j.audio.internal.dsp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Band-limited interpolation: each output sample is a sum of the input around its instant, weighed
 * by a Kaiser-windowed sinc. The filter is that of TarsosDSP's resampler, so that both give the
 * same numbers. One stream, one thread.
 *
 * <p>Reference: J. O. Smith, "Digital audio resampling", CCRMA, Stanford University.
 */
final class SincConverter implements Dsp.RateConverter {
    /** Samples of the lower rate that the filter reaches to either side. */
    private static final int WING = 17;

    /** The band's edge as a share of the lower rate's half: the slope ends near that half. */
    private static final double ROLL_OFF = 0.9;

    /** The window's shape: side lobes at -63 dB. */
    private static final double KAISER_BETA = 6;

    /** Table entries a sample; with linear interpolation the error is below 1e-6. */
    private static final int STEPS = 1024;

    /**
     * The number of phases whose weights are kept: enough for all usual rates (44.1 kHz to 16 kHz
     * has 160).
     */
    private static final int MOST_PHASES = 1024;

    private static final float[] WING_TABLE = table();

    private final double step;
    private final double scale;
    private final int reach;
    private final long phases;
    private final long cycle;
    private final float @Nullable [][] weights;
    private float[] kept = new float[4096];
    private long first;
    private int count;
    private long made;
    private float[] out = new float[4096];

    SincConverter(double fromHertz, double toHertz) {
        step = fromHertz / toHertz;
        scale = Math.min(1, toHertz / fromHertz);
        reach = (int) Math.ceil(WING / scale);
        phases = phases(fromHertz, toHertz);
        cycle = Math.round(phases * step);
        weights = new float[(int) phases][];
    }

    /**
     * The number of outputs after which one coincides with an input sample again; 0 if too many to
     * keep.
     */
    private static long phases(double fromHertz, double toHertz) {
        if (fromHertz != Math.rint(fromHertz) || toHertz != Math.rint(toHertz)) {
            return 0;
        }
        long a = (long) fromHertz;
        long b = (long) toHertz;
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        long phases = (long) toHertz / a;
        return phases <= MOST_PHASES ? phases : 0;
    }

    private static float[] table() {
        float[] table = new float[WING * STEPS + 2];
        for (int i = 0; i < WING * STEPS; i++) {
            double x = (double) i / STEPS;
            double sinc = i == 0 ? ROLL_OFF : Math.sin(Math.PI * ROLL_OFF * x) / (Math.PI * x);
            double edge = x / WING;
            table[i] =
                    (float)
                            (sinc
                                    * bessel(KAISER_BETA * Math.sqrt(1 - edge * edge))
                                    / bessel(KAISER_BETA));
        }
        return table;
    }

    /** The modified Bessel function of order 0, by its series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-18 * sum; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    @Override
    public int accept(float[] samples, int n, boolean last) {
        if (count + n > kept.length) {
            kept = Arrays.copyOf(kept, (count + n) * 2);
        }
        System.arraycopy(samples, 0, kept, count, n);
        count += n;
        long end = first + count;
        int room = (int) Math.ceil((count + reach + 1) / step) + 1;
        if (out.length < room) {
            out = new float[room * 2];
        }
        int filled = 0;
        while (true) {
            long centre = centre();
            if (centre + (last ? 0 : reach) >= end) {
                break;
            }
            out[filled++] = sum(weights(centre), centre - reach + 1);
            made++;
        }
        int stale = (int) Math.max(0, Math.min(count, centre() - reach - first));
        System.arraycopy(kept, stale, kept, 0, count - stale);
        first += stale;
        count -= stale;
        return filled;
    }

    @Override
    public float[] output() {
        return out;
    }

    private float sum(float[] weight, long from) {
        int skipped = (int) Math.max(0, first - from);
        int offset = (int) (from - first);
        int to = (int) Math.min(weight.length, first + count - from);
        float sum = 0;
        for (int k = skipped; k < to; k++) {
            sum += weight[k] * kept[offset + k];
        }
        return sum;
    }

    /** The input sample at or before the next output; in whole numbers, so that nothing drifts. */
    private long centre() {
        return phases == 0
                ? (long) (made * step)
                : made / phases * cycle + made % phases * cycle / phases;
    }

    /** Weights of the inputs from {@code reach - 1} before the centre on. */
    private float[] weights(long centre) {
        if (phases == 0) {
            return computed(made * step - centre);
        }
        int phase = (int) (made % phases);
        float @Nullable [] known = weights[phase];
        if (known == null) {
            known = computed((double) (phase * cycle % phases) / phases);
            weights[phase] = known;
        }
        return known;
    }

    private float[] computed(double fraction) {
        float[] row = new float[2 * reach];
        for (int k = 0; k < row.length; k++) {
            double x = Math.abs(k - reach + 1 - fraction) * scale * STEPS;
            int entry = (int) x;
            if (entry <= WING * STEPS) {
                double between = x - entry;
                row[k] =
                        (float)
                                (scale
                                        * ((1 - between) * WING_TABLE[entry]
                                                + between * WING_TABLE[entry + 1]));
            }
        }
        return row;
    }
}
