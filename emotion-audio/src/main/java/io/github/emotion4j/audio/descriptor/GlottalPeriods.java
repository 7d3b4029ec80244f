package io.github.emotion4j.audio.descriptor;

import io.github.emotion4j.audio.descriptor.DescriptorTrack.VoiceQuality;

/** Measures how regular glottal periods and their amplitudes are. */
final class GlottalPeriods {

    /** Praat's default, as are the next two. */
    private static final double LONGEST_PERIOD_S = 0.02;

    /** Praat's default. */
    private static final double LARGEST_PERIOD_FACTOR = 1.3;

    /** Praat's default. */
    private static final double LARGEST_AMPLITUDE_FACTOR = 1.6;

    private GlottalPeriods() {}

    /** Measures pulses {@code from} (inclusive) to {@code to} (exclusive). */
    static VoiceQuality of(
            double[] pulses, double[] amplitudes, int from, int to, int rate, double hnrDb) {
        double longest = LONGEST_PERIOD_S * rate;
        double mean = meanPeriod(pulses, from, to, longest);
        return new VoiceQuality(
                local(pulses, from, to, longest) / mean,
                perturbation(pulses, from, to, 3, longest) / mean,
                perturbation(pulses, from, to, 5, longest) / mean,
                shimmer(pulses, amplitudes, from, to, 1, longest),
                shimmer(pulses, amplitudes, from, to, 0, longest),
                shimmer(pulses, amplitudes, from, to, 3, longest),
                shimmer(pulses, amplitudes, from, to, 5, longest),
                hnrDb,
                to - from);
    }

    private static boolean alike(double a, double b, double longest) {
        return a <= longest
                && b <= longest
                && a <= b * LARGEST_PERIOD_FACTOR
                && b <= a * LARGEST_PERIOD_FACTOR;
    }

    private static double meanPeriod(double[] pulses, int from, int to, double longest) {
        double sum = 0;
        int n = 0;
        for (int i = from; i + 1 < to; i++) {
            double period = pulses[i + 1] - pulses[i];
            boolean before = i > from && alike(pulses[i] - pulses[i - 1], period, longest);
            boolean after = i + 2 < to && alike(period, pulses[i + 2] - pulses[i + 1], longest);
            if (before || after) {
                sum += period;
                n++;
            }
        }
        return sum / n;
    }

    /** Jitter of pulses {@code from} to {@code to} in samples: mean step between periods. */
    private static double local(double[] pulses, int from, int to, double longest) {
        double sum = 0;
        int n = 0;
        for (int i = from + 1; i + 1 < to; i++) {
            double a = pulses[i] - pulses[i - 1];
            double b = pulses[i + 1] - pulses[i];
            if (alike(a, b, longest)) {
                sum += Math.abs(a - b);
                n++;
            }
        }
        return sum / n;
    }

    private static double perturbation(
            double[] pulses, int from, int to, int points, double longest) {
        double sum = 0;
        int n = 0;
        for (int i = from; i + points < to; i++) {
            boolean whole = true;
            for (int k = 1; k < points; k++) {
                whole &=
                        alike(
                                pulses[i + k] - pulses[i + k - 1],
                                pulses[i + k + 1] - pulses[i + k],
                                longest);
            }
            if (whole) {
                int middle = i + points / 2;
                double mean = (pulses[i + points] - pulses[i]) / points;
                sum += Math.abs(pulses[middle + 1] - pulses[middle] - mean);
                n++;
            }
        }
        return sum / n;
    }

    /** Points 1 is local, 0 is local in dB, 3 and 5 are APQ. */
    private static double shimmer(
            double[] pulses, double[] amplitudes, int from, int to, int points, double longest) {
        int span = Math.max(2, points);
        double sum = 0;
        int n = 0;
        for (int i = from; i + span <= to; i++) {
            if (!whole(pulses, amplitudes, i, span, from, to, longest)) {
                continue;
            }
            double a = amplitudes[i];
            if (points == 0) {
                sum += Math.abs(20 * Math.log10(a / amplitudes[i + 1]));
            } else if (points == 1) {
                sum += Math.abs(a - amplitudes[i + 1]);
            } else {
                double mean = 0;
                for (int k = 0; k < points; k++) {
                    mean += amplitudes[i + k] / points;
                }
                sum += Math.abs(amplitudes[i + points / 2] - mean);
            }
            n++;
        }
        return points == 0 ? sum / n : sum / n / meanAmplitude(amplitudes, from, to);
    }

    private static boolean whole(
            double[] pulses,
            double[] amplitudes,
            int start,
            int span,
            int from,
            int to,
            double longest) {
        for (int k = 0; k < span; k++) {
            int i = start + k;
            if (!(amplitudes[i] > 0) || i == from || i + 1 == to) {
                return false;
            }
            if (k + 1 < span) {
                double ratio = amplitudes[i] / amplitudes[i + 1];
                if (ratio > LARGEST_AMPLITUDE_FACTOR || ratio < 1 / LARGEST_AMPLITUDE_FACTOR) {
                    return false;
                }
                if (pulses[i + 1] - pulses[i] > longest) {
                    return false;
                }
            }
        }
        return true;
    }

    private static double meanAmplitude(double[] amplitudes, int from, int to) {
        double sum = 0;
        int n = 0;
        for (int i = from; i < to; i++) {
            if (amplitudes[i] > 0) {
                sum += amplitudes[i];
                n++;
            }
        }
        return sum / n;
    }

    /** Amplitude of each pulse: RMS under a Hann bell of 0.2 periods to either side. */
    static double[] amplitudes(float[] samples, int length, double[] pulses) {
        double[] out = new double[pulses.length];
        for (int i = 1; i + 1 < pulses.length; i++) {
            double left = 0.2 * (pulses[i] - pulses[i - 1]);
            double right = 0.2 * (pulses[i + 1] - pulses[i]);
            double sum = 0;
            double weight = 0;
            int from = Math.max(0, (int) Math.ceil(pulses[i] - left));
            int to = Math.min(length - 1, (int) Math.floor(pulses[i] + right));
            for (int s = from; s <= to; s++) {
                double u = s < pulses[i] ? (pulses[i] - s) / left : (s - pulses[i]) / right;
                double w = 0.5 + 0.5 * Math.cos(Math.PI * u);
                sum += w * w * samples[s] * samples[s];
                weight += w * w;
            }
            out[i] = weight == 0 ? 0 : Math.sqrt(sum / weight);
        }
        return out;
    }
}
