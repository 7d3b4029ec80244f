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
     * The estimates from where the input begins to be seen or heard.
     *
     * @return one estimate a step
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

    /**
     * Whether this is a still picture.
     *
     * @return true if all there is happened at time 0
     */
    public boolean still() {
        return timeline.estimates().size() == 1
                && timeline.estimates().get(0).evidence().values().stream()
                        .anyMatch(e -> e.interval().endNanos() == 0);
    }

    /**
     * The modalities of which a signal came in at some time.
     *
     * @return those the input holds, in order
     */
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
     * How long what is shown of the recording is.
     *
     * @return seconds, rounded up to a step; 0 for a still picture
     */
    public double seconds() {
        List<EmotionEstimate> estimates = timeline.estimates();
        return still() || estimates.isEmpty()
                ? 0
                : (estimates.get(estimates.size() - 1).interval().endNanos() - originNanos()) / 1e9;
    }

    /**
     * The persons whose faces were seen.
     *
     * @return their numbers
     */
    public SortedSet<Integer> persons() {
        SortedSet<Integer> persons = new TreeSet<>();
        steps.forEach(step -> step.persons().forEach(person -> persons.add(person.personId())));
        return persons;
    }

    /**
     * The frame that shows the faces best.
     *
     * @return the moment, if there was a face
     */
    public Optional<Moment> keyMoment() {
        return steps.stream()
                .flatMap(step -> step.moment().stream())
                .max(Comparator.comparingDouble(Moment::worth));
    }
}
