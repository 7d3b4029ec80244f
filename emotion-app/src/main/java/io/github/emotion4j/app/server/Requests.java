package io.github.emotion4j.app.server;

import io.github.emotion4j.app.features.FeatureTable;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.vision.FaceAnalyzer;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** Answers of one request each: a body in, a result out. */
final class Requests {
    private static final Set<String> NAME_ALONE = Set.of("name");
    private static final Set<String> FILE_ALONE = Set.of("file");

    private final EmotionRecognizer recognizer;
    private final FaceAnalyzer faces;
    private final WorkQueue queue;
    private final Recordings recordings;
    private final Metrics metrics;
    private final Limits limits;
    private final long maxBytes;

    Requests(
            EmotionRecognizer recognizer,
            FaceAnalyzer faces,
            WorkQueue queue,
            Recordings recordings,
            Metrics metrics,
            Limits limits) {
        this.recognizer = recognizer;
        this.faces = faces;
        this.queue = queue;
        this.recordings = recordings;
        this.metrics = metrics;
        this.limits = limits;
        maxBytes = limits.maxBytes();
    }

    /** What is computed of uploads, which are in memory alone. */
    private interface Work<T> {
        T of(Recording.BytesPart upload) throws Exception;
    }

    /** A body above the limit. */
    static final class TooLargeException extends RuntimeException {
        TooLargeException(long maxBytes) {
            super("The body is larger than the " + maxBytes + " bytes that this server takes");
        }
    }

    /**
     * A picture, clip, sound or recording of the body to a timeline: the library's JSON, or CSV
     * where it is asked for. A recording of the body that ran along comes as the part {@code with}.
     */
    void recognize(Context context) throws Exception {
        requireKnown(context, Set.of("name", "leadSeconds"));
        Optional<Long> leadNanos = number(context, "leadSeconds", SceneInput::leadNanos);
        EmotionTimeline timeline =
                answer(
                        context,
                        Set.of("file", "with"),
                        upload -> {
                            Recording recording = recording(context, upload, leadNanos);
                            long start = System.nanoTime();
                            EmotionTimeline result =
                                    recognizer.recognize(recording, new Counting());
                            metrics.time(
                                    "emotion4j_recognition_seconds",
                                    (System.nanoTime() - start) / 1e9);
                            return result;
                        });
        if (wantsCsv(context)) {
            csv(context, timeline.toCsv());
        } else {
            json(context, timeline.toJson());
        }
    }

    private Recording recording(
            Context context, Recording.BytesPart upload, Optional<Long> leadNanos)
            throws Exception {
        UploadedFile with = context.isMultipartFormData() ? context.uploadedFile("with") : null;
        if (with == null) {
            if (leadNanos.isPresent()) {
                throw new IllegalArgumentException(
                        "leadSeconds belongs to a recording of the body; send it as the form's part"
                                + " \"with\"");
            }
            return Recording.of(upload);
        }
        return SceneInput.along(
                        Recording.Part.of(upload.name(), upload.bytes())
                                .startingAt(Duration.ofNanos(leadNanos.orElse(0L))),
                        part(with),
                        limits)
                .recording();
    }

    /** A parameter that is spelt wrong would be ignored, and the answer be another one. */
    private static void requireKnown(Context context, Set<String> known) {
        context.queryParamMap()
                .forEach(
                        (given, values) -> {
                            if (!known.contains(given)) {
                                throw new IllegalArgumentException(
                                        "There is no parameter "
                                                + given
                                                + " here; known are "
                                                + String.join(", ", new TreeSet<>(known)));
                            }
                            requireOne("parameter " + given, values);
                        });
    }

    private static void requireOne(String what, List<?> given) {
        if (given.size() > 1) {
            throw new IllegalArgumentException(
                    "There are " + given.size() + " of the " + what + "; send one");
        }
    }

    /** The same holds for parts of a form, of which only files are taken. */
    private static void requireParts(Context context, Set<String> known) {
        context.formParamMap()
                .forEach(
                        (given, values) -> {
                            // Javalin has the names of files among them, without values.
                            if (!values.isEmpty()) {
                                throw new IllegalArgumentException(noFile(given, known));
                            }
                        });
        context.uploadedFileMap()
                .forEach(
                        (given, files) -> {
                            if (!known.contains(given)) {
                                throw new IllegalArgumentException(noPart(given, known));
                            }
                            requireOne("form's part \"" + given + "\"", files);
                        });
    }

    private static String noFile(String given, Set<String> known) {
        return known.contains(given)
                ? "The form's part \""
                        + given
                        + "\" has no file name; send it as a file (curl: -F "
                        + given
                        + "=@visit.mp4)"
                : noPart(given, known) + ". A parameter belongs into the query: ?" + given + "=...";
    }

    private static String noPart(String given, Set<String> known) {
        return "A form has no part \""
                + given
                + "\" here, only "
                + String.join(", ", new TreeSet<>(known));
    }

