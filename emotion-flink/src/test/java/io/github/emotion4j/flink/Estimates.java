package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what two runs gave. */
public final class Estimates {
    private Estimates() {}

    public static Map<String, PersonEstimate> of(List<String> lines) {
        return byStep(lines.stream().map(PersonEstimate::ofJson).toList());
    }

    /** By person and step; a doubled one is an error. */
    public static Map<String, PersonEstimate> byStep(Collection<PersonEstimate> estimates) {
        Map<String, PersonEstimate> all = new TreeMap<>();
        for (PersonEstimate estimate : estimates) {
            String step = estimate.person() + " " + estimate.end();
            assertEquals(null, all.put(step, estimate), step + " came twice");
        }
        return all;
    }

    /** None lost, none doubled, and the numbers the same within a tolerance. */
    public static void assertSame(
            Map<String, PersonEstimate> expected,
            Map<String, PersonEstimate> actual,
            double tolerance) {
        Set<String> lost = new TreeSet<>(expected.keySet());
        lost.removeAll(actual.keySet());
        Set<String> added = new TreeSet<>(actual.keySet());
        added.removeAll(expected.keySet());
        assertEquals("[] []", lost + " " + added, "lost, and not expected");
        expected.forEach(
                (step, one) -> {
                    PersonEstimate other = actual.get(step);
                    assertEquals(one.originNanos(), other.originNanos(), step);
                    assertSame(step, one.estimate(), other.estimate(), tolerance);
                });
    }

    private static void assertSame(
            String step, EmotionEstimate one, EmotionEstimate other, double tolerance) {
        assertEquals(one.interval(), other.interval(), step);
        assertEquals(one.evidence().keySet(), other.evidence().keySet(), step);
        one.evidence()
                .forEach(
                        (id, evidence) ->
                                assertEquals(
                                        evidence.interval(), other.evidence(id).interval(), step));
        assertEquals(one.probabilities().isPresent(), other.probabilities().isPresent(), step);
        one.probabilities()
                .ifPresent(
                        said ->
                                Emotion.ALL.forEach(
                                        e ->
                                                assertEquals(
                                                        said.probability(e),
                                                        other.probabilities().get().probability(e),
                                                        tolerance,
                                                        step)));
        assertEquals(one.stress().isPresent(), other.stress().isPresent(), step);
        assertEquals(one.stress().orElse(0), other.stress().orElse(0), tolerance, step);
    }
}
