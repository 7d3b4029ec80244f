package io.github.emotion4j.physio.internal.stream;

import io.github.emotion4j.physio.internal.dsp.BandedCholesky;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.util.Arrays;

/**
 * Splits skin conductance into a smooth level and responses to sparse, non-negative nerve activity
 * by convex optimisation.
 *
 * <p>The model of the responses is cvxEDA's (Greco et al. 2016, doi:10.1109/TBME.2015.2474131): a
 * Bateman function with time constants of 2 s and 0.7 s, made discrete by the bilinear transform,
 * so that activity p = A q and response r = M q with A and M tridiagonal. The level t differs:
 * instead of a spline with knots every 10 s it is any series, its second differences penalised so
 * that components slower than {@value #CUTOFF_HERTZ} Hz are level. All matrices then have a narrow
 * band and a day is solved in a second or two:
 *
 * <pre>minimise ½|M q + t - y|² + α Σ A q + ½ λ |D² t|²  subject to  A q ≥ 0</pre>
 *
 * <p>Solved by a primal-dual interior-point method whose Newton systems, with q and t interleaved,
 * have five diagonals either side of the main one.
 */
public final class CvxEda {
    /** The slow time constant of cvxEDA's response. */
    private static final double SLOW_SECONDS = 2.0;

    /** The fast time constant of cvxEDA's response. */
    private static final double FAST_SECONDS = 0.7;

    /** Slower components are level: periods above 50 s, longer than a response. Chosen by hand. */
    private static final double CUTOFF_HERTZ = 0.02;

    /** Diagonals on either side of the main one, as the order of the unknowns makes them. */
    private static final int BAND = 5;

    /** Interior-point methods need some ten to thirty steps; a bound, not a setting. */
    private static final int MAX_ITERATIONS = 60;

    private final int n;
    private final double[] y;
    private final double[] ar;
    private final double alpha;
    private final double lambda;
    private final double[] q;
    private final double[] t;
    private double[] activity = {};

    /**
     * Solves.
     *
     * @param y conductance in µS, finite, at least 3 values
     * @param rateHertz samples per second, 2 to 20
     * @param sparsity weight of the activity in µS: what a response must explain to be seen
     */
    public CvxEda(double[] y, double rateHertz, double sparsity) {
        this.n = y.length;
        this.y = y;
        double d = 1 / rateHertz;
        double a1 = 1 / FAST_SECONDS;
        double a0 = 1 / SLOW_SECONDS;
        double scale = (a1 - a0) * d * d;
        this.ar =
                new double[] {
                    (a1 * d + 2) * (a0 * d + 2) / scale,
                    (2 * a1 * a0 * d * d - 8) / scale,
                    (a1 * d - 2) * (a0 * d - 2) / scale
                };
        this.alpha = sparsity;
        this.lambda = Math.pow(2 * Math.sin(Math.PI * CUTOFF_HERTZ * d), -4);
        this.q = new double[n];
        this.t = y.clone();
        solve();
    }

