package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.model.ModelLoader;

/**
 * A channel through which expression is perceived. Implementations listed for {@link
 * java.util.ServiceLoader} are found when a recogniser is built, so that adding a module's
 * dependency adds its modality. Implementations are immutable.
 */
public interface Modality {
    /**
     * The modality's name; one recogniser has one modality of a name.
     *
     * @return the name
     */
    ModalityId id();

    /**
     * Loads what the modality needs.
     *
     * @param models loads models as the recogniser's builder was told
     * @return the channel, closed by the recogniser
     */
    Channel open(ModelLoader models);
}
