package io.github.emotion4j.app.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.fusion.affect.AffectState;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.response.Decision;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import io.github.emotion4j.physio.BodyDetail;
import io.github.emotion4j.vision.FaceDetail;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells a client what is perceived and how a policy answers, in the threads of the stream, one call
 * at a time.
 */
final class LiveMessages implements RecognitionListener {
    /** How often the counts are sent, in steps: once a second. */
    private static final int TELL_COUNTS_EVERY = 2;

    private final long originNanos;
    private final Metrics metrics;
    private final Consumer<JsonObject> out;
    private final Runnable pictureDone;
    private final Runnable tellCounts;
    private final Responder responder;
    private final Map<String, String> descriptions;
    private final AffectTracker affect = new AffectTracker();
    private JsonArray faces = new JsonArray();
    private int steps;

    /**
     * Makes a listener.
     *
     * @param policy how what is perceived is answered
     * @param originNanos where the client's time begins in the stream
     * @param metrics counts what is missing
     * @param out takes messages
     * @param pictureDone called when the stream is done with a picture
     * @param tellCounts called once a second of the stream
     */
    LiveMessages(
            ResponsePolicy policy,
            long originNanos,
            Metrics metrics,
            Consumer<JsonObject> out,
            Runnable pictureDone,
            Runnable tellCounts) {
        this.originNanos = originNanos;
        this.metrics = metrics;
        this.out = out;
        this.pictureDone = pictureDone;
        this.tellCounts = tellCounts;
        this.responder = new Responder(policy);
        this.descriptions = policy.strategies();
    }

    /** Takes what the person says of an answer, from any thread. */
    void feedback(long decision, Responder.Outcome outcome) {
        synchronized (responder) {
            responder.feedback(decision, outcome);
        }
    }

    @Override
    public void onObservation(Observation observation) {
        Optional<FaceDetail> face = observation.detail(FaceDetail.class);
        metrics.observed(observation);
        if (face.isPresent()) {
            JsonObject json = new JsonObject();
            json.addProperty("person", observation.personId());
            json.addProperty("subject", observation.subject());
            json.add("box", ResultJson.box(face.get().box()));
            json.add("landmarks", ResultJson.landmarks(face.get().landmarks()));
            ResultJson.geometry(json, face.get().geometry());
            json.addProperty("quality", face.get().quality());
            ResultJson.evidence(json, observation.evidence());
            faces.add(json);
        } else if (observation.modality().equals(ModalityId.VOICE)) {
            JsonObject json = ResultJson.message("voice");
            span(json, observation.evidence());
            observation
                    .detail(VoiceDetail.class)
                    .ifPresent(
                            voice -> {
                                json.addProperty("complete", voice.complete());
                                ResultJson.number(json, "f0Hertz", voice.f0MedianHertz());
                                ResultJson.number(json, "signalToNoiseDb", voice.signalToNoiseDb());
                            });
            out.accept(json);
        } else if (observation.modality().equals(ModalityId.BODY)) {
            JsonObject json = ResultJson.message("body");
            span(json, observation.evidence());
            observation.detail(BodyDetail.class).ifPresent(detail -> body(json, detail));
            out.accept(json);
        }
    }

    private void span(JsonObject json, Evidence evidence) {
        json.addProperty("fromMillis", millis(evidence.interval().startNanos()));
        json.addProperty("toMillis", millis(evidence.interval().endNanos()));
        ResultJson.evidence(json, evidence);
    }

    private void body(JsonObject json, BodyDetail detail) {
        ResultJson.number(json, "beatsPerMinute", detail.beatsPerMinute());
        ResultJson.number(json, "rmssdMillis", detail.rmssdMillis());
        ResultJson.number(json, "sclMicrosiemens", detail.sclMicrosiemens());
        ResultJson.number(json, "scrPerMinute", detail.scrPerMinute());
        ResultJson.number(json, "skinTemperatureCelsius", detail.skinTemperatureCelsius());
    }

    /** A picture is done when its signal is taken. */
    @Override
    public void onReached(ModalityId modality, long nanos) {
        if (modality.equals(ModalityId.FACE) && nanos > originNanos) {
            JsonObject json = ResultJson.message("faces");
            json.addProperty("millis", millis(nanos));
            json.add("faces", faces);
            faces = new JsonArray();
            out.accept(json);
            pictureDone.run();
        }
    }

    @Override
    public void onEstimate(EmotionEstimate estimate) {
        metrics.estimated();
        AffectState state = affect.update(estimate);
        if (estimate.interval().endNanos() <= originNanos) {
            return;
        }
        Decision decision;
        synchronized (responder) {
            decision = responder.step(estimate, state);
        }
        JsonObject json = ResultJson.message("estimate");
        json.addProperty("fromMillis", millis(estimate.interval().startNanos()));
        json.addProperty("toMillis", millis(estimate.interval().endNanos()));
        json.add("estimate", JsonParser.parseString(estimate.toJson()));
        JsonObject mood = new JsonObject();
        mood.addProperty("valence", state.mood().valence());
        mood.addProperty("arousal", state.mood().arousal());
        json.add("mood", mood);
        JsonObject choice = new JsonObject();
        choice.addProperty("decision", decision.id());
        choice.addProperty("strategy", decision.strategy());
        choice.addProperty("description", descriptions.getOrDefault(decision.strategy(), ""));
        choice.addProperty("rule", decision.rule().orElse(""));
        choice.addProperty("fresh", decision.fresh());
        choice.addProperty("explanation", decision.explanation());
        json.add("response", choice);
        out.accept(json);
        if (++steps % TELL_COUNTS_EVERY == 0) {
            tellCounts.run();
        }
    }

    private double millis(long nanos) {
        return (nanos - originNanos) / 1e6;
    }
}
