package io.github.emotion4j.core.evaluation;

/**
 * A measured value and the interval in which it is expected had other items been drawn.
 *
 * @param estimate the value on the items as they are; it may lie outside the interval where the
 *     metric is biased under resampling
 * @param lower lower end
 * @param upper upper end, at least {@code lower}
 * @param level the share of such intervals that is to hold the true value, in (0, 1)
 * @param units the number of independent units that were resampled: groups, or items without groups
 */
public record ConfidenceInterval(
        double estimate, double lower, double upper, double level, int units) {}
