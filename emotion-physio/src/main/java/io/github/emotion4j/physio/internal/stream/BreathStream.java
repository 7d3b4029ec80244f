package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.Respiration.Breath;
import io.github.emotion4j.physio.internal.dsp.BandPass;
import io.github.emotion4j.physio.internal.dsp.Parabola;
import io.github.emotion4j.physio.internal.dsp.PeakPicker;
import io.github.emotion4j.physio.internal.dsp.RecentSize;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.util.function.Consumer;

/** Breaths of one gap-free segment, at 10 to 20 working samples a second. */
public final class BreathStream implements SegmentStage {
    /** The share of the typical size around it that makes a maximum a breath. Chosen by hand. */
    private static final double ACCEPT = 0.3;

    /**
     * Longer without a breath, and ever smaller ones count: breathing may have changed. By hand.
     */
    private static final double PATIENCE_SECONDS = 10;

    /** In what time of further waiting the size that a breath needs halves. Chosen by hand. */
    private static final double HALVING_SECONDS = 20;

    private final double rate;
    private final int block;
    private final double step;
    private final Consumer<Breath> out;
    private final BandPass bandPass;
    private final PeakPicker picker;
    private final RecentSize size;
    private final int radius;
    private final int lag;
    private final double[] ring;
    private final double[] sizes = new double[9];
    private int sizeCount;
    private long count;
    private long samples;
    private double sum;
    private int filled;
    private double lastBlock;
    private double originSeconds;
    private long lastPeak = -1;
    private double lastSeconds = Double.NaN;

    /** A stream of {@code rateHertz} samples a second. */
    public BreathStream(double rateHertz, Consumer<Breath> out) {
        this.rate = rateHertz;
        this.out = out;
        this.block = Math.max(1, (int) (rateHertz / 10));
        this.step = block / rateHertz;
        bandPass = new BandPass(0.4, 10, 1 / step);
        radius = (int) Math.max(1, Math.round(0.6 / step));
        picker = new PeakPicker(radius);
        size = new RecentSize(25, 1 / step);
        lag = bandPass.lag();
        ring = new double[(int) Math.ceil(40 / step)];
    }

    @Override
    public void next(double x) {
        samples++;
        sum += x;
        if (++filled == block) {
            lastBlock = sum / block;
            sum = 0;
            filled = 0;
            advance(lastBlock);
        }
    }

    private void advance(double x) {
        size.next(x);
        double y = bandPass.next(x);
        ring[(int) (count % ring.length)] = y;
        count++;
        if (picker.next(y)) {
            peak(picker.peakIndex());
        }
    }

    private void peak(long at) {
        long from = Math.max(lastPeak < 0 ? lag : lastPeak, at - ring.length + radius + 2);
        long trough = at;
        for (long i = from; i < at; i++) {
            if (at(i) < at(trough)) {
                trough = i;
            }
        }
        double rise = at(at) - at(trough);
        double usual = Statistics.upperMedian(sizes, Math.min(sizeCount, sizes.length));
        boolean slight = sizeCount >= 3 && rise < ACCEPT * usual;
        double waited = Math.max(0, (at - lastPeak) * step - PATIENCE_SECONDS);
        boolean tooSlight =
                slight && rise < ACCEPT * usual * Math.pow(0.5, waited / HALVING_SECONDS);
        if (at - lag < 0 || size.isRounding(rise) || tooSlight) {
            return;
        }
        if (slight) {
            // Breathing became shallower, or a belt slipped: the old size holds no longer.
            sizeCount = 0;
        }
        sizes[sizeCount++ % sizes.length] = rise;
        double seconds = originSeconds + (at - lag + vertex(at)) * step + (block - 1) / (2 * rate);
        out.accept(new Breath(seconds, seconds - lastSeconds, rise));
        lastSeconds = seconds;
        lastPeak = at;
    }

    private double vertex(long i) {
        return Parabola.peak(at(i - 1), at(i), at(i + 1));
    }

    private double at(long index) {
        return ring[(int) (Math.max(0, index) % ring.length)];
    }

    @Override
    public void finish() {
        long real = count;
        for (int i = 0; i < lag + radius + 1 && real > 0; i++) {
            if (count - radius - lag > real) {
                break;
            }
            advance(lastBlock);
        }
        originSeconds += samples / rate;
        samples = 0;
        count = 0;
        sum = 0;
        filled = 0;
        bandPass.reset();
        picker.reset();
        size.reset();
        lastPeak = -1;
        lastSeconds = Double.NaN;
        sizeCount = 0;
    }

    @Override
    public void skip(long samples) {
        originSeconds += samples / rate;
    }
}
