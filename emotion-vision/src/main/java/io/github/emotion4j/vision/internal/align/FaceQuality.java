package io.github.emotion4j.vision.internal.align;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.detect.Detection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How usable a face is for the expression network: the least of eight scores in [0, 1], since one
 * fault is enough to spoil a face. Immutable.
 *
 * <p>Each score is 1 up to a limit and falls in a straight line to 0 at another; the limits below
 * are by eye, set on clear and on spoiled pictures.
 *
 * @param value the quality, in [0, 1]
 * @param issues what lowers it below {@value #GOOD} or below the required quality, worst first
 */
public record FaceQuality(double value, List<Reason> issues) {
    /** A score from which a property is not worth a word. */
    private static final double GOOD = 0.7;

    /** Near the top of 8 bits: detail above is lost. */
    private static final int SATURATED = 250;

    /** What is left open still tells the class in two of three cases. */
    private static final double COVER_COSTS = 0.75;

    /**
     * Rates a face.
     *
     * @param detection where the face is
     * @param width the picture's columns
     * @param height the picture's rows
     * @param crop the aligned grey crop, row by row
     * @param size the crop's side in pixels
     * @param required the required quality, in [0, 1]; a lower score is an issue
     * @return its quality
     */
    public static FaceQuality of(
            Detection detection, int width, int height, byte[] crop, int size, double required) {
        FaceLandmarks marks = detection.landmarks();
        Light light = Light.of(crop, size);
        double eyes =
                Math.min(
                        inside(marks, marks.leftEye(), width, height),
                        inside(marks, marks.rightEye(), width, height));
        double mouth = inside(marks, marks.mouthCentre(), width, height);
        List<Score> scores =
                List.of(
                        new Score(
                                "small-face",
                                "the face is small: %.0f pixels between the eyes",
                                marks.eyeDistance(),
                                rising(marks.eyeDistance(), 3, 16)),
                        new Score(
                                "blurred",
                                "the face is blurred: sharpness %.2f",
                                light.sharpness,
                                rising(light.sharpness, 0.05, 0.3)),
                        new Score(
                                "turned-away",
                                "the face is turned to a side: nose off by %.2f eye distances",
                                sideways(marks),
                                1 - rising(sideways(marks), 0.25, 0.65)),
                        new Score(
                                "tilted",
                                "the face looks up or down: nose at %.2f between eyes and mouth",
                                upright(marks),
                                1 - rising(Math.abs(upright(marks) - 0.55), 0.25, 0.6)),
                        new Score(
                                "dark",
                                "the face is dark: mean brightness %.0f of 255",
                                light.mean,
                                rising(light.mean, 8, 45)),
                        new Score(
                                "over-exposed",
                                "the face is over-exposed: %.2f of it is saturated",
                                light.saturated,
                                1 - rising(light.saturated, 0.1, 0.5)),
                        // The mouth tells more than one of two eyes.
                        new Score(
                                "cut-off",
                                "the picture's border cuts the face off: eyes or mouth at %.2f eye"
                                        + " distances from it, outside if negative",
                                Math.min(eyes, mouth),
                                Math.min(rising(eyes, -0.3, 0.1), rising(mouth, -0.05, 0.15))),
                        new Score(
                                "unsure-face",
                                "it may be no face: detector score %.2f",
                                detection.score(),
                                rising(detection.score(), 0.4, 0.75)));
        List<Score> worstFirst =
                scores.stream().sorted(Comparator.comparingDouble(Score::value)).toList();
        return new FaceQuality(
                worstFirst.get(0).value,
                worstFirst.stream()
                        .filter(s -> s.value < Math.max(GOOD, required))
                        .map(Score::reason)
                        .toList());
    }

    /**
     * The quality of the face where the network has seen that a part of it is covered.
     *
     * @param mouth how far the mouth is covered, in [0, 1]
     * @param eyes how far the eyes are covered, in [0, 1]
     * @param required the least quality that is asked for, in [0, 1]
     * @return the quality, no better than this one
     */
    public FaceQuality covered(double mouth, double eyes, double required) {
        return lowered(mouth, new Reason("mouth-covered", "the mouth is covered"), required)
                .lowered(eyes, new Reason("eyes-covered", "the eyes are covered"), required);
    }

    private FaceQuality lowered(double cover, Reason reason, double required) {
        double left = 1 - COVER_COSTS * cover;
        if (left >= Math.max(GOOD, required)) {
            return new FaceQuality(Math.min(value, left), issues);
        }
        List<Reason> all = new ArrayList<>(issues);
        all.add(left < value ? 0 : all.size(), reason);
        return new FaceQuality(Math.min(value, left), all);
    }

    /** How far a point lies within the picture, in eye distances; negative outside. */
    private static double inside(FaceLandmarks marks, Point point, int width, int height) {
        double across = Math.min(point.x(), width - point.x());
        double down = Math.min(point.y(), height - point.y());
        return Math.min(across, down) / Math.max(marks.eyeDistance(), 1e-6);
    }

    /** The distance of the nose from the middle of the eyes, along their line, in eye distances. */
    private static double sideways(FaceLandmarks marks) {
        return Math.abs(along(marks, marks.noseTip(), 1, 0));
    }

    /** The position of the nose between the line of the eyes (0) and the mouth (1). */
    private static double upright(FaceLandmarks marks) {
        double mouth = along(marks, marks.mouthCentre(), 0, 1);
        return mouth <= 0 ? 0 : along(marks, marks.noseTip(), 0, 1) / mouth;
    }

    /** A point's coordinate, from the eyes' middle, in the face's own axes and eye distances. */
    private static double along(FaceLandmarks marks, Point point, double right, double down) {
        Point leftEye = marks.leftEye();
        Point rightEye = marks.rightEye();
        double distance = Math.max(marks.eyeDistance(), 1e-6);
        double axisX = (rightEye.x() - leftEye.x()) / distance;
        double axisY = (rightEye.y() - leftEye.y()) / distance;
        double x = point.x() - (leftEye.x() + rightEye.x()) / 2;
        double y = point.y() - (leftEye.y() + rightEye.y()) / 2;
        return (right * (x * axisX + y * axisY) + down * (y * axisX - x * axisY)) / distance;
    }

    private static double rising(double value, double zero, double one) {
        return Clamp.between((value - zero) / (one - zero), 0, 1);
    }

    private record Score(String code, String format, double measured, double value) {
        Reason reason() {
            return new Reason(code, String.format(Locale.ROOT, format, measured));
        }
    }

    /**
     * The light in a crop. Sharpness is the Laplacian's deviation over that of the brightness, or
     * less where motion has wiped the edges out along one direction.
     */
    private record Light(double mean, double saturated, double sharpness) {
        /**
         * The least of four directions' second differences over the Laplacian: 0.42 to 0.49 in all
         * but 2 of 100 faces of JAFFE, Yale, LFW and GRID, blurred by Gauss or not.
         */
        private static final double LEAST_DIRECTION = 0.42;

        static Light of(byte[] crop, int size) {
            double sum = 0;
            double squares = 0;
            int saturated = 0;
            for (byte pixel : crop) {
                int value = pixel & 0xff;
                sum += value;
                squares += value * value;
                saturated += value >= SATURATED ? 1 : 0;
            }
            double mean = sum / crop.length;
            double deviation = Math.sqrt(Math.max(0, squares / crop.length - mean * mean));
            return new Light(
                    mean,
                    (double) saturated / crop.length,
                    deviation < 1 ? 0 : edges(crop, size) / deviation);
        }

        private static double edges(byte[] crop, int size) {
            // A diagonal's neighbours are farther off, by the root of two: half of the difference.
            int[] steps = {1, size, size + 1, size - 1};
            double[] shares = {1, 1, 0.5, 0.5};
            double[] squares = new double[steps.length];
            double laplacians = 0;
            for (int y = 1; y < size - 1; y++) {
                for (int x = 1; x < size - 1; x++) {
                    int i = y * size + x;
                    int laplacian = 0;
                    for (int direction = 0; direction < steps.length; direction++) {
                        int step = steps[direction];
                        int second =
                                (crop[i - step] & 0xff)
                                        + (crop[i + step] & 0xff)
                                        - 2 * (crop[i] & 0xff);
                        double difference = shares[direction] * second;
                        squares[direction] += difference * difference;
                        laplacian += direction < 2 ? second : 0;
                    }
                    laplacians += laplacian * laplacian;
                }
            }
            double least = Arrays.stream(squares).min().orElse(0);
            double inside = (size - 2.0) * (size - 2);
            return Math.min(
                    Math.sqrt(laplacians / inside), Math.sqrt(least / inside) / LEAST_DIRECTION);
        }
    }
}
