package io.github.emotion4j.physio.internal;

/** Symmetric positive definite systems with a narrow band. */
public final class Banded {
    private Banded() {}

    /**
     * Solves by Cholesky's decomposition. {@code lower[k][j]} holds the element (j + k, j); it is
     * overwritten, and {@code x} goes from right side to solution.
     */
    public static void solve(double[][] lower, int band, double[] x) {
        int n = x.length;
        for (int j = 0; j < n; j++) {
            double pivot = lower[0][j];
            double root = Math.sqrt(Math.max(pivot, 1e-300));
            lower[0][j] = root;
            int most = Math.min(band, n - 1 - j);
            for (int k = 1; k <= most; k++) {
                lower[k][j] /= root;
            }
            for (int k = 1; k <= most; k++) {
                double f = lower[k][j];
                if (f != 0) {
                    for (int m = k; m <= most; m++) {
                        lower[m - k][j + k] -= f * lower[m][j];
                    }
                }
            }
            x[j] /= root;
            for (int k = 1; k <= most; k++) {
                x[j + k] -= lower[k][j] * x[j];
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            for (int k = 1; k <= Math.min(band, n - 1 - j); k++) {
                x[j] -= lower[k][j] * x[j + k];
            }
            x[j] /= lower[0][j];
        }
    }
}
