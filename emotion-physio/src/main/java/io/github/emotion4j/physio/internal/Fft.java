package io.github.emotion4j.physio.internal;

/**
 * Discrete Fourier transform of any length: radix 2 where the length is a power of two, else
 * Bluestein's convolution. Instances hold tables and are confined to one thread.
 */
public final class Fft {
    private final int n;
    private final double[] cos;
    private final double[] sin;
    private final boolean power;
    private double[] chirpRe = {};
    private double[] chirpIm = {};
    private double[] kernelRe = {};
    private double[] kernelIm = {};
    private int padded;

    /** Tables for transforms of {@code n} values, at least one. */
    public Fft(int n) {
        this.n = n;
        this.power = Integer.bitCount(n) == 1;
        this.padded = power ? n : Integer.highestOneBit(2 * n) * 2;
        this.cos = new double[Math.max(1, padded / 2)];
        this.sin = new double[Math.max(1, padded / 2)];
        for (int i = 0; i < cos.length; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / padded);
            sin[i] = -Math.sin(2 * Math.PI * i / padded);
        }
        if (!power) {
            prepareChirp();
        }
    }

    private void prepareChirp() {
        chirpRe = new double[n];
        chirpIm = new double[n];
        kernelRe = new double[padded];
        kernelIm = new double[padded];
        for (int i = 0; i < n; i++) {
            double angle = Math.PI * ((long) i * i % (2L * n)) / n;
            chirpRe[i] = Math.cos(angle);
            chirpIm[i] = -Math.sin(angle);
            kernelRe[i] = chirpRe[i];
            kernelIm[i] = -chirpIm[i];
            if (i > 0) {
                kernelRe[padded - i] = kernelRe[i];
                kernelIm[padded - i] = kernelIm[i];
            }
        }
        radix2(kernelRe, kernelIm, padded);
    }

    /** Transforms in place. */
    public void transform(double[] re, double[] im) {
        if (power) {
            radix2(re, im, n);
            return;
        }
        double[] a = new double[padded];
        double[] b = new double[padded];
        for (int i = 0; i < n; i++) {
            a[i] = re[i] * chirpRe[i] - im[i] * chirpIm[i];
            b[i] = re[i] * chirpIm[i] + im[i] * chirpRe[i];
        }
        radix2(a, b, padded);
        for (int i = 0; i < padded; i++) {
            double r = a[i] * kernelRe[i] - b[i] * kernelIm[i];
            // Conjugated, so that the second forward transform is the inverse one.
            b[i] = -(a[i] * kernelIm[i] + b[i] * kernelRe[i]);
            a[i] = r;
        }
        radix2(a, b, padded);
        for (int i = 0; i < n; i++) {
            double r = a[i] / padded;
            double m = -b[i] / padded;
            re[i] = r * chirpRe[i] - m * chirpIm[i];
            im[i] = r * chirpIm[i] + m * chirpRe[i];
        }
    }

    private void radix2(double[] re, double[] im, int size) {
        for (int i = 1, j = 0; i < size; i++) {
            int bit = size >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j ^= bit;
            if (i < j) {
                double t = re[i];
                re[i] = re[j];
                re[j] = t;
                t = im[i];
                im[i] = im[j];
                im[j] = t;
            }
        }
        for (int half = 1; half < size; half *= 2) {
            int stride = padded / (2 * half);
            for (int start = 0; start < size; start += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int p = start + k;
                    int q = p + half;
                    double c = cos[k * stride];
                    double s = sin[k * stride];
                    double r = re[q] * c - im[q] * s;
                    double m = re[q] * s + im[q] * c;
                    re[q] = re[p] - r;
                    im[q] = im[p] - m;
                    re[p] += r;
                    im[p] += m;
                }
            }
        }
    }
}
