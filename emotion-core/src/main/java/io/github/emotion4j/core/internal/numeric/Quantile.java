package io.github.emotion4j.core.internal.numeric;

/**
 * The quantile that is linear between order statistics: type 7 of Hyndman and Fan 1996,
 * doi:10.1080/00031305.1996.10473566, which is NumPy's default.
 */
public final class Quantile {
    private Quantile() {}

    /**
     * The quantile of sorted values.
     *
     * @param sorted the values, ascending in the first {@code n} places
     * @param n how many there are
     * @param share which quantile, in [0, 1]; 0.5 is the median
     * @return the quantile; NaN if there is no value
     */
    public static double of(double[] sorted, int n, double share) {
        if (n == 0) {
            return Double.NaN;
        }
        double place = share * (n - 1);
        int below = (int) place;
        int above = Math.min(n - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
