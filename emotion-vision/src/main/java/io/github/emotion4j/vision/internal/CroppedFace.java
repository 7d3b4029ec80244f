package io.github.emotion4j.vision.internal;

import static java.util.Comparator.comparingDouble;

import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.internal.align.FaceAligner;
import io.github.emotion4j.vision.internal.detect.Detection;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import java.util.List;
import java.util.Optional;
import org.opencv.core.Mat;

/**
 * Stands in for the detector where a picture is known to be one face: the largest that a search
 * finds in it or, without one, the picture as it is. Thread-safe.
 */
record CroppedFace(FaceAligner aligner, Optional<FaceDetector> search) implements FaceDetector {
    @Override
    public List<Detection> detect(Mat bgr) {
        Optional<Detection> found =
                search.flatMap(
                        s ->
                                s.detect(bgr).stream()
                                        .max(comparingDouble(face -> face.box().width())));
        return List.of(
                found.orElseGet(
                        () ->
                                new Detection(
                                        1,
                                        new FaceBox(0, 0, bgr.cols(), bgr.rows()),
                                        aligner.aligned(bgr.cols(), bgr.rows()))));
    }

    @Override
    public List<Detection> follow(Mat bgr, List<Detection> last) {
        return List.of();
    }

    /** The detector is whose it was. */
    @Override
    public void close() {}
}
