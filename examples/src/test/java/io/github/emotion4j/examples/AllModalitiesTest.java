package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
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
import io.github.emotion4j.physio.io.BodyReader;
import io.github.emotion4j.vision.capture.VideoReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Face, voice and body with their real models, as a clip, live and replayed. */
class AllModalitiesTest {
    private static final long SPAN_NANOS = 90_000_000_000L;
    private static final StreamOptions PATIENT =
            StreamOptions.builder().maxWait(Duration.ofDays(1)).build();

    private static List<List<Signal>> writers;
    private static EmotionRecognizer recognizer;
    private static EmotionTimeline clip;

    @BeforeAll
    static void recogniseTheClip(@TempDir Path folder) throws IOException {
        writers = writers(folder);
        recognizer = EmotionRecognizer.builder().device(ComputeDevice.cpu()).build();
        clip = recognizer.recognize(Recording.of(signals()));
    }

    @AfterAll
    static void close() {
        recognizer.close();
    }

    @Test
    void clip_liveStreamAndReplay_giveTheSameEstimates(@TempDir Path folder) throws Exception {
        Path record = folder.resolve("session.jsonl.gz");
        List<EmotionEstimate> live = new ArrayList<>();
        try (SessionRecorder recorder = recognizer.recorder(record, into(live));
                EmotionStream stream = recognizer.openStream(recorder, PATIENT)) {
            List<Thread> threads =
                    writers.stream()
                            .map(own -> new Thread(() -> own.forEach(stream::accept)))
                            .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(Set.of(ModalityId.FACE, ModalityId.VOICE, ModalityId.BODY), present(live));
        assertEquals(clip.estimates(), live);
        EmotionTimeline replayed = recognizer.replay(record);
        assertEquals(clip.estimates(), replayed.estimates());
        assertEquals(clip.summary(), replayed.summary());
        assertEquals(clip.shares(), replayed.shares());
        assertEquals(
                clip.estimates(), EmotionTimeline.ofJson(clip.toJsonWithEmbeddings()).estimates());
        assertEquals(clip.estimates().size() + 1, clip.toCsv().lines().count());
    }

    @Test
    void streamCutTwiceAndResumed_goesOnWithTheNumbersOfOneNeverCut() {
        List<Signal> signals = new ArrayList<>(signals());
        signals.sort(Comparator.comparingLong(signal -> signal.interval().endNanos()));
        List<EmotionEstimate> pieces = new ArrayList<>();
        // In the midst of a word, then of the body's windows.
        int word = endingBefore(signals, 1_300_000_000L);
        int window = endingBefore(signals, 75_200_000_000L);
        byte[] first = cut(recognizer.openStream(into(pieces), PATIENT), signals, 0, word, pieces);
        byte[] second =
                cut(
                        recognizer.resumeStream(first, into(pieces), PATIENT),
                        signals,
                        word,
                        window,
                        pieces);
        try (EmotionStream stream = recognizer.resumeStream(second, into(pieces), PATIENT)) {
            signals.subList(window, signals.size()).forEach(stream::accept);
        }
        // A stream that is never cut gives the clip's estimates, as the other test shows.
        List<EmotionEstimate> whole = clip.estimates();
        assertEquals(whole.size(), pieces.size());
        for (int i = 0; i < whole.size(); i++) {
            assertGoesOn(whole.get(i), pieces.get(i));
        }
    }

    private static List<Signal> signals() {
        return writers.stream().flatMap(List::stream).toList();
    }

    /**
     * The face to the last bit; the body's quality to rounding; the voice as far as its resampler,
     * which cannot be saved, rounds alike.
     */
    private static void assertGoesOn(EmotionEstimate whole, EmotionEstimate resumed) {
        String step = whole.interval().toString();
        assertEquals(whole.interval(), resumed.interval());
        assertEquals(whole.evidence(ModalityId.FACE), resumed.evidence(ModalityId.FACE), step);
        assertEvidenceGoesOn(ModalityId.BODY, whole, resumed, 1e-8);
        assertEvidenceGoesOn(ModalityId.VOICE, whole, resumed, 1e-4);
        assertAlike(whole.probabilities(), resumed.probabilities(), 1e-4, step);
        assertEquals(whole.perceived(), resumed.perceived(), step);
        assertEquals(whole.stress().isPresent(), resumed.stress().isPresent(), step);
        assertEquals(whole.stress().orElse(0), resumed.stress().orElse(0), 1e-4, step);
        assertEquals(whole.contribution().keySet(), resumed.contribution().keySet(), step);
        whole.contribution()
                .forEach((id, value) -> assertEquals(value, resumed.contribution(id), 1e-4));
    }

    private static void assertAlike(
            Optional<EmotionProbabilities> expected,
            Optional<EmotionProbabilities> found,
            double tolerance,
            String place) {
        assertEquals(expected.isPresent(), found.isPresent(), place);
        assertArrayEquals(
                expected.orElse(EmotionProbabilities.UNIFORM).toArray(),
                found.orElse(EmotionProbabilities.UNIFORM).toArray(),
                tolerance,
                place);
    }

    private static void assertEvidenceGoesOn(
            ModalityId id, EmotionEstimate whole, EmotionEstimate resumed, double tolerance) {
        String place = id + " in " + whole.interval();
        Evidence expected = whole.evidence(id);
        Evidence found = resumed.evidence(id);
        if (expected instanceof Evidence.Present one) {
            Evidence.Present other = assertInstanceOf(Evidence.Present.class, found, place);
            assertEquals(one.interval(), other.interval(), place);
            assertAlike(one.probabilities(), other.probabilities(), tolerance, place);
            assertEquals(one.stress().orElse(0), other.stress().orElse(0), tolerance, place);
            assertEquals(one.quality(), other.quality(), tolerance, place);
            assertEquals(one.issues(), other.issues(), place);
        } else {
            Evidence.Missing one = assertInstanceOf(Evidence.Missing.class, expected, place);
            Evidence.Missing other = assertInstanceOf(Evidence.Missing.class, found, place);
            assertEquals(one.reason(), other.reason(), place);
            // Of the resampler's last, partial block; a sample takes 62,500 ns.
            long apart = one.interval().endNanos() - other.interval().endNanos();
            assertTrue(Math.abs(apart) <= 62_500, place);
        }
    }

    /** Feeds a stream, takes its state and drops what its close alone gives out. */
    private static byte[] cut(
            EmotionStream stream,
            List<Signal> signals,
            int from,
            int to,
            List<EmotionEstimate> estimates) {
        byte[] state;
        int told;
        try (stream) {
            signals.subList(from, to).forEach(stream::accept);
            state = stream.toBytes();
            told = estimates.size();
        }
        estimates.subList(told, estimates.size()).clear();
        return state;
    }

    private static int endingBefore(List<Signal> signals, long nanos) {
        return (int) signals.stream().filter(s -> s.interval().endNanos() < nanos).count();
    }

    private static Set<ModalityId> present(List<EmotionEstimate> estimates) {
        return estimates.stream()
                .flatMap(e -> e.evidence().entrySet().stream())
                .filter(e -> e.getValue() instanceof Evidence.Present)
                .map(e -> e.getKey())
                .collect(Collectors.toSet());
    }

    private static RecognitionListener into(List<EmotionEstimate> estimates) {
        return estimate -> estimates.add(estimate);
    }

    /** What one thread each writes: the face, the voice, the body. */
    private static List<List<Signal>> writers(Path folder) throws IOException {
        return List.of(frames(folder), sound(folder), body(folder)).stream()
                .map(all -> all.stream().filter(AllModalitiesTest::early).toList())
                .toList();
    }

    private static boolean early(Signal signal) {
        return signal.interval().endNanos() <= SPAN_NANOS;
    }

    /** Every third one, since faces take most of the time. */
    private static List<Signal> frames(Path folder) throws IOException {
        List<Signal> frames = new ArrayList<>();
        try (VideoReader reader =
                VideoReader.open(copy(folder, "/io/github/emotion4j/app/media/scene.mp4"))) {
            int read = 0;
            Optional<VideoFrame> frame = reader.next();
            while (frame.isPresent()) {
                if (read++ % 3 == 0) {
                    frames.add(frame.get());
                }
                frame = reader.next();
            }
        }
        return frames;
    }

    private static List<Signal> sound(Path folder) throws IOException {
        return all(SoundReader.open(copy(folder, "/io/github/emotion4j/app/media/scene.mp4")));
    }

    private static List<Signal> body(Path folder) throws IOException {
        return all(BodyReader.open(copy(folder, "wristband/wristband.zip")));
    }

    private static List<Signal> all(SignalReader reader) {
        try (reader) {
            List<Signal> signals = new ArrayList<>();
            Optional<? extends Signal> signal = reader.next();
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
