package io.github.emotion4j.app.scene;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.vision.FaceDetail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The faces of a timeline, step by step: what each person's face showed last in it. */
final class SceneSteps {
    private SceneSteps() {}

    /** One entry an estimate. */
    static List<SceneStep> of(EmotionTimeline timeline) {
        List<EmotionEstimate> estimates = timeline.estimates();
        List<List<Observation>> faces = new ArrayList<>();
        estimates.forEach(e -> faces.add(new ArrayList<>()));
        int step = 0;
        for (Observation observation : timeline.observations()) {
            if (observation.modality().equals(ModalityId.FACE)
                    && observation.detail(FaceDetail.class).isPresent()) {
                // Like the recogniser's grid, a frame belongs to the step in which it ends, (a, b].
                long end = observation.evidence().interval().endNanos();
                while (step + 1 < estimates.size()
                        && end > estimates.get(step).interval().endNanos()) {
                    step++;
                }
                faces.get(step).add(observation);
            }
        }
        return faces.stream().map(SceneSteps::step).toList();
    }

    private static SceneStep step(List<Observation> faces) {
        List<PersonStep> persons =
                faces.stream()
                        .sorted(Comparator.comparingInt(Observation::personId))
                        .map(SceneSteps::person)
                        .toList();
        Map<Long, List<Sighting>> frames = new TreeMap<>();
        for (Observation face : faces) {
            frames.computeIfAbsent(face.evidence().interval().startNanos(), n -> new ArrayList<>())
                    .add(sighting(face));
        }
        return new SceneStep(
                persons,
                frames.entrySet().stream()
                        .map(frame -> new Moment(frame.getKey(), frame.getValue()))
                        .max(Comparator.comparingDouble(Moment::worth)));
    }

    private static Sighting sighting(Observation face) {
        return new Sighting(
                face.personId(),
                face.subject(),
                Verdict.of(ModalityId.FACE, face.evidence()),
                face.detail(FaceDetail.class).orElseThrow());
    }

    private static PersonStep person(Observation face) {
        Verdict verdict = Verdict.of(ModalityId.FACE, face.evidence());
        Optional<Evidence.Present> present =
                Optional.of(face.evidence())
                        .filter(Evidence.Present.class::isInstance)
                        .map(Evidence.Present.class::cast);
        return new PersonStep(
                face.personId(),
                face.subject(),
                verdict,
                present.flatMap(Evidence.Present::probabilities)
                        .orElse(EmotionProbabilities.UNIFORM),
                present.flatMap(Evidence.Present::affect).orElse(Affect.CENTRE),
                present.map(Evidence.Present::quality).orElse(0.0));
    }
}
