package io.github.emotion4j.app.server;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.SessionRecorder;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.fusion.affect.AffectRates;
import io.github.emotion4j.fusion.affect.AffectState;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.response.Decision;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import io.github.emotion4j.physio.BodyDetail;
import io.github.emotion4j.vision.FaceDetail;
import io.github.emotion4j.vision.capture.VideoReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One live stream of a client: pictures, sound and the body's signals come in as messages, and what
 * is perceived goes out as messages, as openapi.json describes them. One picture is worked on at a
 * time; one that comes meanwhile replaces the one that waits, if any, so that the next is always
 * the newest, however slow the machine is; what is replaced is counted. Messages come from one
 * thread at a time; results arrive in others.
 */
final class LiveSession {
    /** Head of a binary message: kind, three bytes that are zero, rate, milliseconds. */
    private static final int HEAD_BYTES = 16;

    private static final byte PICTURE = 1;
    private static final byte SOUND = 2;

    /** Ten seconds of sound in blocks of 100 ms. */
    private static final int SOUND_BUFFER = 100;

    /** How often the wristband's next signals are played. */
    private static final long PLAY_MILLIS = 250;

    /** How often the counts are sent, in steps. */
    private static final int TELL_COUNTS_EVERY = 2;

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private final EmotionRecognizer recognizer;
    private final ServerResources resources;
    private final Consumer<String> out;
    private final Metrics metrics;

    /** Read by the stream's threads too. */
    private volatile @Nullable EmotionStream stream;

    private @Nullable SessionRecorder recorder;
    private @Nullable ScheduledFuture<?> player;
    private @Nullable Responder responder;
    private String recordingId = "";
    private long originNanos;

    /** Guards the picture that waits; the session's own lock is held while the stream ends. */
    private final Object pictureLock = new Object();

    private @Nullable Picture waiting;
    private volatile boolean pictureAtWork;
    private volatile long lastPictureNanos;
    private final AtomicLong pictures = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** What all sessions of a server share. */
    record ServerResources(
            Executor workers,
            ScheduledExecutorService clock,
            Recordings recordings,
            Metrics metrics,
            Limits limits,
            Wristband bundled) {}

    /**
     * Makes a session that has not begun.
     *
     * @param out takes messages to the client, from any thread
     */
    LiveSession(EmotionRecognizer recognizer, ServerResources resources, Consumer<String> out) {
        this.recognizer = recognizer;
        this.resources = resources;
        this.out = out;
        this.metrics = resources.metrics;
    }

