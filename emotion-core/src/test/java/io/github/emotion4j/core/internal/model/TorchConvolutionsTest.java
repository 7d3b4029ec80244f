package io.github.emotion4j.core.internal.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.model.TensorEngine;
import org.junit.jupiter.api.Test;

class TorchConvolutionsTest {
    /** The build runs tests with the environment variable that makes them right everywhere. */
    @Test
    void areRight() {
        Engines.require(TensorEngine.PYTORCH, 1);

        assertTrue(TorchConvolutions.areRight());
    }
}
