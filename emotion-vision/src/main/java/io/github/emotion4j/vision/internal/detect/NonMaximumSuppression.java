package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Weighted non-maximum suppression, as BlazeFace's authors use it (arXiv:1907.05047, 3.4). */
final class NonMaximumSuppression {
    private NonMaximumSuppression() {}

    /**
     * Makes one face of all candidates that overlap the surest one, with their scores as weights.
     *
     * @param candidates the candidates, in any order
     * @param overlap the intersection over union from which candidates are one face
     * @return the faces, the surest first
     */
    static List<Detection> blend(List<Detection> candidates, double overlap) {
        List<Detection> rest = new ArrayList<>(candidates);
        rest.sort(Comparator.comparingDouble(d -> -d.score()));
        List<Detection> faces = new ArrayList<>();
        while (!rest.isEmpty()) {
            Detection best = rest.get(0);
            List<Detection> group = new ArrayList<>();
            List<Detection> others = new ArrayList<>();
            for (Detection candidate : rest) {
                boolean same =
                        candidate.equals(best)
                                || candidate.box().intersectionOverUnion(best.box()) >= overlap;
                (same ? group : others).add(candidate);
            }
            faces.add(mean(group));
            rest = others;
        }
        return faces;
    }

    private static Detection mean(List<Detection> group) {
        Detection best = group.get(0);
        if (group.size() == 1) {
            return best;
        }
        FaceBox box =
                new FaceBox(
                        mean(group, d -> d.box().left()),
                        mean(group, d -> d.box().top()),
                        mean(group, d -> d.box().width()),
                        mean(group, d -> d.box().height()));
        FaceLandmarks landmarks =
                new FaceLandmarks(
                        point(group, d -> d.landmarks().leftEye()),
                        point(group, d -> d.landmarks().rightEye()),
                        point(group, d -> d.landmarks().noseTip()),
                        point(group, d -> d.landmarks().mouthCentre()));
        return new Detection(best.score(), box, landmarks);
    }

    private static Point point(List<Detection> group, Function<Detection, Point> of) {
        return new Point(mean(group, d -> of.apply(d).x()), mean(group, d -> of.apply(d).y()));
    }

    private static double mean(List<Detection> group, ToDoubleFunction<Detection> value) {
        double sum = 0;
        double total = 0;
        for (Detection detection : group) {
            sum += detection.score() * value.applyAsDouble(detection);
            total += detection.score();
        }
        return sum / total;
    }
}
