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
     * Slopes, per second, of the lines between neighbouring extremes of a contour. A line ends
     * where a level stretch begins after which the contour turns, and the next one begins where
     * that ends.
     *
     * @param rising whether those that rise or those that fall are wanted
     */
    static double[] slopes(float[] contour, double hopSeconds, boolean rising) {
        double[] slopes = new double[contour.length];
        int n = 0;
        int start = 0;
        int end = 0;
        for (int i = 1; i <= contour.length; i++) {
            // NaN where the contour breaks off, as at its end.
            double step = i < contour.length ? contour[i] - contour[i - 1] : Double.NaN;
            if (step == 0) {
                continue;
            }
            double way = contour[end] - contour[start];
            if (!(step * way > 0)) {
                if (rising ? way > 0 : way < 0) {
                    slopes[n++] = way / ((end - start) * hopSeconds);
                }
                start = Double.isNaN(step) ? i : i - 1;
            }
            end = i;
        }
        return Arrays.copyOf(slopes, n);
    }

    /** Number of local maxima of a contour, each of which may be level. */
    static int peaks(float[] contour) {
        int n = 0;
        boolean rises = false;
        for (int i = 1; i < contour.length; i++) {
            float step = contour[i] - contour[i - 1];
            if (step < 0 && rises) {
                n++;
            }
            if (step != 0) {
                rises = step > 0;
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
