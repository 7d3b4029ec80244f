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
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.Tensor;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.core.model.TensorModel;
import io.github.emotion4j.core.spi.Channel;
import io.github.emotion4j.core.spi.ChannelSession;
import io.github.emotion4j.core.spi.Modality;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modality as the recogniser uses it, with the bundled model. */
class VoiceSessionTest {
    private static final ModelLoader MODELS =
            new ModelLoader(
                    ComputeDevice.cpu(), 1, Optional.of(TensorEngine.PYTORCH), Optional.empty());
    private static Channel channel;
    private static byte[] clip;

    @BeforeAll
    static void open() throws IOException {
        Modality modality =
                ServiceLoader.load(Modality.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(VoiceModality.class::isInstance)
                        .findFirst()
                        .orElseThrow();
        channel = modality.open(MODELS);
        try (InputStream in = resource("grid/sbwe5n.mpg")) {
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
        try (TensorModel model = models.load("speech-emotion")) {
            List<Tensor> out =
                    model.run(
                            Tensor.of(rows[0], 1, 80, 64),
                            Tensor.of(rows[1], 1, 80, 2),
                            Tensor.of(rows[2], 1, 88));
            assertArrayEquals(rows[3], out.get(0).item(0), 2e-3f);
            assertArrayEquals(rows[4], out.get(1).item(0), 2e-3f);
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
        assertTrue(last.detail(VoiceDetail.class).orElseThrow().complete());
        long before = 0;
        for (Observation o : seen) {
            assertTrue(o.evidence().interval().endNanos() >= before, "in the order of ends");
            before = o.evidence().interval().endNanos();
            if (o.evidence() instanceof Evidence.Present p) {
                assertEquals(0, p.probabilities().of(Emotion.CONTEMPT), 1e-9);
                assertTrue(p.quality() > 0.3, p.toString());
            }
        }
    }

    @Test
    void blocks_ofAnySize_giveTheSameNumbers() {
        List<AudioBlock> blocks = blocksOf(clip);
        List<Observation> whole = complete(observe(blocks, 1));
        List<Observation> small = complete(observe(blocks, 7));
        assertFalse(whole.isEmpty());
        assertEquals(whole.size(), small.size());
        for (int i = 0; i < whole.size(); i++) {
            Evidence.Present a = (Evidence.Present) whole.get(i).evidence();
            Evidence.Present b = (Evidence.Present) small.get(i).evidence();
            assertEquals(a.interval(), b.interval());
            assertArrayEquals(a.probabilities().toArray(), b.probabilities().toArray(), 1e-4);
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
        try (ChannelSession first = channel.openSession();
                ChannelSession second = channel.openSession()) {
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
                assertArrayEquals(a.probabilities().toArray(), b.probabilities().toArray(), 1e-4);
                assertEquals(a.quality(), b.quality(), 1e-3);
                assertEquals(a.issues(), b.issues());
            } else {
                assertEquals(one, other);
            }
        }
    }

    @Test
    void state_ofAnotherVersionOrCut_isRefused() {
        try (ChannelSession session = channel.openSession();
                ChannelSession other = channel.openSession()) {
            blocksOf(clip).forEach(b -> session.accept(b, o -> {}));
            byte[] state = session.state();
            EmotionException cut =
                    assertThrows(
                            EmotionException.class,
                            () -> other.restore(Arrays.copyOf(state, state.length / 2)));
            assertTrue(cut.getMessage().contains("cut"), cut.getMessage());
            state[3] = 9;
            EmotionException newer =
                    assertThrows(EmotionException.class, () -> other.restore(state));
            assertTrue(newer.getMessage().contains("version 9"), newer.getMessage());
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
        assertTrue(channel.reader(new Recording.FilePart(disguised, 0)).isPresent());
        assertFalse(channel.reader(new Recording.FilePart(table, 0)).isPresent());
        assertThrows(InputException.class, () -> channel.reader(new Recording.FilePart(wrong, 0)));
    }

    @Test
    void longSound_keepsMemoryFlat() {
        float[] minute = new float[8000 * 60];
        try (ChannelSession session = channel.openSession()) {
            Runtime runtime = Runtime.getRuntime();
            long before = 0;
            for (int m = 0; m < 8; m++) {
                session.accept(new AudioBlock(m * 60_000_000_000L, 8000, 1, minute), o -> {});
                if (m == 3) {
                    System.gc();
                    before = runtime.totalMemory() - runtime.freeMemory();
                }
            }
            System.gc();
            long grown = runtime.totalMemory() - runtime.freeMemory() - before;
            assertTrue(grown < 2_000_000, grown + " bytes in four minutes");
        }
    }

    private static List<Observation> complete(List<Observation> seen) {
        return seen.stream()
                .filter(o -> o.detail(VoiceDetail.class).map(VoiceDetail::complete).orElse(false))
                .toList();
    }

    /** All observations when each block is fed in some pieces. */
    private static List<Observation> observe(List<AudioBlock> blocks, int pieces) {
        List<Observation> seen = new ArrayList<>();
        try (ChannelSession session = channel.openSession()) {
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
                channel.reader(new Recording.BytesPart("clip.mpg", content, 0)).orElseThrow()) {
            Optional<Signal> next = reader.next();
            while (next.isPresent()) {
                blocks.add((AudioBlock) next.get());
                next = reader.next();
            }
        }
        return blocks;
    }
}
