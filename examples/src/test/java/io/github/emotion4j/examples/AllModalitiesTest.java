package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.SessionRecorder;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.io.BodyFiles;
import io.github.emotion4j.vision.capture.VideoReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Face, voice and body with their real models, as a clip, live and replayed. */
class AllModalitiesTest {
    private static final long SPAN_NANOS = 90_000_000_000L;

    @Test
    void clip_liveStreamAndReplay_giveTheSameEstimates(@TempDir Path folder) throws Exception {
        List<List<Signal>> writers =
                List.of(frames(folder), sound(folder), body(folder)).stream()
                        .map(all -> all.stream().filter(AllModalitiesTest::early).toList())
                        .toList();
        List<Signal> signals = writers.stream().flatMap(List::stream).toList();
        Path record = folder.resolve("session.jsonl.gz");
        List<EmotionEstimate> live = new ArrayList<>();
        RecognitionListener listener =
                new RecognitionListener() {
                    @Override
                    public void onEstimate(EmotionEstimate estimate) {
                        live.add(estimate);
                    }
                };
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().device(ComputeDevice.cpu()).build()) {
            EmotionTimeline clip = recognizer.recognize(Recording.of(signals));
            try (SessionRecorder recorder = recognizer.recorder(record, listener);
                    EmotionStream stream =
                            recognizer.openStream(
                                    recorder,
                                    StreamOptions.defaults().withMaxWait(Duration.ofDays(1)))) {
                List<Thread> threads =
                        writers.stream()
                                .map(own -> new Thread(() -> own.forEach(stream::accept)))
                                .toList();
                threads.forEach(Thread::start);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            Set<ModalityId> present =
                    live.stream()
                            .flatMap(e -> e.evidence().entrySet().stream())
                            .filter(e -> e.getValue() instanceof Evidence.Present)
                            .map(e -> e.getKey())
                            .collect(Collectors.toSet());
            assertEquals(Set.of(ModalityId.FACE, ModalityId.VOICE, ModalityId.BODY), present);
            assertEquals(clip.estimates(), live);
            assertEquals(clip, recognizer.replay(record, new RecognitionListener() {}));
            assertEquals(clip, EmotionTimeline.ofJson(clip.toJson()));
            assertEquals(clip.estimates().size() + 1, clip.toCsv().lines().count());
        }
    }

    @Test
    void bundledClipWithAWristbandsTable_isJoinedFromFaceVoiceAndBody() {
        Recording clip =
                BundledMedia.all().stream()
                        .filter(input -> input.name().endsWith(".csv"))
                        .findFirst()
                        .orElseThrow()
                        .recording();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().device(ComputeDevice.cpu()).build()) {
            List<EmotionEstimate> joined =
                    recognizer.recognize(clip).estimates().stream()
                            .filter(
                                    e ->
                                            e.evidence().values().stream()
                                                    .allMatch(Evidence.Present.class::isInstance))
                            .toList();
            assertFalse(joined.isEmpty());
            for (EmotionEstimate estimate : joined) {
                assertEquals(3, estimate.contribution().size());
                assertTrue(estimate.stress().isPresent());
            }
        }
    }

    private static boolean early(Signal signal) {
        return signal.interval().endNanos() <= SPAN_NANOS;
    }

    private static List<Signal> frames(Path folder) throws IOException {
        List<Signal> frames = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(copy(folder, "media/grid-lbax4n.mpg"))) {
            Optional<VideoFrame> frame = reader.next();
            while (frame.isPresent()) {
                frames.add(frame.get());
                frame = reader.next();
            }
        }
        return frames;
    }

    private static List<Signal> sound(Path folder) throws IOException {
        return all(SoundReader.open(copy(folder, "media/grid-lbax4n.mpg")).orElseThrow());
    }

    private static List<Signal> body(Path folder) throws IOException {
        return all(
                BodyFiles.open(copy(folder, "wristband/stress-predict-excerpt.zip")).orElseThrow());
    }

    private static List<Signal> all(SignalReader reader) {
        try (reader) {
            List<Signal> signals = new ArrayList<>();
            Optional<Signal> signal = reader.next();
            while (signal.isPresent()) {
                signals.add(signal.get());
                signal = reader.next();
            }
            return signals;
        }
    }

    private static Path copy(Path folder, String resource) throws IOException {
        Path file = folder.resolve(Path.of(resource).getFileName());
        try (InputStream stream = AllModalitiesTest.class.getResourceAsStream(resource)) {
            if (stream != null && !Files.exists(file)) {
                Files.copy(stream, file);
            }
        }
        return file;
    }
}
