package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.Eeg;
import io.github.emotion4j.physio.Eeg.BandPowers;
import io.github.emotion4j.physio.SignalStream;
import io.github.emotion4j.physio.Timed;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.dsp.Welch;
import java.util.function.Consumer;

/** Band powers of one EEG channel as it comes in, as {@link Eeg} describes them. */
public final class EegStream implements SignalStream {
    /** Bins of 0.5 Hz, which separate the usual bands. */
    private static final double EPOCH_SECONDS = 2;

    /** Larger deviations are blinks or movement. */
    private static final double MAX_MICROVOLTS = 150;

    /** Smaller deviations mean an electrode without contact. */
    private static final double MIN_MICROVOLTS = 0.5;

    private final double rate;
    private final int epoch;
    private final int hop;
    private final int epochsPerSpan;
    private final Consumer<Timed<BandPowers>> out;
    private final double[] ring;
    private long total;
    private long count;
    private int seen;
    private Welch welch;

    /** A result each {@code spanSeconds}. */
    public EegStream(
            double sampleRateHertz, double spanSeconds, Consumer<Timed<BandPowers>> powers) {
        this.rate = Rates.check("EEG", sampleRateHertz, 64, 4000);
        if (!(spanSeconds >= EPOCH_SECONDS)) {
            throw new IllegalArgumentException(
                    "span must be at least 2 s, not " + spanSeconds + " s");
        }
        this.epoch = (int) Math.round(EPOCH_SECONDS * sampleRateHertz);
        this.hop = epoch - epoch / 2;
        this.epochsPerSpan = (int) Math.max(1, Math.floor(spanSeconds) - 1);
        this.out = powers;
        this.ring = new double[epoch];
        this.welch = new Welch(epoch, sampleRateHertz);
    }

    @Override
    public void accept(double microvolts) {
        total++;
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

    @Override
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
        BandPowers powers =
                new BandPowers(
                        sum(density, step, 1, 4),
                        sum(density, step, 4, 8),
                        sum(density, step, 8, 13),
                        sum(density, step, 13, 30),
                        rate < 90 ? Double.NaN : sum(density, step, 30, 45),
                        1 - welch.segments() / (double) seen);
        out.accept(new Timed<>(total / rate, powers));
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
