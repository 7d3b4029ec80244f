package io.github.emotion4j.core.internal.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Evidence, and the values it is made of, as JSON; {@code emotion4j.schema.json} has the fields.
 */
public final class EvidenceJson {
    private EvidenceJson() {}

    /** The text of one piece of evidence, with its embedding. */
    public static String text(Evidence evidence) {
        return JsonText.write(write(evidence, true));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws io.github.emotion4j.core.InputException if it is no such text
     */
    public static Evidence ofText(String json) {
        return JsonText.read("Evidence", json, EvidenceJson::read);
    }

    /** The fields of one piece of evidence. */
    public static JsonObject write(Evidence evidence, boolean embeddings) {
        JsonObject json = new JsonObject();
        json.addProperty("status", evidence instanceof Evidence.Present ? "present" : "missing");
        writeInterval(json, evidence.interval());
        if (evidence instanceof Evidence.Present present) {
            writePerceived(json, present.probabilities(), present.affect(), present.stress());
            json.addProperty("quality", present.quality());
            json.add("issues", write(present.issues()));
            if (embeddings) {
                JsonArray embedding = new JsonArray();
                for (float value : present.embedding()) {
                    embedding.add(value);
                }
                json.add("embedding", embedding);
            }
        } else if (evidence instanceof Evidence.Missing missing) {
            json.add("reason", write(missing.reason()));
        }
        return json;
    }

    /** Reads what {@link #write(Evidence, boolean)} wrote. */
    public static Evidence read(JsonObject json) {
        TimeInterval interval = readInterval(json);
        String status = json.get("status").getAsString();
        if (status.equals("missing")) {
            return new Evidence.Missing(interval, readReason(json.getAsJsonObject("reason")));
        }
        if (!status.equals("present")) {
            throw new IllegalArgumentException(
                    "evidence is \"present\" or \"missing\", not \"" + status + "\"");
        }
        JsonArray values =
                json.has("embedding") ? json.getAsJsonArray("embedding") : new JsonArray();
        float[] embedding = new float[values.size()];
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = values.get(i).getAsFloat();
        }
        return new Evidence.Present(
                interval,
                readProbabilities(json),
                readAffect(json),
                readStress(json),
                embedding,
                json.get("quality").getAsDouble(),
                readReasons(json.getAsJsonArray("issues")));
    }

    /** Adds the fields of an interval. */
    public static void writeInterval(JsonObject json, TimeInterval interval) {
        json.addProperty("startNanos", interval.startNanos());
        json.addProperty("endNanos", interval.endNanos());
    }

    /** Reads what {@link #writeInterval} added. */
    public static TimeInterval readInterval(JsonObject json) {
        return new TimeInterval(
                JsonText.whole(json.get("startNanos")), JsonText.whole(json.get("endNanos")));
    }

    /** What was perceived; null where it was not. */
    static void writePerceived(
            JsonObject json,
            Optional<EmotionProbabilities> probabilities,
            Optional<Affect> affect,
            OptionalDouble stress) {
        JsonObject classes = new JsonObject();
        probabilities.ifPresent(
                p -> Emotion.ALL.forEach(e -> classes.addProperty(e.label(), p.probability(e))));
        json.add("probabilities", probabilities.isPresent() ? classes : JsonNull.INSTANCE);
        json.addProperty("valence", affect.map(Affect::valence).orElse(null));
        json.addProperty("arousal", affect.map(Affect::arousal).orElse(null));
        json.addProperty("affectSource", affect.map(a -> a.source().label()).orElse(null));
        json.addProperty("stress", stress.isPresent() ? stress.getAsDouble() : null);
    }

    static Optional<EmotionProbabilities> readProbabilities(JsonObject json) {
        if (json.get("probabilities").isJsonNull()) {
            return Optional.empty();
        }
        JsonObject classes = json.getAsJsonObject("probabilities");
        double[] values = new double[Emotion.ALL.size()];
        for (Emotion emotion : Emotion.ALL) {
            values[emotion.ordinal()] = classes.get(emotion.label()).getAsDouble();
        }
        return Optional.of(EmotionProbabilities.of(values));
    }

    static Optional<Affect> readAffect(JsonObject json) {
        if (json.get("affectSource").isJsonNull()) {
            return Optional.empty();
        }
        String label = json.get("affectSource").getAsString();
        Affect.Source source =
                Arrays.stream(Affect.Source.values())
                        .filter(s -> s.label().equals(label))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("affectSource is " + label));
        return Optional.of(
                new Affect(
                        json.get("valence").getAsDouble(),
                        json.get("arousal").getAsDouble(),
                        source));
    }

    static OptionalDouble readStress(JsonObject json) {
        return json.get("stress").isJsonNull()
                ? OptionalDouble.empty()
                : OptionalDouble.of(json.get("stress").getAsDouble());
    }

    static JsonArray write(List<Reason> reasons) {
        JsonArray json = new JsonArray();
        reasons.forEach(reason -> json.add(write(reason)));
        return json;
    }

    static List<Reason> readReasons(JsonArray json) {
        List<Reason> reasons = new ArrayList<>();
        for (JsonElement element : json) {
            reasons.add(readReason(element.getAsJsonObject()));
        }
        return reasons;
    }

    private static JsonObject write(Reason reason) {
        JsonObject json = new JsonObject();
        json.addProperty("code", reason.code());
        json.addProperty("message", reason.message());
        return json;
    }

    private static Reason readReason(JsonObject json) {
        return new Reason(json.get("code").getAsString(), json.get("message").getAsString());
    }
}
