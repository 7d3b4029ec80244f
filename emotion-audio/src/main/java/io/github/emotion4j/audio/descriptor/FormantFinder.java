package io.github.emotion4j.audio.descriptor;

import java.util.Arrays;

/**
 * Formants by selective linear prediction: the power spectrum of a frame below 5.5 kHz is turned
 * into an autocorrelation, ten predictor coefficients follow, and the roots of their polynomial are
 * the resonances. No resampling is needed, whatever the rate.
 *
 * <p>The frame is 50 ms under a Gauss bell (core 25 ms), pre-emphasised from 50 Hz. References: J.
 * Makhoul, "Spectral linear prediction: properties and applications", 1975,
 * doi:10.1109/TASSP.1975.1162685; roots by the iteration of Weierstrass and Durand-Kerner. One
 * thread; allocates nothing.
 */
final class FormantFinder {
    /** Two poles for each of five formants, as in Praat. */
    static final int ORDER = 10;

    /** The formants of GeMAPS. */
    static final int FORMANTS = 3;

    /** Praat's default for a woman's voice, which also contains five formants of a man's. */
    private static final double CEILING_HERTZ = 5500;

    /** Praat's default. */
    private static final double EMPHASIS_HERTZ = 50;

    /** Praat drops formants this close to the ends of the band. */
    private static final double MARGIN_HERTZ = 50;

    /** A bound; the search for roots ends by its own test. */
    private static final int ITERATIONS = 80;

    private final int frameLength;
    private final int bins;
    private final float[] window;
    private final float[] work;
    private final float[] power;
    private final float[][] cosines;
    private final RealFft fft;
    private final double[] correlation = new double[ORDER + 1];
    private final double[] predictor = new double[ORDER + 1];
    private final double[] previous = new double[ORDER + 1];
    private final double[] re = new double[ORDER];
    private final double[] im = new double[ORDER];
    private final double[] hertz = new double[ORDER];
    private final double[] bandwidth = new double[ORDER];
    private int found;

    FormantFinder(int rate) {
        frameLength = rate / 20;
        int length = Integer.highestOneBit(frameLength - 1) * 2;
        window = MelSettings.Window.GAUSS.weights(frameLength);
        work = new float[length];
        power = new float[length / 2 + 1];
        fft = new RealFft(length);
        bins = (int) Math.round(CEILING_HERTZ * length / rate);
        double a = Math.exp(-2 * Math.PI * EMPHASIS_HERTZ / (2 * CEILING_HERTZ));
        cosines = new float[ORDER + 1][bins + 1];
        for (int k = 0; k <= bins; k++) {
            double w = Math.PI * k / bins;
            double emphasis = 1 + a * a - 2 * a * Math.cos(w);
            double share = k == 0 || k == bins ? 1 : 2;
            for (int lag = 0; lag <= ORDER; lag++) {
                cosines[lag][k] = (float) (emphasis * share * Math.cos(w * lag));
            }
        }
    }

    int frameLength() {
        return frameLength;
    }

    /** Analyses the frame that starts at {@code start}; samples outside are silence. */
    void analyse(float[] samples, int length, int start) {
        int from = Math.max(0, -start);
        int to = Math.min(frameLength, length - start);
        Arrays.fill(work, 0f);
        for (int i = from; i < to; i++) {
            work[i] = samples[start + i] * window[i];
        }
        fft.power(work, power);
        for (int lag = 0; lag <= ORDER; lag++) {
            float[] row = cosines[lag];
            float sum = 0;
            for (int k = 0; k <= bins; k++) {
                sum += row[k] * power[k];
            }
            correlation[lag] = sum;
        }
        found = 0;
        if (correlation[0] > 1e-12 && predict()) {
            roots();
            collect();
        }
    }

    /** Centre frequency of formant {@code i}, from 0; NaN if the frame has fewer. */
    double hertz(int i) {
        return i < found ? hertz[i] : Double.NaN;
    }

    /** Bandwidth of formant {@code i} in hertz; NaN if the frame has fewer. */
    double bandwidthHertz(int i) {
        return i < found ? bandwidth[i] : Double.NaN;
    }

    /** Levinson and Durbin: predictor[0] = 1, x[n] ~ -sum predictor[k] x[n - k]. */
    private boolean predict() {
        Arrays.fill(predictor, 0);
        predictor[0] = 1;
        double error = correlation[0] * (1 + 1e-9);
        for (int i = 1; i <= ORDER; i++) {
            double sum = correlation[i];
            for (int k = 1; k < i; k++) {
                sum += predictor[k] * correlation[i - k];
            }
            double reflection = -sum / error;
            System.arraycopy(predictor, 0, previous, 0, i);
            for (int k = 1; k < i; k++) {
                predictor[k] = previous[k] + reflection * previous[i - k];
            }
            predictor[i] = reflection;
            error *= 1 - reflection * reflection;
            if (!(error > 0)) {
                return false;
            }
        }
        return true;
    }

    private void roots() {
        for (int i = 0; i < ORDER; i++) {
            double angle = 2 * Math.PI * i / ORDER + 0.4;
            re[i] = 0.9 * Math.cos(angle);
            im[i] = 0.9 * Math.sin(angle);
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double moved = 0;
            for (int i = 0; i < ORDER; i++) {
                moved = Math.max(moved, improve(i));
            }
            if (moved < 1e-8) {
                return;
            }
        }
    }

    private double improve(int i) {
        double x = re[i];
        double y = im[i];
        double pr = 1;
        double pi = 0;
        for (int k = 1; k <= ORDER; k++) {
            double t = pr * x - pi * y + predictor[k];
            pi = pr * y + pi * x;
            pr = t;
        }
        double qr = 1;
        double qi = 0;
        for (int j = 0; j < ORDER; j++) {
            if (j != i) {
                double dx = x - re[j];
                double dy = y - im[j];
                double t = qr * dx - qi * dy;
                qi = qr * dy + qi * dx;
                qr = t;
            }
        }
        double norm = qr * qr + qi * qi;
        if (norm < 1e-300) {
            return 0;
        }
        double stepRe = (pr * qr + pi * qi) / norm;
        double stepIm = (pi * qr - pr * qi) / norm;
        re[i] = x - stepRe;
        im[i] = y - stepIm;
        return Math.abs(stepRe) + Math.abs(stepIm);
    }

    private void collect() {
        for (int i = 0; i < ORDER; i++) {
            double f = Math.atan2(im[i], re[i]) * CEILING_HERTZ / Math.PI;
            if (f < MARGIN_HERTZ || f > CEILING_HERTZ - MARGIN_HERTZ) {
                continue;
            }
            double radius = Math.hypot(re[i], im[i]);
            double width = -Math.log(Math.min(radius, 1 / radius)) * 2 * CEILING_HERTZ / Math.PI;
            int place = found;
            while (place > 0 && hertz[place - 1] > f) {
                hertz[place] = hertz[place - 1];
                bandwidth[place] = bandwidth[place - 1];
                place--;
            }
            hertz[place] = f;
            bandwidth[place] = width;
            found++;
        }
    }
}
