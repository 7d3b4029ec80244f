package io.github.emotion4j.vision.internal.track;

import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import io.github.emotion4j.vision.internal.detect.Detection;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One person's face over time. Confined to one thread. */
public final class Track {
    /** Motion is followed this fast: slower than boxes jitter, faster than people turn round. */
    private static final double MOTION_SECONDS = 0.2;

    /** A face that is not seen is expected to go on ever slower, with this time constant. */
    private static final double COASTING_SECONDS = 1;

    private final int personId;
    private final OneEuroFilter[] eyes = {
        new OneEuroFilter(), new OneEuroFilter(), new OneEuroFilter(), new OneEuroFilter()
    };
    private Detection last;
    private FaceLandmarks steady;
    private long seenNanos;
    private double pixelsASecondX;
    private double pixelsASecondY;
    private int misses;
    private @Nullable EmotionProbabilities smoothed;
    private long smoothedNanos;
    private final BlinkRate blinks = new BlinkRate();

    Track(int personId, Detection first, long nanos) {
        this.personId = personId;
        this.last = first;
        this.seenNanos = nanos;
        this.steady = steady(first.landmarks(), 0);
    }

    /** The person's number. */
    public int personId() {
        return personId;
    }

    /** The face as last detected. */
    public Detection last() {
        return last;
    }

    /** The landmarks with the eyes' jitter filtered out. */
    public FaceLandmarks landmarks() {
        return steady;
    }

    /** How often the face blinks. */
    public BlinkRate blinks() {
        return blinks;
    }

    /** When the face was last seen. */
    long seenNanos() {
        return seenNanos;
    }

    /** In how many searches the face was not found since it was last seen. */
    int misses() {
        return misses;
    }

    void miss() {
        misses++;
    }

    void see(Detection detection, long nanos) {
        double seconds = (nanos - seenNanos) / 1e9;
        steady = steady(detection.landmarks(), seconds);
        if (seconds > 0) {
            FaceBox before = last.box();
            FaceBox box = detection.box();
            double weight = 1 - Math.exp(-seconds / MOTION_SECONDS);
            double speedX = (box.centreX() - before.centreX()) / seconds;
            double speedY = (box.centreY() - before.centreY()) / seconds;
            pixelsASecondX += weight * (speedX - pixelsASecondX);
            pixelsASecondY += weight * (speedY - pixelsASecondY);
        }
        last = detection;
        seenNanos = nanos;
        misses = 0;
    }

    /** Where the face is to be expected if it goes on as it moved. */
    FaceBox expectedBox(long nanos) {
        double seconds = (nanos - seenNanos) / 1e9;
        double coasted = COASTING_SECONDS * (1 - Math.exp(-seconds / COASTING_SECONDS));
        FaceBox box = last.box();
        return new FaceBox(
                box.left() + coasted * pixelsASecondX,
                box.top() + coasted * pixelsASecondY,
                box.width(),
                box.height());
    }

    /**
     * Smooths the face's probabilities exponentially.
     *
     * @param now this frame's
     * @param nanos this frame's time
     * @param timeConstantNanos the filter's time constant; 0 switches it off
     * @param quality this frame's weight, in [0, 1]
     * @return the smoothed probabilities
     */
    public EmotionProbabilities smooth(
            EmotionProbabilities now, long nanos, long timeConstantNanos, double quality) {
        EmotionProbabilities before = smoothed;
        if (before == null || timeConstantNanos == 0) {
            smoothed = now;
        } else {
            double elapsed = (double) (nanos - smoothedNanos) / timeConstantNanos;
            double weight = 1 - Math.exp(-elapsed * quality);
            double[] mean = before.toArray();
            double[] fresh = now.toArray();
            for (int i = 0; i < mean.length; i++) {
                mean[i] += weight * (fresh[i] - mean[i]);
            }
            smoothed = EmotionProbabilities.of(mean);
        }
        smoothedNanos = nanos;
        return smoothed;
    }

    /** Writes everything that the next frame depends on. */
    void write(DataOutput out) throws IOException {
        out.writeInt(personId);
        out.writeLong(seenNanos);
        out.writeDouble(pixelsASecondX);
        out.writeDouble(pixelsASecondY);
        out.writeInt(misses);
        out.writeDouble(last.score());
        FaceBox box = last.box();
        for (double v : new double[] {box.left(), box.top(), box.width(), box.height()}) {
            out.writeDouble(v);
        }
        writeLandmarks(out, last.landmarks());
        writeLandmarks(out, steady);
        for (OneEuroFilter filter : eyes) {
            filter.write(out);
        }
        blinks.write(out);
        out.writeLong(smoothedNanos);
        double[] probabilities = smoothed == null ? new double[0] : smoothed.toArray();
        out.writeInt(probabilities.length);
        for (double p : probabilities) {
            out.writeDouble(p);
        }
    }

    /** Reads what {@link #write} wrote. */
    static Track read(DataInputStream in) throws IOException {
        int personId = in.readInt();
        long seenNanos = in.readLong();
        double pixelsASecondX = in.readDouble();
        double pixelsASecondY = in.readDouble();
        int misses = in.readInt();
        double score = in.readDouble();
        FaceBox box =
                new FaceBox(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
        Track track = new Track(personId, new Detection(score, box, readLandmarks(in)), seenNanos);
        track.pixelsASecondX = pixelsASecondX;
        track.pixelsASecondY = pixelsASecondY;
        track.misses = misses;
        track.steady = readLandmarks(in);
        for (OneEuroFilter filter : track.eyes) {
            filter.read(in);
        }
        track.blinks.read(in);
        track.smoothedNanos = in.readLong();
        double[] probabilities = new double[SavedState.count(in, Double.BYTES)];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = in.readDouble();
        }
        track.smoothed = probabilities.length == 0 ? null : EmotionProbabilities.of(probabilities);
        return track;
    }

    private static void writeLandmarks(DataOutput out, FaceLandmarks points) throws IOException {
        for (Point point :
                List.of(
                        points.leftEye(),
                        points.rightEye(),
                        points.noseTip(),
                        points.mouthCentre())) {
            out.writeDouble(point.x());
            out.writeDouble(point.y());
        }
    }

    private static FaceLandmarks readLandmarks(DataInput in) throws IOException {
        return new FaceLandmarks(readPoint(in), readPoint(in), readPoint(in), readPoint(in));
    }

    private static Point readPoint(DataInput in) throws IOException {
        return new Point(in.readDouble(), in.readDouble());
    }

    private FaceLandmarks steady(FaceLandmarks raw, double seconds) {
        double scale = Math.max(raw.eyeDistance(), 1);
        Point left =
                new Point(
                        eyes[0].filter(raw.leftEye().x(), seconds, scale),
                        eyes[1].filter(raw.leftEye().y(), seconds, scale));
        Point right =
                new Point(
                        eyes[2].filter(raw.rightEye().x(), seconds, scale),
                        eyes[3].filter(raw.rightEye().y(), seconds, scale));
        return new FaceLandmarks(left, right, raw.noseTip(), raw.mouthCentre());
    }
}
