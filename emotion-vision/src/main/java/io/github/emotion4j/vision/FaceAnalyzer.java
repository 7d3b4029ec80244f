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
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the faces of a picture and recognises the expression of each in one call:
 *
 * <pre>{@code
 * try (FaceAnalyzer analyzer = FaceAnalyzer.create()) {
 *     for (Face face : analyzer.faces(Path.of("group.jpg"))) {
 *         System.out.println(face.perceived() + " in " + face);
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
    private final Limits limits;
    private volatile boolean closed;

    private FaceAnalyzer(Builder builder) {
        limits = builder.limits;
        model =
                FaceModel.open(
                        builder.options,
                        new ModelLoader(builder.device, 1, Optional.empty(), builder.models));
    }

    /**
     * An analyzer with the defaults of the {@linkplain #builder() builder}.
     *
     * @return the analyzer, to be closed by the caller
     * @throws io.github.emotion4j.core.ModelException if a network or natives cannot be loaded
     */
    public static FaceAnalyzer create() {
        return builder().build();
    }

    /**
     * {@return a builder that begins with default options and limits, the models on the class path,
     * and a GPU if there is one}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The faces of a picture file, or of the first frame of a video.
     *
     * @param path the file
     * @return the faces by their numbers; empty where none was found
     * @throws InputException if the file cannot be read as a picture, or exceeds the limits
     * @throws IllegalStateException if the analyzer is closed
     */
    public List<Face> faces(Path path) {
        requireOpen();
        return faces(frame(Recording.Part.of(path)));
    }

    /**
     * The faces of a picture in memory.
     *
     * @param name a name for messages
     * @param bytes the content of a picture file
     * @return the faces by their numbers; empty where none was found
     * @throws InputException if the bytes cannot be read as a picture, or exceed the limits
     * @throws IllegalStateException if the analyzer is closed
     */
    public List<Face> faces(String name, byte[] bytes) {
        requireOpen();
        return faces(frame(Recording.Part.of(name, bytes)));
    }

    /**
     * The faces of a picture.
     *
     * @param picture the picture
     * @return the faces by their numbers; empty where none was found
     * @throws IllegalStateException if the analyzer is closed
     */
    public List<Face> faces(BufferedImage picture) {
        return faces(VideoFrame.of(NOW, picture));
    }

    /**
     * The faces of a frame.
     *
     * @param frame the frame
     * @return the faces by their numbers; empty where none was found
     * @throws IllegalStateException if the analyzer is closed
     */
    public List<Face> faces(VideoFrame frame) {
        requireOpen();
        return model.faces(frame);
    }

    /**
     * A face that was cut out of a picture before. Its points are looked for within it, so that it
     * is aligned as faces of whole pictures are; where they are not found, it is taken as if
     * {@linkplain #alignedFace aligned}.
     *
     * @param crop the face, from the brow to the chin or a little wider
     * @return the face
     * @throws IllegalStateException if the analyzer is closed
     */
    public Face croppedFace(BufferedImage crop) {
        requireOpen();
        return model.croppedFace(VideoFrame.of(NOW, crop));
    }

    /**
     * A face that was cut out and aligned before: a square whose eyes lie where the network expects
     * them, at 0.316 and 0.684 of its width and 0.395 of its height. Nothing is searched.
     *
     * @param crop the face, as wide as it is high
     * @return the face
     * @throws IllegalArgumentException if it is not square
     * @throws IllegalStateException if the analyzer is closed
     */
    public Face alignedFace(BufferedImage crop) {
        requireOpen();
        if (crop.getWidth() != crop.getHeight()) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "An aligned face is square, not %dx%d pixels; croppedFace takes any"
                                    + " shape",
                            crop.getWidth(),
                            crop.getHeight()));
        }
        return model.alignedFace(VideoFrame.of(NOW, crop));
    }

    /** Frees the networks. Idempotent. */
    @Override
    public void close() {
        closed = true;
        model.close();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The analyzer is closed");
        }
    }

    private VideoFrame frame(Recording.Part part) {
        try (VideoReader reader =
                VideoReader.find(part, limits)
                        .orElseThrow(() -> new InputException(part.name(), "holds no picture"))) {
            return reader.next()
                    .orElseThrow(() -> new InputException(part.name(), "holds no picture"));
        }
    }

    /** Puts an analyzer together. Not thread-safe. */
    public static final class Builder {
        private FaceOptions options = FaceOptions.defaults();
        private ComputeDevice device = ComputeDevice.auto();
        private Optional<Path> models = Optional.empty();
        private Limits limits = Limits.defaults();

        private Builder() {}

        /**
         * Sets how faces are found; what concerns following has no effect.
         *
         * @param value by default {@link FaceOptions#defaults()}
         * @return this builder
         */
        public Builder options(FaceOptions value) {
            options = Objects.requireNonNull(value, "options");
            return this;
        }

        /**
         * Sets where networks run.
         *
         * @param value by default a GPU if there is one
         * @return this builder
         */
        public Builder device(ComputeDevice value) {
            device = Objects.requireNonNull(value, "device");
            return this;
        }

        /**
         * Sets a folder of models that replace those on the class path, as {@code
         * EmotionRecognizer.Builder.models} does.
         *
         * @param folder one folder per model, named by its id
         * @return this builder
         */
        public Builder models(Path folder) {
            models = Optional.of(Objects.requireNonNull(folder, "folder"));
            return this;
        }

        /**
         * Sets how much memory and work a picture may require.
         *
         * @param value by default {@link Limits#defaults()}
         * @return this builder
         */
        public Builder limits(Limits value) {
            limits = Objects.requireNonNull(value, "limits");
            return this;
        }

        /**
         * Loads the networks.
         *
         * @return the analyzer, to be closed by the caller
         * @throws io.github.emotion4j.core.ModelException if a network or natives cannot be loaded
         */
        public FaceAnalyzer build() {
            return new FaceAnalyzer(this);
        }
    }
}
