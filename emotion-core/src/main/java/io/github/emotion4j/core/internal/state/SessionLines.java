package io.github.emotion4j.core.internal.state;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.internal.format.EvidenceJson;
import io.github.emotion4j.core.internal.io.JsonText;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The lines of a session's record: a header, then observations, how far the signals came, and the
 * steps, in the order in which they happened. Each line is a JSON object.
 */
public final class SessionLines {
    private static final String FORMAT = "emotion4j-session";
    private static final int VERSION = 1;

    /** A century: longer than anything is held, and written as a number. */
    public static final long MAX_HOLD_NANOS = 3_155_760_000_000_000_000L;

    private SessionLines() {}

    /**
     * The first line.
     *
     * @param stepNanos the length of a step
     * @param holdNanos for each modality, how long an observation stands
     */
    public record Header(long stepNanos, Map<ModalityId, Long> holdNanos) {}

    /** Takes what the lines say. */
    public interface Events {
        /** A modality gave an observation, also if it perceived no person. */
        void observation(Observation observation);

        /** The signal of a modality reached a time. */
        void reached(ModalityId modality, long nanos);

        /** The step that ends at a time was given out. */
        void step(long endNanos);
    }

    /** Writes the header. */
    public static String write(Header header) {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("version", VERSION);
        json.addProperty("stepNanos", header.stepNanos());
        JsonObject holds = new JsonObject();
        header.holdNanos().forEach((id, nanos) -> holds.addProperty(id.name(), nanos));
        json.add("holdNanos", holds);
        return JsonText.write(json);
    }

    /** Writes an observation, without its detail. */
    public static String write(Observation observation) {
        JsonObject json = new JsonObject();
        json.addProperty("observation", observation.modality().name());
        json.addProperty("person", observation.personId());
        json.addProperty("subject", observation.subject());
        json.add("evidence", EvidenceJson.write(observation.evidence(), true));
        return JsonText.write(json);
    }

    /** Writes how far a signal came. */
    public static String reached(ModalityId modality, long nanos) {
        JsonObject json = new JsonObject();
        JsonArray pair = new JsonArray();
        pair.add(modality.name());
        pair.add(nanos);
        json.add("reached", pair);
        return JsonText.write(json);
    }

    /** Writes that the step that ends at a time was given out. */
    public static String step(long endNanos) {
        JsonObject json = new JsonObject();
        json.addProperty("step", endNanos);
        return JsonText.write(json);
    }

    /**
     * Reads the header.
     *
     * @throws InputException if it is none, or of another version
     */
    public static Header readHeader(String name, String line) {
        return JsonText.read(
                name,
                line,
                json -> {
                    JsonElement format = json.get("format");
                    if (format == null || !format.getAsString().equals(FORMAT)) {
                        throw new InputException(name, "is no recorded session");
                    }
                    JsonText.requireVersion(name, json, VERSION);
                    Map<ModalityId, Long> holds = new TreeMap<>();
                    json.getAsJsonObject("holdNanos")
                            .entrySet()
                            .forEach(
                                    entry ->
                                            holds.put(
                                                    new ModalityId(entry.getKey()),
                                                    JsonText.whole(entry.getValue())));
                    if (holds.values().stream().anyMatch(h -> h < 0 || h > MAX_HOLD_NANOS)) {
                        throw new InputException(name, "has the impossible holds " + holds);
                    }
                    return new Header(JsonText.whole(json.get("stepNanos")), holds);
                });
    }

    /**
     * Reads a line after the header.
     *
     * @return passes it on
     * @throws InputException if it is none
     */
    public static Consumer<Events> read(String name, String line) {
        return JsonText.read(
                name,
                line,
                json -> {
                    if (json.has("observation")) {
                        Observation observation =
                                new Observation(
                                        new ModalityId(json.get("observation").getAsString()),
                                        Math.toIntExact(JsonText.whole(json.get("person"))),
                                        json.get("subject").getAsBoolean(),
                                        EvidenceJson.read(json.getAsJsonObject("evidence")),
                                        null);
                        return events -> events.observation(observation);
                    }
                    if (json.has("reached")) {
                        JsonArray pair = json.getAsJsonArray("reached");
                        ModalityId id = new ModalityId(pair.get(0).getAsString());
                        long nanos = JsonText.whole(pair.get(1));
                        return events -> events.reached(id, nanos);
                    }
                    if (json.has("step")) {
                        long endNanos = JsonText.whole(json.get("step"));
                        return events -> events.step(endNanos);
                    }
                    throw new InputException(name, "has the unknown line " + line);
                });
    }
}
