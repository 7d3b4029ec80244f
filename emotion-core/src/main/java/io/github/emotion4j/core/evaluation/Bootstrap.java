package io.github.emotion4j.core.evaluation;

import io.github.emotion4j.core.internal.numeric.Quantile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Percentile bootstrap: how much a metric would vary had other items, or other people, been drawn.
 *
 * <p>Units are drawn with replacement, as many as there are, and the metric is computed again; the
 * interval runs between the (1 - level) / 2 and (1 + level) / 2 quantiles of the values (linear
 * interpolation, type 7 of Hyndman and Fan, NumPy's default). Items of one person resemble each
 * other, so an interval over items is too narrow wherever a person gave several: then draw whole
 * groups. With fewer than about 20 units the interval is too narrow whichever way it is drawn. A
 * metric that resampling biases, such as the expected calibration error, is not well served by
 * percentiles.
 *
 * <p>The same seed and items give the same interval on every machine. Immutable and thread-safe as
 * far as the metric is. Metrics over parallel arrays take the indices as items:
 *
 * <pre>{@code
 * List<Integer> indices = IntStream.range(0, truth.length).boxed().toList();
 * bootstrap.intervalByGroup(indices, i -> people[i], drawn -> Agreement.concordanceCorrelation(
 *         drawn.stream().mapToDouble(i -> truth[i]).toArray(),
 *         drawn.stream().mapToDouble(i -> predicted[i]).toArray()));
 * }</pre>
 *
 * <p>Source: Efron, Tibshirani, "An introduction to the bootstrap", 1993, chapters 8 and 13,
 * doi:10.1201/9780429246593.
 *
 * @param resamples the number of resamples, at least 100
 * @param level the share of intervals that is to hold the true value, in (0, 1)
 * @param seed the seed of the draws
 */
public record Bootstrap(int resamples, double level, long seed) {

    /** Enough for percentiles of 2.5 and 97.5 (Efron and Tibshirani 1993: 1000 or more). */
    private static final int DEFAULT_RESAMPLES = 2000;

    /** The usual level. */
    private static final double DEFAULT_LEVEL = 0.95;

    /** With fewer, the outer quantiles of a 95 % interval rest on one or two resamples. */
    private static final int MIN_RESAMPLES = 100;

    /**
     * Checks the ranges.
     *
     * @param resamples the number of resamples, at least 100
     * @param level the share of intervals that is to hold the true value, in (0, 1)
     * @param seed the seed of the draws
     * @throws IllegalArgumentException if there are fewer than 100 resamples or the level is not in
     *     (0, 1)
     */
    public Bootstrap {
        if (resamples < MIN_RESAMPLES) {
            throw new IllegalArgumentException(
                    "The number of resamples is "
                            + resamples
                            + "; quantiles need at least "
                            + MIN_RESAMPLES);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "The level is " + level + "; give a share in (0, 1), such as 0.95");
        }
    }

    /**
     * 2000 resamples, level 0.95, seed 0.
     *
     * @return the defaults
     */
    public static Bootstrap defaults() {
        return new Bootstrap(DEFAULT_RESAMPLES, DEFAULT_LEVEL, 0);
    }

    /**
     * The same settings with another number of resamples.
     *
     * @param resamples the number, at least 100
     * @return the changed copy
     * @throws IllegalArgumentException if the number is below 100
     */
    public Bootstrap withResamples(int resamples) {
        return new Bootstrap(resamples, level, seed);
    }

    /**
     * The same settings with another level.
     *
     * @param level the share of intervals that is to hold the true value, in (0, 1)
     * @return the changed copy
     * @throws IllegalArgumentException if the level is not in (0, 1)
     */
    public Bootstrap withLevel(double level) {
        return new Bootstrap(resamples, level, seed);
    }

    /**
     * The same settings with another seed.
     *
     * @param seed the seed of the draws
     * @return the changed copy
     */
    public Bootstrap withSeed(long seed) {
        return new Bootstrap(resamples, level, seed);
    }

    /**
     * The interval of a metric over independent items.
     *
     * @param <T> the type of an item
     * @param items at least two items
     * @param metric the metric of a list of items, some of them several times
     * @return the metric's value and interval
     * @throws IllegalArgumentException if there are fewer than two items, or if the metric is NaN
     *     on the items or on a resample
     */
    public <T> Interval interval(List<T> items, ToDoubleFunction<List<T>> metric) {
        return intervals(singles(items), Function.identity(), List.of(metric)).get(0);
    }

    /**
     * The interval of a metric over items that come in groups, such as the clips of a person: whole
     * groups are drawn.
     *
     * @param <T> the type of an item
     * @param items the items of at least two groups
     * @param group the group of an item; items of equal groups belong together
     * @param metric the metric of a list of items, some of them several times
     * @return the metric's value and interval
     * @throws IllegalArgumentException if there are fewer than two groups, or if the metric is NaN
     *     on the items or on a resample
     */
    public <T> Interval intervalByGroup(
            List<T> items, Function<? super T, ?> group, ToDoubleFunction<List<T>> metric) {
        return intervals(groups(items, group), Function.identity(), List.of(metric)).get(0);
    }

    static <T> List<List<T>> singles(List<T> items) {
        return items.stream().map(List::of).toList();
    }

    static <T> List<List<T>> groups(List<T> items, Function<? super T, ?> group) {
        // In order of appearance, so that the draws depend on nothing but the seed and the items.
        Map<Object, List<T>> groups = new LinkedHashMap<>();
        for (T item : items) {
            groups.computeIfAbsent(group.apply(item), key -> new ArrayList<>()).add(item);
        }
        return List.copyOf(groups.values());
    }

    /** The intervals of several metrics that share one summary of the items, on the same draws. */
    <T, S> List<Interval> intervals(
            List<List<T>> units, Function<List<T>, S> summary, List<ToDoubleFunction<S>> metrics) {
        if (units.size() < 2) {
            throw new IllegalArgumentException(
                    "An interval needs at least two groups or independent items, not "
                            + units.size());
        }
        List<T> all = units.stream().flatMap(List::stream).toList();
        double[] estimates = values(summary.apply(all), metrics, "the items");
        double[][] drawn = new double[metrics.size()][resamples];
        // Random's sequence is part of its specification; other generators' may change.
        Random random = new Random(seed);
        for (int i = 0; i < resamples; i++) {
            List<T> resample = new ArrayList<>(all.size());
            for (int j = 0; j < units.size(); j++) {
                resample.addAll(units.get(random.nextInt(units.size())));
            }
            double[] values = values(summary.apply(resample), metrics, "resample " + i);
            for (int m = 0; m < values.length; m++) {
                drawn[m][i] = values[m];
            }
        }
        List<Interval> intervals = new ArrayList<>();
        for (int m = 0; m < estimates.length; m++) {
            Arrays.sort(drawn[m]);
            intervals.add(
                    new Interval(
                            estimates[m],
                            Quantile.of(drawn[m], resamples, (1 - level) / 2),
                            Quantile.of(drawn[m], resamples, (1 + level) / 2),
                            level,
                            units.size()));
        }
        return List.copyOf(intervals);
    }

    private static <S> double[] values(S summary, List<ToDoubleFunction<S>> metrics, String where) {
        double[] values = metrics.stream().mapToDouble(m -> m.applyAsDouble(summary)).toArray();
        for (double value : values) {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException(
                        "The metric is NaN on "
                                + where
                                + "; give more items, or a metric that is defined for any draw of"
                                + " them");
            }
        }
        return values;
    }

    /**
     * A measured value and the interval in which it is expected had other items been drawn.
     *
     * @param estimate the value on the items as they are; it may lie outside the interval where the
     *     metric is biased under resampling
     * @param lower lower end
     * @param upper upper end, at least {@code lower}
     * @param level the share of such intervals that is to hold the true value, in (0, 1)
     * @param units the number of independent units that were resampled: groups, or items without
     *     groups
     */
    public record Interval(double estimate, double lower, double upper, double level, int units) {}
}
