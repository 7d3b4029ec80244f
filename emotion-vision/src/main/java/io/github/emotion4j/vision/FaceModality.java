package io.github.emotion4j.vision;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.vision.internal.FaceModel;

/**
 * The face as a modality: pictures, video and camera frames to perceived expression. Found by a
 * recogniser when emotion-vision is on the class path; made by hand only to set options:
 *
 * <pre>{@code
 * FaceOptions options = FaceOptions.builder().subject(FaceOptions.Subject.centre()).build();
 * EmotionRecognizer.builder().modality(new FaceModality(options)).build();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class FaceModality implements ModalityProvider {
    private final FaceOptions options;

    /** The face with {@linkplain FaceOptions#defaults() default options}. */
    public FaceModality() {
        this(FaceOptions.defaults());
    }

    /**
     * The face with options.
     *
     * @param options how faces are found and followed
     */
    public FaceModality(FaceOptions options) {
        this.options = options;
    }

    @Override
    public ModalityId id() {
        return ModalityId.FACE;
    }

    @Override
    public String settings() {
        return options.toString();
    }

    /**
     * Loads OpenCV and the networks.
     *
     * @throws io.github.emotion4j.core.ModelException if a network or natives cannot be loaded
     */
    @Override
    public ModalityModel open(ModelLoader models) {
        return FaceModel.open(options, models);
    }
}
