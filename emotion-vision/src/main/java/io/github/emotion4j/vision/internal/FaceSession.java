package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.vision.FaceDetail;
import io.github.emotion4j.vision.FaceGeometry;
import io.github.emotion4j.vision.FaceOptions;
import io.github.emotion4j.vision.internal.ExpressionNetwork.Expression;
import io.github.emotion4j.vision.internal.align.FaceQuality;
import io.github.emotion4j.vision.internal.detect.Detection;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import io.github.emotion4j.vision.internal.detect.FaceMesh;
import io.github.emotion4j.vision.internal.track.FaceTracker;
import io.github.emotion4j.vision.internal.track.Track;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.opencv.core.Mat;

/** The faces of one video: each frame to observations. Confined to one thread. */
final class FaceSession implements ModalitySession {
    private static final Reason NO_FACE = new Reason("no-face", "no face was found");
    private static final Reason SUBJECT_HIDDEN =
            new Reason("subject-hidden", "the face of interest is not to be seen");

    /**
     * Beyond, the far eye is foreshortened so much that its openness is the head's. Chosen by hand.
     */
    private static final double FRONTAL_DEGREES = 30;

    /** The faces of a frame: a quality for each, and an expression for each that can be judged. */
    private record Judged(List<FaceQuality> qualities, Map<Track, Expression> expressions) {}

    private final FaceOptions options;
    private final ExpressionNetwork network;
    private final Optional<FaceMesh> mesh;
    private final FaceTracker tracker;
    private final FrameMat picture = new FrameMat();

    FaceSession(
            FaceOptions options,
            FaceDetector detector,
            ExpressionNetwork network,
            Optional<FaceMesh> mesh) {
        this.options = options;
        this.network = network;
        this.mesh = mesh;
        this.tracker = new FaceTracker(detector, options);
    }

    @Override
    public void accept(Signal signal, Consumer<Observation> sink) {
        VideoFrame frame = (VideoFrame) signal;
        TimeInterval interval = frame.interval();
        Mat bgr = picture.load(frame);
        List<Track> faces = tracker.update(bgr, interval.startNanos());
        Judged judged = judge(bgr, frame, faces);
        List<Track> usable = List.copyOf(judged.expressions.keySet());
        Optional<Track> subject = tracker.subject(faces, usable, frame.width(), frame.height());
        List<Detection> places = usable.stream().map(Track::last).toList();
        Optional<List<FaceGeometry>> shapes = mesh.map(m -> m.measure(bgr, places));
        for (int i = 0; i < faces.size(); i++) {
            Track face = faces.get(i);
            FaceQuality quality = judged.qualities.get(i);
            Evidence evidence;
            Optional<FaceGeometry> geometry = Optional.empty();
            Expression expression = judged.expressions.get(face);
            if (expression != null) {
                geometry = shapes.map(all -> all.get(usable.indexOf(face)));
                if (expression.eyesCovered() == 0) {
                    geometry.ifPresent(shape -> watchEyes(face, shape, interval.startNanos()));
                }
                evidence = present(face, expression, quality, interval);
            } else {
                evidence = new Evidence.Missing(interval, quality.issues().get(0));
            }
            boolean isSubject = face.equals(subject.orElse(null));
            sink.accept(observation(face, isSubject, evidence, quality, geometry));
        }
        if (subject.isEmpty()) {
            sink.accept(nobody(interval, faces));
        }
    }

    @Override
    public void finish(Consumer<Observation> sink) {}

    @Override
    public byte[] state() {
        return tracker.state();
    }

    @Override
    public void restore(byte[] state) {
        tracker.restore(state);
    }

    @Override
    public void close() {
        picture.close();
    }

    private Judged judge(Mat bgr, VideoFrame frame, List<Track> faces) {
        int size = network.aligner().size();
        List<FaceQuality> qualities = new ArrayList<>(faces.size());
        List<byte[]> crops = new ArrayList<>(faces.size());
        for (Track face : faces) {
            byte[] crop = new byte[size * size];
            network.aligner().align(bgr, face.landmarks(), crop);
            FaceQuality quality =
                    FaceQuality.of(
                            face.last(),
                            frame.width(),
                            frame.height(),
                            crop,
                            size,
                            options.minQuality());
            qualities.add(quality);
            if (isEnough(quality)) {
                crops.add(crop);
            }
        }
        Iterator<Expression> expressions = network.classify(crops).iterator();
        // What can be judged: a cover that only the network sees may leave too little.
        Map<Track, Expression> usable = new LinkedHashMap<>();
        for (int i = 0; i < faces.size(); i++) {
            if (isEnough(qualities.get(i))) {
                Expression expression = expressions.next();
                FaceQuality quality =
                        qualities
                                .get(i)
                                .covered(
                                        expression.mouthCovered(),
                                        expression.eyesCovered(),
                                        options.minQuality());
                qualities.set(i, quality);
                if (isEnough(quality)) {
                    usable.put(faces.get(i), expression);
                }
            }
        }
        return new Judged(qualities, usable);
    }

    private boolean isEnough(FaceQuality quality) {
        return quality.value() >= options.minQuality();
    }

    private Evidence present(
            Track face, Expression expression, FaceQuality quality, TimeInterval interval) {
        EmotionProbabilities probabilities =
                face.smooth(
                        expression.probabilities(),
                        interval.startNanos(),
                        options.smoothing().toNanos(),
                        quality.value());
        return new Evidence.Present(
                interval,
                probabilities,
                Affect.expected(probabilities),
                OptionalDouble.empty(),
                expression.embedding(),
                quality.value(),
                quality.issues());
    }

    /** Of a face from the side the lids' distance says little. */
    private static void watchEyes(Track face, FaceGeometry shape, long nanos) {
        if (Math.abs(shape.yawDegrees()) < FRONTAL_DEGREES) {
            double openness = (shape.leftEyeOpenness() + shape.rightEyeOpenness()) / 2;
            face.blinks().accept(openness, nanos);
        }
    }

    private static Observation observation(
            Track face,
            boolean subject,
            Evidence evidence,
            FaceQuality quality,
            Optional<FaceGeometry> geometry) {
        FaceDetail detail =
                new FaceDetail(
                        face.last().box(),
                        face.landmarks(),
                        Math.min(1, face.last().score()),
                        quality.value(),
                        geometry,
                        face.blinks().perMinute());
        return new Observation(ModalityId.FACE, face.personId(), subject, evidence, detail);
    }

    private static Observation nobody(TimeInterval interval, List<Track> faces) {
        Reason reason = faces.isEmpty() ? NO_FACE : SUBJECT_HIDDEN;
        Evidence evidence = new Evidence.Missing(interval, reason);
        return new Observation(ModalityId.FACE, 0, true, evidence, null);
    }
}
