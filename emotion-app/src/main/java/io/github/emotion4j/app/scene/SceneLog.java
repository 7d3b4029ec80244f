package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.vision.FaceDetail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a recognition and keeps, for each step, what each person's face showed and one frame's
 * faces. What it keeps grows with the number of steps, not of frames, and holds no pixels.
 */
public final class SceneLog implements RecognitionListener {
    private final long stepNanos;
    private final double abstainBelow;
    private final DoubleConsumer progress;
    private final Map<Long, StepFaces> steps = new TreeMap<>();
    private final List<Sighting> frame = new ArrayList<>();
    private long frameStartNanos;
    private long frameEndNanos;

    /**
     * Makes an empty log.
     *
     * @param step the recogniser's step
     * @param abstainBelow the probability that the top class must reach
     * @param progress is told how far the recognition has come
     */
    public SceneLog(Duration step, double abstainBelow, DoubleConsumer progress) {
        this.stepNanos = step.toNanos();
        this.abstainBelow = abstainBelow;
        this.progress = progress;
    }

    @Override
    public void onProgress(double fraction) {
        progress.accept(fraction);
    }

    @Override
    public void onObservation(Observation observation) {
        Optional<FaceDetail> face = observation.detail(FaceDetail.class);
        if (face.isEmpty()) {
            return;
        }
        Evidence evidence = observation.evidence();
        if (evidence.interval().startNanos() != frameStartNanos) {
            endFrame();
            frameStartNanos = evidence.interval().startNanos();
        }
        frameEndNanos = evidence.interval().endNanos();
        step().add(observation);
        frame.add(
                new Sighting(
                        observation.personId(),
                        observation.subject(),
                        Verdict.of(evidence, abstainBelow),
                        face.get()));
    }

    /**
     * The faces of every step of a timeline.
     *
     * @param timeline what the recognition returned
     * @return one entry an estimate
     */
    public List<SceneStep> steps(EmotionTimeline timeline) {
        endFrame();
        List<SceneStep> result = new ArrayList<>();
        for (long i = 0; i < timeline.estimates().size(); i++) {
            StepFaces faces = steps.get(i);
            result.add(faces == null ? SceneStep.EMPTY : faces.toStep(abstainBelow));
        }
        return result;
    }

    private void endFrame() {
        if (!frame.isEmpty()) {
            step().offer(new Moment(frameStartNanos, frame));
            frame.clear();
        }
    }

    /** Like the recogniser's grid, a frame belongs to the step in which it ends, (a, b]. */
    private StepFaces step() {
        long index = Math.max(0, frameEndNanos - 1) / stepNanos;
        return steps.computeIfAbsent(index, i -> new StepFaces());
    }

    private static final class StepFaces {
        private final Map<Integer, PersonSum> persons = new TreeMap<>();
        private @Nullable Moment best;

        void add(Observation observation) {
            persons.computeIfAbsent(observation.personId(), PersonSum::new).add(observation);
        }

        void offer(Moment moment) {
            if (best == null || moment.worth() > best.worth()) {
                best = moment;
            }
        }

        SceneStep toStep(double abstainBelow) {
            List<PersonStep> list =
                    persons.values().stream().map(p -> p.toStep(abstainBelow)).toList();
            return new SceneStep(list, Optional.ofNullable(best));
        }
    }

    private static final class PersonSum {
        /** Keeps a weight positive where the quality is 0. */
        private static final double MIN_WEIGHT = 1e-6;

        private final int personId;
        private final double[] weights = new double[Emotion.ALL.size()];
        private boolean subject;
        private double valence;
        private double arousal;
        private double weight;
        private double quality;
        private int usable;
        private String missing = "";

        PersonSum(int personId) {
            this.personId = personId;
        }

        void add(Observation observation) {
            subject |= observation.subject();
            if (observation.evidence() instanceof Evidence.Present present) {
                double w = Math.max(present.quality(), MIN_WEIGHT);
                EmotionProbabilities said = present.probabilities().orElseThrow();
                Affect point = present.affect().orElseThrow();
                for (Emotion emotion : Emotion.ALL) {
                    weights[emotion.ordinal()] += w * said.of(emotion);
                }
                valence += w * point.valence();
                arousal += w * point.arousal();
                weight += w;
                quality += present.quality();
                usable++;
            } else if (observation.evidence() instanceof Evidence.Missing gap) {
                missing = gap.reason().message();
            }
        }

        PersonStep toStep(double abstainBelow) {
            if (usable == 0) {
                return new PersonStep(
                        personId,
                        subject,
                        new Verdict(Optional.empty(), 0, missing),
                        EmotionProbabilities.UNIFORM,
                        Affect.CENTRE,
                        0);
            }
            EmotionProbabilities probabilities = EmotionProbabilities.of(weights);
            return new PersonStep(
                    personId,
                    subject,
                    Verdict.of(probabilities, abstainBelow),
                    probabilities,
                    new Affect(valence / weight, arousal / weight),
                    quality / usable);
        }
    }
}
