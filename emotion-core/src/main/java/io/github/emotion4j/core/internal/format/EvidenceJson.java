package io.github.emotion4j.core.internal.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Evidence, and the values it is made of, as JSON; {@code emotion4j.schema.json} has the fields.
 */
final class EvidenceJson {
    private EvidenceJson() {}

    static JsonObject write(Evidence evidence) {
        JsonObject json = new JsonObject();
        json.addProperty("status", evidence instanceof Evidence.Present ? "present" : "missing");
        writeInterval(json, evidence.interval());
        if (evidence instanceof Evidence.Present present) {
            json.add("probabilities", write(present.probabilities()));
            writeAffect(json, present.affect(), present.stress());
            json.addProperty("quality", present.quality());
            json.add("issues", write(present.issues()));
            JsonArray embedding = new JsonArray();
            for (float value : present.embedding()) {
                embedding.add(value);
            }
            json.add("embedding", embedding);
        } else if (evidence instanceof Evidence.Missing missing) {
            json.add("reason", write(missing.reason()));
        }
        return json;
    }

    static Evidence read(JsonObject json) {
        TimeInterval interval = readInterval(json);
        if (json.get("status").getAsString().equals("missing")) {
            return new Evidence.Missing(interval, readReason(json.getAsJsonObject("reason")));
        }
        JsonArray values = json.getAsJsonArray("embedding");
        float[] embedding = new float[values.size()];
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = values.get(i).getAsFloat();
        }
        return new Evidence.Present(
                interval,
                readProbabilities(json.getAsJsonObject("probabilities")),
                readAffect(json),
                readStress(json),
                embedding,
                json.get("quality").getAsDouble(),
                readReasons(json.getAsJsonArray("issues")));
    }

    static void writeInterval(JsonObject json, TimeInterval interval) {
        json.addProperty("startNanos", interval.startNanos());
        json.addProperty("endNanos", interval.endNanos());
    }

    static TimeInterval readInterval(JsonObject json) {
        return new TimeInterval(
                json.get("startNanos").getAsLong(), json.get("endNanos").getAsLong());
    }

    static JsonObject write(EmotionProbabilities probabilities) {
        JsonObject json = new JsonObject();
        Emotion.ALL.forEach(e -> json.addProperty(e.label(), probabilities.of(e)));
        return json;
    }

    static EmotionProbabilities readProbabilities(JsonObject json) {
        double[] values = new double[Emotion.ALL.size()];
        for (Emotion emotion : Emotion.ALL) {
            values[emotion.ordinal()] = json.get(emotion.label()).getAsDouble();
        }
        return EmotionProbabilities.of(values);
    }

    static void writeAffect(JsonObject json, Affect affect, OptionalDouble stress) {
        json.addProperty("valence", affect.valence());
        json.addProperty("arousal", affect.arousal());
        stress.ifPresent(value -> json.addProperty("stress", value));
    }

    static Affect readAffect(JsonObject json) {
        return new Affect(json.get("valence").getAsDouble(), json.get("arousal").getAsDouble());
    }

    static OptionalDouble readStress(JsonObject json) {
        return json.has("stress")
                ? OptionalDouble.of(json.get("stress").getAsDouble())
                : OptionalDouble.empty();
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
