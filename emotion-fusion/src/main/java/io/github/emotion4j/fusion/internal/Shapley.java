package io.github.emotion4j.fusion.internal;

import java.util.Map;

/** Exact Shapley values (Shapley 1953, doi:10.1515/9781400881970-018). */
public final class Shapley {
    private Shapley() {}

    /**
     * What each player adds to a class's probability, on average over all orders of joining.
     *
     * @param players bit i represents player i
     * @param said the probabilities of each subset of the players, the empty one included
     * @param top the class
     * @return one value a bit up to the highest player, 0 for those that do not play
     */
    public static double[] values(int players, Map<Integer, double[]> said, int top) {
        double[] values = new double[Integer.SIZE - Integer.numberOfLeadingZeros(players)];
        int count = Integer.bitCount(players);
        for (int player = 0; player < values.length; player++) {
            int bit = 1 << player;
            for (var entry : said.entrySet()) {
                int subset = entry.getKey();
                double[] with = said.get(subset | bit);
                if ((players & bit) != 0 && (subset & bit) == 0 && with != null) {
                    int size = Integer.bitCount(subset);
                    double orders = factorial(size) * factorial(count - size - 1);
                    values[player] +=
                            orders / factorial(count) * (with[top] - entry.getValue()[top]);
                }
            }
        }
        return values;
    }

    private static double factorial(int n) {
        double product = 1;
        for (int i = 2; i <= n; i++) {
            product *= i;
        }
        return product;
    }
}
