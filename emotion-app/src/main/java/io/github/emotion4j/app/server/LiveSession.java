package io.github.emotion4j.app.server;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.SessionRecorder;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live stream of a client: pictures, sound and the body's signals come in as messages, and what
 * is perceived goes out as messages, as openapi.json describes them. Messages come from one thread
 * at a time; results arrive in others.
 */
final class LiveSession {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

    /** Head of a binary message: kind, three bytes that are zero, rate, milliseconds. */
    private static final int HEAD_BYTES = 16;

    private static final byte PICTURE = 1;
    private static final byte SOUND = 2;

    /** Ten seconds of sound in blocks of 100 ms. */
    private static final int SOUND_BUFFER = 100;

    /** How often the wristband's next signals are played. */
    private static final long PLAY_MILLIS = 250;

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private final EmotionRecognizer recognizer;
    private final ServerResources resources;
    private final Consumer<String> out;
    private final LivePictures pictures;

    /** Read by the stream's threads too. */
    private volatile @Nullable EmotionStream stream;

    private @Nullable SessionRecorder recorder;
    private @Nullable ScheduledFuture<?> player;
    private @Nullable LiveMessages messages;
    private String recordingId = "";
    private long originNanos;

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
        this.pictures =
                new LivePictures(
                        resources.limits,
                        resources.metrics,
                        recognizer.modalities().contains(ModalityId.FACE));
    }

    /** A message of text: start, body, feedback or stop. */
    synchronized void text(String message) {
        try {
            JsonObject json = object(message);
            String type = textOf(json, "type");
            switch (type) {
                case "start" -> start(json);
                case "body" -> body(json);
                case "feedback" -> feedback(json);
                case "stop" -> end();
                default -> fail("There is no message of the type " + type);
            }
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private static JsonObject object(String message) {
        try {
            if (JsonParser.parseString(message) instanceof JsonObject json) {
                return json;
            }
        } catch (JsonParseException e) {
            LOG.debug("A message of a stream is no JSON", e);
        }
        throw new IllegalArgumentException("A message of text is an object of JSON");
    }

    /** A field's value, of the kind that is asked for. */
    private static JsonPrimitive field(
            JsonObject json, String name, Predicate<JsonPrimitive> kind, String inWords) {
        if (json.get(name) instanceof JsonPrimitive value && kind.test(value)) {
            return value;
        }
        throw new IllegalArgumentException("The message needs \"" + name + "\": " + inWords);
    }

    private static String textOf(JsonObject json, String name) {
        return field(json, name, JsonPrimitive::isString, "a text").getAsString();
    }

    private static double numberOf(JsonObject json, String name) {
        return field(json, name, JsonPrimitive::isNumber, "a number").getAsDouble();
    }

    private static boolean flagOf(JsonObject json, String name) {
        return field(json, name, JsonPrimitive::isBoolean, "true or false").getAsBoolean();
    }

    private static <E extends Enum<E>> E oneOf(JsonObject json, String name, Class<E> names) {
        String given = textOf(json, name);
        return EnumSet.allOf(names).stream()
                .filter(one -> one.name().equals(given))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "\"" + name + "\" is one of " + EnumSet.allOf(names)));
    }

    private static double[] numbersOf(JsonObject json, String name) {
        if (json.get(name) instanceof JsonArray array) {
            double[] numbers = new double[array.size()];
            int i = 0;
            for (JsonElement one : array) {
                if (one instanceof JsonPrimitive value && value.isNumber()) {
                    numbers[i++] = value.getAsDouble();
                }
            }
            if (i == numbers.length) {
                return numbers;
            }
        }
        throw new IllegalArgumentException("The message needs \"" + name + "\": numbers");
    }

    /** Whatever one message is refused for, the stream goes on with the next. */
    private void refuse(RuntimeException cause) {
        LOG.debug("A message of a stream is refused", cause);
        fail(String.valueOf(cause.getMessage()));
    }

    private void start(JsonObject json) {
        if (stream != null) {
            fail("The stream has begun already");
            return;
        }
        Optional<Wristband> wristband = wristband(json);
        originNanos = wristband.isPresent() ? Wristband.LEAD.toNanos() : 0;
        pictures.begin(originNanos);
        messages =
                new LiveMessages(
                        ResponsePolicy.considerate(),
                        originNanos,
                        resources.metrics,
                        this::send,
                        this::pictureDone,
                        this::tellCounts);
        boolean recorded = json.has("record") && flagOf(json, "record");
        recordingId = recorded ? Recordings.newId() : "";
        StreamOptions.Builder options = StreamOptions.builder().workers(resources.workers);
        if (recognizer.modalities().contains(ModalityId.FACE)) {
            options.buffer(ModalityId.FACE, StreamOptions.Buffer.latest());
        }
        if (recognizer.modalities().contains(ModalityId.VOICE)) {
            options.buffer(ModalityId.VOICE, StreamOptions.Buffer.dropOldest(SOUND_BUFFER));
        }
        stream =
                recorded
                        ? openRecorded(messages, options.build())
                        : recognizer.openStream(messages, options.build());
        JsonObject ready = ResultJson.message("ready");
        JsonArray modalities = new JsonArray();
        recognizer.modalities().forEach(id -> modalities.add(id.name()));
        ready.add("modalities", modalities);
        ready.addProperty("originMillis", originNanos / 1_000_000);
        ready.addProperty("recording", recordingId); // A client may miss the end.
        send(ready);
        wristband.ifPresent(this::play);
    }

    /** A recording of a stream that does not open leaves nothing. */
    private EmotionStream openRecorded(RecognitionListener listener, StreamOptions options) {
        SessionRecorder opened = null;
        try {
            opened = recognizer.recorder(resources.recordings.newSession(recordingId), listener);
            EmotionStream begun = recognizer.openStream(opened, options);
            recorder = opened;
            return begun;
        } catch (RuntimeException e) {
            if (opened != null) {
                attempt(opened::close);
            }
            attempt(() -> resources.recordings.discard(recordingId));
            throw e;
        }
    }

    private Optional<Wristband> wristband(JsonObject json) {
        if (!json.has("wristband") || json.get("wristband").isJsonNull()) {
            return Optional.empty();
        }
        String id = textOf(json, "wristband");
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
                            EmotionStream open = stream;
                            try {
                                while (open != null && next[0] < until) {
                                    open.accept(wristband.signals().get(next[0]));
                                    next[0]++;
                                }
                            } catch (RuntimeException e) {
                                if (open == stream) { // Else the client has ended it meanwhile.
                                    fail("The wristband ends: " + e.getMessage());
                                }
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
                pictures.take(open, message, nanos);
            } else if (kind == SOUND) {
                sound(open, message, nanos, rate);
            } else {
                fail("There is no kind of bytes " + kind);
            }
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private void pictureDone() {
        pictures.done();
        if (stream != null) {
            resources.workers.execute(this::workOnNext);
        }
    }

    /** Goes on with the picture that came while the one before was worked on. */
    private void workOnNext() {
        EmotionStream open = stream;
        if (open == null) {
            return;
        }
        try {
            pictures.work(open);
        } catch (IllegalStateException e) {
            // The stream has ended meanwhile, which its client is told.
            pictures.countDropped();
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    /** 16-bit samples of one channel, little-endian, as a browser's arrays lie in memory. */
    private static void sound(EmotionStream open, ByteBuffer content, long nanos, int rate) {
        content.order(ByteOrder.LITTLE_ENDIAN);
        open.accept(AudioBlock.ofPcm16(nanos, rate, 1, content));
    }

    private void body(JsonObject json) {
        EmotionStream open = stream;
        if (open == null) {
            return;
        }
        open.accept(
                new BioBlock(
                                originNanos + Math.round(numberOf(json, "millis") * 1e6),
                                oneOf(json, "kind", BioBlock.Kind.class),
                                oneOf(json, "unit", BioBlock.Unit.class),
                                numberOf(json, "hertz"),
                                numbersOf(json, "values"))
                        .at(json.has("site") ? textOf(json, "site") : ""));
    }

    private void feedback(JsonObject json) {
        LiveMessages open = messages;
        if (open != null) {
            open.feedback(
                    (long) numberOf(json, "decision"),
                    flagOf(json, "helped")
                            ? Responder.Outcome.HELPED
                            : Responder.Outcome.DID_NOT_HELP);
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
        pictures.discard();
        attempt(open::close);
        SessionRecorder written = recorder;
        if (written != null) {
            recorder = null;
            attempt(written::close);
            attempt(() -> resources.recordings.complete(recordingId));
        }
        JsonObject ended = counts(open.statistics());
        ended.addProperty("type", "ended");
        ended.addProperty("recording", recordingId);
        send(ended);
    }

    /** What fails at the end is told and does not keep the rest from its end. */
    private void attempt(Runnable ending) {
        try {
            ending.run();
        } catch (RuntimeException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private JsonObject counts(EmotionStream.Statistics statistics) {
        JsonObject json = ResultJson.message("counts");
        JsonObject faces = new JsonObject();
        long inStream =
                Optional.ofNullable(statistics.modalities().get(ModalityId.FACE))
                        .map(EmotionStream.Statistics.Counts::dropped)
                        .orElse(0L);
        faces.addProperty("received", pictures.received());
        faces.addProperty("dropped", pictures.dropped() + inStream);
        json.add("pictures", faces);
        return json;
    }

    private void tellCounts() {
        EmotionStream following = stream;
        if (following != null) {
            send(counts(following.statistics()));
        }
    }

    private void fail(String reason) {
        JsonObject json = ResultJson.message("error");
        json.addProperty("message", reason);
        send(json);
    }

    private void send(JsonObject json) {
        out.accept(GSON.toJson(json));
    }
}
