package io.github.emotion4j.app.report;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.EmotionRecognizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model on the class path says of itself.
 *
 * @param id its name
 * @param version its version
 * @param licence the terms of its weights
 * @param data what it was trained on
 * @param measured the main figures it reached, as its model.json names them
 */
record ModelNotes(
        String id, String version, String licence, List<String> data, List<String> measured) {
    private static final String RESOURCES = "/io/github/emotion4j/models/";
    private static final List<String> IDS =
            List.of(
                    "face-detector",
                    "face-expression",
                    "speech-activity",
                    "speech-emotion",
                    "physio-stress",
                    "fusion");

    /** The notes of those models that are there. */
    static List<ModelNotes> all() {
        List<ModelNotes> notes = new ArrayList<>();
        for (String id : IDS) {
            String name = RESOURCES + id + "/model.json";
            try (InputStream stream = EmotionRecognizer.class.getResourceAsStream(name)) {
                if (stream != null) {
                    InputStreamReader reader =
                            new InputStreamReader(stream, StandardCharsets.UTF_8);
                    notes.add(of(new Gson().fromJson(reader, JsonObject.class)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return notes;
    }

    private static ModelNotes of(JsonObject json) {
        List<String> data = new ArrayList<>();
        if (json.has("data")) {
            json.getAsJsonArray("data").forEach(d -> data.add(d.getAsString()));
        }
        List<String> measured = new ArrayList<>();
        if (json.has("metrics")) {
            flatten("", json.get("metrics"), 2, measured);
        }
        return new ModelNotes(
                json.get("id").getAsString(),
                json.get("version").getAsString(),
                json.has("licence") ? json.get("licence").getAsString() : "not stated",
                data,
                measured);
    }

    /** Single figures that lie no deeper than some levels; the card has the rest. */
    private static void flatten(String name, JsonElement element, int levels, List<String> lines) {
        if (element.isJsonObject() && levels > 0) {
            for (Map.Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
                String path = name.isEmpty() ? entry.getKey() : name + ", " + entry.getKey();
                flatten(path, entry.getValue(), levels - 1, lines);
            }
        } else if (element.isJsonPrimitive()) {
            lines.add(name + ": " + element.toString());
        }
    }
}
