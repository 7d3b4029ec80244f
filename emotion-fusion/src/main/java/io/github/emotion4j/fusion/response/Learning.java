package io.github.emotion4j.fusion.response;

/**
 * How feedback moves the choice among a rule's strategies. Immutable.
 *
 * <p>For each rule and strategy, a ridge regression predicts from the situation whether the person
 * will say that it helped. The two learning methods differ in how they try what they know little
 * of.
 *
 * @param method how to choose
 * @param exploration how strongly uncertain strategies are tried, at least 0: the number of
 *     deviations added or drawn; 0 always takes the best estimate
 */
public record Learning(Method method, double exploration) {
    /** How to choose. */
    public enum Method {
        /** Always the strategy listed first; feedback is kept and changes nothing. */
        FIXED,
        /**
         * The best upper bound of the estimate: the same situation gives the same choice (Li, Chu,
         * Langford, Schapire 2010, doi:10.1145/1772690.1772758).
         */
        LINUCB,
        /**
         * The best of one draw from each estimate's distribution, with a seeded generator (Agrawal,
         * Goyal 2013, arXiv:1209.3352).
         */
        THOMPSON
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the exploration is negative or not a number
     */
    public Learning {
        if (!(exploration >= 0 && Double.isFinite(exploration))) {
            throw new IllegalArgumentException(
                    "exploration must be a number of at least 0, not " + exploration);
        }
    }

    /**
     * LinUCB with one deviation.
     *
     * @return the defaults
     */
    public static Learning defaults() {
        return new Learning(Method.LINUCB, 1);
    }
}
