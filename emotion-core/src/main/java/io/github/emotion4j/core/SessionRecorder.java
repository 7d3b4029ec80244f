package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.LineReader;
import io.github.emotion4j.core.internal.state.SessionLines;
import io.github.emotion4j.core.spi.OpenPart;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Records a recognition to a file from which {@link EmotionRecognizer#replay} gives the same
 * estimates, and passes everything on to another listener. The file holds what the modalities
 * perceived, as features and scores; no pixels, no sound, and no details such as face boxes.
 *
 * <p>It is text, one JSON object a line: a header with {@code "format": "emotion4j-session"} and
 * {@code "version": 1}, then observations, how far each signal came, and where steps ended. A file
 * whose name ends in {@code .gz} is compressed. Each step is written before the next begins, so
 * that a crash costs the open step at most.
 *
 * <p>Made by {@link EmotionRecognizer#recorder} for one recording or stream; to be closed after it.
 * The record of a {@linkplain EmotionRecognizer#resumeStream resumed} stream begins in its midst
 * and cannot be replayed; where sessions move from one JVM to another, keep the estimates as well.
 *
 * <pre>{@code
 * Path file = Path.of("visit.jsonl.gz");
 * try (SessionRecorder recorder = recognizer.recorder(file)) {
 *     recognizer.recognize(Recording.of(Path.of("visit.mp4")), recorder);
 * }
 * EmotionTimeline same = recognizer.replay(file);
 * }</pre>
 */
public final class SessionRecorder implements RecognitionListener, AutoCloseable {
    private final Path file;
    private final RecognitionListener next;
    private final Writer writer;

    SessionRecorder(Path file, SessionLines.Header header, RecognitionListener next) {
        this.file = file;
        this.next = next;
        try {
            OutputStream stream = Files.newOutputStream(file);
            try {
                writer =
                        new BufferedWriter(
                                new OutputStreamWriter(coded(stream), StandardCharsets.UTF_8));
                writer.write(SessionLines.write(header));
                writer.write('\n');
            } catch (IOException | RuntimeException e) {
                stream.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private OutputStream coded(OutputStream stream) throws IOException {
        return file.toString().endsWith(".gz") ? new GZIPOutputStream(stream, true) : stream;
    }

    /** The lines of a record, compressed or not, whatever its name. */
    static LineReader open(OpenPart record) throws IOException {
        InputStream stream = record.open();
        try {
            return new LineReader(
                    record.name(),
                    BoundedInput.gunzipIfPacked(record.name(), stream, record.limits()),
                    record.limits());
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    @Override
    public void onProgress(double fraction) {
        next.onProgress(fraction);
    }

    @Override
    public void onObservation(Observation observation) {
        write(SessionLines.write(observation));
        next.onObservation(observation);
    }

    @Override
    public void onReached(ModalityId modality, long nanos) {
        write(SessionLines.reached(modality, nanos));
        next.onReached(modality, nanos);
    }

    @Override
    public void onEstimate(EmotionEstimate estimate) {
        write(SessionLines.step(estimate.interval().endNanos()));
        try {
            writer.flush();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        next.onEstimate(estimate);
    }

    /**
     * Ends the file. Idempotent.
     *
     * @throws EmotionException if the rest cannot be written
     */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private void write(String line) {
        try {
            writer.write(line);
            writer.write('\n');
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private EmotionException cannotWrite(IOException cause) {
        return new EmotionException(
                file + ": cannot be written: " + Guard.reasonNotWritten(cause), cause);
    }
}
