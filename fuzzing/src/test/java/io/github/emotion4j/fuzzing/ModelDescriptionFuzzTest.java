package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Descriptions of models that say anything of weights which are not there, or are others. */
class ModelDescriptionFuzzTest {
    private static final Path FOLDER = Attack.folder();
    private static final Path TEXT = model("face-expression");
    private static final ModelLoader LOADER =
            new ModelLoader(
                    ComputeDevice.cpu(),
                    1,
                    Optional.of(TensorEngine.ONNX_RUNTIME),
                    Optional.of(FOLDER));

    private static Path model(String id) {
        try {
            Path folder = Files.createDirectories(FOLDER.resolve(id));
            for (String file : List.of("model.json", "model.onnx", "model.pt")) {
                Files.write(folder.resolve(file), new byte[16]);
            }
            return folder.resolve("model.json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        Files.write(TEXT, bytes);
        Attack.read(
                () -> {
                    try (TensorModel model = TensorModel.load(LOADER, "face-expression")) {
                        model.description().labels("emotion");
                    }
                });
    }
}
