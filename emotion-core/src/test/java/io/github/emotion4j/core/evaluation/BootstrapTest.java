package io.github.emotion4j.core.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static final Bootstrap BOOTSTRAP = Bootstrap.defaults();

    /** 400 indices whose remainder modulo 10 says whether they are right: 70 % are. */
    private static final List<Integer> ITEMS = IntStream.range(0, 400).boxed().toList();

    @Test
    void interval_independentItems_isTheNormalApproximationsOfAShare() {
        Bootstrap.Interval interval = BOOTSTRAP.interval(ITEMS, BootstrapTest::share);

        double halfWidth = 1.96 * Math.sqrt(0.7 * 0.3 / 400);
        assertEquals(0.7, interval.estimate(), 1e-12);
        // Noise of a quantile of 2000 draws: about 3 % of the half width, twice that allowed.
        assertEquals(0.7 - halfWidth, interval.lower(), 0.06 * halfWidth);
        assertEquals(0.7 + halfWidth, interval.upper(), 0.06 * halfWidth);
        assertEquals(400, interval.units());
    }

    @Test
    void intervalByGroup_itemsOfAGroupAllAlike_isAsWideAsWithOneItemPerGroup() {
        List<Integer> oneEach = ITEMS.subList(0, 40);
        List<Integer> tenEach = ITEMS.stream().map(i -> i / 10).toList();

        Bootstrap.Interval byItem = BOOTSTRAP.interval(oneEach, BootstrapTest::share);
        Bootstrap.Interval byGroup =
                BOOTSTRAP.intervalByGroup(tenEach, i -> i, BootstrapTest::share);

        assertEquals(byItem, byGroup);
        Bootstrap.Interval naive = BOOTSTRAP.interval(tenEach, BootstrapTest::share);
        assertEquals(Math.sqrt(10), width(byGroup) / width(naive), 0.3);
    }

    @Test
    void interval_level_isTheShareOfDrawsInside() {
        Bootstrap.Interval half = BOOTSTRAP.withLevel(0.5).interval(ITEMS, BootstrapTest::share);

        assertEquals(2 * 0.6745 * Math.sqrt(0.7 * 0.3 / 400), width(half), 0.005);
    }

    @Test
    void interval_seed_decidesTheDraws() {
        Bootstrap.Interval first = BOOTSTRAP.interval(ITEMS, BootstrapTest::share);

        assertEquals(first, BOOTSTRAP.interval(ITEMS, BootstrapTest::share));
        assertNotEquals(first, BOOTSTRAP.withSeed(1).interval(ITEMS, BootstrapTest::share));
    }

    @Test
    void withIntervals_predictionsWithPeople_drawsPeople() {
        List<Prediction> predictions =
                ITEMS.stream().map(i -> Prediction.of("a", isRight(i / 10) ? "a" : "b")).toList();
        List<Prediction> grouped =
                ITEMS.stream().map(i -> predictions.get(i).withGroup("person " + i / 10)).toList();

        Bootstrap.Interval byItem = accuracy(predictions);
        Bootstrap.Interval byPerson = accuracy(grouped);

        assertEquals(400, byItem.units());
        assertEquals(40, byPerson.units());
        assertEquals(Math.sqrt(10), width(byPerson) / width(byItem), 0.3);
    }

    private static Bootstrap.Interval accuracy(List<Prediction> predictions) {
        ClassificationReport report = ClassificationReport.of(List.of("a", "b"), predictions);
        Optional<ClassificationReport.Intervals> intervals =
                report.withIntervals(BOOTSTRAP).intervals();
        return intervals.orElseThrow().accuracy();
    }

    @Test
    void interval_badInput_isRejected() {
        List<Integer> one = List.of(1);
        assertThrows(
                IllegalArgumentException.class,
                () -> BOOTSTRAP.interval(one, BootstrapTest::share));
        assertThrows(
                IllegalArgumentException.class,
                () -> BOOTSTRAP.intervalByGroup(ITEMS, i -> "one", BootstrapTest::share));
        assertThrows(
                IllegalArgumentException.class,
                () -> BOOTSTRAP.interval(ITEMS, items -> Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> BOOTSTRAP.withLevel(1));
        assertThrows(IllegalArgumentException.class, () -> BOOTSTRAP.withResamples(99));
    }

    private static double share(List<Integer> items) {
        return items.stream().mapToInt(i -> isRight(i) ? 1 : 0).average().orElseThrow();
    }

    private static boolean isRight(int index) {
        return index % 10 < 7;
    }

    private static double width(Bootstrap.Interval interval) {
        return interval.upper() - interval.lower();
    }
}