    /** A message of text: start, body, feedback or stop. */
    synchronized void text(String message) {
        JsonObject json;
        try {
            JsonElement parsed = JsonParser.parseString(message);
            json = parsed.getAsJsonObject();
            String type = json.get("type").getAsString();
            switch (type) {
                case "start" -> start(json);
                case "body" -> body(json);
                case "feedback" -> feedback(json);
                case "stop" -> end();
                default -> fail("There is no message of the type " + type);
            }
        } catch (JsonParseException
                | IllegalStateException
                | NullPointerException
                | UnsupportedOperationException
                | NumberFormatException e) {
            fail("A message is not as the server's description has it: " + e.getMessage());
        } catch (IllegalArgumentException | EmotionException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private void start(JsonObject json) {
        if (stream != null) {
            fail("The stream has begun already");
            return;
        }
        Optional<Wristband> wristband = wristband(json);
        originNanos = wristband.isPresent() ? Wristband.LEAD.toNanos() : 0;
        lastPictureNanos = originNanos;
        RecognitionListener listener = new Teller(ResponsePolicy.considerate());
        if (json.has("record") && json.get("record").getAsBoolean()) {
            recordingId = Recordings.newId();
            recorder = recognizer.recorder(resources.recordings.newSession(recordingId), listener);
            listener = recorder;
        }
        StreamOptions.Builder options = StreamOptions.builder().workers(resources.workers);
        if (recognizer.modalities().contains(ModalityId.FACE)) {
            options.buffer(ModalityId.FACE, StreamOptions.Buffer.latest());
        }
        if (recognizer.modalities().contains(ModalityId.VOICE)) {
            options.buffer(ModalityId.VOICE, StreamOptions.Buffer.dropOldest(SOUND_BUFFER));
        }
        stream = recognizer.openStream(listener, options.build());
        JsonObject ready = message("ready");
        JsonArray modalities = new JsonArray();
        recognizer.modalities().forEach(id -> modalities.add(id.name()));
        ready.add("modalities", modalities);
        ready.addProperty("originMillis", originNanos / 1_000_000);
        send(ready);
        wristband.ifPresent(this::play);
    }

    private Optional<Wristband> wristband(JsonObject json) {
        if (!json.has("wristband") || json.get("wristband").isJsonNull()) {
            return Optional.empty();
        }
        String id = json.get("wristband").getAsString();
        return switch (id) {
            case "", "none" -> Optional.empty();
            case "simulated" -> Optional.of(resources.bundled);
            default ->
                    Optional.of(
                            resources
                                    .recordings
                                    .wristband(id)
                                    .orElseThrow(
                                            () ->
                                                    new IllegalArgumentException(
                                                            "There is no wristband " + id)));
        };
    }

    /** Plays a wristband: its lead at once, the rest as time goes. */
    private void play(Wristband wristband) {
        long begin = System.nanoTime();
        int[] next = {0};
        player =
                resources.clock.scheduleWithFixedDelay(
                        () -> {
                            long now = originNanos + System.nanoTime() - begin;
                            int until = wristband.firstAfter(next[0], now);
                            try {
                                EmotionStream open = stream;
                                while (open != null && next[0] < until) {
                                    open.accept(wristband.signals().get(next[0]));
                                    next[0]++;
                                }
                            } catch (IllegalArgumentException | IllegalStateException e) {
                                fail("The wristband ends: " + e.getMessage());
                                throw e;
                            }
                        },
                        0,
                        PLAY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** A message of bytes: a picture or sound. */
    synchronized void bytes(ByteBuffer message) {
        EmotionStream open = stream;
        if (open == null) {
            return;
        }
        if (message.remaining() <= HEAD_BYTES) {
            fail("A message of bytes has a head of " + HEAD_BYTES + " bytes and a content");
            return;
        }
        message.order(ByteOrder.BIG_ENDIAN);
        byte kind = message.get();
        message.position(message.position() + 3);
        int rate = message.getInt();
        double millis = message.getDouble();
        // A day and more is no time of a visit.
        if (!(millis >= 0 && millis <= Duration.ofDays(1).toMillis())) {
            fail("A time is from 0 to a day in milliseconds, not " + millis);
            return;
        }
        long nanos = originNanos + Math.round(millis * 1e6);
        try {
            if (kind == PICTURE) {
                picture(open, message, nanos);
            } else if (kind == SOUND) {
                sound(open, message, nanos, rate);
            } else {
                fail("There is no kind of bytes " + kind);
            }
        } catch (IllegalArgumentException | IllegalStateException | InputException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /** A picture as it came. */
    private record Picture(byte[] bytes, long nanos) {}

    private void picture(EmotionStream open, ByteBuffer content, long nanos) {
        pictures.incrementAndGet();
        if (!recognizer.modalities().contains(ModalityId.FACE)) {
            return;
        }
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        synchronized (pictureLock) {
            if (waiting != null) {
                countDropped();
            }
            waiting = new Picture(bytes, nanos);
        }
        work(open);
    }

    private void countDropped() {
        dropped.incrementAndGet();
        metrics.add("emotion4j_dropped_total", Metrics.label("modality", "face"), 1);
    }

    /**
     * Gives the stream the picture that waits, unless one is worked on. It is decoded here, since
     * decoding takes a while and a picture that is replaced needs none.
     */
    private void work(EmotionStream open) {
        Picture next;
        synchronized (pictureLock) {
            if (pictureAtWork || waiting == null) {
                return;
            }
            next = waiting;
            waiting = null;
            pictureAtWork = true;
        }
        boolean accepted = false;
        // Of one thread at a time, the one that set a picture to work.
        long before = lastPictureNanos;
        try {
            if (next.nanos <= before) {
                countDropped();
                return;
            }
            VideoFrame still = decode(next.bytes);
            byte[] pixels = new byte[still.pixels().remaining()];
            still.pixels().get(pixels);
            lastPictureNanos = next.nanos;
            // As of a camera: from the frame before to itself.
            open.accept(
                    new VideoFrame(
                            new TimeInterval(before, next.nanos),
                            still.width(),
                            still.height(),
                            still.format(),
                            still.strideBytes(),
                            pixels));
            accepted = true;
        } finally {
            if (!accepted) {
                lastPictureNanos = before;
                pictureAtWork = false;
            }
        }
    }

    private VideoFrame decode(byte[] bytes) {
        try (VideoReader reader =
                VideoReader.open(new Recording.BytesPart("picture", bytes, 0), resources.limits)
                        .orElseThrow(() -> new InputException("picture", "is none"))) {
            return reader.next().orElseThrow(() -> new InputException("picture", "is empty"));
        }
    }

    /** Goes on with the picture that came while the one before was worked on. */
    private void workOnNext() {
        EmotionStream open = stream;
        if (open == null) {
            return;
        }
        try {
            work(open);
        } catch (IllegalArgumentException | InputException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            // The stream has ended meanwhile, which its client is told.
            countDropped();
        }
    }

    /** 16-bit samples of one channel, little-endian, as a browser's arrays lie in memory. */
    private static void sound(EmotionStream open, ByteBuffer content, long nanos, int rate) {
        content.order(ByteOrder.LITTLE_ENDIAN);
        float[] samples = new float[content.remaining() / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = content.getShort() / 32768f;
        }
        open.accept(new AudioBlock(nanos, rate, 1, samples));
    }

    private void body(JsonObject json) {
        EmotionStream open = stream;
        if (open == null) {
            return;
        }
        JsonArray array = json.getAsJsonArray("values");
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).getAsDouble();
        }
        open.accept(
                new BioBlock(
                        originNanos + Math.round(json.get("millis").getAsDouble() * 1e6),
                        BioBlock.Kind.valueOf(json.get("kind").getAsString()),
                        json.has("site") ? json.get("site").getAsString() : "",
                        BioBlock.Unit.valueOf(json.get("unit").getAsString()),
                        json.get("hertz").getAsDouble(),
                        values));
    }

    private void feedback(JsonObject json) {
        Responder open = responder;
        if (open != null) {
            synchronized (open) {
                open.feedback(
                        json.get("decision").getAsLong(),
                        json.get("helped").getAsBoolean()
                                ? Responder.Outcome.HELPED
                                : Responder.Outcome.DID_NOT_HELP);
            }
        }
    }

    /** Ends the stream, with its last estimates. Idempotent. */
    synchronized void end() {
        if (player != null) {
            player.cancel(false);
            player = null;
        }
        EmotionStream open = stream;
        if (open == null) {
            return;
        }
        stream = null;
        synchronized (pictureLock) {
            if (waiting != null) {
                waiting = null;
                countDropped();
            }
        }
        try {
            open.close();
        } catch (RuntimeException e) {
            fail(String.valueOf(e.getMessage()));
        }
        if (recorder != null) {
            recorder.close();
            recorder = null;
        }
        JsonObject ended = counts(open.statistics());
        ended.addProperty("type", "ended");
        ended.addProperty("recording", recordingId);
        send(ended);
    }

    private JsonObject counts(EmotionStream.Statistics statistics) {
        JsonObject json = message("counts");
        JsonObject faces = new JsonObject();
        long inStream =
                Optional.ofNullable(statistics.modalities().get(ModalityId.FACE))
                        .map(EmotionStream.Statistics.Counts::dropped)
                        .orElse(0L);
        faces.addProperty("received", pictures.get());
        faces.addProperty("dropped", dropped.get() + inStream);
        json.add("pictures", faces);
        return json;
    }

    private static JsonObject message(String type) {
        JsonObject json = new JsonObject();
        json.addProperty("type", type);
        return json;
    }

    private void fail(String reason) {
        JsonObject json = message("error");
        json.addProperty("message", reason);
        send(json);
    }

    private void send(JsonObject json) {
        out.accept(GSON.toJson(json));
    }

    private double millis(long nanos) {
        return (nanos - originNanos) / 1e6;
    }

    /** Tells the client what is perceived, in the threads of the stream, one call at a time. */
    private final class Teller implements RecognitionListener {
        private final AffectTracker affect = new AffectTracker(AffectRates.defaults());
        private final Map<String, String> descriptions;
        private JsonArray faces = new JsonArray();
        private int steps;

        Teller(ResponsePolicy policy) {
            responder = policy.open(1);
            descriptions = policy.strategies();
        }

        @Override
        public void onObservation(Observation observation) {
            Optional<FaceDetail> face = observation.detail(FaceDetail.class);
            if (observation.evidence() instanceof Evidence.Missing missing) {
                metrics.add(
                        "emotion4j_missing_total",
                        Requests.missingLabels(observation.modality(), missing),
                        1);
            }
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
                JsonObject json = message("voice");
                span(json, observation.evidence());
                observation
                        .detail(VoiceDetail.class)
                        .ifPresent(
                                voice -> {
                                    json.addProperty("complete", voice.complete());
                                    ResultJson.number(json, "f0Hertz", voice.f0MedianHertz());
                                    ResultJson.number(
                                            json, "signalToNoiseDb", voice.signalToNoiseDb());
                                });
                send(json);
            } else if (observation.modality().equals(ModalityId.BODY)) {
                JsonObject json = message("body");
                span(json, observation.evidence());
                observation.detail(BodyDetail.class).ifPresent(detail -> body(json, detail));
                send(json);
            }
        }

        private void span(JsonObject json, Evidence evidence) {
            json.addProperty("fromMillis", millis(evidence.interval().startNanos()));
            json.addProperty("toMillis", millis(evidence.interval().endNanos()));
            ResultJson.evidence(json, evidence);
        }

        private void body(JsonObject json, BodyDetail detail) {
            ResultJson.number(json, "heartRateBpm", detail.heartRateBpm());
            ResultJson.number(json, "rmssdMillis", detail.rmssdMillis());
            ResultJson.number(json, "sclMicrosiemens", detail.sclMicrosiemens());
            ResultJson.number(json, "scrPerMinute", detail.scrPerMinute());
            ResultJson.number(json, "skinTemperatureCelsius", detail.skinTemperatureCelsius());
        }

        /** A picture is done when its signal is taken. */
        @Override
        public void onReached(ModalityId modality, long nanos) {
            if (modality.equals(ModalityId.FACE) && nanos > originNanos) {
                JsonObject json = message("faces");
                json.addProperty("millis", millis(nanos));
                json.add("faces", faces);
                faces = new JsonArray();
                send(json);
                pictureAtWork = false;
                if (stream != null) {
                    resources.workers.execute(LiveSession.this::workOnNext);
                }
            }
        }

        @Override
        public void onEstimate(EmotionEstimate estimate) {
            metrics.add("emotion4j_estimates_total", "", 1);
            AffectState state = affect.update(estimate);
            Responder open = responder;
            if (estimate.interval().endNanos() <= originNanos || open == null) {
                return;
            }
            Decision decision;
            synchronized (open) {
                decision = open.step(estimate, state);
            }
            JsonObject json = message("estimate");
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
            send(json);
            EmotionStream following = stream;
            if (++steps % TELL_COUNTS_EVERY == 0 && following != null) {
                send(counts(following.statistics()));
            }
        }
    }
}
