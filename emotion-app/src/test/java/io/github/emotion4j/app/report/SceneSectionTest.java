package io.github.emotion4j.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.app.scene.PersonStep;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.app.scene.SceneStep;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SceneSectionTest {
    private static final long STEP_NANOS = 500_000_000L;
    private static final EmotionProbabilities HAPPY =
            EmotionProbabilities.of(new double[] {0, 0, 0, 0, 0.9, 0.1, 0, 0});

    @Test
    void theTableHasEveryStepWithItsTimesAndReasons() {
        String html = html(264, i -> List.of());

        assertEquals(264, rows(html), html);
        assertTrue(html.contains("<th scope=\"row\">1:31.5 \u2013 1:32</th>"), html);
        // Each fortieth step is without a face.
        assertEquals(6, html.split("<td class=\"said\">face: nobody is there</td>").length - 1);
        assertTrue(html.contains("<summary>All numbers</summary>"), html);
    }

    @Test
    void aLongTableHasMeansAndSaysSo() {
        String html = html(3000, i -> List.of());

        assertEquals(1000, rows(html));
        String means =
                "All numbers: a row is the mean of 3 steps; all are written by --json and --csv";
        assertTrue(html.contains(means), html);
        // Gaps that have no row of their own are not promised.
        assertTrue(html.contains("more spans; --json and --csv write all."), html);
    }

    @Test
    void whoComesBackIsAnotherAppearanceAndNotAnotherPerson() {
        String alone = html(40, i -> List.of(person(1 + i / 10)));
        assertTrue(alone.contains("4 appearances of faces, never two at once"), alone);
        assertTrue(alone.contains("not for a different person"), alone);

        String both = html(40, i -> List.of(person(1), person(2)));
        assertTrue(both.contains("2 appearances of faces, at most 2 at once"), both);
        String one = html(40, i -> List.of(person(1)));
        assertTrue(one.contains("of video, one face<"), one);
        assertFalse(one.contains("appearance"), one);
    }

    private static int rows(String html) {
        return html.split("<th scope=\"row\">").length - 1;
    }

    private static PersonStep person(int id) {
        return new PersonStep(
                id,
                true,
                new Verdict(Optional.empty(), 0, "far away"),
                HAPPY,
                new Affect(0.5, 0, Affect.Source.CLASSES),
                0.5);
    }

    private static String html(int steps, IntFunction<List<PersonStep>> persons) {
        List<EmotionEstimate> estimates =
                IntStream.range(0, steps)
                        .mapToObj(i -> EmotionEstimate.of(ModalityId.FACE, evidence(i)))
                        .toList();
        Scene scene =
                new Scene(
                        new SceneInput("x", "", Recording.of(List.of()), Duration.ZERO),
                        new EmotionTimeline(estimates, estimates.get(0), Map.of(), List.of()),
                        IntStream.range(0, steps)
                                .mapToObj(i -> new SceneStep(persons.apply(i), Optional.empty()))
                                .toList());
        return new SceneSection("s", scene, Optional.empty(), Optional.empty()).html();
    }

    private static Evidence evidence(int step) {
        TimeInterval interval = new TimeInterval(step * STEP_NANOS, (step + 1) * STEP_NANOS);
        return step % 40 == 39
                ? new Evidence.Missing(interval, new Reason("no-face", "nobody is there"))
                : new Evidence.Present(
                        interval,
                        Optional.of(HAPPY),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        new float[0],
                        0.9,
                        List.of());
    }
}
