package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.model.ModelLoader;

/**
 * Provides a modality, through which expression is perceived. Implementations listed for {@link
 * java.util.ServiceLoader} are found when a recogniser is built, so that adding a module's
 * dependency adds its modality. Implementations are immutable.
 *
 * <pre>{@code
 * EmotionRecognizer recognizer = EmotionRecognizer.builder().modality(provider).build();
 * }</pre>
 */
public interface ModalityProvider {
    /**
     * The modality's name; one recogniser has one modality of a name.
     *
     * @return the name
     */
    ModalityId id();

    /**
     * Loads what the modality needs.
     *
     * @param models loads models as the recogniser's builder configures
     * @return the model, closed by the recogniser
     */
    ModalityModel open(ModelLoader models);

    /**
     * The options that results depend on. A batch that continues compares them, so that it does not
     * mix results of different options. Models need not be named: what {@link ModelLoader} gave is
     * known.
     *
     * @return a text that is the same in every JVM; by default the name of the class
     */
    default String settings() {
        // The names of lambdas differ from one start of the JVM to the next.
        return getClass().getName().replaceFirst("\\$\\$Lambda.*", "");
    }
}
