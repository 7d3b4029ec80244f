package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.physio.internal.stress.RunningReference;
import io.github.emotion4j.physio.io.TableFormat;
import io.github.emotion4j.physio.simulate.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyModalityTest {
    private static final double SECONDS = 450;
    private static EmotionRecognizer recognizer;

    @TempDir Path folder;

    @BeforeAll
    static void loadTheModelOnce() {
        recognizer = EmotionRecognizer.create();
    }

    @AfterAll
    static void closeIt() {
        recognizer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logger.csv", "watch.JSON", "night.edf"})
    void whatIsNamedLikeARecordingAndIsNone_isRefusedWithWhatToDo(String name) {
        Recording none = Recording.of(name, new byte[2000]);
        InputException refused =
                assertThrows(InputException.class, () -> recognizer.recognize(none));
        assertTrue(refused.getMessage().startsWith(name), refused.getMessage());
        assertTrue(refused.getMessage().contains("time (s),HR (bpm)"), refused.getMessage());
    }

    /** Minutes at 65 a minute with a quiet skin, or from the fifth at 95 with a lively one. */
    private static List<BioBlock> signals(boolean stirred) {
        double[] calm = Simulator.beatTimes(stirred ? 300 : SECONDS, 65, 50, 0.25);
        double[] fast =
                Arrays.stream(Simulator.beatTimes(SECONDS - 300, 95, 15, 0.3))
                        .map(t -> t + 300)
                        .toArray();
        double[] beats = Arrays.copyOf(calm, calm.length + (stirred ? fast.length : 0));
        if (stirred) {
            System.arraycopy(fast, 0, beats, calm.length, fast.length);
        }
        double[] onsets = new double[stirred ? 15 : 0];
        for (int i = 0; i < onsets.length; i++) {
            onsets[i] = 300 + 10 * i;
        }
        double[] pulse = Simulator.ppg(64, SECONDS, beats, 0.02, 1).values();
        double[] skin = Simulator.eda(4, SECONDS, 1, 0, onsets, 0.5, 0.002, 1).values();
        for (int i = 1200; i < skin.length && stirred; i++) {
            skin[i] += Math.min(2, (i - 1200) / 200.0);
        }
        List<BioBlock> blocks = new ArrayList<>();
        for (int t = 0; t < SECONDS; t += 10) {
            long start = t * 1_000_000_000L;
            double[] p = Arrays.copyOfRange(pulse, t * 64, (t + 10) * 64);
            double[] s = Arrays.copyOfRange(skin, t * 4, (t + 10) * 4);
            blocks.add(new BioBlock(start, Kind.PPG, Unit.ARBITRARY, 64, p));
            blocks.add(new BioBlock(start, Kind.EDA, Unit.MICROSIEMENS, 4, s));
        }
        return blocks;
    }

    /** With the acceleration of a wrist: still, and from 240 s on 0.25 g twice a second. */
    private static List<BioBlock> moving(List<BioBlock> signals) {
        List<BioBlock> blocks = new ArrayList<>();
        for (BioBlock block : signals) {
            long start = block.interval().startNanos();
            double swing = start < 240_000_000_000L ? 0 : 0.25;
            double[] g = new double[320];
            Arrays.setAll(g, i -> 1 + swing * Math.sin(2 * Math.PI * 2 * i / 32));
            blocks.add(block);
            if (block.kind() == Kind.EDA) {
                blocks.add(
                        new BioBlock(start, Kind.ACCELERATION, Unit.STANDARD_GRAVITY, 32, g)
                                .at("x"));
            }
        }
        return blocks;
    }

    private static List<Observation> observe(EmotionRecognizer recognizer, Recording recording) {
        List<Observation> observations = new ArrayList<>();
        recognizer.recognize(recording, keeping(observations));
        return observations;
    }

    private static double stress(Observation o) {
        return assertInstanceOf(Evidence.Present.class, o.evidence()).stress().orElseThrow();
    }

    @Test
    void recognise_quickPulseAndLivelySkin_looksMoreStressedThanRest() {
        List<Observation> calm = observe(recognizer, Recording.of(signals(false)));
        List<Observation> stirred = observe(recognizer, Recording.of(signals(true)));

        assertEquals(79, calm.size());
        // Seven minutes in: two minutes after the change.
        int at = (420 - 60) / 5;
        assertTrue(stress(stirred.get(at)) > 0.6, "stirred " + stress(stirred.get(at)));
        assertTrue(stress(calm.get(at)) < 0.5, "calm " + stress(calm.get(at)));
        BodyDetail detail = stirred.get(at).detail(BodyDetail.class).orElseThrow();
        assertEquals(95, detail.beatsPerMinute(), 1);
        assertEquals(6, detail.scrPerMinute(), 1);
        assertEquals(List.of("pulse", "skin-conductance"), detail.signals());
        Map<String, List<Double>> written = stirred.get(at).detailNumbers();
        assertEquals(List.of(detail.beatsPerMinute()), written.get("beatsPerMinute"));
        assertFalse(written.containsKey("skinTemperatureCelsius"), written.toString());
    }

    @Test
    void recognise_withBaseline_tellsMoreFromTheFirstMinute() {
        List<BioBlock> all = signals(true);
        BodyBaseline calm = BodyBaseline.ofBytes(BodyBaseline.of(all.subList(0, 60)).toBytes());
        List<BioBlock> later = new ArrayList<>();
        all.subList(60, all.size()).forEach(b -> later.add(b.later(-300_000_000_000L)));

        double without = stress(observe(recognizer, Recording.of(later)).get(0));
        double with;
        try (EmotionRecognizer personal =
                EmotionRecognizer.builder().modality(new BodyModality(calm)).build()) {
            with = stress(observe(personal, Recording.of(later)).get(0));
        }

        assertTrue(with > without + 0.1, without + " without, " + with + " with");
    }

    @Test
    void recognise_impossibleSkinBesideAPulse_isLeftOutAndLowersTheQuality() {
        List<BioBlock> pulse = new ArrayList<>(signals(false));
        pulse.removeIf(b -> b.kind() != Kind.PPG);
        List<BioBlock> both = new ArrayList<>();
        for (BioBlock block : pulse) {
            double[] ohms = new double[40];
            Arrays.setAll(ohms, i -> 2490 + i % 7);
            long start = block.interval().startNanos();
            both.add(block);
            both.add(new BioBlock(start, Kind.EDA, Unit.MICROSIEMENS, 4, ohms));
        }

        List<Observation> alone = observe(recognizer, Recording.of(pulse));
        List<Observation> beside = observe(recognizer, Recording.of(both));

        for (int i = 0; i < alone.size(); i++) {
            assertEquals(stress(alone.get(i)), stress(beside.get(i)));
            Evidence.Present present =
                    assertInstanceOf(Evidence.Present.class, beside.get(i).evidence());
            assertTrue(present.quality() <= 0.5, "quality " + present.quality());
            assertTrue(codes(beside.get(i)).contains("implausible-unit"));
        }
    }

    @Test
    void recognise_walkingWrist_saysThatEffortCannotBeToldFromStress() {
        List<BioBlock> blocks = moving(signals(false));
        for (Observation o : observe(recognizer, Recording.of(blocks))) {
            double end = o.evidence().interval().endSeconds();
            double moved = o.detail(BodyDetail.class).orElseThrow().movementG();
            if (end <= 240 || end >= 300) {
                assertEquals(end <= 240 ? 0 : 0.25 / Math.sqrt(2), moved, 1e-3);
                assertEquals(end > 240, codes(o).contains("moving"), "at " + end);
            }
        }
    }

    @Test
    void recognise_rarerStress_movesTheLogitByItsLogOdds() {
        List<Observation> even = observe(recognizer, Recording.of(signals(true)));
        List<Observation> rare;
        try (EmotionRecognizer other =
                EmotionRecognizer.builder()
                        .modality(new BodyModality().withStressPrior(0.1))
                        .build()) {
            rare = observe(other, Recording.of(signals(true)));
        }
        double p = stress(even.get(60));
        assertEquals(p / (p + 9 * (1 - p)), stress(rare.get(60)), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> new BodyModality().withStressPrior(1));
    }

    /** Early, where the state holds the whole signal, and late, where it holds its last minutes. */
    @ParameterizedTest
    @ValueSource(ints = {46, 124})
    void resumedStream_goesOnWithTheSameNumbers(int cut) {
        List<BioBlock> blocks = moving(signals(true));
        List<Observation> whole = new ArrayList<>();
        List<Observation> resumed = new ArrayList<>();
        byte[] state;
        int before;
        try (EmotionStream stream = recognizer.openStream(keeping(whole))) {
            blocks.subList(0, cut).forEach(stream::accept);
            state = stream.toBytes();
            before = whole.size();
            blocks.subList(cut, blocks.size()).forEach(stream::accept);
        }
        try (EmotionStream stream =
                recognizer.resumeStream(state, keeping(resumed), StreamOptions.defaults())) {
            blocks.subList(cut, blocks.size()).forEach(stream::accept);
        }

        assertTrue(before > 10 && resumed.size() > 5, before + " and " + resumed.size());
        assertEquals(whole.size() - before, resumed.size());
        for (int i = 0; i < resumed.size(); i++) {
            Observation one = whole.get(before + i);
            Observation other = resumed.get(i);
            assertEquals(one.evidence().interval(), other.evidence().interval());
            assertEquals(stress(one), stress(other), 1e-5);
            BodyDetail detail = one.detail(BodyDetail.class).orElseThrow();
            BodyDetail same = other.detail(BodyDetail.class).orElseThrow();
            assertEquals(detail.rmssdMillis(), same.rmssdMillis(), 1e-3);
            assertEquals(detail.sclMicrosiemens(), same.sclMicrosiemens(), 1e-5);
            assertEquals(detail.scrPerMinute(), same.scrPerMinute());
            assertEquals(detail.movementG(), same.movementG(), 1e-12);
        }
    }

    private static RecognitionListener keeping(List<Observation> observations) {
        return RecognitionListener.ofObservations(observation -> observations.add(observation));
    }

    @Test
    void baseline_ofNothingUsable_saysWhatIsNeeded() throws IOException {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> BodyBaseline.of(signals(false).subList(0, 4)));
        assertTrue(e.getMessage().contains("no usable minute"), e.getMessage());
        Path brief = Files.writeString(folder.resolve("brief.csv"), "time_s,EDA\n0,1\n0.25,1\n");
        InputException none = assertThrows(InputException.class, () -> BodyBaseline.of(brief));
        assertTrue(
                none.getMessage().startsWith(brief + ": holds no usable minute"),
                none.getMessage());
        InputException other =
                assertThrows(
                        InputException.class,
                        () -> BodyBaseline.ofBytes(Files.readAllBytes(brief)));
        assertTrue(
                other.getMessage().startsWith("The baseline of the body: is something else"),
                other.getMessage());
    }

    @Test
    void baseline_ofAnUploadedTable_isThatOfItsBlocks() {
        StringBuilder table = new StringBuilder("EDA (µS)\n");
        double[] values = new double[4 * 300];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(100 * (2 + Math.sin(i * 0.01))) / 100.0;
            table.append(values[i]).append('\n');
        }
        Recording.Part upload =
                Recording.Part.of("upload", table.toString().getBytes(StandardCharsets.UTF_8))
                        .withFormat(TableFormat.ofRate(4));
        BioBlock block = new BioBlock(0, Kind.EDA, Unit.MICROSIEMENS, 4, values);
        assertArrayEquals(
                BodyBaseline.of(List.of(block)).reference().copy(),
                BodyBaseline.of(upload, Limits.defaults()).reference().copy(),
                1e-9);
    }

    private List<Observation> observe(String name, String text) throws IOException {
        return observe(recognizer, Recording.of(Files.writeString(folder.resolve(name), text)));
    }

    private static List<String> codes(Observation o) {
        List<Reason> reasons =
                o.evidence() instanceof Evidence.Missing missing
                        ? List.of(missing.reason())
                        : assertInstanceOf(Evidence.Present.class, o.evidence()).issues();
        return reasons.stream().map(Reason::code).toList();
    }

    @Test
    void recognise_twoChannelsOfAKind_followsTheFirstAndSaysSo() throws IOException {
        StringBuilder table = new StringBuilder("time_s,EDA left,EDA right\n");
        for (int i = 0; i < 400; i++) {
            table.append(i / 4.0).append(',').append(2 + 0.01 * (i % 7)).append(",9\n");
        }
        List<Observation> observations = observe("two.csv", table.toString());
        assertEquals(9, observations.size());
        for (Observation o : observations) {
            assertEquals(List.of("channel-not-followed"), codes(o));
            assertEquals(2.03, o.detail(BodyDetail.class).orElseThrow().sclMicrosiemens(), 0.02);
        }
    }

    @Test
    void recognise_firstOfTwoChannelsDead_givesWayToTheOther() {
        double[] pulse =
                Simulator.ppg(64, 200, Simulator.beatTimes(200, 70, 20, 0.25), 0.02, 1).values();
        List<BioBlock> blocks = new ArrayList<>();
        for (int t = 0; t < 200; t++) {
            double[] part = Arrays.copyOfRange(pulse, t * 64, (t + 1) * 64);
            long start = t * 1_000_000_000L;
            blocks.add(
                    new BioBlock(start, Kind.PPG, Unit.ARBITRARY, 64, new double[64]).at("left"));
            blocks.add(new BioBlock(start, Kind.PPG, Unit.ARBITRARY, 64, part).at("right"));
        }
        List<Observation> observations = observe(recognizer, Recording.of(blocks));

        Observation last = observations.get(observations.size() - 1);
        assertEquals(70, last.detail(BodyDetail.class).orElseThrow().beatsPerMinute(), 1);
        assertEquals(List.of("channel-not-followed"), codes(last));
        assertEquals(List.of("flat"), codes(observations.get(0)));
    }

    @Test
    void recognise_nothingToJudge_isExplainedByWhatCouldHaveBeenJudged() {
        List<BioBlock> moving = moving(signals(false));
        moving.removeIf(b -> b.kind() == Kind.PPG || b.kind() == Kind.EDA);
        Random random = new Random(1);
        List<BioBlock> noise = new ArrayList<>(moving);
        for (int t = 0; t < SECONDS; t += 10) {
            long start = t * 1_000_000_000L;
            double[] warm = new double[40];
            Arrays.setAll(warm, i -> 33 + 0.02 * random.nextGaussian());
            double[] wave = random.doubles(640).toArray();
            moving.add(new BioBlock(start, Kind.SKIN_TEMPERATURE, Unit.CELSIUS, 4, warm).at("a"));
            moving.add(new BioBlock(start, Kind.SKIN_TEMPERATURE, Unit.CELSIUS, 4, warm).at("b"));
            noise.add(new BioBlock(start, Kind.PPG, Unit.ARBITRARY, 64, wave));
        }
        for (Observation o : observe(recognizer, Recording.of(moving))) {
            assertEquals(List.of("no-usable-signal"), codes(o));
        }
        for (Observation o : observe(recognizer, Recording.of(noise))) {
            assertEquals(List.of("poor-pulse"), codes(o));
        }
    }

    @Test
    void recognise_steadyBeatsAlone_areNotCalledAroused() {
        double[] beats = Simulator.beatTimes(300, 70, 20, 0.25);
        double[] ecg = Simulator.ecg(128, 300, beats, 0.01, 1).values();
        BioBlock block = new BioBlock(0, Kind.ECG, Unit.MILLIVOLT, 128, ecg);
        List<Observation> observations = observe(recognizer, Recording.of(List.of(block)));
        for (Observation o : observations) {
            assertEquals(0.5, stress(o), 0.03);
            assertEquals(List.of(), codes(o));
            assertEquals(List.of("ecg"), o.detail(BodyDetail.class).orElseThrow().signals());
        }
        assertTrue(observations.size() > 40);
        Observation stirred = observe(recognizer, Recording.of(signals(true))).get(72);
        assertEquals(List.of("arousal-only"), codes(stirred));
    }

    @Test
    void stream_blocksAtAnotherRate_areLeftOutAndTheRestGoesOn() {
        List<Observation> seen = new ArrayList<>();
        RecognitionListener listener =
                RecognitionListener.ofObservations(observation -> seen.add(observation));
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder().modality(new BodyModality()).build();
                EmotionStream stream = recognizer.openStream(listener)) {
            for (int second = 0; second < 100; second++) {
                double rate = second == 70 ? 8 : 4;
                double[] values = new double[(int) rate];
                Arrays.fill(values, 2);
                stream.accept(
                        new BioBlock(
                                second * 1_000_000_000L,
                                BioBlock.Kind.EDA,
                                BioBlock.Unit.MICROSIEMENS,
                                rate,
                                values));
            }
        }
        assertTrue(codes(seen.get(seen.size() - 1)).contains("other-rate"));
        assertTrue(seen.size() >= 8, seen.size() + " observations");
    }

    @Test
    void recognise_millisecondsCalledSeconds_isRefused() throws IOException {
        StringBuilder table = new StringBuilder("time (s),BVP\n");
        for (int i = 0; i < 640; i++) {
            table.append(i * 1000 / 64.0).append(',').append(Math.sin(i / 10.0)).append('\n');
        }
        InputException refused =
                assertThrows(InputException.class, () -> observe("ms.csv", table.toString()));
        assertTrue(refused.getMessage().contains("as milliseconds it is 64.00 Hz"));
    }

    @Test
    void recognise_blocksOfAnotherUnit_areConvertedOrAReason() {
        List<BioBlock> blocks = new ArrayList<>();
        for (int t = 0; t < 80; t += 10) {
            double[] skin = new double[40];
            Arrays.fill(skin, 2);
            long start = t * 1_000_000_000L;
            double[] beats = Simulator.beatTimes(10, 60, 0, 0.2);
            double[] ecg = Simulator.ecg(250, 10, beats, 0.01, t).values();
            double[] microvolts = Arrays.stream(ecg).map(v -> 1000 * v).toArray();
            blocks.add(new BioBlock(start, Kind.ECG, Unit.MICROVOLT, 250, microvolts));
            blocks.add(new BioBlock(start, Kind.EDA, Unit.CELSIUS, 4, skin));
        }
        for (Observation o : observe(recognizer, Recording.of(blocks))) {
            assertEquals(List.of("wrong-unit"), codes(o));
        }
    }

    @Test
    void recognise_badMinute_isToldOfItsSpansAlone() {
        List<BioBlock> blocks = new ArrayList<>(signals(false));
        // From 100 to 130 s the band is off: no blocks at all.
        blocks.removeIf(
                b ->
                        b.interval().startNanos() >= 100_000_000_000L
                                && b.interval().startNanos() < 130_000_000_000L);
        for (Observation o : observe(recognizer, Recording.of(blocks))) {
            double end = o.evidence().interval().endSeconds();
            boolean concerned = end > 101 && end < 189;
            assertEquals(concerned, codes(o).contains("missing-samples"), end + " " + codes(o));
        }
    }

    @Test
    void recognise_anEcgAtAWrongRate_isTold() {
        double[] beats = Simulator.beatTimes(360, 70, 30, 0.25);
        double[] ecg = Simulator.ecg(500, 360, beats, 0.01, 1).values();
        List<BioBlock> blocks = new ArrayList<>();
        for (int t = 0; t < 90; t += 10) {
            double[] part = Arrays.copyOfRange(ecg, t * 2000, (t + 10) * 2000);
            blocks.add(new BioBlock(t * 1_000_000_000L, Kind.ECG, Unit.MILLIVOLT, 2000, part));
        }
        List<Observation> observations = observe(recognizer, Recording.of(blocks));

        assertFalse(observations.isEmpty());
        for (Observation o : observations) {
            assertInstanceOf(Evidence.Missing.class, o.evidence());
            assertEquals(List.of("implausible-rate"), codes(o));
        }
    }

    @Test
    void recognise_aColumnThatIsNotRead_isNamedInTheResult() throws IOException {
        StringBuilder table = new StringBuilder("time_s,HR (bpm),GSR (%),Rectal temp (°C)\n");
        for (int t = 0; t < 100; t++) {
            table.append(t).append(",").append(70 + t % 3).append(",41,37\n");
        }
        Path file = Files.writeString(folder.resolve("partly.csv"), table);

        List<Observation> observations = observe(recognizer, Recording.of(file));

        assertFalse(observations.isEmpty());
        for (Observation o : observations) {
            Evidence.Present present = assertInstanceOf(Evidence.Present.class, o.evidence());
            Reason issue =
                    present.issues().stream()
                            .filter(r -> r.code().equals("channels-left-out"))
                            .findFirst()
                            .orElseThrow();
            assertTrue(issue.message().contains("\"GSR (%)\" is in \"%\""), issue.message());
            assertTrue(issue.message().contains("\"Rectal temp (°C)\""), issue.message());
        }
    }

    @Test
    void recognise_partThatBeginsLater_isMovedOnce() throws IOException {
        Path file = folder.resolve("EDA.csv");
        Files.writeString(file, "1000\n4\n" + "2\n".repeat(400));
        Recording later = Recording.of(List.<BioBlock>of()).with(folder, Duration.ofSeconds(100));
        Observation first = observe(recognizer, later).get(0);
        assertEquals(160_000_000_000L, first.evidence().interval().endNanos());
    }

    @ParameterizedTest
    @CsvSource({
        "EDA (µS), nan, 600, no-values",
        "EDA (µS), 0.5, 4, too-short",
        "BVP, 17, 600, flat",
        "EDA (µS), 350, 600, implausible-unit",
    })
    void recognise_badRecording_isAReasonAndNoError(
            String column, String value, int seconds, String code) throws IOException {
        StringBuilder table = new StringBuilder("time_s," + column + "\n");
        double rate = column.equals("BVP") ? 64 : 4;
        for (int i = 0; i < seconds * rate; i++) {
            table.append(i / rate).append(',').append(value).append('\n');
        }
        Path file = Files.writeString(folder.resolve("bad.csv"), table);

        List<Observation> observations = observe(recognizer, Recording.of(file));

        for (Observation o : observations) {
            assertTrue(codes(o).contains(code), o.evidence().toString());
            assertInstanceOf(Evidence.Missing.class, o.evidence(), "what is wrong judges nothing");
        }
        assertFalse(observations.isEmpty());
    }

    @Test
    void baseline_channelThatChangesItsRate_isLearnedFromTheFirst() {
        List<BioBlock> blocks = new ArrayList<>(signals(false).subList(0, 20));
        long end = 100_000_000_000L;
        double[] wave = new double[1280];
        blocks.add(new BioBlock(end, Kind.PPG, Unit.ARBITRARY, 128, wave));
        RunningReference known = BodyBaseline.of(blocks).reference();
        RunningReference expected = BodyBaseline.of(signals(false).subList(0, 20)).reference();
        assertArrayEquals(expected.copy(), known.copy());
    }
}
