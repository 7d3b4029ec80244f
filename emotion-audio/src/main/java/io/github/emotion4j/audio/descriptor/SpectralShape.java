package io.github.emotion4j.audio.descriptor;

import java.util.Arrays;

/** What one power spectrum says about its shape; every value is free of gain. One thread. */
final class SpectralShape {
    /** Keeps the ratios of silence finite. */
    private static final float TINY = 1e-20f;

    private final double binHertz;
    private final float[] magnitude;
    private final float[] previous;
    private boolean hasPrevious;

    SpectralShape(int rate, int fftLength) {
        binHertz = (double) rate / fftLength;
        magnitude = new float[fftLength / 2 + 1];
        previous = new float[fftLength / 2 + 1];
    }

    void reset() {
        hasPrevious = false;
        Arrays.fill(previous, 0f);
    }

    /** Energy of 50-1000 Hz over that of 1-5 kHz, in dB. */
    double alphaRatioDb(float[] power) {
        return decibels(sum(power, 50, 1000), sum(power, 1000, 5000));
    }

    /** Strongest bin of 0-2 kHz over that of 2-5 kHz, in dB. */
    double hammarbergDb(float[] power) {
        return decibels(max(power, 0, 2000), max(power, 2000, 5000));
    }

    /** Slope of the regression line through the spectrum in dB over hertz. */
    double slope(float[] power, double lowHertz, double highHertz) {
        int from = (int) Math.ceil(lowHertz / binHertz);
        int to = (int) Math.floor(highHertz / binHertz);
        double centre = 0.5 * (from + to);
        double xy = 0;
        double xx = 0;
        for (int k = from; k <= to; k++) {
            double x = (k - centre) * binHertz;
            xy += x * 10 * Math.log10(power[k] + TINY);
            xx += x * x;
        }
        return xy / xx;
    }

    /** Magnitude-weighted mean frequency in hertz, as librosa defines it; NaN in silence. */
    double centroid(float[] power) {
        double sum = 0;
        double weighted = 0;
        for (int k = 0; k < power.length; k++) {
            magnitude[k] = (float) Math.sqrt(power[k]);
            sum += magnitude[k];
            weighted += k * (double) magnitude[k];
        }
        return sum == 0 ? Double.NaN : weighted / sum * binHertz;
    }

    /** Magnitude-weighted spread around the centroid, in hertz; after {@link #centroid}. */
    double bandwidth(double centroid) {
        double sum = 0;
        double weighted = 0;
        for (int k = 0; k < magnitude.length; k++) {
            double away = k * binHertz - centroid;
            sum += magnitude[k];
            weighted += away * away * magnitude[k];
        }
        return sum == 0 ? Double.NaN : Math.sqrt(weighted / sum);
    }

    /** Frequency below which a share of the magnitude is, in hertz; after {@link #centroid}. */
    double rollOff(double share) {
        double sum = 0;
        for (float m : magnitude) {
            sum += m;
        }
        if (sum == 0) {
            return Double.NaN;
        }
        double reached = 0;
        int k = 0;
        while (k < magnitude.length - 1 && (reached += magnitude[k]) < share * sum) {
            k++;
        }
        return k * binHertz;
    }

    /**
     * Euclidean distance of this magnitude spectrum and the last one, each of unit sum; NaN for the
     * first; after {@link #centroid}.
     */
    double flux() {
        double sum = 0;
        for (float m : magnitude) {
            sum += m;
        }
        float scale = sum == 0 ? 0 : (float) (1 / sum);
        double distance = 0;
        for (int k = 0; k < magnitude.length; k++) {
            float m = magnitude[k] * scale;
            double d = m - previous[k];
            distance += d * d;
            previous[k] = m;
        }
        boolean first = !hasPrevious;
        hasPrevious = true;
        return first ? Double.NaN : Math.sqrt(distance);
    }

    private double sum(float[] power, double low, double high) {
        double sum = 0;
        for (int k = (int) Math.ceil(low / binHertz); k * binHertz < high; k++) {
            sum += power[k];
        }
        return sum;
    }

    private double max(float[] power, double low, double high) {
        double max = 0;
        for (int k = (int) Math.ceil(low / binHertz); k * binHertz < high; k++) {
            max = Math.max(max, power[k]);
        }
        return max;
    }

    private static double decibels(double a, double b) {
        return a <= 0 || b <= 0 ? Double.NaN : 10 * Math.log10(a / b);
    }
}