    private void solve() {
        double spread = Math.max(Statistics.deviation(y, n), 1e-6);
        double[] s = new double[n];
        double[] dual = new double[n];
        // Start well inside, so that the first steps are long.
        Arrays.fill(s, spread);
        Arrays.fill(dual, spread);
        for (int i = 0; i < n; i++) {
            double past = (i > 0 ? ar[1] * q[i - 1] : 0) + (i > 1 ? ar[2] * q[i - 2] : 0);
            q[i] = (s[i] - past) / ar[0];
        }
        double[] gradient = new double[2 * n];
        double[][] h = new double[BAND + 1][2 * n];
        Step step = new Step(n);
        double[] target = new double[n];
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            double gap = dot(s, dual) / n;
            double residual = gradient(dual, gradient);
            if (gap < 1e-6 * alpha * spread && residual < 1e-7 * Math.max(1, spread)) {
                break;
            }
            hessian(s, dual, h);
            BandedCholesky.factor(h, BAND);
            // Mehrotra's predictor says how far the gap can fall; the corrector goes there.
            Arrays.fill(target, 0);
            newton(step, h, gradient, s, dual, target);
            double near = step.length(s, dual);
            double left = 0;
            for (int i = 0; i < n; i++) {
                left += (s[i] + near * step.s[i]) * (dual[i] + near * step.dual[i]) / n;
            }
            double centred = gap * Math.pow(left / gap, 3);
            for (int i = 0; i < n; i++) {
                target[i] = centred - step.s[i] * step.dual[i];
            }
            newton(step, h, gradient, s, dual, target);
            double length = 0.99 * step.length(s, dual);
            for (int i = 0; i < n; i++) {
                q[i] += length * step.both[2 * i];
                t[i] += length * step.both[2 * i + 1];
                s[i] += length * step.s[i];
                dual[i] += length * step.dual[i];
            }
        }
        activity = s;
    }

    /** A Newton step: q and t interleaved, the activity's and the dual's. */
    private static final class Step {
        final double[] both;
        final double[] s;
        final double[] dual;

        Step(int n) {
            both = new double[2 * n];
            s = new double[n];
            dual = new double[n];
        }

        /** The longest step, at most one, that keeps activity and dual from falling below 0. */
        double length(double[] from, double[] fromDual) {
            double length = 1;
            for (int i = 0; i < s.length; i++) {
                if (s[i] < 0) {
                    length = Math.min(length, -from[i] / s[i]);
                }
                if (dual[i] < 0) {
                    length = Math.min(length, -fromDual[i] / dual[i]);
                }
            }
            return length;
        }
    }

    /** The step towards {@code s dual = target} along with a gradient of nothing. */
    private void newton(
            Step step,
            double[][] factor,
            double[] gradient,
            double[] s,
            double[] dual,
            double[] target) {
        double[] c = new double[n];
        for (int i = 0; i < n; i++) {
            c[i] = target[i] / s[i] - dual[i];
        }
        double[] x = step.both;
        Arrays.fill(x, 0);
        addTransposedA(c, x);
        for (int i = 0; i < 2 * n; i++) {
            x[i] -= gradient[i];
        }
        BandedCholesky.solve(factor, BAND, x);
        for (int i = 0; i < n; i++) {
            step.s[i] =
                    ar[0] * x[2 * i]
                            + (i > 0 ? ar[1] * x[2 * i - 2] : 0)
                            + (i > 1 ? ar[2] * x[2 * i - 4] : 0);
            step.dual[i] = c[i] - dual[i] * step.s[i] / s[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Gradient of the Lagrangian by (q, t) interleaved; returns its greatest element. */
    private double gradient(double[] dual, double[] g) {
        double[] e = new double[n];
        for (int i = 0; i < n; i++) {
            e[i] = response(i) + t[i] - y[i];
        }
        Arrays.fill(g, 0);
        double[] c = new double[n];
        for (int i = 0; i < n; i++) {
            c[i] = alpha - dual[i];
        }
        addTransposedA(c, g);
        for (int i = 0; i < n; i++) {
            g[2 * i] += e[i];
            if (i > 0) {
                g[2 * i - 2] += 2 * e[i];
            }
            if (i > 1) {
                g[2 * i - 4] += e[i];
            }
            g[2 * i + 1] += e[i];
        }
        for (int i = 1; i + 1 < n; i++) {
            double bend = lambda * (t[i - 1] - 2 * t[i] + t[i + 1]);
            g[2 * i - 1] += bend;
            g[2 * i + 1] -= 2 * bend;
            g[2 * i + 3] += bend;
        }
        double most = 0;
        for (double v : g) {
            most = Math.max(most, Math.abs(v));
        }
        return most;
    }

    private void addTransposedA(double[] c, double[] g) {
        for (int i = 0; i < n; i++) {
            g[2 * i] += ar[0] * c[i];
            if (i > 0) {
                g[2 * i - 2] += ar[1] * c[i];
            }
            if (i > 1) {
                g[2 * i - 4] += ar[2] * c[i];
            }
        }
    }

    /** Lower band of the Newton matrix: {@code h[k][j]} is the element (j + k, j). */
    private void hessian(double[] s, double[] dual, double[][] h) {
        for (double[] diagonal : h) {
            Arrays.fill(diagonal, 0);
        }
        double[] ma = {1, 2, 1};
        for (int i = 0; i < n; i++) {
            double weight = dual[i] / s[i];
            for (int a = 0; a <= Math.min(2, i); a++) {
                int ia = 2 * (i - a);
                for (int b = a; b <= Math.min(2, i); b++) {
                    int ib = 2 * (i - b);
                    h[ia - ib][ib] += ma[a] * ma[b] + weight * ar[a] * ar[b];
                }
                // Response and level meet in the residual of sample i.
                h[2 * i + 1 - ia][ia] += ma[a];
            }
            h[0][2 * i + 1] += 1;
            h[0][2 * i] += 1e-12;
        }
        double[] second = {1, -2, 1};
        for (int i = 1; i + 1 < n; i++) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b <= a; b++) {
                    int ia = 2 * (i - 1 + a) + 1;
                    int ib = 2 * (i - 1 + b) + 1;
                    h[ia - ib][ib] += lambda * second[a] * second[b];
                }
            }
        }
    }

    private double response(int i) {
        return q[i] + (i > 0 ? 2 * q[i - 1] : 0) + (i > 1 ? q[i - 2] : 0);
    }

    /** The smooth level in µS. */
    public double[] tonic() {
        return t;
    }

    /** The responses in µS. */
    public double[] phasic() {
        double[] r = new double[n];
        for (int i = 0; i < n; i++) {
            r[i] = response(i);
        }
        return r;
    }

    /** The nerve activity that drives the responses, at least 0. */
    public double[] activity() {
        return activity;
    }
}
