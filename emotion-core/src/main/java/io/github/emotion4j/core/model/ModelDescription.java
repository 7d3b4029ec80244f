package io.github.emotion4j.core.model;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.model.ModelName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a model's {@code model.json} (schema 1). Numbers that belong to a model, such as
 * its input size and normalisation, are stored only there. Immutable and thread-safe.
 */
public final class ModelDescription {
    private static final int SCHEMA = 1;
    private static final Gson GSON = new Gson();

    private final String id;
    private final String origin;
    private final JsonObject json;
    private final Fields fields;

    private ModelDescription(String id, String origin, JsonObject json, Fields fields) {
        this.id = id;
        this.origin = origin;
        this.json = json;
        this.fields = fields;
    }

    /**
     * Reads a description.
     *
     * @param id the name of the model's folder
     * @param origin where it comes from, for messages
     * @param text the JSON text
     * @return the description
     * @throws ModelException if it is no JSON, of another schema, or a field is missing
     */
    static ModelDescription parse(String id, String origin, String text) {
        return Guard.read(
                origin + " is not the JSON of a model",
                ModelException::new,
                () -> read(id, origin, text));
    }

    private static ModelDescription read(String id, String origin, String text) {
        JsonObject json = GSON.fromJson(text, JsonObject.class);
        Fields fields = GSON.fromJson(json, Fields.class);
        ModelDescription description = new ModelDescription(id, origin, json, fields);
        if (json == null || fields.schema != SCHEMA) {
            throw new ModelException(
                    origin + " is not of schema " + SCHEMA + ", which this version reads", null);
        }
        description.requirePlain(description.require("id", fields.id), "a folder's");
        description.require("version", fields.version);
        description.require("file", fields.file);
        description.require("sha256", fields.sha256);
        description.require("inputs", fields.inputs);
        description.require("outputs", fields.outputs);
        description.inputNames();
        for (Output output : description.require("outputs", fields.outputs)) {
            description.require("name", description.require("outputs", output).name);
            for (String label : output.labels == null ? List.<String>of() : output.labels) {
                description.require("labels", label);
            }
        }
        double temperature = description.temperature();
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new ModelException(
                    origin + ": the temperature must be above 0, not " + temperature, null);
        }
        for (TensorEngine engine : TensorEngine.values()) {
            description
                    .weights(engine)
                    .ifPresent(w -> description.requirePlain(w.file(), "a file's"));
        }
        return description;
    }

    /**
     * The name of the model's folder, by which it is asked for. A copy in another folder, such as
     * one trained further, may still contain the id of the model that it came from.
     *
     * @return such as {@code "face-expression"}
     */
    public String id() {
        return id;
    }

    /** {@return the model's version, such as {@code "1.0.0"}} */
    public String version() {
        return require("version", fields.version);
    }

    /**
     * {@return the calibration temperature of the logits, a value above 0; 1 where the model names
     * none}
     */
    public double temperature() {
        return fields.temperature == null ? 1 : fields.temperature;
    }

    /**
     * The index of an output.
     *
     * @param name its name
     * @return its position among the model's outputs
     * @throws ModelException if the model has no such output
     */
    public int output(String name) {
        List<Output> outputs = require("outputs", fields.outputs);
        for (int i = 0; i < outputs.size(); i++) {
            if (name.equals(outputs.get(i).name)) {
                return i;
            }
        }
        throw new ModelException(origin + " has no output \"" + name + "\"", null);
    }

    /**
     * The labels of an output.
     *
     * @param name the output's name
     * @return the labels, in order
     * @throws ModelException if the output is not there or has none
     */
    public List<String> labels(String name) {
        List<Output> outputs = require("outputs", fields.outputs);
        return List.copyOf(require("labels", outputs.get(output(name)).labels));
    }

    /**
     * A number anywhere in the description.
     *
     * @param path the field's names from the top, with dots and array indices: {@code
     *     "inputs.0.scale"}
     * @return the number
     * @throws ModelException if there is none
     */
    public double number(String path) {
        double[] numbers = numbers(path);
        if (numbers.length != 1) {
            throw new ModelException(origin + ": \"" + path + "\" is not one number", null);
        }
        return numbers[0];
    }

    /**
     * Numbers anywhere in the description.
     *
     * @param path the field's names from the top, with dots and array indices
     * @return the array's numbers, or the one number; letters in an array, which stand for a free
     *     length, become -1
     * @throws ModelException if the field is missing or holds something else
     */
    public double[] numbers(String path) {
        JsonElement element = element(path);
        try {
            if (element.isJsonArray()) {
                return element.getAsJsonArray().asList().stream()
                        .mapToDouble(ModelDescription::lengthOrFree)
                        .toArray();
            }
            return new double[] {element.getAsDouble()};
        } catch (IllegalStateException | NumberFormatException | UnsupportedOperationException e) {
            throw new ModelException(origin + ": \"" + path + "\" is not numeric", e);
        }
    }

    /**
     * A text anywhere in the description.
     *
     * @param path the field's names from the top, with dots and array indices
     * @return the text
     * @throws ModelException if there is none
     */
    public String text(String path) {
        JsonElement element = element(path);
        if (!element.isJsonPrimitive()) {
            throw new ModelException(origin + ": \"" + path + "\" is not a text", null);
        }
        return element.getAsString();
    }

    /** {@return how many outputs the model gives, at least 1} */
    public int outputCount() {
        return require("outputs", fields.outputs).size();
    }

    /** {@return the names of the inputs, in order} */
    public List<String> inputNames() {
        return require("inputs", fields.inputs).stream()
                .map(input -> require("name", require("inputs", input).name))
                .toList();
    }

    /**
     * Whether the model ships for an engine.
     *
     * @param engine the engine
     * @return whether its weights have a file for it
     */
    public boolean shipsFor(TensorEngine engine) {
        return weights(engine).isPresent();
    }

    /** The weights' file for an engine, if the model ships for it. */
    Optional<WeightsFile> weights(TensorEngine engine) {
        return switch (engine) {
            case PYTORCH ->
                    Optional.of(
                            new WeightsFile(
                                    require("file", fields.file),
                                    require("sha256", fields.sha256)));
            case ONNX_RUNTIME ->
                    Optional.ofNullable(fields.onnx)
                            .map(
                                    onnx ->
                                            new WeightsFile(
                                                    require("onnx.file", onnx.file),
                                                    require("onnx.sha256", onnx.sha256)));
        };
    }

    private static double lengthOrFree(JsonElement element) {
        boolean letters = element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
        return letters ? -1 : element.getAsDouble();
    }

    private JsonElement element(String path) {
        JsonElement element = json;
        for (String name : path.split("\\.", -1)) {
            JsonElement next = null;
            if (element.isJsonObject()) {
                next = element.getAsJsonObject().get(name);
            } else if (element.isJsonArray() && name.chars().allMatch(Character::isDigit)) {
                int index = Integer.parseInt(name);
                next =
                        index < element.getAsJsonArray().size()
                                ? element.getAsJsonArray().get(index)
                                : null;
            }
            if (next == null) {
                throw new ModelException(origin + " lacks the field \"" + path + "\"", null);
            }
            element = next;
        }
        return element;
    }

    private <T> T require(String field, @Nullable T value) {
        if (value == null) {
            throw new ModelException(origin + " lacks the field \"" + field + "\"", null);
        }
        return value;
    }

    private void requirePlain(String name, String whose) {
        if (!ModelName.isPlain(name)) {
            throw new ModelException(
                    origin + ": \"" + name + "\" is not " + whose + " name alone", null);
        }
    }

    /** A file of weights and its hash. */
    record WeightsFile(String file, String sha256) {}

    private record Onnx(@Nullable String file, @Nullable String sha256) {}

    private record Input(@Nullable String name) {}

    private record Output(@Nullable String name, @Nullable List<String> labels) {}

    private record Fields(
            int schema,
            @Nullable String id,
            @Nullable String version,
            @Nullable String file,
            @Nullable String sha256,
            @Nullable Onnx onnx,
            @Nullable List<Input> inputs,
            @Nullable List<Output> outputs,
            @Nullable Double temperature) {}
}
