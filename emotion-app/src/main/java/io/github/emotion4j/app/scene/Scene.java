package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Everything that was perceived in one file.
 *
 * @param input the file
 * @param timeline the estimates for the person of interest, over all modalities
 * @param steps the faces of all persons, one entry an estimate that is shown
 */
public record Scene(SceneInput input, EmotionTimeline timeline, List<SceneStep> steps) {
    /** Copies the list. */
    public Scene {
        steps = List.copyOf(steps);
    }

    /**
     * What a recognition returned.
     *
     * @param input the file
     * @param timeline its timeline
     */
    public Scene(SceneInput input, EmotionTimeline timeline) {
        this(input, timeline, shown(input, timeline, SceneSteps.of(timeline)));
    }

    /** Of a wristband that had run before the clip began, nobody sees anything in that time. */
    private static <T> List<T> shown(SceneInput input, EmotionTimeline timeline, List<T> steps) {
        long lead = input.lead().toNanos();
        int first = 0;
        while (first + 1 < steps.size()
                && timeline.estimates().get(first).interval().endNanos() <= lead) {
            first++;
        }
        return steps.subList(first, steps.size());
    }

    /**
     * {@return the estimates from where the input begins to be seen or heard, one for each step}
     */
    public List<EmotionEstimate> estimates() {
        return shown(input, timeline, timeline.estimates());
    }

    /**
     * Where times of this scene are counted from.
     *
     * @return nanoseconds from the recording's origin
     */
    public long originNanos() {
        return input.lead().toNanos();
    }

    /** {@return whether this is a still picture: all there is happened at time 0} */
    public boolean still() {
        return timeline.estimates().size() == 1
                && timeline.estimates().get(0).evidence().values().stream()
                        .anyMatch(e -> e.interval().endNanos() == 0);
    }

    /** {@return the modalities of which a signal came in at some time, in order} */
    public List<ModalityId> modalities() {
        return timeline.summary().evidence().keySet().stream()
                .filter(
                        id ->
                                timeline.estimates().stream()
                                        .anyMatch(e -> cameIn(e.evidence().get(id))))
                .toList();
    }

    private static boolean cameIn(Evidence evidence) {
        return !(evidence instanceof Evidence.Missing missing
                && missing.reason().code().equals("no-signal"));
    }

    /**
     * {@return how long the shown part of the recording is, in seconds, rounded up to a step; 0 for
     * a still picture}
     */
    public double seconds() {
        List<EmotionEstimate> estimates = timeline.estimates();
        return still() || estimates.isEmpty()
                ? 0
                : (estimates.get(estimates.size() - 1).interval().endNanos() - originNanos()) / 1e9;
    }

    /** {@return the persons whose faces were seen} */
    public SortedSet<Integer> persons() {
        SortedSet<Integer> persons = new TreeSet<>();
        steps.forEach(step -> step.persons().forEach(person -> persons.add(person.personId())));
        return persons;
    }

    /** {@return the frame that shows the faces best, the moment, if there was a face} */
    public Optional<Moment> keyMoment() {
        return steps.stream()
                .flatMap(step -> step.moment().stream())
                .max(Comparator.comparingDouble(Moment::worth));
    }
}
