package io.github.emotion4j.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.NativeFault;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelLoaderTest {
    private static final Path FIXTURE = Path.of("src/test/resources/tiny-model/tiny");

    @TempDir Path folder;

    @BeforeEach
    void copyFixture() throws IOException {
        Path tiny = Files.createDirectory(folder.resolve("tiny"));
        for (String file : List.of("model.json", "model.pt", "model.onnx")) {
            Files.copy(FIXTURE.resolve(file), tiny.resolve(file));
        }
    }

    @ParameterizedTest
    @EnumSource(TensorEngine.class)
    void run_givesTheSameNumbersOnEveryEngine(TensorEngine engine) {
        try (TensorModel model = TensorModel.load(loader(Optional.of(engine)), "tiny")) {
            List<Tensor> outputs = model.run(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));

            assertEquals(engine, model.engine());
            assertArrayEquals(new float[] {3, 5, 7, 9, 11, 13}, outputs.get(0).data());
            assertArrayEquals(new long[] {2, 1}, outputs.get(1).shape());
            assertArrayEquals(new float[] {15}, outputs.get(1).item(1));
        }
    }

    @Test
    void load_withoutAChoice_takesOnnxRuntimeOnTheCpu() {
        try (TensorModel model = TensorModel.load(loader(Optional.empty()), "tiny")) {
            assertEquals(TensorEngine.ONNX_RUNTIME, model.engine());
        }
    }

    @Test
    void folderWithoutModels_isRefused_beforeTheClassPathsModelsRun() throws IOException {
        assertThrows(
                ModelException.class,
                () -> EmotionRecognizer.builder().models(folder.resolve("typo")).build());
        assertThrows(
                ModelException.class,
                () -> EmotionRecognizer.builder().models(folder.resolve("tiny")).build());
        Path file = Files.writeString(folder.resolve("file"), "");
        ModelException thrown =
                assertThrows(
                        ModelException.class,
                        () ->
                                new ModelLoader(
                                        ComputeDevice.cpu(),
                                        1,
                                        Optional.empty(),
                                        Optional.of(file)));
        assertTrue(thrown.getMessage().contains("a file, not a folder"), thrown.getMessage());
    }

    @Test
    void modelInAFolderOfAnotherName_hasTheWeightsOfThatFolder() throws IOException {
        Files.move(folder.resolve("tiny"), folder.resolve("mine"));
        try (TensorModel model = TensorModel.load(loader(Optional.empty()), "mine")) {
            assertEquals("mine", model.description().id());
        }
    }

    @Test
    void run_fromManyThreads_keepsCallsApart() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TensorModel model =
                TensorModel.load(loader(Optional.of(TensorEngine.PYTORCH)), "tiny")) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                float x = i;
                results.add(
                        threads.submit(
                                () -> {
                                    Tensor input = Tensor.of(new float[] {x, x, x}, 1, 3);
                                    return model.run(input).get(1).data()[0] == 3 * x;
                                }));
            }
            for (Future<Boolean> result : results) {
                assertTrue(result.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void run_withAnotherShape_namesModelAndShape() {
        try (TensorModel model = TensorModel.load(loader(Optional.empty()), "tiny")) {
            ModelException thrown =
                    assertThrows(
                            ModelException.class,
                            () -> model.run(Tensor.of(new float[] {1, 2}, 1, 2)));
            assertTrue(thrown.getMessage().contains("tiny"), thrown.getMessage());
            assertTrue(thrown.getMessage().contains("Tensor[1, 2]"), thrown.getMessage());
        }
    }

    @Test
    void run_weightsWithFewerOutputsThanDescribed_saysSo() throws IOException {
        Path json = folder.resolve("tiny/model.json");
        String more = "\"outputs\": [{\"name\": \"third\", \"size\": 1}, ";
        Files.writeString(json, Files.readString(json).replaceFirst("\"outputs\": \\[", more));
        try (TensorModel model = TensorModel.load(loader(Optional.empty()), "tiny")) {
            ModelException thrown =
                    assertThrows(
                            ModelException.class,
                            () -> model.run(Tensor.of(new float[] {1, 2, 3}, 1, 3)));
            assertTrue(thrown.getMessage().contains("gives 2 output(s)"), thrown.getMessage());
        }
    }

    @Test
    void run_afterClose_isRefused() {
        TensorModel model = TensorModel.load(loader(Optional.empty()), "tiny");
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, () -> model.run(Tensor.of(new float[3], 1, 3)));
    }

    @Test
    void load_changedWeights_namesFileAndBothHashes() throws IOException {
        Path weights = folder.resolve("tiny/model.onnx");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);

        String message = failure();

        assertTrue(message.contains(weights.toString()), message);
        assertTrue(message.matches("(?s).*expected [0-9a-f]{64}, found [0-9a-f]{64}.*"), message);
    }

    @Test
    void load_weightsThatDoNotFitIntoMemory_saysSo() throws IOException {
        Path weights = folder.resolve("tiny/model.onnx");
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.setLength(Runtime.getRuntime().maxMemory() + 1);
        } catch (IOException e) {
            assumeTrue(false, "no room for it: " + e);
        }
        ModelException thrown =
                assertThrows(
                        ModelException.class,
                        () ->
                                TensorModel.load(
                                        loader(Optional.of(TensorEngine.ONNX_RUNTIME)), "tiny"));
        assertTrue(thrown.getMessage().contains(weights.toString()), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("memory"), thrown.getMessage());
    }

    @Test
    void load_fileOfAnotherKind_saysThatTheEngineCannotLoadIt() throws IOException {
        Path json = folder.resolve("tiny/model.json");
        Files.writeString(folder.resolve("tiny/model.onnx"), "not a network");
        String hash = "1ff72b19b06aff3b1f0d5c6ec4d5bf6f0d35d1f9f17a2d5f7d0f1b4f4b8a0a5e";
        String text = Files.readString(json);
        String onnxHash = text.replaceAll("(?s).*model.onnx\",\\s*\"sha256\": \"(\\w+)\".*", "$1");
        Files.writeString(json, text.replace(onnxHash, hash));

        String found = failure().replaceAll("(?s).*found (\\w{64}).*", "$1");
        Files.writeString(json, text.replace(onnxHash, found));

        String message = failure();
        assertTrue(message.contains("OnnxRuntime cannot load"), message);
    }

    @Test
    void load_missingField_namesIt() throws IOException {
        Path json = folder.resolve("tiny/model.json");
        Files.writeString(json, Files.readString(json).replace("\"version\"", "\"edition\""));

        assertTrue(failure().contains("lacks the field \"version\""));
    }

    /** Each is put in place of the ONNX file's entry. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"onnx\": {}",
                "\"onnx\": {\"file\": \"../model.onnx\", \"sha256\": \"00\"}",
                "\"onnx\": 7",
                "\"id\": \"../tiny\"",
                "\"id\": \"ti\\u0000ny\"",
                "\"outputs\": [null], \"onnx\": null",
                "\"inputs\": [{}], \"onnx\": null",
                "\"temperature\": 0, \"onnx\": null",
                "\"schema\": \"many\""
            })
    void load_damagedDescription_isRefusedByName(String instead) throws IOException {
        Path json = folder.resolve("tiny/model.json");
        JsonObject whole = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        JsonParser.parseString("{" + instead + "}").getAsJsonObject().asMap().forEach(whole::add);
        Files.writeString(json, whole.toString());
        assertTrue(failure().startsWith(json.toString()), failure());
    }

    @Test
    void load_otherSchema_isRefused() throws IOException {
        Path json = folder.resolve("tiny/model.json");
        Files.writeString(json, Files.readString(json).replace("\"schema\": 1", "\"schema\": 9"));

        assertTrue(failure().contains("not of schema 1"));
    }

    @Test
    void load_unknownModel_saysWhatToAdd() {
        ModelException thrown =
                assertThrows(
                        ModelException.class,
                        () -> TensorModel.load(loader(Optional.empty()), "no-such-model"));
        assertTrue(
                thrown.getMessage().contains("emotion4j-model-no-such-model"), thrown.getMessage());
    }

    @Test
    void load_onAGpuThatIsNotThere_saysHowManyThereAre() {
        ModelLoader loader =
                new ModelLoader(ComputeDevice.gpu(63), 1, Optional.empty(), Optional.of(folder));
        ModelException thrown =
                assertThrows(ModelException.class, () -> TensorModel.load(loader, "tiny"));
        assertTrue(thrown.getMessage().contains("no gpu(63)"), thrown.getMessage());
    }

    @Test
    void load_leavesTheSettingsOfAnApplicationWithDjlOfItsOwn() {
        for (TensorEngine engine : TensorEngine.values()) {
            Properties before = (Properties) System.getProperties().clone();
            TensorModel.load(loader(Optional.of(engine)), "tiny").close();
            for (String name : System.getProperties().stringPropertyNames()) {
                if (name.startsWith("ai.djl") || name.startsWith("OPT_OUT")) {
                    assertEquals(before.getProperty(name), System.getProperty(name), name);
                }
            }
        }
    }

    @Test
    void nativesThatDoNotLoad_sayWhy() {
        Throwable noexec =
                new IllegalStateException(
                        "Failed to load",
                        new UnsatisfiedLinkError(
                                "/tmp/libx.so: failed to map segment from shared object"));
        assertTrue(NativeFault.reason(noexec).contains("noexec"));
        Throwable redeployed =
                new UnsatisfiedLinkError("Native Library x already loaded in another classloader");
        assertTrue(NativeFault.reason(redeployed).contains("redeploy"));
        assertEquals("", NativeFault.reason(new UnsatisfiedLinkError("no x in java.library.path")));
        Throwable full = new UnsatisfiedLinkError("no onnxruntime in java.library.path: /usr/lib");
        assertTrue(NativeFault.reason(full).contains("java.io.tmpdir"));
        Throwable nowhere =
                new ExceptionInInitializerError(
                        new IllegalStateException(new NoSuchFileException("/nowhere/onnxruntime")));
        assertTrue(NativeFault.reason(nowhere).contains("does not exist"));
    }

    @Test
    void description_givesNumbersByPath() {
        try (TensorModel model = TensorModel.load(loader(Optional.empty()), "tiny")) {
            ModelDescription description = model.description();
            assertEquals(0.5, description.number("inputs.0.scale"));
            assertArrayEquals(new double[] {-1, 3}, description.numbers("inputs.0.shape"));
            assertEquals(List.of("a", "b", "c"), description.labels("doubled"));
            assertEquals(1, description.output("total"));
            assertEquals(1.5, description.temperature());
            assertThrows(ModelException.class, () -> description.number("inputs.7.scale"));
        }
    }

    private String failure() {
        return assertThrows(
                        ModelException.class,
                        () -> TensorModel.load(loader(Optional.empty()), "tiny"))
                .getMessage();
    }

    private ModelLoader loader(Optional<TensorEngine> engine) {
        return new ModelLoader(ComputeDevice.cpu(), 1, engine, Optional.of(folder));
    }
}
