package io.github.emotion4j.app.server;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.vision.Face;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceGeometry;
import io.github.emotion4j.vision.FaceLandmarks;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What a stream tells of faces and evidence, and tables of features, as the server's JSON: what the
 * library's own JSON has no place for.
 */
final class ResultJson {
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private static final CSVFormat WITH_HEADER =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    /** All other columns of a table of features hold numbers. */
    private static final Set<String> TEXT_COLUMNS = Set.of("part", "signal", "site", "reasons");

    private ResultJson() {}

    /** A message of a type, to be filled. */
    static JsonObject message(String type) {
        JsonObject json = new JsonObject();
        json.addProperty("type", type);
        return json;
    }

    static String faces(List<Face> faces) {
        return faces.stream()
                .map(Face::toJson)
                .collect(Collectors.joining(",", "{\"faces\":[", "]}"));
    }

    /** Left, top, width and height in pixels. */
    static JsonArray box(FaceBox box) {
        return numbers(box.left(), box.top(), box.width(), box.height());
    }

    static JsonObject landmarks(FaceLandmarks landmarks) {
        JsonObject json = new JsonObject();
        json.add("leftEye", point(landmarks.leftEye()));
        json.add("rightEye", point(landmarks.rightEye()));
        json.add("noseTip", point(landmarks.noseTip()));
        json.add("mouthCentre", point(landmarks.mouthCentre()));
        return json;
    }

    private static JsonArray point(FaceLandmarks.Point point) {
        return numbers(point.x(), point.y());
    }

    private static JsonArray numbers(double... values) {
        JsonArray array = new JsonArray();
        for (double value : values) {
            array.add(Math.round(value * 100) / 100.0);
        }
        return array;
    }

    /** The points of the face and how the head is held; null where they were not measured. */
    static void geometry(JsonObject json, Optional<FaceGeometry> geometry) {
        if (geometry.isEmpty()) {
            json.add("mesh", JsonNull.INSTANCE);
            json.add("pose", JsonNull.INSTANCE);
            return;
        }
        JsonArray mesh = new JsonArray();
        geometry.get().points().forEach(p -> mesh.add(point(p)));
        json.add("mesh", mesh);
        JsonObject pose = new JsonObject();
        pose.addProperty("yawDegrees", geometry.get().yawDegrees());
        pose.addProperty("pitchDegrees", geometry.get().pitchDegrees());
        pose.addProperty("rollDegrees", geometry.get().rollDegrees());
        json.add("pose", pose);
    }

    /** What was perceived, or why nothing was. */
    static void evidence(JsonObject json, Evidence evidence) {
        if (evidence instanceof Evidence.Present present) {
            json.add("probabilities", probabilities(present.probabilities()));
            json.add("affect", affect(present.affect()));
            json.add("missing", JsonNull.INSTANCE);
        } else if (evidence instanceof Evidence.Missing missing) {
            json.add("probabilities", JsonNull.INSTANCE);
            json.add("affect", JsonNull.INSTANCE);
            json.add("missing", reason(missing.reason()));
        }
    }

    static JsonElement probabilities(Optional<EmotionProbabilities> probabilities) {
        if (probabilities.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        for (Emotion emotion : Emotion.ALL) {
            json.addProperty(emotion.label(), probabilities.get().probability(emotion));
        }
        return json;
    }

    private static JsonElement affect(Optional<Affect> affect) {
        if (affect.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        json.addProperty("valence", affect.get().valence());
        json.addProperty("arousal", affect.get().arousal());
        return json;
    }

    static JsonObject reason(Reason reason) {
        JsonObject json = new JsonObject();
        json.addProperty("code", reason.code());
        json.addProperty("message", reason.message());
        return json;
    }

    /**
     * A table of features, a row an object. Its numbers are those of the CSV; an empty cell is
     * null.
     */
    static String table(String csv) throws IOException {
        JsonArray rows = new JsonArray();
        try (CSVParser parser = WITH_HEADER.parse(new StringReader(csv))) {
            for (CSVRecord line : parser) {
                JsonObject row = new JsonObject();
                line.toMap()
                        .forEach(
                                (column, cell) -> {
                                    if (TEXT_COLUMNS.contains(column)) {
                                        row.addProperty(column, cell);
                                    } else if (cell.isEmpty()) {
                                        row.add(column, JsonNull.INSTANCE);
                                    } else {
                                        number(row, column, Double.parseDouble(cell));
                                    }
                                });
                rows.add(row);
            }
        }
        JsonObject answer = new JsonObject();
        answer.add("rows", rows);
        return GSON.toJson(answer);
    }

    /** An error's body. */
    static String error(String code, String message) {
        JsonObject json = new JsonObject();
        json.add("error", reason(new Reason(code, message)));
        return GSON.toJson(json);
    }

    /** NaN is no number of JSON. */
    static void number(JsonObject json, String name, double value) {
        json.add(name, Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
    }
}
