package io.github.emotion4j.physio.internal.io;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON file of a table that names its rate and columns: BIDS, the Brain Imaging Data Structure,
 * keeps {@code SamplingFrequency} and {@code Columns} there, and the table without names.
 */
final class Sidecar {
    private Sidecar() {}

    /** The content of the JSON file of a table, if it exists and the caller gave no format. */
    static TableFormat format(Path table, TableFormat given, Limits limits) throws IOException {
        String name = String.valueOf(table.getFileName());
        String stem = name.replaceFirst("(?i)\\.tsv(\\.gz)?$", "");
        Path beside = table.resolveSibling(stem + ".json");
        boolean said = !given.columns().isEmpty() || given.sampleRateHertz().isPresent();
        if (stem.equals(name) || said || !Files.isRegularFile(beside)) {
            return given;
        }
        String text = new String(BoundedInput.read(beside, limits), StandardCharsets.UTF_8);
        try {
            return JsonText.read(beside.toString(), text, limits, json -> format(json, given));
        } catch (InputException e) {
            return given; // Some other JSON of that name.
        }
    }

    private static TableFormat format(JsonObject json, TableFormat given) {
        if (!json.has("SamplingFrequency") || !json.has("Columns")) {
            return given;
        }
        List<String> columns = new ArrayList<>();
        for (JsonElement column : json.getAsJsonArray("Columns")) {
            columns.add(column.getAsString());
        }
        return given.withRate(json.get("SamplingFrequency").getAsDouble())
                .withColumns(columns.toArray(String[]::new));
    }
}