    /** A number of the query, checked; a fault is told with the parameter's name before it. */
    private static <T> Optional<T> number(
            Context context, String parameter, DoubleFunction<T> checked) {
        String given = context.queryParam(parameter);
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(checked.apply(Double.parseDouble(given)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(parameter + " is a number, not " + given, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(parameter + " " + e.getMessage(), e);
        }
    }

    /** All faces of a picture. */
    void faces(Context context) throws Exception {
        requireKnown(context, NAME_ALONE);
        json(
                context,
                answer(
                        context,
                        upload -> ResultJson.faces(faces.faces(upload.name(), upload.bytes()))));
    }

    /** A recorded session to its timeline. */
    void replay(Context context) throws Exception {
        requireKnown(context, NAME_ALONE);
        json(
                context,
                answer(context, upload -> recognizer.replay(upload, new Interruptible()).toJson()));
    }

    /**
     * The features of a sound, clip or recording of the body, as the command {@code features}
     * writes them: a row an object in JSON, or CSV where it is asked for.
     */
    void features(Context context) throws Exception {
        requireKnown(context, Set.of("name", "spanSeconds"));
        Optional<Duration> span = number(context, "spanSeconds", FeatureTable::span);
        String table =
                answer(
                        context,
                        upload -> {
                            StringBuilder csv = new StringBuilder();
                            FeatureTable.of(upload, false, span, limits).writeCsv(csv);
                            return csv.toString();
                        });
        if (wantsCsv(context)) {
            csv(context, table);
        } else {
            json(context, ResultJson.table(table));
        }
    }

    /** Keeps a recording of the body, to be played along with a stream. */
    void wristband(Context context) throws Exception {
        requireKnown(context, NAME_ALONE);
        String id = answer(context, upload -> recordings.keep(Wristband.of(upload, limits)));
        json(context, "{\"wristband\":\"" + id + "\"}");
    }

    private static boolean wantsCsv(Context context) {
        String wanted = context.header("Accept");
        return wanted != null && wanted.contains("text/csv");
    }

    private static void csv(Context context, String csv) {
        context.contentType("text/csv; charset=utf-8").result(csv);
    }

    private static void json(Context context, String json) {
        context.contentType("application/json").result(json);
    }

    /** Reads the body once there is a place for it, and computes the answer. */
    private <T> T answer(Context context, Work<T> work) throws Exception {
        return answer(context, FILE_ALONE, work);
    }

    private <T> T answer(Context context, Set<String> parts, Work<T> work) throws Exception {
        long announced = context.req().getContentLengthLong();
        if (announced > maxBytes) {
            throw new TooLargeException(maxBytes);
        }
        try (WorkQueue.Place place = queue.enter(announced < 0 ? maxBytes : announced)) {
            Recording.BytesPart upload = upload(context, parts);
            return place.compute(() -> work.of(upload));
        }
    }

    private Recording.BytesPart upload(Context context, Set<String> parts) throws Exception {
        if (context.isMultipartFormData()) {
            readForm(context);
            requireParts(context, parts);
            UploadedFile file = context.uploadedFile("file");
            if (file == null) {
                throw new IllegalArgumentException("A form needs a part named \"file\"");
            }
            return part(file);
        }
        byte[] bytes;
        try {
            bytes = read(context.bodyInputStream());
        } catch (IOException e) { // The client's doing, such as a page that is closed.
            throw new IllegalArgumentException("The body broke off before its end", e);
        }
        if (bytes.length == 0) {
            throw new IllegalArgumentException(
                    "The body is empty; send the file's bytes, or a form with a part \"file\"");
        }
        return Recording.Part.of(name(context.queryParam("name")), bytes);
    }

    /** Reads a form, whose parts can then be asked for. */
    private void readForm(Context context) throws Exception {
        try {
            context.uploadedFileMap();
        } catch (Exception e) { // Jetty has many types for what is wrong with a form.
            requireInTime(e);
            String reason = reason(e);
            if (reason.contains("exceeded")) {
                throw new TooLargeException(maxBytes);
            }
            throw new IllegalArgumentException("The form cannot be read: " + reason);
        }
    }

    private Recording.BytesPart part(UploadedFile file) throws IOException, TimeoutException {
        return Recording.Part.of(name(file.filename()), read(file.content()));
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** A body that came too late fails the reading with this as a cause. */
    private static void requireInTime(Exception e) throws TimeoutException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException late) {
                throw late;
            }
        }
    }

    /** A name for messages, and for what is told apart by its end; never a path. */
    private static String name(@Nullable String given) {
        String name = given == null ? "upload" : given.replaceAll(".*[/\\\\]", "");
        name = name.replaceAll("\\p{Cntrl}", "");
        return name.isBlank() ? "upload" : name.substring(0, Math.min(200, name.length()));
    }

    /** The whole of a body, within the limit. */
    private byte[] read(InputStream body) throws IOException, TimeoutException {
        byte[] bytes;
        try {
            bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
        } catch (IOException e) {
            requireInTime(e);
            throw e;
        }
        if (bytes.length > maxBytes) {
            throw new TooLargeException(maxBytes);
        }
        return bytes;
    }

    /**
     * Ends a recognition whose client waits no longer. Some readers tell no progress, and a session
     * that is replayed has observations and steps alone.
     */
    static class Interruptible implements RecognitionListener {
        @Override
        public void onProgress(double fraction) {
            check();
        }

        @Override
        public void onObservation(Observation observation) {
            check();
        }

        @Override
        public void onReached(ModalityId modality, long nanos) {
            check();
        }

        @Override
        public void onEstimate(EmotionEstimate estimate) {
            check();
        }

        private static void check() {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("The request took too long");
            }
        }
    }

    /** Counts what is recognised, as streams do. */
    private final class Counting extends Interruptible {
        @Override
        public void onObservation(Observation observation) {
            super.onObservation(observation);
            metrics.observed(observation);
        }

        @Override
        public void onEstimate(EmotionEstimate estimate) {
            super.onEstimate(estimate);
            metrics.estimated();
        }
    }
}
