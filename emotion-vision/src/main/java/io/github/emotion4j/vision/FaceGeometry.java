package io.github.emotion4j.vision;

import io.github.emotion4j.vision.FaceLandmarks.Point;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a face: 478 points, and what is measured between them. Left and right are those of
 * the picture. Immutable.
 *
 * <p>The points come from MediaPipe's attention mesh (Grishchenko et al. 2020, arXiv:2006.10962)
 * and are numbered as there: 468 of the face, then five of each iris, whose centres are 468 and
 * 473. Each point has a depth, too; with it the face is laid onto a mean face (weighted orthogonal
 * Procrustes analysis), which gives the head's pose. Lengths are measured after the pose is taken
 * back, so that they are those of a face seen from the front, and given in <em>eye spans</em>: the
 * distance between the outer corners of the mean face's eyes, at the size at which it fits the
 * face. In the formulae p<i>n</i> is point number <i>n</i>, x runs to the right and y down, and
 * m<i>a</i>,<i>b</i> is the middle of two points.
 *
 * <p>These are measures of geometry, neither action units nor judgements. A person's resting face
 * has its own values: compare them over time.
 *
 * @param points the points, in pixels of the picture; 478
 * @param yawDegrees how far the head is turned, in [-90, 90]; positive where the nose points to the
 *     right of the picture
 * @param pitchDegrees how far the head is raised, in (-180, 180]; positive where the face looks up
 * @param rollDegrees how far the head is tilted to its shoulder, in (-180, 180]; positive where the
 *     eye on the right is lower. The head is turned by pitch, then yaw, then roll
 * @param leftEyeOpenness the eye on the left: half of (|p160 p144| + |p158 p153|) over |p33 p133|
 *     (Soukupova and Cech 2016); about 0.28 for an open eye, below 0.15 for a closed one
 * @param rightEyeOpenness the eye on the right: half of (|p385 p380| + |p387 p373|) over |p362
 *     p263|
 * @param gazeRightDegrees how far both eyes look to the right of the picture, from straight out of
 *     the face: the mean of asin((x of p468 - m33,133) d / |p469 p471|), with the iris's diameter d
 *     = 11.7 mm over the eye's radius of 12 mm, and the same of p473, p362, p263, p474 and p476
 * @param gazeDownDegrees how far both look down: the same with y, and 8 degrees more, for the iris
 *     of an eye that looks straight on is above the line between the eye's corners
 * @param mouthOpening the gap between the lips, |p13 p14|; 0.01 for a closed mouth
 * @param mouthWidth the distance of the mouth's corners, |p61 p291|: the smile's width
 * @param mouthCornerRaise how far the mouth's corners lie above the middle of the mouth: y of
 *     m13,14 - m61,291; about 0 at rest, 0.06 in a smile, negative where they are drawn down
 * @param browRaise how far the brows lie above the eyes: the mean y of the eyes' four corners (p33,
 *     p133, p362, p263) less that of ten points of the brows (p70, p63, p105, p66, p107 and p300,
 *     p293, p334, p296, p336); about 0.26 at rest
 * @param browGap the distance of the brows' inner ends, |p107 p336|; less in a frown
 */
public record FaceGeometry(
        List<Point> points,
        double yawDegrees,
        double pitchDegrees,
        double rollDegrees,
        double leftEyeOpenness,
        double rightEyeOpenness,
        double gazeRightDegrees,
        double gazeDownDegrees,
        double mouthOpening,
        double mouthWidth,
        double mouthCornerRaise,
        double browRaise,
        double browGap) {
    /** Copies the points. */
    public FaceGeometry {
        points = List.copyOf(points);
    }

    /**
     * {@return the measures by name, without the points: yawDegrees, pitchDegrees and so on, each
     * with one number}
     */
    public Map<String, List<Double>> numbers() {
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        numbers.put("yawDegrees", List.of(yawDegrees));
        numbers.put("pitchDegrees", List.of(pitchDegrees));
        numbers.put("rollDegrees", List.of(rollDegrees));
        numbers.put("leftEyeOpenness", List.of(leftEyeOpenness));
        numbers.put("rightEyeOpenness", List.of(rightEyeOpenness));
        numbers.put("gazeRightDegrees", List.of(gazeRightDegrees));
        numbers.put("gazeDownDegrees", List.of(gazeDownDegrees));
        numbers.put("mouthOpening", List.of(mouthOpening));
        numbers.put("mouthWidth", List.of(mouthWidth));
        numbers.put("mouthCornerRaise", List.of(mouthCornerRaise));
        numbers.put("browRaise", List.of(browRaise));
        numbers.put("browGap", List.of(browGap));
        return numbers;
    }
}
