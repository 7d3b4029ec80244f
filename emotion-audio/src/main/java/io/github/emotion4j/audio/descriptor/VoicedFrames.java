package io.github.emotion4j.audio.descriptor;

import java.util.Arrays;
import java.util.Map;

/** The second pass: what can be measured once F0 is known. One use, one thread. */
final class VoicedFrames {
    private static final int RATE = DescriptorExtractor.RATE_HERTZ;
    private static final int HOP = DescriptorExtractor.HOP;
    private static final int FIRST_CENTRE = DescriptorExtractor.FIRST_CENTRE;

    /** 40 ms: at least three periods of the lowest voice of 75 Hz. */
    private static final int HARMONIC_FRAME = 640;

    /** Bins of 8 Hz, fine enough to separate harmonics of 75 Hz. */
    private static final int HARMONIC_FFT = 2048;

    private static final int CORRELATION_LENGTH = (int) (RATE / PitchTracker.FLOOR_HERTZ);

    /** Half of the 60 ms over which GeMAPS measures jitter and shimmer. */
    private static final double PULSE_REACH = 0.03 * RATE;

    private final float[] samples;
    private final int length;
    private final float[] f0;
    private final float zero;
    private final double[] pulses;
    private final double[] amplitudes;
    private final float[] window = MelSettings.Window.HANN_PERIODIC.weights(HARMONIC_FRAME);
    private final float[] work = new float[HARMONIC_FFT];
    private final float[] power = new float[HARMONIC_FFT / 2 + 1];
    private final RealFft fft = new RealFft(HARMONIC_FFT);

    VoicedFrames(float[] samples, int length, float[] f0, float zero, double peak) {
        this.samples = samples;
        this.length = length;
        this.f0 = f0;
        this.zero = zero;
        pulses = new PulseFinder(RATE, samples, length, f0, FIRST_CENTRE, HOP, zero, peak).find();
        amplitudes = GlottalPeriods.amplitudes(samples, length, pulses);
    }

    /** Completes the columns, F0 among them, and measures the whole signal's voice quality. */
    DescriptorTrack.VoiceQuality fill(Map<Descriptor, float[]> columns) {
        float[] f0Column = new float[f0.length];
        Arrays.fill(f0Column, Float.NaN);
        columns.put(Descriptor.F0, f0Column);
        double hnrSum = 0;
        int voiced = 0;
        for (int t = 0; t < f0.length; t++) {
            if (f0[t] == 0) {
                for (Descriptor d : VOICED_ONLY) {
                    set(columns, d, t, Double.NaN);
                }
                continue;
            }
            f0Column[t] = f0[t];
            int centre = FIRST_CENTRE + t * HOP;
            double hnr = harmonicsToNoise(centre, RATE / f0[t]);
            set(columns, Descriptor.HNR, t, hnr);
            if (!Double.isNaN(hnr)) {
                hnrSum += hnr;
                voiced++;
            }
            perturbation(columns, t, centre);
            harmonics(columns, t, centre);
        }
        return GlottalPeriods.of(
                pulses,
                amplitudes,
                0,
                pulses.length,
                RATE,
                voiced == 0 ? Double.NaN : hnrSum / voiced);
    }

    private static final Descriptor[] VOICED_ONLY = {
        Descriptor.JITTER_LOCAL,
        Descriptor.SHIMMER_LOCAL,
        Descriptor.HNR,
        Descriptor.F1_LEVEL,
        Descriptor.F2_LEVEL,
        Descriptor.F3_LEVEL,
        Descriptor.H1_H2,
        Descriptor.H1_A3
    };

    private static void set(Map<Descriptor, float[]> columns, Descriptor d, int t, double value) {
        DescriptorTrack.column(columns, d)[t] = (float) value;
    }

    private static float get(Map<Descriptor, float[]> columns, Descriptor d, int t) {
        return DescriptorTrack.column(columns, d)[t];
    }

