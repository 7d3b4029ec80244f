package io.github.emotion4j.core.evaluation;

/**
 * Precision, recall and F1 of one class, or an average of them over classes.
 *
 * <p>A quotient whose denominator is zero counts as 0, as scikit-learn does with {@code
 * zero_division=0}: the precision of a class that was never predicted, the recall of a class that
 * never occurs, the F1 of a class that does neither.
 *
 * @param precision share of the items predicted as the class that are of the class, in [0, 1]
 * @param recall share of the items of the class that are predicted as the class, in [0, 1]
 * @param f1 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall, in [0, 1]; in an
 *     average, the average of the classes' F1
 * @param support total weight of the true items of the class, which is their number when all
 *     weights are 1; in an average, of all items
 */
public record Scores(double precision, double recall, double f1, double support) {}
