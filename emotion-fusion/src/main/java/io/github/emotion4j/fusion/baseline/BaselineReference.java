package io.github.emotion4j.fusion.baseline;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How people differ, modality by modality: what a {@link PersonalBaseline} compares one person
 * with. Immutable and thread-safe.
 */
public final class BaselineReference {
    /** A reference that knows no modality yet. */
    public static final BaselineReference EMPTY = new BaselineReference(Map.of());

    private static final String BUNDLED = "baseline-reference.json";
    private static final int SCHEMA = 1;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private final Map<ModalityId, LevelModel> modalities;

    private BaselineReference(Map<ModalityId, LevelModel> modalities) {
        this.modalities = Collections.unmodifiableMap(new TreeMap<>(modalities));
    }

    /**
     * How people differ in what this project's voice model gives for them, measured on speakers and
     * on corpora that the model had not been trained on. Face and body are not in it; the module's
     * README says why, and what the voice gains.
     *
     * @return the reference
     */
    public static BaselineReference bundled() {
        try (InputStream in = BaselineReference.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException(BUNDLED + " is missing from the jar");
            }
            return parse(BUNDLED, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * This reference with one more modality, or another model of one.
     *
     * @param modality the modality
     * @param levels how people differ in it
     * @return the changed copy
     */
    public BaselineReference with(ModalityId modality, LevelModel levels) {
        Map<ModalityId, LevelModel> more = new TreeMap<>(modalities);
        more.put(modality, levels);
        return new BaselineReference(more);
    }

    /**
     * How people differ in a modality.
     *
     * @param modality the modality
     * @return its levels, if it is known
     */
    public Optional<LevelModel> levels(ModalityId modality) {
        return Optional.ofNullable(modalities.get(modality));
    }

    /**
     * This reference.
     *
     * @throws IllegalArgumentException if it knows no modality
     */
    BaselineReference requireKnowing() {
        if (modalities.isEmpty()) {
            throw new IllegalArgumentException(
                    "The reference knows no modality, so that nothing would be learned; use"
                            + " BaselineReference.bundled(), or add a modality by with(...)");
        }
        return this;
    }

    /**
     * The reference as JSON (schema 1): for each modality its model, the seconds of an observation
     * and the four arrays of {@link LevelModel}.
     *
     * @return the text; {@link #parse} reads it
     */
    public String toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        JsonObject all = new JsonObject();
        modalities.forEach(
                (id, levels) -> {
                    JsonObject modality = new JsonObject();
                    modality.addProperty("model", levels.model());
                    modality.addProperty("secondsPerObservation", levels.secondsPerObservation());
                    for (String name : LevelModel.ARRAYS) {
                        JsonArray array = new JsonArray();
                        for (double value : levels.array(name)) {
                            array.add(value);
                        }
                        modality.add(name, array);
                    }
                    all.add(id.name(), modality);
                });
        json.add("modalities", all);
        return GSON.toJson(json);
    }

    /**
     * Reads a reference.
     *
     * @param origin where the text comes from, for messages
     * @param text what {@link #toJson} gave
     * @return the reference
     * @throws InputException if it is no JSON, of another schema or not complete
     */
    public static BaselineReference parse(String origin, String text) {
        try {
            JsonObject json = GSON.fromJson(text, JsonObject.class);
            if (json == null || !json.has("schema") || json.get("schema").getAsInt() != SCHEMA) {
                throw new InputException(
                        origin, "is not of schema " + SCHEMA + ", which this version reads");
            }
            Map<ModalityId, LevelModel> modalities = new TreeMap<>();
            if (!json.has("modalities")) {
                throw new InputException(
                        origin, "is not a complete baseline reference: it has no modalities");
            }
            for (Map.Entry<String, JsonElement> entry :
                    json.getAsJsonObject("modalities").entrySet()) {
                modalities.put(
                        new ModalityId(entry.getKey()),
                        levels(origin, entry.getKey(), entry.getValue().getAsJsonObject()));
            }
            return new BaselineReference(modalities);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InputException(
                    origin, "is not a complete baseline reference: " + e.getMessage(), e);
        }
    }

    private static LevelModel levels(String origin, String name, JsonObject modality) {
        double[][] arrays = new double[LevelModel.ARRAYS.size()][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] =
                    field(
                            origin,
                            modality,
                            name + "." + LevelModel.ARRAYS.get(i),
                            list ->
                                    list.getAsJsonArray().asList().stream()
                                            .mapToDouble(JsonElement::getAsDouble)
                                            .toArray());
            if (arrays[i].length != PersonalBaseline.SIZE) {
                throw new InputException(
                        origin,
                        name
                                + "."
                                + LevelModel.ARRAYS.get(i)
                                + " has "
                                + arrays[i].length
                                + " numbers, not "
                                + PersonalBaseline.SIZE);
            }
        }
        return new LevelModel(
                field(origin, modality, name + ".model", JsonElement::getAsString),
                field(origin, modality, name + ".secondsPerObservation", JsonElement::getAsDouble),
                arrays);
    }

    private static <T> T field(
            String origin, JsonObject modality, String path, Function<JsonElement, T> value) {
        String name = path.substring(path.indexOf('.') + 1);
        if (!modality.has(name)) {
            throw new InputException(origin, "has no " + path);
        }
        try {
            return value.apply(modality.get(name));
        } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
            throw new InputException(origin, path + " is of another kind than it should be", e);
        }
    }
}