    private void perturbation(Map<Descriptor, float[]> columns, int t, int centre) {
        int from = lowerBound(centre - PULSE_REACH);
        int to = lowerBound(centre + PULSE_REACH);
        DescriptorTrack.VoiceQuality near =
                GlottalPeriods.of(pulses, amplitudes, from, to, RATE, Double.NaN);
        set(columns, Descriptor.JITTER_LOCAL, t, near.jitterLocal());
        set(columns, Descriptor.SHIMMER_LOCAL, t, near.shimmerLocalDb());
    }

    private int lowerBound(double sample) {
        int i = Arrays.binarySearch(pulses, sample);
        return i < 0 ? -i - 1 : i;
    }

    /** HNR of a frame: the best normalised cross-correlation within a sample of one period. */
    private double harmonicsToNoise(int centre, double period) {
        int around = (int) Math.round(period);
        double before = correlation(centre, around - 1);
        double here = correlation(centre, around);
        double after = correlation(centre, around + 1);
        double curve = 2 * here - before - after;
        double slope = 0.5 * (after - before);
        double r = Math.max(here, Math.max(before, after));
        if (curve > 0 && Math.abs(slope) <= curve) {
            r = here + 0.5 * slope * slope / curve;
        }
        if (!(r > 0)) {
            return Double.NaN;
        }
        r = Math.min(r, 1 - 1e-8);
        return 10 * Math.log10(r / (1 - r));
    }

    private double correlation(int centre, int lag) {
        int start = centre - (CORRELATION_LENGTH + lag) / 2;
        if (start < 0 || start + lag + CORRELATION_LENGTH > length) {
            return Double.NaN;
        }
        float xy = 0;
        float xx = 0;
        float yy = 0;
        for (int i = start; i < start + CORRELATION_LENGTH; i++) {
            float x = samples[i] - zero;
            float y = samples[i + lag] - zero;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt((double) xx * yy);
    }

    private void harmonics(Map<Descriptor, float[]> columns, int t, int centre) {
        int start = centre - HARMONIC_FRAME / 2;
        Arrays.fill(work, 0f);
        for (int i = Math.max(0, -start); i < Math.min(HARMONIC_FRAME, length - start); i++) {
            work[i] = (samples[start + i] - zero) * window[i];
        }
        fft.power(work, power);
        double first = strongest(f0[t], 0.75 * f0[t], 1.25 * f0[t]);
        double second = strongest(f0[t], 1.75 * f0[t], 2.25 * f0[t]);
        double a3 = nearFormant(t, get(columns, Descriptor.F3, t));
        set(columns, Descriptor.H1_H2, t, first - second);
        set(columns, Descriptor.H1_A3, t, first - a3);
        set(columns, Descriptor.F3_LEVEL, t, a3 - first);
        set(
                columns,
                Descriptor.F1_LEVEL,
                t,
                nearFormant(t, get(columns, Descriptor.F1, t)) - first);
        set(
                columns,
                Descriptor.F2_LEVEL,
                t,
                nearFormant(t, get(columns, Descriptor.F2, t)) - first);
    }

    /** Level of the strongest harmonic within 20 % of a formant, at least one period of F0 wide. */
    private double nearFormant(int t, float formantHertz) {
        if (Float.isNaN(formantHertz)) {
            return Double.NaN;
        }
        double reach = Math.max(0.2 * formantHertz, 0.5 * f0[t]);
        return strongest(f0[t], formantHertz - reach, formantHertz + reach);
    }

    private double strongest(double f0Hertz, double lowHertz, double highHertz) {
        double bin = (double) RATE / HARMONIC_FFT;
        int from = Math.max(1, (int) Math.ceil(Math.max(lowHertz, 0.5 * f0Hertz) / bin));
        int to = Math.min(power.length - 1, (int) Math.floor(highHertz / bin));
        float max = 0;
        for (int k = from; k <= to; k++) {
            max = Math.max(max, power[k]);
        }
        return max == 0 ? Double.NaN : 10 * Math.log10(max);
    }
}
