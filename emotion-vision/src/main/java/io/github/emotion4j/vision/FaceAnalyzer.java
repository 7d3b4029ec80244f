package io.github.emotion4j.vision;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.capture.VideoReader;
import io.github.emotion4j.vision.internal.FaceModel;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the faces of a picture and recognises the expression of each in one call:
 *
 * <pre>{@code
 * try (FaceAnalyzer analyzer = FaceAnalyzer.create()) {
 *     for (Face face : analyzer.faces(Path.of("group.jpg"))) {
 *         System.out.println(face.box() + ": " + face.probabilities());
 *     }
 * }
 * }</pre>
 *
 * <p>Each picture is analysed on its own: nothing is followed or smoothed from one to the next,
 * which is what an {@code EmotionRecognizer} does with videos. Thread-safe; networks are loaded
 * once.
 */
public final class FaceAnalyzer implements AutoCloseable {
    private static final TimeInterval NOW = new TimeInterval(0, 0);

    private final FaceModel model;

    private FaceAnalyzer(FaceModel model) {
        this.model = model;
    }

    /**
     * An analyzer with {@linkplain FaceOptions#defaults() default options}.
     *
     * @return the analyzer, to be closed by the caller
     * @throws io.github.emotion4j.core.ModelException if a network or natives cannot be loaded
     */
    public static FaceAnalyzer create() {
        return create(FaceOptions.defaults(), ComputeDevice.auto());
    }

    /**
     * An analyzer.
     *
     * @param options how faces are found; what concerns following has no effect
     * @param device where networks run
     * @return the analyzer, to be closed by the caller
     * @throws io.github.emotion4j.core.ModelException if a network or natives cannot be loaded
     */
    public static FaceAnalyzer create(FaceOptions options, ComputeDevice device) {
        ModelLoader models = new ModelLoader(device, 1, Optional.empty(), Optional.empty());
        return new FaceAnalyzer(FaceModel.open(options, models));
    }

    /**
     * The faces of a picture file, or of the first frame of a video.
     *
     * @param path the file
     * @return the faces by their numbers; empty where none was found
     * @throws InputException if the file cannot be read as a picture
     */
    public List<Face> faces(Path path) {
        return faces(frame(new Recording.FilePart(path, 0)));
    }

    /**
     * The faces of a picture in memory.
     *
     * @param name a name for messages
     * @param bytes the content of a picture file
     * @return the faces by their numbers; empty where none was found
     * @throws InputException if the bytes cannot be read as a picture
     */
    public List<Face> faces(String name, byte[] bytes) {
        return faces(frame(new Recording.BytesPart(name, bytes, 0)));
    }

    /**
     * The faces of a picture.
     *
     * @param picture the picture
     * @return the faces by their numbers; empty where none was found
     */
    public List<Face> faces(BufferedImage picture) {
        return faces(VideoFrame.of(NOW, picture));
    }

    /**
     * The faces of a frame.
     *
     * @param frame the frame
     * @return the faces by their numbers; empty where none was found
     */
    public List<Face> faces(VideoFrame frame) {
        return model.faces(frame);
    }

    /**
     * A face that was cut out of a picture before. Its points are looked for within it, so that it
     * is aligned as faces of whole pictures are; where they are not found, it is taken as if
     * {@linkplain #alignedFace aligned}.
     *
     * @param crop the face, from the brow to the chin or a little wider
     * @return the face
     */
    public Face croppedFace(BufferedImage crop) {
        return model.croppedFace(VideoFrame.of(NOW, crop));
    }

    /**
     * A face that was cut out and aligned before: a square whose eyes lie where the network expects
     * them, at 0.316 and 0.684 of its width and 0.395 of its height. Nothing is searched.
     *
     * @param crop the face
     * @return the face
     */
    public Face alignedFace(BufferedImage crop) {
        return model.alignedFace(VideoFrame.of(NOW, crop));
    }

    /** Frees the networks. Idempotent. */
    @Override
    public void close() {
        model.close();
    }

    private static VideoFrame frame(Recording.Part part) {
        try (VideoReader reader =
                VideoReader.open(part, Limits.defaults())
                        .orElseThrow(
                                () -> new InputException(part.name(), "it holds no picture"))) {
            return reader.next()
                    .orElseThrow(() -> new InputException(part.name(), "it holds no picture"));
        }
    }
}
