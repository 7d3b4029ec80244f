package io.github.emotion4j.physio.eeg;

import io.github.emotion4j.physio.internal.Rates;
import io.github.emotion4j.physio.internal.Welch;
import java.util.function.Consumer;

/**
 * Band powers of one EEG channel as it comes in.
 *
 * <p>Epochs of 2 s that overlap by half, each freed of its mean and Hann-tapered (Welch's method,
 * as scipy.signal.welch), are averaged over the span asked for. An epoch is left out if a sample is
 * missing, its range is over 150 µV (eye, muscle, motion) or under 0.5 µV (no contact). Band power
 * is the density summed over the band, lower edge inclusive, times 0.5 Hz. Memory is one epoch.
 * Confined to one thread at a time.
 */
public final class EegStream {
    private static final double EPOCH_SECONDS = 2;
    private static final double MAX_MICROVOLTS = 150;
    private static final double MIN_MICROVOLTS = 0.5;

    private final double rate;
    private final int epoch;
    private final int hop;
    private final int epochsPerSpan;
    private final Consumer<BandPowers> out;
    private final double[] ring;
    private long count;
    private int seen;
    private Welch welch;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second, 64 to 4000
     * @param spanSeconds how much signal makes one result, at least 2 s
     * @param powers takes the results, one a span
     * @throws IllegalArgumentException if rate or span is out of range
     */
    public EegStream(double sampleRateHertz, double spanSeconds, Consumer<BandPowers> powers) {
        this.rate = Rates.check("EEG", sampleRateHertz, 64, 4000);
        if (!(spanSeconds >= EPOCH_SECONDS)) {
            throw new IllegalArgumentException(
                    "spanSeconds must be at least 2, not " + spanSeconds);
        }
        this.epoch = (int) Math.round(EPOCH_SECONDS * sampleRateHertz);
        this.hop = epoch - epoch / 2;
        this.epochsPerSpan = (int) Math.max(1, Math.floor(spanSeconds) - 1);
        this.out = powers;
        this.ring = new double[epoch];
        this.welch = new Welch(epoch, sampleRateHertz);
    }

    /**
     * Takes the next sample.
     *
     * @param microvolts the value, µV, or NaN where it is missing
     */
    public void accept(double microvolts) {
        ring[(int) (count++ % epoch)] = microvolts;
        if (count >= epoch && (count - epoch) % hop == 0) {
            double[] x = new double[epoch];
            for (int i = 0; i < epoch; i++) {
                x[i] = ring[(int) ((count + i) % epoch)];
            }
            if (usable(x)) {
                welch.addSegment(x, 0);
            }
            if (++seen == epochsPerSpan) {
                give();
            }
        }
    }

    /**
     * Passes over samples that were never recorded.
     *
     * @param samples how many, at least 0
     */
    public void skip(long samples) {
        for (long i = 0; i < samples; i++) {
            accept(Double.NaN);
        }
    }

    /** Gives what the last, shorter span holds, if anything. */
    public void finish() {
        if (seen > 0) {
            give();
        }
        count = 0;
    }

    private static boolean usable(double[] x) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : x) {
            if (Double.isNaN(v)) {
                return false;
            }
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        return high - low <= MAX_MICROVOLTS && high - low >= MIN_MICROVOLTS;
    }

    private void give() {
        double[] density = welch.density();
        double step = welch.spacing();
        out.accept(
                new BandPowers(
                        sum(density, step, 1, 4),
                        sum(density, step, 4, 8),
                        sum(density, step, 8, 13),
                        sum(density, step, 13, 30),
                        rate < 90 ? Double.NaN : sum(density, step, 30, 45),
                        1 - welch.segments() / (double) seen));
        welch = new Welch(epoch, rate);
        seen = 0;
    }

    private static double sum(double[] density, double step, double from, double to) {
        double sum = 0;
        for (int k = (int) Math.ceil(from / step - 1e-9);
                k < density.length && k * step < to - 1e-9;
                k++) {
            sum += density[k];
        }
        return sum * step;
    }
}
