package io.github.emotion4j.core.model;

import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Hash;
import io.github.emotion4j.core.model.ModelDescription.WeightsFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds models by id and checks their hashes. Models are looked for in the folder given, else on
 * the class path (artifacts {@code emotion4j-model-...}). Nothing is ever downloaded. Modalities
 * get one from the recogniser; what runs the weights it finds is theirs to choose.
 *
 * <p>Thread-safe.
 */
public final class ModelLoader {
    private static final String RESOURCES = "io/github/emotion4j/models/";
    private static final String DESCRIPTION = "model.json";

    private final ComputeDevice device;
    private final int threads;
    private final Optional<TensorEngine> engine;
    private final Optional<Path> folder;
    private final Map<String, String> described = new ConcurrentHashMap<>();

    /**
     * Makes a loader.
     *
     * @param device where models run
     * @param threads the threads that one call of a model may use, at least 1. PyTorch has one such
     *     number for the whole JVM and takes that of the first model loaded
     * @param engine the engine; if absent, OnnxRuntime where it is on the class path, the model
     *     ships for it and the device is the CPU, else PyTorch
     * @param folder where models are looked for first, one folder a model named by its id
     * @throws ModelException if there is no such folder or no model in it, so that a name that is
     *     spelt wrong does not have other models run
     */
    public ModelLoader(
            ComputeDevice device,
            int threads,
            Optional<TensorEngine> engine,
            Optional<Path> folder) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        folder.ifPresent(ModelLoader::requireModels);
        this.device = Objects.requireNonNull(device, "device");
        this.threads = threads;
        this.engine = engine;
        this.folder = folder;
    }

    private static void requireModels(Path folder) {
        String wrong = null;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                if (entries.noneMatch(entry -> Files.exists(entry.resolve(DESCRIPTION)))) {
                    wrong = "holds no model; it has one folder a model, named by its id";
                }
            } catch (IOException e) {
                throw new ModelException(
                        "The folder of models " + folder + " cannot be read: " + e, e);
            }
        } else {
            wrong = Files.exists(folder) ? "is a file, not a folder" : "is not there";
        }
        if (wrong != null) {
            throw new ModelException("The folder of models " + folder + " " + wrong, null);
        }
    }

    /**
     * Where models run.
     *
     * @return the device
     */
    public ComputeDevice device() {
        return device;
    }

    /** {@return the threads that one call of a model may use, at least 1} */
    public int threads() {
        return threads;
    }

    /** {@return the engine that was asked for; if absent, the one that suits model and device} */
    public Optional<TensorEngine> engine() {
        return engine;
    }

    /**
     * Reads the description of a model.
     *
     * @param id the model's id, such as {@code "face-expression"}
     * @return its description
     * @throws ModelException if it is not found, or its description cannot be used
     */
    public ModelDescription description(String id) {
        String text =
                read(
                        id,
                        DESCRIPTION,
                        BoundedInput::description,
                        stream -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        ModelDescription description = ModelDescription.parse(id, describe(id, DESCRIPTION), text);
        described.put(id, Hash.sha256(text.getBytes(StandardCharsets.UTF_8)));
        return description;
    }

    /**
     * {@return the models described so far, so that results of other models can be distinguished:
     * for each model's id the SHA-256 of its description, which names that of its weights}
     */
    public Map<String, String> hashes() {
        return new TreeMap<>(described);
    }

    /**
     * Weights as they lie in their file.
     *
     * @param origin where they come from, for messages
     * @param bytes the file's content, whose hash is that of the description
     */
    @SuppressWarnings("ArrayRecordComponent") // Megabytes, handed once to an engine.
    public record Weights(String origin, byte[] bytes) {}

    /**
     * Reads a model's weights and checks their hash.
     *
     * @param description the model's description
     * @param wanted the engine that is to run them
     * @return the weights
     * @throws ModelException if the model does not ship for the engine, or its file is not found or
     *     was changed
     */
    public Weights weights(ModelDescription description, TensorEngine wanted) {
        WeightsFile file =
                description
                        .weights(wanted)
                        .orElseThrow(
                                () ->
                                        new ModelException(
                                                "The model "
                                                        + description.id()
                                                        + " does not ship for "
                                                        + wanted,
                                                null));
        String origin = describe(description.id(), file.file());
        byte[] bytes =
                read(
                        description.id(),
                        file.file(),
                        ModelLoader::readWeights,
                        InputStream::readAllBytes);
        checkHash(origin, file.sha256(), bytes);
        return new Weights(origin, bytes);
    }

    private static byte[] readWeights(Path file) throws IOException {
        try (InputStream stream = BoundedInput.open(file)) {
            if (Files.size(file) > Runtime.getRuntime().maxMemory()) {
                throw tooLarge(file.toString(), null);
            }
            return stream.readAllBytes();
        }
    }

    private interface Reading<S, T> {
        T from(S source) throws IOException;
    }

    private <T> T read(
            String id, String file, Reading<Path, T> onDisk, Reading<InputStream, T> onClassPath) {
        try {
            if (folder.isPresent() && Files.isDirectory(folder.get().resolve(id))) {
                return onDisk.from(folder.get().resolve(id).resolve(file));
            }
            try (InputStream stream = resource(id, file)) {
                return onClassPath.from(stream);
            }
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new ModelException(
                    "Found no "
                            + describe(id, file)
                            + "; add the dependency io.github.emotion4j:emotion4j-model-"
                            + id
                            + " or name a folder of models",
                    e);
        } catch (CharacterCodingException e) {
            throw new ModelException(describe(id, file) + " is no text in UTF-8", e);
        } catch (IOException e) {
            throw new ModelException(describe(id, file) + " cannot be read: " + e, e);
        } catch (InputException e) {
            throw new ModelException(e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(describe(id, file), e);
        }
    }

    private static ModelException tooLarge(String file, @Nullable Throwable cause) {
        return new ModelException(
                file
                        + " does not fit into the memory of this JVM; restore the file, or raise"
                        + " -Xmx if it is meant",
                cause);
    }

    private static InputStream resource(String id, String file) throws FileNotFoundException {
        @Nullable InputStream stream =
                ModelLoader.class.getClassLoader().getResourceAsStream(RESOURCES + id + "/" + file);
        if (stream == null) {
            throw new FileNotFoundException(RESOURCES + id + "/" + file);
        }
        return stream;
    }

    private String describe(String id, String file) {
        boolean onDisk = folder.isPresent() && Files.isDirectory(folder.get().resolve(id));
        return onDisk
                ? folder.get().resolve(id).resolve(file).toString()
                : "classpath:" + RESOURCES + id + "/" + file;
    }

    private static void checkHash(String name, String expected, byte[] content) {
        String found = Hash.sha256(content);
        if (!found.equals(expected.toLowerCase(Locale.ROOT))) {
            throw new ModelException(
                    String.format(
                            Locale.ROOT,
                            "%s was changed or cut: SHA-256 expected %s, found %s. Restore the"
                                    + " file, or correct model.json if the change was meant",
                            name,
                            expected,
                            found),
                    null);
        }
    }
}
