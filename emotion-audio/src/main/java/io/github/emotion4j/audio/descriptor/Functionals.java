package io.github.emotion4j.audio.descriptor;

import java.util.Arrays;

/** Statistics of a contour; NaN marks frames where it is not defined and is left out. */
final class Functionals {
    private Functionals() {}

    /** Mean of each value with its neighbours, of those that are defined; NaN stays NaN. */
    static float[] smooth(float[] contour) {
        float[] out = new float[contour.length];
        for (int i = 0; i < contour.length; i++) {
            if (Float.isNaN(contour[i])) {
                out[i] = Float.NaN;
                continue;
            }
            float sum = 0;
            int n = 0;
            for (int k = Math.max(0, i - 1); k <= Math.min(contour.length - 1, i + 1); k++) {
                if (!Float.isNaN(contour[k])) {
                    sum += contour[k];
                    n++;
                }
            }
            out[i] = sum / n;
        }
        return out;
    }

    /** The defined values, ascending. */
    static double[] sorted(float[] contour) {
        double[] values = new double[contour.length];
        int n = 0;
        for (float v : contour) {
            if (!Float.isNaN(v)) {
                values[n++] = v;
            }
        }
        double[] defined = Arrays.copyOf(values, n);
        Arrays.sort(defined);
        return defined;
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    /** Standard deviation (n in the denominator) over the absolute mean. */
    static double relativeDeviation(double[] values) {
        return deviation(values) / Math.abs(mean(values));
    }

    static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double v : values) {
            sum += (v - mean) * (v - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    /**
     * Slopes, per second, of the lines between neighbouring extremes of a contour.
     *
     * @param rising whether those that rise or those that fall are wanted
     */
    static double[] slopes(float[] contour, double hopSeconds, boolean rising) {
        double[] slopes = new double[contour.length];
        int n = 0;
        int start = 0;
        for (int i = 1; i < contour.length; i++) {
            boolean broken = Float.isNaN(contour[i]) || Float.isNaN(contour[i - 1]);
            if (broken) {
                start = i;
                continue;
            }
            boolean last = i + 1 == contour.length || Float.isNaN(contour[i + 1]);
            float step = contour[i] - contour[i - 1];
            boolean turns = last || step * (contour[i + 1] - contour[i]) < 0;
            if (turns) {
                double slope = (contour[i] - contour[start]) / ((i - start) * hopSeconds);
                if (rising ? slope > 0 : slope < 0) {
                    slopes[n++] = slope;
                }
                start = i;
            }
        }
        return Arrays.copyOf(slopes, n);
    }

    /** Number of local maxima of a contour. */
    static int peaks(float[] contour) {
        int n = 0;
        for (int i = 1; i + 1 < contour.length; i++) {
            if (contour[i] > contour[i - 1] && contour[i] >= contour[i + 1]) {
                n++;
            }
        }
        return n;
    }

    /** Lengths, in frames, of the runs where a contour is defined or, otherwise, is not. */
    static double[] runs(float[] contour, boolean defined) {
        double[] lengths = new double[contour.length];
        int n = 0;
        int run = 0;
        for (int i = 0; i <= contour.length; i++) {
            if (i < contour.length && Float.isNaN(contour[i]) != defined) {
                run++;
            } else if (run > 0) {
                lengths[n++] = run;
                run = 0;
            }
        }
        return Arrays.copyOf(lengths, n);
    }
}
