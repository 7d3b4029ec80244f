package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.vision.Face;
import io.github.emotion4j.vision.FaceDetail;
import io.github.emotion4j.vision.FaceOptions;
import io.github.emotion4j.vision.internal.capture.Frames;
import io.github.emotion4j.vision.internal.detect.BlazeFaceDetector;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import io.github.emotion4j.vision.internal.detect.FaceMesh;
import io.github.emotion4j.vision.internal.detect.HaarDetector;
import io.github.emotion4j.vision.internal.detect.YuNetDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The face with its networks loaded. Thread-safe. */
public final class FaceModel implements ModalityModel {
    private final FaceOptions options;
    private final FaceDetector detector;
    private final ExpressionNetwork network;
    private final Optional<FaceMesh> mesh;
    private final Resources opened;

    private FaceModel(
            FaceOptions options,
            FaceDetector detector,
            ExpressionNetwork network,
            Optional<FaceMesh> mesh,
            Resources opened) {
        this.options = options;
        this.detector = detector;
        this.network = network;
        this.mesh = mesh;
        this.opened = opened;
    }

    /**
     * Loads the networks.
     *
     * @param options how faces are found and followed
     * @param models loads networks
     * @return the channel
     */
    public static FaceModel open(FaceOptions options, ModelLoader models) {
        OpenCvNatives.ensure();
        Resources opened = new Resources();
        try {
            Optional<FaceMesh> mesh =
                    options.geometry()
                            ? Optional.of(opened.add(FaceMesh.load(models)))
                            : Optional.empty();
            FaceDetector detector = opened.add(detector(options, models, mesh));
            ExpressionNetwork network =
                    opened.add(ExpressionNetwork.load(models, options.mirrorAverage()));
            return new FaceModel(options, detector, network, mesh, opened);
        } catch (RuntimeException e) {
            opened.closeAfter(e);
            throw e;
        }
    }

    private static FaceDetector detector(
            FaceOptions options, ModelLoader models, Optional<FaceMesh> mesh) {
        if (options.detector() instanceof FaceOptions.Detector.YuNet yuNet) {
            return YuNetDetector.load(yuNet.onnx(), options.minFacePixels());
        }
        return options.detector() instanceof FaceOptions.Detector.Haar
                ? HaarDetector.load(options.minFacePixels())
                : BlazeFaceDetector.load(models, mesh, options.minFacePixels());
    }

    /**
     * The faces of one picture.
     *
     * @param frame the picture
     * @return the faces by their numbers
     */
    public List<Face> faces(VideoFrame frame) {
        return faces(frame, detector);
    }

    /**
     * A face that was cut out before, its points looked for.
     *
     * @param frame the face
     * @return the face
     */
    public Face croppedFace(VideoFrame frame) {
        return faces(frame, new CroppedFace(network.aligner(), Optional.of(detector))).get(0);
    }

    /**
     * A face that was cut out and aligned before.
     *
     * @param frame the face
     * @return the face
     */
    public Face alignedFace(VideoFrame frame) {
        return faces(frame, new CroppedFace(network.aligner(), Optional.empty())).get(0);
    }

    private List<Face> faces(VideoFrame frame, FaceDetector by) {
        List<Face> faces = new ArrayList<>();
        try (FaceSession session = new FaceSession(options, by, network, mesh)) {
            session.accept(
                    frame,
                    seen ->
                            seen.detail(FaceDetail.class)
                                    .ifPresent(
                                            detail ->
                                                    faces.add(
                                                            new Face(
                                                                    seen.personId(),
                                                                    detail.box(),
                                                                    detail.landmarks(),
                                                                    detail.quality(),
                                                                    detail.geometry(),
                                                                    EmotionEstimate.of(
                                                                            seen.modality(),
                                                                            seen.evidence())))));
        }
        return faces;
    }

    @Override
    public Optional<SignalReader> reader(OpenPart part) {
        return Frames.open(part);
    }

    @Override
    public boolean accepts(Signal signal) {
        return signal instanceof VideoFrame;
    }

    @Override
    public ModalitySession openSession() {
        return new FaceSession(options, detector, network, mesh);
    }

    /** A face that has left the picture says little about now. */
    @Override
    public Duration holdFor() {
        return Duration.ofMillis(500);
    }

    @Override
    public void close() {
        opened.close();
    }
}
