package io.github.emotion4j.fusion.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.Hash;
import io.github.emotion4j.core.internal.model.ModelName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network to start a training from: its TorchScript file and its {@code model.json}. It may be
 * untrained, or the shipped one, to be tuned further. Immutable.
 */
public final class NetworkFile {
    private static final String RESOURCES = "io/github/emotion4j/models/";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private final byte[] weights;
    private final JsonObject description;

    private NetworkFile(byte[] weights, JsonObject description) {
        this.weights = weights;
        this.description = description;
    }

    private static NetworkFile of(String origin, byte[] weights, String text) {
        NetworkFile network = new NetworkFile(weights, parse(origin, text));
        // A description that lacks something is refused here, not in the middle of a training.
        return Guard.read(
                "The model.json of " + origin,
                ModelException::new,
                () -> {
                    network.name();
                    network.slots();
                    network.labels();
                    network.width();
                    return network;
                });
    }

    /**
     * A network in a folder.
     *
     * @param folder holds {@code model.pt} and {@code model.json}
     * @return the network
     * @throws ModelException if a file is not there or not readable, or the description is not that
     *     of a fusion network
     */
    public static NetworkFile in(Path folder) {
        try {
            return of(
                    folder.toString(),
                    weights(folder),
                    BoundedInput.description(folder.resolve("model.json")));
        } catch (IOException | InputException e) {
            throw new ModelException(
                    folder + " holds no network: model.pt and model.json are needed (" + e + ")",
                    e);
        }
    }

    private static byte[] weights(Path folder) throws IOException {
        try (InputStream in = BoundedInput.open(folder.resolve("model.pt"))) {
            return in.readAllBytes();
        }
    }

    /**
     * A network on the class path, as the artifact {@code emotion4j-models} ships it.
     *
     * @param id the model's id: {@code "fusion"}, or {@code "fusion/untrained"} for the same
     *     network before it was trained
     * @return the network
     * @throws ModelException if it is not there
     */
    public static NetworkFile shipped(String id) {
        return of(
                id,
                resource(id, "model.pt"),
                new String(resource(id, "model.json"), StandardCharsets.UTF_8));
    }

    /** {@return the names of the modalities that have a place in the network, in order} */
    public List<String> slots() {
        return texts(description.getAsJsonArray("slots"));
    }

    /** {@return the labels of the classes, in order} */
    public List<String> labels() {
        return texts(
                description
                        .getAsJsonArray("outputs")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("labels"));
    }

    /** {@return the number of values in a modality's row} */
    public int width() {
        return length(0, 3);
    }

    /** For messages. */
    String name() {
        return description.has("id") ? description.get("id").getAsString() : "without an id";
    }

    int past() {
        return length(4, 1);
    }

    int units() {
        return length(4, 2);
    }

    int opinions() {
        return length(5, 1);
    }

    byte[] weights() {
        return weights;
    }

    /**
     * The id of a network that is written to a folder.
     *
     * @throws IllegalArgumentException if no network could be loaded from a folder of such a name
     */
    static String idOf(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "" : last.toString();
        if (!ModelName.isPlain(name)) {
            throw new IllegalArgumentException(
                    "A network is loaded by the name of its folder, which cannot be \""
                            + name
                            + "\"; name a folder of the letters A to Z, digits, _, . and - only");
        }
        return name;
    }

    /**
     * Writes the description of newly trained weights to their folder.
     *
     * @param powers how far each slot is believed in a product
     */
    void describe(Path folder, float[] powers, Calibration calibration, String version)
            throws IOException {
        JsonObject changed = description.deepCopy();
        byte[] written = weights(folder);
        changed.addProperty("id", idOf(folder));
        changed.addProperty("version", version);
        changed.addProperty("file", "model.pt");
        changed.addProperty("sha256", Hash.sha256(written));
        changed.remove("onnx");
        changed.add("pool", GSON.toJsonTree(powers));
        changed.add("calibration", GSON.toJsonTree(calibration));
        Files.writeString(folder.resolve("model.json"), GSON.toJson(changed) + "\n");
    }

    private int length(int input, int axis) {
        return Guard.read(
                "The shape of input " + input + " in the model.json of a network",
                ModelException::new,
                () ->
                        description
                                .getAsJsonArray("inputs")
                                .get(input)
                                .getAsJsonObject()
                                .getAsJsonArray("shape")
                                .get(axis)
                                .getAsInt());
    }

    private static List<String> texts(JsonArray array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.getAsString()));
        return List.copyOf(texts);
    }

    private static JsonObject parse(String origin, String text) {
        try {
            @Nullable JsonObject json = GSON.fromJson(text, JsonObject.class);
            if (json == null || !json.has("slots") || !json.has("inputs") || !json.has("outputs")) {
                throw new ModelException(
                        "The model.json of " + origin + " is not that of a fusion network", null);
            }
            return json;
        } catch (JsonParseException e) {
            throw new ModelException("The model.json of " + origin + " is no JSON: " + e, e);
        }
    }

    private static byte[] resource(String id, String file) {
        String name = RESOURCES + id + "/" + file;
        try (InputStream stream = NetworkFile.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new ModelException(
                        "Found no classpath:"
                                + name
                                + "; add the dependency io.github.emotion4j:emotion4j-models",
                        null);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new ModelException("classpath:" + name + " cannot be read: " + e, e);
        }
    }
}
