package io.github.emotion4j.core.internal.state;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.format.EvidenceJson;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.core.internal.io.SavedState;
import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A stream between two signals; as bytes, a {@link SavedState} of UTF-8 JSON.
 *
 * @param grid the steps
 * @param modalities each modality's order of signals and session
 */
public record StreamState(Grid grid, Map<ModalityId, ModalityState> modalities) {
    private static final String NAME = "The stream's state";
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4ST", 4, NAME, "Open a new stream, or go on with the release that gave it");

    /**
     * The steps.
     *
     * @param stepNanos the length of a step
     * @param openStep the index of the step that is open
     * @param furthestNanos how far the furthest signal reached
     * @param anything whether any signal was received
     * @param fusion the fusion session's own state
     * @param tracks the modalities on the grid
     */
    @SuppressWarnings("ArrayRecordComponent") // Written and read at once.
    public record Grid(
            long stepNanos,
            long openStep,
            long furthestNanos,
            boolean anything,
            byte[] fusion,
            Map<ModalityId, TrackState> tracks) {}

    /**
     * One modality.
     *
     * @param sources the last signal of each source
     * @param dropped the signals dropped since the last observation that told of them
     * @param session the session's own state, empty where it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // Written and read at once.
    public record ModalityState(Map<String, Last> sources, int dropped, byte[] session) {}

    /**
     * The last signal of a source.
     *
     * @param interval its time
     * @param contentHash as the signal tells it
     */
    public record Last(TimeInterval interval, int contentHash) {}

    /** One modality's state, which is there for every modality of the grid. */
    public ModalityState modality(ModalityId id) {
        return Objects.requireNonNull(modalities.get(id));
    }

    /** The bytes. */
    public byte[] toBytes() {
        JsonObject json = new JsonObject();
        json.addProperty("stepNanos", grid.stepNanos());
        json.addProperty("openStep", grid.openStep());
        json.addProperty("furthestNanos", grid.furthestNanos());
        json.addProperty("anything", grid.anything());
        json.addProperty("fusion", Base64.getEncoder().encodeToString(grid.fusion()));
        JsonObject all = new JsonObject();
        modalities.forEach((id, state) -> all.add(id.name(), write(id, state)));
        json.add("modalities", all);
        byte[] text = JsonText.write(json).getBytes(StandardCharsets.UTF_8);
        return ENVELOPE.write(out -> out.write(text));
    }

    /**
     * Reads what {@link #toBytes()} wrote.
     *
     * @throws InputException if the bytes are no state, of another version, damaged, or beyond the
     *     limits
     */
    public static StreamState of(byte[] bytes, Limits limits) {
        if (bytes.length > limits.maxBytes()) {
            throw new InputException(
                    NAME,
                    "has "
                            + bytes.length
                            + " bytes, and no more than "
                            + limits.maxBytes()
                            + " are read; raise Limits.maxBytes if it is meant");
        }
        byte[] text = ENVELOPE.read(bytes, DataInputStream::readAllBytes);
        return JsonText.readOwn(
                NAME, new String(text, StandardCharsets.UTF_8), limits, StreamState::read);
    }

    private static StreamState read(JsonObject json) {
        Map<ModalityId, ModalityState> states = new TreeMap<>();
        Map<ModalityId, TrackState> tracks = new TreeMap<>();
        for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("modalities").entrySet()) {
            ModalityId id = new ModalityId(entry.getKey());
            JsonObject value = entry.getValue().getAsJsonObject();
            tracks.put(id, readTrack(value));
            states.put(id, readModality(value));
        }
        return new StreamState(
                new Grid(
                        JsonText.whole(json.get("stepNanos")),
                        JsonText.whole(json.get("openStep")),
                        JsonText.whole(json.get("furthestNanos")),
                        json.get("anything").getAsBoolean(),
                        Base64.getDecoder().decode(json.get("fusion").getAsString()),
                        tracks),
                states);
    }

    private JsonObject write(ModalityId id, ModalityState state) {
        TrackState track = grid.tracks().get(id);
        JsonObject json = new JsonObject();
        if (track == null) {
            throw new IllegalStateException("No track of " + id);
        }
        json.addProperty("reachedNanos", track.reachedNanos());
        json.addProperty("anySignal", track.anySignal());
        json.addProperty("anyPresent", track.anyPresent());
        json.addProperty("toldNanos", track.toldNanos());
        json.addProperty("lateNanos", track.lateNanos());
        track.last().ifPresent(evidence -> json.add("last", EvidenceJson.write(evidence, true)));
        JsonArray waiting = new JsonArray();
        for (TrackState.Known known : track.waiting()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("sinceNanos", known.sinceNanos());
            entry.add("evidence", EvidenceJson.write(known.evidence(), true));
            waiting.add(entry);
        }
        json.add("waiting", waiting);
        JsonObject sources = new JsonObject();
        state.sources()
                .forEach(
                        (name, last) -> {
                            JsonObject entry = new JsonObject();
                            EvidenceJson.writeInterval(entry, last.interval());
                            entry.addProperty("contentHash", last.contentHash());
                            sources.add(name, entry);
                        });
        json.add("sources", sources);
        json.addProperty("dropped", state.dropped());
        json.addProperty("session", Base64.getEncoder().encodeToString(state.session()));
        return json;
    }

    private static TrackState readTrack(JsonObject json) {
        List<TrackState.Known> waiting = new ArrayList<>();
        for (JsonElement element : json.getAsJsonArray("waiting")) {
            JsonObject entry = element.getAsJsonObject();
            waiting.add(
                    new TrackState.Known(
                            EvidenceJson.read(entry.getAsJsonObject("evidence")),
                            JsonText.whole(entry.get("sinceNanos"))));
        }
        return new TrackState(
                JsonText.whole(json.get("reachedNanos")),
                json.get("anySignal").getAsBoolean(),
                json.get("anyPresent").getAsBoolean(),
                JsonText.whole(json.get("toldNanos")),
                JsonText.whole(json.get("lateNanos")),
                json.has("last")
                        ? Optional.of(EvidenceJson.read(json.getAsJsonObject("last")))
                        : Optional.empty(),
                waiting);
    }

    private static ModalityState readModality(JsonObject json) {
        Map<String, Last> sources = new TreeMap<>();
        json.getAsJsonObject("sources")
                .entrySet()
                .forEach(
                        entry -> {
                            JsonObject last = entry.getValue().getAsJsonObject();
                            sources.put(
                                    entry.getKey(),
                                    new Last(
                                            EvidenceJson.readInterval(last),
                                            Math.toIntExact(
                                                    JsonText.whole(last.get("contentHash")))));
                        });
        int dropped = Math.toIntExact(JsonText.whole(json.get("dropped")));
        if (dropped < 0) {
            throw new IllegalArgumentException(dropped + " signals were dropped");
        }
        return new ModalityState(
                sources, dropped, Base64.getDecoder().decode(json.get("session").getAsString()));
    }
}
