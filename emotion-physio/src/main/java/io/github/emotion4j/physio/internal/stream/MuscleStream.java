package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.core.internal.numeric.Quantile;
import io.github.emotion4j.physio.Emg.Activation;
import java.util.Arrays;
import java.util.function.Consumer;

/** Envelope and bursts of one gap-free segment of EMG. */
public final class MuscleStream implements SegmentStage {
    /** The span from which the level of rest is estimated. */
    private static final double REST_SECONDS = 30;

    /** One length of the envelope; shorter bursts cannot be told from its noise. */
    private static final double MIN_SECONDS = 0.1;

    /** How far above rest a burst is. Chosen by hand. */
    private static final double DEVIATIONS = 6;

    /** How often the level of rest is computed anew, which bounds the cost. */
    private static final double REST_STEP_SECONDS = 0.25;

    private final double rate;
    private final Consumer<Activation> out;
    private final MuscleEnvelope envelope;
    private final int lag;
    private final double[] rest;
    private final int restStep;
    private long restCount;
    private double quiet;
    private double noise;
    private long count;
    private double originSeconds;
    private double onset = Double.NaN;
    private double peak;

    /** A stream; {@code rectified} signals are taken as they are. */
    public MuscleStream(double rateHertz, boolean rectified, Consumer<Activation> out) {
        this.rate = rateHertz;
        this.out = out;
        envelope = new MuscleEnvelope(rateHertz, rectified);
        lag = envelope.lag();
        restStep = (int) Math.max(1, Math.round(REST_STEP_SECONDS * rateHertz));
        rest = new double[(int) (REST_SECONDS / REST_STEP_SECONDS)];
    }

    @Override
    public void next(double x) {
        double e = envelope.next(x);
        if (count % restStep == 0) {
            rest[(int) (restCount++ % rest.length)] = e;
            learnRest();
        }
        double t = originSeconds + (count - lag) / rate;
        count++;
        double high = quiet + DEVIATIONS * noise;
        if (Double.isNaN(onset)) {
            if (e > high && restCount >= 8) {
                // The envelope of a segment begins before its first sample.
                onset = Math.max(originSeconds, t);
                peak = e;
            }
        } else {
            peak = Math.max(peak, e);
            // A lower threshold for the end prevents one burst from being reported as many.
            if (e < quiet + DEVIATIONS / 2 * noise) {
                close(t);
            }
        }
    }

    /** Rest is the lower part of the last half minute: its median and spread. */
    private void learnRest() {
        int n = (int) Math.min(restCount, rest.length);
        double[] sorted = Arrays.copyOf(rest, n);
        Arrays.sort(sorted);
        quiet = Quantile.of(sorted, n, 0.25);
        noise =
                Math.max(
                        (quiet - Quantile.of(sorted, n, 0.05)) / 0.97,
                        Math.max(0.05 * quiet, 1e-12));
    }

    private void close(double t) {
        if (t - onset >= MIN_SECONDS) {
            out.accept(new Activation(onset, t, peak));
        }
        onset = Double.NaN;
    }

    @Override
    public void finish() {
        if (!Double.isNaN(onset)) {
            close(originSeconds + count / rate);
        }
        originSeconds += count / rate;
        count = 0;
        envelope.reset();
    }

    @Override
    public void skip(long samples) {
        originSeconds += samples / rate;
    }
}
