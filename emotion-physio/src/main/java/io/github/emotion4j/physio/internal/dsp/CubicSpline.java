package io.github.emotion4j.physio.internal.dsp;

/** Cubic spline through points, with not-a-knot ends as scipy.interpolate.CubicSpline has. */
public final class CubicSpline {
    private final double[] x;
    private final double[] y;
    private final double[] slope;
    private int at;

    /** Through {@code n >= 4} points whose {@code x} rise. */
    public CubicSpline(double[] x, double[] y) {
        this.x = x;
        this.y = y;
        this.slope = slopes(x, y);
    }

    /** Solves for the slopes at the points: tridiagonal but for the two ends. */
    private static double[] slopes(double[] x, double[] y) {
        int n = x.length;
        double[] low = new double[n];
        double[] mid = new double[n];
        double[] up = new double[n];
        double[] right = new double[n];
        for (int i = 1; i < n - 1; i++) {
            double h0 = x[i] - x[i - 1];
            double h1 = x[i + 1] - x[i];
            low[i] = h1;
            mid[i] = 2 * (h0 + h1);
            up[i] = h0;
            right[i] = 3 * (h1 * (y[i] - y[i - 1]) / h0 + h0 * (y[i + 1] - y[i]) / h1);
        }
        double h0 = x[1] - x[0];
        double h1 = x[2] - x[1];
        double d = x[2] - x[0];
        mid[0] = h1;
        up[0] = d;
        right[0] = ((h0 + 2 * d) * h1 * (y[1] - y[0]) / h0 + h0 * h0 * (y[2] - y[1]) / h1) / d;
        double g0 = x[n - 1] - x[n - 2];
        double g1 = x[n - 2] - x[n - 3];
        double e = x[n - 1] - x[n - 3];
        mid[n - 1] = g1;
        low[n - 1] = e;
        right[n - 1] =
                (g0 * g0 * (y[n - 2] - y[n - 3]) / g1
                                + (2 * e + g0) * g1 * (y[n - 1] - y[n - 2]) / g0)
                        / e;
        for (int i = 1; i < n; i++) {
            double w = low[i] / mid[i - 1];
            mid[i] -= w * up[i - 1];
            right[i] -= w * right[i - 1];
        }
        right[n - 1] /= mid[n - 1];
        for (int i = n - 2; i >= 0; i--) {
            right[i] = (right[i] - up[i] * right[i + 1]) / mid[i];
        }
        return right;
    }

    /** The spline at {@code t}; calls with rising {@code t} are quickest. */
    public double value(double t) {
        if (at > 0 && x[at] > t) {
            at = 0;
        }
        while (at + 2 < x.length && x[at + 1] <= t) {
            at++;
        }
        double h = x[at + 1] - x[at];
        double u = (t - x[at]) / h;
        double v = 1 - u;
        return v * v * (1 + 2 * u) * y[at]
                + u * u * (3 - 2 * u) * y[at + 1]
                + h * u * v * (v * slope[at] - u * slope[at + 1]);
    }
}
