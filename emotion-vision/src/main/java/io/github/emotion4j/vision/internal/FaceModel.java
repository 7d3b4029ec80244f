package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.vision.FaceDetectorChoice;
import io.github.emotion4j.vision.FaceOptions;
import io.github.emotion4j.vision.internal.capture.Frames;
import io.github.emotion4j.vision.internal.detect.BlazeFaceDetector;
import io.github.emotion4j.vision.internal.detect.FaceDetector;
import io.github.emotion4j.vision.internal.detect.HaarDetector;
import io.github.emotion4j.vision.internal.detect.YuNetDetector;
import java.time.Duration;
import java.util.Optional;

/** The face with its networks loaded. Thread-safe. */
public final class FaceModel implements ModalityModel {
    private final FaceOptions options;
    private final FaceDetector detector;
    private final ExpressionNetwork network;

    private FaceModel(FaceOptions options, FaceDetector detector, ExpressionNetwork network) {
        this.options = options;
        this.detector = detector;
        this.network = network;
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
        FaceDetector detector = detector(options, models);
        try {
            return new FaceModel(
                    options, detector, ExpressionNetwork.load(models, options.mirrorAverage()));
        } catch (RuntimeException e) {
            detector.close();
            throw e;
        }
    }

    private static FaceDetector detector(FaceOptions options, ModelLoader models) {
        if (options.detector() instanceof FaceDetectorChoice.YuNet yuNet) {
            return YuNetDetector.load(yuNet.onnx(), options.minFacePixels());
        }
        return options.detector() instanceof FaceDetectorChoice.Haar
                ? HaarDetector.load(options.minFacePixels())
                : BlazeFaceDetector.load(models, options.minFacePixels());
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
        return new FaceSession(options, detector, network);
    }

    /** A face that has left the picture says little about now. */
    @Override
    public Duration holdFor() {
        return Duration.ofMillis(500);
    }

    @Override
    public void close() {
        detector.close();
        network.close();
    }
}
