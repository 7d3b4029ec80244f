package io.github.emotion4j.physio.internal.dsp;

/** Symmetric positive definite systems with a narrow band, by Cholesky's decomposition. */
public final class BandedCholesky {
    private BandedCholesky() {}

    /** Decomposes in place; {@code lower[k][j]} holds the element (j + k, j). */
    public static void factor(double[][] lower, int band) {
        int n = lower[0].length;
        for (int j = 0; j < n; j++) {
            double root = Math.sqrt(Math.max(lower[0][j], 1e-300));
            lower[0][j] = root;
            int most = Math.min(band, n - 1 - j);
            for (int k = 1; k <= most; k++) {
                lower[k][j] /= root;
            }
            for (int k = 1; k <= most; k++) {
                double f = lower[k][j];
                for (int m = k; m <= most; m++) {
                    lower[m - k][j + k] -= f * lower[m][j];
                }
            }
        }
    }

    /** Solves with the decomposition; {@code x} goes from right side to solution. */
    public static void solve(double[][] factor, int band, double[] x) {
        int n = x.length;
        for (int j = 0; j < n; j++) {
            x[j] /= factor[0][j];
            for (int k = 1; k <= Math.min(band, n - 1 - j); k++) {
                x[j + k] -= factor[k][j] * x[j];
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            for (int k = 1; k <= Math.min(band, n - 1 - j); k++) {
                x[j] -= factor[k][j] * x[j + k];
            }
            x[j] /= factor[0][j];
        }
    }
}
