package io.github.emotion4j.core.evaluation;

import io.github.emotion4j.core.internal.numeric.Clamp;
import java.util.Arrays;

/**
 * Agreement of two series of numbers on a scale, such as rated and predicted valence.
 *
 * <p>Both series have the same length, at least 2, and finite values. The functions are pure and
 * thread-safe, leave their input as it is, and compute in two passes, so that a large common offset
 * costs no digits.
 *
 * <pre>{@code
 * double ccc = Agreement.concordanceCorrelation(truth, predicted);
 * }</pre>
 */
public final class Agreement {

    private Agreement() {}

    /**
     * Concordance correlation coefficient: correlation, lowered by any difference of mean and
     * scale.
     *
     * <p>2 cov(x, y) / (var(x) + var(y) + (mean(x) - mean(y))²), with n, not n - 1, as the
     * denominator of variances and covariance, as in Lin, "A concordance correlation coefficient to
     * evaluate reproducibility", Biometrics 45 (1989), doi:10.2307/2532051. If one series is
     * constant it is 0; if both are constant and equal it is undefined and NaN.
     *
     * @param truth the true values
     * @param predicted the predicted values, in the same order
     * @return the coefficient, in [-1, 1], or NaN
     * @throws IllegalArgumentException if the lengths differ or are below 2, or if a value is NaN
     *     or infinite
     */
    public static double concordanceCorrelation(double[] truth, double[] predicted) {
        int exponent = Math.max(exponent(truth), exponent(predicted));
        Moments moments = Moments.of(scaled(truth, exponent), scaled(predicted, exponent));
        double shift = moments.meanTruth - moments.meanPredicted;
        double ratio =
                2
                        * moments.covariance
                        / (moments.varianceTruth + moments.variancePredicted + shift * shift);
        return Clamp.between(ratio, -1, 1);
    }

    /**
     * Pearson's correlation coefficient: cov(x, y) / (sd(x) sd(y)). It does not see a difference of
     * mean or scale; {@link #concordanceCorrelation} does.
     *
     * @param truth the true values
     * @param predicted the predicted values, in the same order
     * @return the coefficient, in [-1, 1], or NaN if a series is constant
     * @throws IllegalArgumentException if the lengths differ or are below 2, or if a value is NaN
     *     or infinite
     */
    public static double pearsonCorrelation(double[] truth, double[] predicted) {
        Moments moments =
                Moments.of(scaled(truth, exponent(truth)), scaled(predicted, exponent(predicted)));
        double ratio =
                moments.covariance
                        / (Math.sqrt(moments.varianceTruth) * Math.sqrt(moments.variancePredicted));
        // Rounding may leave a perfect correlation an ulp above 1.
        return Clamp.between(ratio, -1, 1);
    }

    private static int exponent(double[] values) {
        return Math.getExponent(Arrays.stream(values).map(Math::abs).max().orElse(0));
    }

    /** By a power of two, which costs no digit, so that squares neither overflow nor vanish. */
    private static double[] scaled(double[] values, int exponent) {
        return Arrays.stream(values).map(value -> Math.scalb(value, -exponent)).toArray();
    }

    /** Means, and variances and covariance with denominator n. */
    private record Moments(
            double meanTruth,
            double meanPredicted,
            double varianceTruth,
            double variancePredicted,
            double covariance) {

        static Moments of(double[] truth, double[] predicted) {
            if (truth.length != predicted.length) {
                throw new IllegalArgumentException(
                        truth.length
                                + " true values and "
                                + predicted.length
                                + " predicted ones; give one prediction for each true value");
            }
            if (truth.length < 2) {
                throw new IllegalArgumentException(
                        "A correlation needs at least two values, not " + truth.length);
            }
            int n = truth.length;
            double meanTruth = mean(truth, "true");
            double meanPredicted = mean(predicted, "predicted");
            double varianceTruth = 0;
            double variancePredicted = 0;
            double covariance = 0;
            for (int i = 0; i < n; i++) {
                double x = truth[i] - meanTruth;
                double y = predicted[i] - meanPredicted;
                varianceTruth += x * x;
                variancePredicted += y * y;
                covariance += x * y;
            }
            return new Moments(
                    meanTruth,
                    meanPredicted,
                    varianceTruth / n,
                    variancePredicted / n,
                    covariance / n);
        }

        private static double mean(double[] values, String which) {
            // Offsets from the first value, so that the mean of a constant is that constant.
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new IllegalArgumentException(
                            "The "
                                    + which
                                    + " value "
                                    + i
                                    + " is "
                                    + values[i]
                                    + "; leave out items without a finite value");
                }
                sum += values[i] - values[0];
            }
            return values[0] + sum / values.length;
        }
    }
}
