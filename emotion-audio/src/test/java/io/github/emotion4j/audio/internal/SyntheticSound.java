package io.github.emotion4j.audio.internal;

/**
 * Sounds made by arithmetic: models/training/speech-activity/export.py makes the very same samples.
 */
final class SyntheticSound {
    private static final double[][] FORMANTS_HERTZ = {
        {730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240}
    };
    private static final double[] STARTS_SECONDS = {0.5, 1.2, 1.9};
    private static final double VOWEL_SECONDS = 0.45;

    private SyntheticSound() {}

    /** Three vowels over a falling pitch, a tone and a burst, in faint noise: 4 s at 16 kHz. */
    static float[] test() {
        int rate = 16000;
        double[] noise = noise(4 * rate);
        double[] x = vowels(rate, Double.POSITIVE_INFINITY);
        for (int i = 0; i < x.length; i++) {
            x[i] += 1e-3 * noise[i];
        }
        for (int i = (int) (2.8 * rate); i < (int) (3.2 * rate); i++) {
            x[i] += 0.3 * Math.sin(2 * Math.PI * 440 * i / rate);
        }
        for (int i = (int) (3.4 * rate); i < (int) (3.8 * rate); i++) {
            x[i] += 0.1 * noise[i];
        }
        return floats(x);
    }

    /** The vowels with their harmonics below a frequency, at 0.5 s, 1.2 s and 1.9 s of four. */
    static float[] vowelsBelow(double hertz, int rate) {
        return floats(vowels(rate, hertz));
    }

    private static double[] vowels(int rate, double belowHertz) {
        double[] x = new double[4 * rate];
        for (int v = 0; v < STARTS_SECONDS.length; v++) {
            int first = (int) (STARTS_SECONDS[v] * rate);
            for (int i = first; i < first + (int) (VOWEL_SECONDS * rate); i++) {
                double t = (double) i / rate - STARTS_SECONDS[v];
                double fade = 0.5 - 0.5 * Math.cos(2 * Math.PI * t / VOWEL_SECONDS);
                x[i] += 0.3 * fade * voice(t, FORMANTS_HERTZ[v], belowHertz);
            }
        }
        return x;
    }

    private static double voice(double t, double[] formants, double belowHertz) {
        double sum = 0;
        for (int harmonic = 1; harmonic < 40; harmonic++) {
            double hertz = harmonic * (140 - 60 * t);
            if (hertz >= belowHertz) {
                break;
            }
            double gain = 0;
            for (double f : formants) {
                double off = (hertz - f) / (60 + 0.05 * f);
                gain += 1 / (1 + off * off);
            }
            sum += gain / harmonic * Math.sin(harmonic * 2 * Math.PI * (140 * t - 30 * t * t));
        }
        return sum;
    }

    /** Even noise in [-1, 1) of a linear congruential generator. */
    static double[] noise(int length) {
        double[] noise = new double[length];
        long seed = 1;
        for (int i = 0; i < length; i++) {
            seed = (1103515245L * seed + 12345) % (1L << 31);
            noise[i] = seed / (double) (1 << 30) - 1;
        }
        return noise;
    }

    private static float[] floats(double[] x) {
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) x[i];
        }
        return out;
    }
}
