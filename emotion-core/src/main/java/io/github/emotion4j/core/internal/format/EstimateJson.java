package io.github.emotion4j.core.internal.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.internal.io.JsonText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Estimates and timelines as JSON; {@code emotion4j.schema.json} has the fields. */
public final class EstimateJson {
    private static final int VERSION = 1;

    private EstimateJson() {}

    /** A document of one estimate, on one line. */
    public static String write(EmotionEstimate estimate, boolean embeddings) {
        return JsonText.write(object(estimate, embeddings));
    }

    /** The object of that document. */
    public static JsonObject object(EmotionEstimate estimate, boolean embeddings) {
        JsonObject json = versioned();
        fill(json, estimate, embeddings);
        return json;
    }

    /** A document of a timeline, on one line. */
    public static String write(EmotionTimeline timeline, boolean embeddings) {
        JsonObject json = versioned();
        JsonObject summary = new JsonObject();
        fill(summary, timeline.summary(), embeddings);
        json.add("summary", summary);
        JsonArray estimates = new JsonArray();
        for (EmotionEstimate estimate : timeline.estimates()) {
            JsonObject entry = new JsonObject();
            fill(entry, estimate, embeddings);
            estimates.add(entry);
        }
        json.add("estimates", estimates);
        JsonObject shares = new JsonObject();
        timeline.shares().forEach((id, share) -> shares.addProperty(id.name(), share));
        json.add("shares", shares);
        JsonArray observations = new JsonArray();
        timeline.observations().forEach(o -> observations.add(write(o, embeddings)));
        json.add("observations", observations);
        return JsonText.write(json);
    }

    /** Reads what {@link #write(EmotionEstimate, boolean)} wrote. */
    public static EmotionEstimate readEstimate(String text) {
        return JsonText.read(
                "The estimate",
                text,
                json -> {
                    JsonText.requireVersion("The estimate", json, VERSION);
                    return read(json);
                });
    }

    /** Reads what {@link #write(EmotionTimeline, boolean)} wrote. */
    public static EmotionTimeline readTimeline(String text) {
        return JsonText.read(
                "The timeline",
                text,
                json -> {
                    JsonText.requireVersion("The timeline", json, VERSION);
                    List<EmotionEstimate> estimates = new ArrayList<>();
                    for (JsonElement entry : json.getAsJsonArray("estimates")) {
                        estimates.add(read(entry.getAsJsonObject()));
                    }
                    Map<ModalityId, Double> shares = new TreeMap<>();
                    json.getAsJsonObject("shares")
                            .entrySet()
                            .forEach(
                                    entry ->
                                            shares.put(
                                                    new ModalityId(entry.getKey()),
                                                    entry.getValue().getAsDouble()));
                    List<Observation> observations = new ArrayList<>();
                    json.getAsJsonArray("observations")
                            .forEach(o -> observations.add(readObservation(o.getAsJsonObject())));
                    return new EmotionTimeline(
                            estimates, read(json.getAsJsonObject("summary")), shares, observations);
                });
    }

    private static JsonObject versioned() {
        JsonObject json = new JsonObject();
        json.addProperty("version", VERSION);
        return json;
    }

    private static JsonObject write(Observation observation, boolean embeddings) {
        JsonObject json = new JsonObject();
        json.addProperty("modality", observation.modality().name());
        json.addProperty("personId", observation.personId());
        json.addProperty("subject", observation.subject());
        JsonObject detail = new JsonObject();
        new TreeMap<>(observation.detailNumbers())
                .forEach(
                        (name, numbers) -> {
                            JsonArray array = new JsonArray();
                            numbers.forEach(array::add);
                            detail.add(name, array);
                        });
        json.add("detail", detail);
        json.add("evidence", EvidenceJson.write(observation.evidence(), embeddings));
        return json;
    }

    private static Observation readObservation(JsonObject json) {
        return new Observation(
                new ModalityId(json.get("modality").getAsString()),
                Math.toIntExact(JsonText.whole(json.get("personId"))),
                json.get("subject").getAsBoolean(),
                EvidenceJson.read(json.getAsJsonObject("evidence")),
                null);
    }

    private static void fill(JsonObject json, EmotionEstimate estimate, boolean embeddings) {
        EvidenceJson.writeInterval(json, estimate.interval());
        json.add(
                "perceived",
                estimate.perceived()
                        .<JsonElement>map(emotion -> new JsonPrimitive(emotion.label()))
                        .orElse(JsonNull.INSTANCE));
        EvidenceJson.writePerceived(
                json, estimate.probabilities(), estimate.affect(), estimate.stress());
        JsonArray set = new JsonArray();
        estimate.predictionSet().forEach(emotion -> set.add(emotion.label()));
        json.add("predictionSet", set);
        json.add("abstentionReasons", EvidenceJson.write(estimate.abstentionReasons()));
        JsonObject contribution = new JsonObject();
        estimate.contribution().forEach((id, share) -> contribution.addProperty(id.name(), share));
        json.add("contribution", contribution);
        JsonObject evidence = new JsonObject();
        estimate.evidence()
                .forEach((id, e) -> evidence.add(id.name(), EvidenceJson.write(e, embeddings)));
        json.add("evidence", evidence);
    }

    private static EmotionEstimate read(JsonObject json) {
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        json.getAsJsonObject("evidence")
                .entrySet()
                .forEach(
                        entry ->
                                evidence.put(
                                        new ModalityId(entry.getKey()),
                                        EvidenceJson.read(entry.getValue().getAsJsonObject())));
        Map<ModalityId, Double> contribution = new TreeMap<>();
        json.getAsJsonObject("contribution")
                .entrySet()
                .forEach(
                        entry ->
                                contribution.put(
                                        new ModalityId(entry.getKey()),
                                        entry.getValue().getAsDouble()));
        Set<Emotion> set = EnumSet.noneOf(Emotion.class);
        json.getAsJsonArray("predictionSet")
                .forEach(label -> set.add(Emotion.ofLabel(label.getAsString())));
        return new EmotionEstimate(
                EvidenceJson.readInterval(json),
                EvidenceJson.readProbabilities(json),
                EvidenceJson.readAffect(json),
                EvidenceJson.readStress(json),
                evidence,
                contribution,
                set,
                EvidenceJson.readReasons(json.getAsJsonArray("abstentionReasons")));
    }
}
