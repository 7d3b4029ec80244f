package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.audio.capture.Wav;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modality as the recogniser uses it, with the bundled model. */
class VoiceSessionTest {
    private static final ModelLoader MODELS =
            new ModelLoader(
                    ComputeDevice.cpu(), 1, Optional.of(TensorEngine.PYTORCH), Optional.empty());
    private static ModalityModel channel;
    private static byte[] clip;

    @BeforeAll
    static void open() throws IOException {
        ModalityProvider modality =
                ServiceLoader.load(ModalityProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(VoiceModality.class::isInstance)
                        .findFirst()
                        .orElseThrow();
        channel = modality.open(MODELS);
        try (InputStream in = resource("speaking.mp4")) {
            clip = in.readAllBytes();
        }
    }

    @AfterAll
    static void close() {
        channel.close();
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(
                VoiceSessionTest.class.getResourceAsStream("/io/github/emotion4j/audio/" + name),
                name);
    }

    @ParameterizedTest
    @EnumSource(TensorEngine.class)
    void model_sameInputs_givesTheNumbersOfTraining(TensorEngine engine) throws IOException {
        float[][] rows;
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                resource("golden/speech_emotion.csv"), StandardCharsets.UTF_8))) {
            rows =
                    in.lines()
                            .filter(l -> !l.startsWith("#"))
                            .map(VoiceSessionTest::numbers)
                            .toArray(float[][]::new);
        }
        ModelLoader models =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.of(engine), Optional.empty());
        try (TensorModel model = TensorModel.load(models, "speech-emotion")) {
            List<Tensor> out =
                    model.run(
                            Tensor.of(rows[0], 1, 80, 64),
                            Tensor.of(rows[1], 1, 80, 2),
                            Tensor.of(rows[2], 1, 88));
            assertArrayEquals(rows[3], out.get(0).item(0), 2e-3f);
            assertArrayEquals(rows[4], out.get(1).item(0), 2e-3f);
            assertArrayEquals(rows[5], out.get(2).item(0), 2e-3f * rows[5][0]);
        }
    }

    private static float[] numbers(String line) {
        String[] cells = line.split(",", -1);
        float[] row = new float[cells.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = Float.parseFloat(cells[i].equals("nan") ? "NaN" : cells[i]);
        }
        return row;
    }

    @Test
    void videoWithSpeech_givesGrowingThenCompleteEstimates() {
        List<Observation> seen = observe(blocksOf(clip), 1);
        List<Observation> present =
                seen.stream().filter(o -> o.evidence() instanceof Evidence.Present).toList();
        assertTrue(present.size() >= 2, seen.toString());
        Observation last = present.get(present.size() - 1);
        VoiceDetail detail = last.detail(VoiceDetail.class).orElseThrow();
        assertTrue(detail.complete());
        assertEquals(List.of(1.0), last.detailNumbers().get("complete"));
        assertEquals(List.of(detail.f0MedianHertz()), last.detailNumbers().get("f0MedianHertz"));
        long before = 0;
        for (Observation o : seen) {
            assertTrue(o.evidence().interval().endNanos() >= before, "in the order of ends");
            before = o.evidence().interval().endNanos();
            if (o.evidence() instanceof Evidence.Present p) {
                assertEquals(
                        0, p.probabilities().orElseThrow().probability(Emotion.CONTEMPT), 1e-9);
                assertTrue(p.quality() > 0.3, p.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 100})
    void blocks_ofAnySize_giveTheSameNumbers(int pieces) {
        List<AudioBlock> blocks = new ArrayList<>(blocksOf(clip));
        AudioBlock middle = blocks.get(blocks.size() / 2);
        float[] faulty = new float[middle.frameCount() * middle.channels()];
        Arrays.fill(faulty, 1f);
        faulty[7] = Float.NaN;
        blocks.set(
                blocks.size() / 2,
                new AudioBlock(
                        middle.interval().startNanos(),
                        middle.sampleRateHertz(),
                        middle.channels(),
                        faulty));
        List<Observation> whole = complete(observe(List.of(joined(blocks)), 1));
        List<Observation> small = complete(observe(blocks, pieces));
        assertFalse(whole.isEmpty());
        assertEquals(whole.size(), small.size());
        for (int i = 0; i < whole.size(); i++) {
            Evidence.Present a = (Evidence.Present) whole.get(i).evidence();
            Evidence.Present b = (Evidence.Present) small.get(i).evidence();
            assertEquals(a.interval(), b.interval());
            assertArrayEquals(
                    a.probabilities().orElseThrow().toArray(),
                    b.probabilities().orElseThrow().toArray(),
                    1e-4);
            assertEquals(a.quality(), b.quality(), 1e-4);
            assertEquals(a.issues(), b.issues());
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {1e30f, Float.MAX_VALUE, Float.NaN})
    void impossibleSamples_lowerTheQualityOfTheirUtterance_andDeafenNobody(float bad) {
        float[] once = clipAt16Kilohertz();
        float[] x = looped(once, 0, once.length, 3 * once.length);
        Arrays.fill(x, once.length * 3 / 2, once.length * 3 / 2 + 1600, bad);
        List<Set<String>> issues = issues(x);
        assertEquals(3, issues.size());
        assertFalse(issues.get(0).contains("not-finite"));
        assertTrue(issues.get(1).contains("not-finite"));
        assertFalse(issues.get(2).contains("not-finite"));
    }

    @Test
    void clipping_countsOnlyForTheUtteranceItIsIn() {
        float[] once = clipAt16Kilohertz();
        float[] x = looped(once, 0, once.length, 2 * once.length);
        for (int i = 0; i < 400; i++) {
            x[i] = i % 2 == 0 ? 1 : -1; // Before the first word.
            x[once.length * 3 / 2 + i] = i % 2 == 0 ? 1 : -1;
        }
        List<Set<String>> issues = issues(x);
        assertEquals(2, issues.size());
        assertFalse(issues.get(0).contains("clipped"));
        assertTrue(issues.get(1).contains("clipped"));
    }

    /** Codes of what lowers the quality of each complete utterance. */
    private static List<Set<String>> issues(float[] x) {
        return complete(observe(List.of(new AudioBlock(0, 16000, 1, x)), 1)).stream()
                .map(o -> ((Evidence.Present) o.evidence()).issues())
                .map(list -> list.stream().map(Reason::code).collect(Collectors.toSet()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void longSpeech_givesAnEstimateEachHalfSecond(boolean withoutPauses) {
        float[] once = clipAt16Kilohertz();
        TimeInterval said =
                complete(observe(List.of(new AudioBlock(0, 16000, 1, once)), 1))
                        .get(0)
                        .evidence()
                        .interval();
        int from = withoutPauses ? (int) (said.startNanos() / 62_500) : 0;
        int to = withoutPauses ? (int) (said.endNanos() / 62_500) : once.length;
        float[] x = looped(once, from, to, 20 * 16000);
        Map<Long, List<Long>> heardAt = new TreeMap<>();
        int[] block = {0};
        try (ModalitySession session = channel.openSession()) {
            for (; block[0] < x.length / 160; block[0]++) {
                float[] part = Arrays.copyOfRange(x, block[0] * 160, block[0] * 160 + 160);
                session.accept(
                        new AudioBlock(block[0] * 10_000_000L, 16000, 1, part),
                        o -> {
                            if (o.evidence() instanceof Evidence.Present p) {
                                heardAt.computeIfAbsent(
                                                p.interval().startNanos() / 10_000_000,
                                                k -> new ArrayList<>())
                                        .add((long) block[0]);
                            }
                        });
            }
        }
        assertTrue(heardAt.size() >= 2, heardAt.toString());
        long last = -1000;
        for (Map.Entry<Long, List<Long>> utterance : heardAt.entrySet()) {
            // One that goes on where the last was cut lets nobody wait longer.
            long start = utterance.getKey();
            long before = start - last <= 2 ? last : start + 10;
            for (long at : utterance.getValue()) {
                // The detector hears by windows of 32 ms, the first 24 at once.
                assertTrue(at - before <= (before == 10 ? 77 : 54), start + ": " + heardAt);
                before = at;
            }
            last = before;
        }
    }

    /** Before the first word, in the midst of them, and near the end. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.4, 0.6, 0.9})
    void resumedSession_goesOnWithTheSameNumbers(double share) {
        List<AudioBlock> blocks = blocksOf(clip);
        int cut = (int) (share * blocks.size());
        List<Observation> whole = new ArrayList<>();
        List<Observation> resumed = new ArrayList<>();
        int before;
        try (ModalitySession first = channel.openSession();
                ModalitySession second = channel.openSession()) {
            blocks.subList(0, cut).forEach(b -> first.accept(b, whole::add));
            before = whole.size();
            second.restore(first.state());
            for (AudioBlock block : blocks.subList(cut, blocks.size())) {
                first.accept(block, whole::add);
                second.accept(block, resumed::add);
            }
            first.finish(whole::add);
            second.finish(resumed::add);
        }

        assertFalse(resumed.isEmpty());
        assertEquals(whole.size() - before, resumed.size());
        for (int i = 0; i < resumed.size(); i++) {
            Evidence one = whole.get(before + i).evidence();
            Evidence other = resumed.get(i).evidence();
            assertEquals(one.interval(), other.interval());
            if (one instanceof Evidence.Present a && other instanceof Evidence.Present b) {
                assertArrayEquals(
                        a.probabilities().orElseThrow().toArray(),
                        b.probabilities().orElseThrow().toArray(),
                        1e-4);
                assertEquals(a.quality(), b.quality(), 1e-3);
                assertEquals(a.issues(), b.issues());
            } else {
                assertEquals(one, other);
            }
        }
    }

    @Test
    void state_ofAnotherVersionOrCut_isRefused() {
        try (ModalitySession session = channel.openSession();
                ModalitySession other = channel.openSession()) {
            blocksOf(clip).forEach(b -> session.accept(b, o -> {}));
            byte[] state = session.state();
            EmotionException cut =
                    assertThrows(
                            EmotionException.class,
                            () -> other.restore(Arrays.copyOf(state, state.length / 2)));
            assertTrue(cut.getMessage().contains("cut"), cut.getMessage());
            state[7] = 10;
            EmotionException newer =
                    assertThrows(EmotionException.class, () -> other.restore(state));
            assertTrue(newer.getMessage().contains("version 10"), newer.getMessage());
        }
    }

    @Test
    void silenceNoiseAndNaN_areNoVoice() {
        Random random = new Random(4);
        float[] x = new float[16000 * 3];
        for (int i = 16000; i < x.length; i++) {
            x[i] = i < 32000 ? (float) (0.05 * random.nextGaussian()) : Float.NaN;
        }
        List<Observation> seen = observe(List.of(new AudioBlock(0, 16000, 1, x)), 1);
        assertTrue(seen.size() >= 5, seen.toString());
        for (Observation o : seen) {
            Evidence.Missing missing = (Evidence.Missing) o.evidence();
            assertEquals("no-voice", missing.reason().code());
        }
    }

    @Test
    void gap_betweenBlocks_startsAnewOnTheClock() {
        AudioBlock first = new AudioBlock(0, 16000, 1, new float[16000]);
        AudioBlock later = new AudioBlock(5_000_000_000L, 16000, 1, new float[16000]);
        List<Observation> seen = observe(List.of(first, later), 1);
        long end = seen.get(seen.size() - 1).evidence().interval().endNanos();
        assertEquals(6_000_000_000L, end);
        assertTrue(
                seen.stream().noneMatch(o -> inside(o, 1_000_000_000L, 5_000_000_000L)),
                seen.toString());
    }

    /** Blocks of 100 ms, as a network gives them, stamped when they arrive. */
    @Test
    void blocksStampedLate_changeNothing() {
        List<AudioBlock> blocks = stamped(clipAt16Kilohertz(), t -> t);
        List<AudioBlock> late = stamped(clipAt16Kilohertz(), t -> t == 1_500 ? t + 60 : t);
        assertEquals(observe(blocks, 1), observe(late, 1));
    }

    /** A device whose samples come a little too slowly or too fast. */
    @Test
    void timesOfBlocksThatDriftFromTheirSamples_areFollowedWithoutAGap() {
        float[] once = clipAt16Kilohertz();
        float[] speech = looped(once, 0, once.length, 65 * 16000);
        Arrays.fill(speech, 0, 58 * 16000, 0); // Until the clock is nearly 50 ms away.
        for (double drift : new double[] {0.0008, -0.0008}) {
            List<AudioBlock> blocks = stamped(speech, t -> t + Math.round(t * drift));
            List<Observation> seen = observe(blocks, 1);
            assertTrue(
                    seen.stream()
                            .map(Observation::evidence)
                            .filter(Evidence.Present.class::isInstance)
                            .flatMap(e -> ((Evidence.Present) e).issues().stream())
                            .noneMatch(issue -> issue.code().equals("sound-gaps")),
                    seen.toString());
            long clock = blocks.get(blocks.size() - 1).interval().endNanos();
            long end = seen.get(seen.size() - 1).evidence().interval().endNanos();
            assertTrue(Math.abs(end - clock) < 30_000_000, end + " at " + clock);
        }
    }

    @Test
    void lostBlock_leavesItsUtteranceWhole_andIsTold() {
        List<AudioBlock> blocks = stamped(clipAt16Kilohertz(), t -> t);
        Observation whole = complete(observe(blocks, 1)).get(0);
        long lost = whole.evidence().interval().startNanos() / 100_000_000 + 3;
        blocks.remove((int) lost);
        Observation torn = complete(observe(blocks, 1)).get(0);
        assertEquals(
                whole.evidence().interval().startNanos(), torn.evidence().interval().startNanos());
        Evidence.Present present = (Evidence.Present) torn.evidence();
        assertTrue(
                present.issues().contains(new Reason("sound-gaps", "100 ms of sound are missing")),
                present.issues().toString());
        double before = whole.detail(VoiceDetail.class).orElseThrow().signalToNoiseDb();
        double after = torn.detail(VoiceDetail.class).orElseThrow().signalToNoiseDb();
        assertTrue(after > before - 3, before + " dB, " + after + " dB");
    }

    /** Saved while a block waits for the next one, which decides on its time. */
    @Test
    void lateBlock_isPartOfTheState() {
        List<AudioBlock> blocks = stamped(clipAt16Kilohertz(), t -> t >= 1_500 ? t + 300 : t);
        List<Observation> whole = new ArrayList<>();
        List<Observation> resumed = new ArrayList<>();
        try (ModalitySession first = channel.openSession();
                ModalitySession second = channel.openSession()) {
            blocks.subList(0, 16).forEach(b -> first.accept(b, o -> {}));
            second.restore(first.state());
            for (AudioBlock block : blocks.subList(16, blocks.size())) {
                first.accept(block, whole::add);
                second.accept(block, resumed::add);
            }
            first.finish(whole::add);
            second.finish(resumed::add);
        }
        assertEquals(intervals(whole), intervals(resumed));
        long end = whole.get(whole.size() - 1).evidence().interval().endNanos();
        assertTrue(end > 3_000_000_000L, end + " ns, not on the clock");
    }

    private static List<AudioBlock> stamped(float[] x, LongUnaryOperator millis) {
        List<AudioBlock> blocks = new ArrayList<>();
        for (int at = 0; at + 1600 <= x.length; at += 1600) {
            blocks.add(
                    new AudioBlock(
                            1_000_000 * millis.applyAsLong(at / 16),
                            16000,
                            1,
                            Arrays.copyOfRange(x, at, at + 1600)));
        }
        return blocks;
    }

    private static boolean inside(Observation o, long from, long to) {
        return o.evidence().interval().startNanos() < to
                && o.evidence().interval().endNanos() > from;
    }

    @Test
    void files_areTakenByContentAndRefusedClearly(@TempDir Path folder) throws IOException {
        Path disguised = folder.resolve("voice.dat");
        Files.write(disguised, Wav.of(8000, new float[800]));
        Path table = Files.writeString(folder.resolve("wristband.csv"), "time,eda\n0,1\n");
        Path wrong = Files.writeString(folder.resolve("text.mp3"), "no sound");
        assertTrue(channel.reader(opened(disguised)).isPresent());
        assertFalse(channel.reader(opened(table)).isPresent());
        assertThrows(InputException.class, () -> channel.reader(opened(wrong)));
    }

    @Test
    void longSpeech_keepsMemoryFlat() {
        float[] once = clipAt16Kilohertz();
        float[] second = new float[16000];
        int[] utterances = {0};
        try (ModalitySession session = channel.openSession()) {
            Runtime runtime = Runtime.getRuntime();
            long before = 0;
            for (int t = 0; t < 60; t++) {
                for (int i = 0; i < second.length; i++) {
                    second[i] = once[(16000 * t + i) % once.length];
                }
                session.accept(
                        new AudioBlock(t * 1_000_000_000L, 16000, 1, second),
                        o -> utterances[0] += complete(List.of(o)).size());
                if (t == 15) {
                    System.gc();
                    before = runtime.totalMemory() - runtime.freeMemory();
                }
            }
            System.gc();
            long grown = runtime.totalMemory() - runtime.freeMemory() - before;
            assertTrue(grown < 1_000_000, grown + " bytes in 45 s");
        }
        assertTrue(utterances[0] >= 10, utterances[0] + " utterances");
    }

    @Test
    void soundOfFewOrTooManySamples_andUtterancesTooShort_areMissingWithTheReason() {
        AudioBlock low = new AudioBlock(0, 4000, 1, new float[4000]);
        assertEquals(List.of("low-rate"), codes(observe(List.of(low), 1)));
        AudioBlock high = new AudioBlock(0, 1e12, 1, new float[4000]);
        assertEquals(List.of("high-rate"), codes(observe(List.of(high), 1)));

        // A quarter of a second from the midst of a word, and the stream ends.
        float[] once = clipAt16Kilohertz();
        float[] piece = looped(once, 16000, 16000 + 4600, 4600);
        AudioBlock cut = new AudioBlock(0, 16000, 1, piece);
        assertEquals(List.of("too-short"), codes(observe(List.of(cut), 1)));
    }

    @Test
    void wordThatBeginsWithTheSound_isHeard_andShortOnesGetAnEstimate() {
        float[] once = clipAt16Kilohertz();
        TimeInterval said = heard(once, 16000, 1).get(0).evidence().interval();
        int from = (int) (said.startNanos() / 62_500);
        for (int length : new int[] {5600, 7200}) {
            float[] word = looped(once, from, from + length, length);
            assertEquals(1, heard(word, 16000, 1).size(), length + " samples");
        }
    }

    @Test
    void invertedStereo_isHeardLikeMono() {
        float[] once = clipAt16Kilohertz();
        float[] stereo = new float[2 * once.length];
        for (int i = 0; i < once.length; i++) {
            stereo[2 * i] = once[i];
            stereo[2 * i + 1] = -once[i];
        }
        List<TimeInterval> mono = intervals(heard(once, 16000, 1));
        List<TimeInterval> inverted = intervals(heard(stereo, 16000, 2));
        assertEquals(mono.size(), inverted.size());
        for (int i = 0; i < mono.size(); i++) {
            // One window of the detector, of 32 ms, may lie on the border.
            TimeInterval other = inverted.get(i);
            assertTrue(Math.abs(mono.get(i).startNanos() - other.startNanos()) <= 32_000_000);
            assertTrue(Math.abs(mono.get(i).endNanos() - other.endNanos()) <= 32_000_000);
        }
    }

    private static List<Observation> heard(float[] x, double rate, int channels) {
        return complete(observe(List.of(new AudioBlock(0, rate, channels, x)), 1));
    }

    private static List<TimeInterval> intervals(List<Observation> seen) {
        return seen.stream().map(o -> o.evidence().interval()).toList();
    }

    private static List<String> codes(List<Observation> seen) {
        return seen.stream().map(o -> ((Evidence.Missing) o.evidence()).reason().code()).toList();
    }

    private static float[] clipAt16Kilohertz() {
        List<AudioBlock> blocks = blocksOf(clip);
        MonoResampler resampler = new MonoResampler(blocks.get(0).sampleRateHertz());
        float[] x = new float[64000];
        int n = 0;
        for (AudioBlock block : blocks) {
            int made = resampler.accept(block);
            System.arraycopy(resampler.output(), 0, x, n, made);
            n += made;
        }
        return Arrays.copyOf(x, n);
    }

    /** Samples from one to another, over and over. */
    private static float[] looped(float[] x, int from, int to, int length) {
        float[] out = new float[length];
        for (int i = 0; i < length; i++) {
            out[i] = x[from + i % (to - from)];
        }
        return out;
    }

    private static AudioBlock joined(List<AudioBlock> blocks) {
        AudioBlock first = blocks.get(0);
        int channels = first.channels();
        int length = blocks.stream().mapToInt(b -> b.frameCount() * channels).sum();
        float[] all = new float[length];
        int n = 0;
        for (AudioBlock block : blocks) {
            for (int i = 0; i < block.frameCount() * channels; i++) {
                all[n++] = block.sample(i / channels, i % channels);
            }
        }
        return new AudioBlock(
                first.interval().startNanos(), first.sampleRateHertz(), channels, all);
    }

    private static List<Observation> complete(List<Observation> seen) {
        return seen.stream()
                .filter(o -> o.detail(VoiceDetail.class).map(VoiceDetail::complete).orElse(false))
                .toList();
    }

    /** All observations when each block is fed in some pieces. */
    private static List<Observation> observe(List<AudioBlock> blocks, int pieces) {
        List<Observation> seen = new ArrayList<>();
        try (ModalitySession session = channel.openSession()) {
            for (AudioBlock block : blocks) {
                int n = Math.max(1, block.frameCount() / pieces);
                for (int at = 0; at < block.frameCount(); at += n) {
                    int end = Math.min(block.frameCount(), at + n);
                    float[] part = new float[(end - at) * block.channels()];
                    for (int i = 0; i < part.length; i++) {
                        part[i] = block.sample(at + i / block.channels(), i % block.channels());
                    }
                    long start =
                            block.interval().startNanos()
                                    + Math.round(at * 1e9 / block.sampleRateHertz());
                    session.accept(
                            new AudioBlock(start, block.sampleRateHertz(), block.channels(), part),
                            seen::add);
                }
            }
            session.finish(seen::add);
        }
        return seen;
    }

    private static List<AudioBlock> blocksOf(byte[] content) {
        List<AudioBlock> blocks = new ArrayList<>();
        try (SignalReader reader =
                channel.reader(
                                new OpenPart(
                                        Recording.Part.of("clip.mp4", content), Limits.defaults()))
                        .orElseThrow()) {
            Optional<? extends Signal> next = reader.next();
            while (next.isPresent()) {
                blocks.add((AudioBlock) next.get());
                next = reader.next();
            }
        }
        return blocks;
    }

    private static OpenPart opened(Path path) {
        return new OpenPart(Recording.Part.of(path), Limits.defaults());
    }
}
