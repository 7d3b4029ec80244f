package io.github.emotion4j.physio.internal.stress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.simulate.Simulator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyStreamTest {
    private static final double[] PULSE =
            Simulator.ppg(64, 150, Simulator.beatTimes(150, 72, 40, 0.25), 0.02, 1).values();
    private static final double[] SKIN =
            Simulator.eda(4, 150, 2, 0.1, new double[] {30, 50, 80, 100}, 0.3, 0.001, 1).values();

    private static List<StressInput> run(double blockSeconds, double[] pulse, double[] skin) {
        List<StressInput> inputs = new ArrayList<>();
        BodyStream stream = new BodyStream(inputs::add);
        for (double t = 0; t < 150; t += blockSeconds) {
            feed(stream, Kind.PPG, Unit.ARBITRARY, 64, pulse, t, t + blockSeconds);
            feed(stream, Kind.EDA, Unit.MICROSIEMENS, 4, skin, t, t + blockSeconds);
        }
        stream.finish();
        return inputs;
    }

    private static void feed(
            BodyStream stream,
            Kind kind,
            Unit unit,
            double rate,
            double[] x,
            double from,
            double to) {
        int a = (int) Math.ceil(from * rate);
        int b = (int) Math.min(x.length, Math.ceil(to * rate));
        if (b > a) {
            long start = Math.round(a / rate * 1e9);
            stream.accept(new BioBlock(start, kind, unit, rate, Arrays.copyOfRange(x, a, b)));
        }
    }

    @Test
    void accept_anyBlockLength_givesTheSameNumbers() {
        List<StressInput> ten = run(10, PULSE, SKIN);
        List<StressInput> odd = run(0.73, PULSE, SKIN);
        assertEquals(19, ten.size());
        assertEquals(19, odd.size());
        for (int i = 0; i < ten.size(); i++) {
            assertArrayEquals(ten.get(i).features(), odd.get(i).features());
            assertArrayEquals(ten.get(i).references(), odd.get(i).references());
        }
        StressInput first = ten.get(0);
        assertEquals(60, first.endSeconds());
        assertEquals(72, first.features()[0], 0.7);
        assertEquals(2, first.features()[StressInput.first(1) + 6], 0, "responses a minute");
    }

    @Test
    void accept_gapAndAnyBlockLength_givesTheSameNumbers() {
        double[] skin = SKIN.clone();
        Arrays.fill(skin, 4 * 70, 4 * 90, Double.NaN);
        List<StressInput> ten = run(10, PULSE, skin);
        List<StressInput> odd = run(0.73, PULSE, skin);
        for (int i = 0; i < ten.size(); i++) {
            assertArrayEquals(ten.get(i).features(), odd.get(i).features());
        }
    }

    /**
     * Skin conductance rises at 53 s and begins to fall later, so what a block has brought could
     * decide whether the span up to 60 s knows that the rise is over, or has lost half its height.
     */
    @ParameterizedTest
    @CsvSource({"74, 1", "76, 0"})
    void accept_responseThatStaysUp_countsAlikeInAnyBlocks(double fallSeconds, double perMinute) {
        double[] skin = new double[4 * 150];
        for (int i = 0; i < skin.length; i++) {
            double t = i / 4.0;
            double up = Math.min((t - 53) / 2, 1 - (t - 55) / 1000);
            skin[i] = 2 + Math.max(0, t < fallSeconds ? up : up - (t - fallSeconds) / 5);
        }
        List<StressInput> odd = run(0.73, PULSE, skin);
        for (double blockSeconds : new double[] {10, 20}) {
            List<StressInput> other = run(blockSeconds, PULSE, skin);
            for (int i = 0; i < odd.size(); i++) {
                assertArrayEquals(odd.get(i).features(), other.get(i).features());
            }
        }
        int responses = StressInput.first(1) + 6;
        assertEquals(perMinute, odd.get(0).features()[responses], 0);
        assertEquals(1, odd.get(3).features()[responses], 0);
    }

    @Test
    void accept_countsOfAConverter_areInNoWrongUnit() {
        double[] ecg =
                Simulator.ecg(128, 150, Simulator.beatTimes(150, 72, 40, 0.25), 0.01, 1).values();
        double[] counts = Arrays.stream(ecg).map(v -> 2048 + 400 * v).toArray();
        List<StressInput> inputs = new ArrayList<>();
        BodyStream stream = new BodyStream(inputs::add);
        feed(stream, Kind.ECG, Unit.ARBITRARY, 128, counts, 0, 150);
        stream.finish();
        assertEquals(List.of(), inputs.get(0).issues());
        List<StressInput> wrong = new ArrayList<>();
        BodyStream millivolts = new BodyStream(wrong::add);
        feed(millivolts, Kind.ECG, Unit.MILLIVOLT, 128, counts, 0, 150);
        assertEquals("implausible-unit", wrong.get(0).issues().get(0).code());
        assertEquals(wrong.get(0).quality() * 2, inputs.get(0).quality(), 1e-9);
    }

    @Test
    void read_aMinuteThatIsNoWholeNumberOfBlocks_goesOnWithTheSameBlocks() throws IOException {
        double rate = 250; // Skin conductance is averaged over 62 samples.
        double[] onsets = IntStream.range(0, 30).mapToDouble(i -> 5 + 14.3 * i).toArray();
        double[] x = Simulator.eda(rate, 440, 2, 0.1, onsets, 0.3, 0.005, 1).values();
        List<StressInput> whole = new ArrayList<>();
        List<StressInput> parts = new ArrayList<>();
        BodyStream unbroken = new BodyStream(whole::add);
        BodyStream stream = new BodyStream(parts::add);
        for (int t = 0; t < 440; t += 10) {
            feed(unbroken, Kind.EDA, Unit.MICROSIEMENS, rate, x, t, t + 10);
            feed(stream, Kind.EDA, Unit.MICROSIEMENS, rate, x, t, t + 10);
            if (t == 290) {
                ByteArrayOutputStream state = new ByteArrayOutputStream();
                stream.write(new DataOutputStream(state));
                stream = new BodyStream(parts::add);
                stream.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
            }
        }
        unbroken.finish();
        stream.finish();
        for (int i = 0; i < whole.size(); i++) {
            assertArrayEquals(whole.get(i).features(), parts.get(i).features(), 1e-5);
        }
    }

    @Test
    void accept_oneSignalMissing_isTold() {
        double[] none = new double[SKIN.length];
        Arrays.fill(none, Double.NaN);
        StressInput input = run(10, PULSE, none).get(3);
        assertTrue(input.present()[0]);
        assertFalse(input.present()[1] || input.present()[2] || input.present()[3]);
        assertTrue(Arrays.stream(input.references()).allMatch(Double::isFinite));
    }

    @Test
    void reference_ofTheFirstHour_isMeanAndDeviationOfAllSpans() {
        RunningReference reference = new RunningReference(1, 5);
        for (double x : new double[] {1, Double.NaN, 2, 4, 9}) {
            reference.learn(new double[] {x});
        }
        // Mean 4, population deviation; 90 s are longer than four spans of 5 s, so the same mean.
        double deviation = Math.sqrt((9 + 4 + 0 + 25) / 4.0);
        assertArrayEquals(new double[] {4, 4, deviation}, reference.copy(), 1e-12);
        for (int i = 0; i < 100; i++) {
            reference.learn(new double[] {4});
        }
        reference.learn(new double[] {22});
        // The fast mean goes 5 / 90 of the way, the slow one 1 / 105.
        assertEquals(4 + 18 / 105.0, reference.copy()[0], 1e-12);
        assertEquals(5, reference.copy()[1], 1e-9);
    }

    @Test
    void accept_anotherRate_isRefusedWithBoth() {
        BodyStream stream = new BodyStream(input -> {});
        feed(stream, Kind.EDA, Unit.MICROSIEMENS, 4, SKIN, 0, 10);
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> feed(stream, Kind.EDA, Unit.MICROSIEMENS, 8, SKIN, 10, 15));
        assertTrue(e.getMessage().contains("4.0 Hz") && e.getMessage().contains("8.0 Hz"));
    }

    @Test
    void accept_ratesMeasuredBlockByBlock_areOneSignal() {
        List<StressInput> inputs = new ArrayList<>();
        BodyStream stream = new BodyStream(inputs::add);
        for (int t = 0; t < 90; t += 5) {
            double[] block = Arrays.copyOfRange(SKIN, 4 * t, 4 * t + 20);
            double rate = 4 + 0.01 * (t % 2);
            stream.accept(
                    new BioBlock(t * 1_000_000_000L, Kind.EDA, Unit.MICROSIEMENS, rate, block));
        }
        stream.finish();
        assertEquals(List.of(), inputs.get(0).issues());
    }

    @Test
    void accept_intervalsOfAChestStrap_giveTheRateAndVariabilityTheyHold() {
        List<StressInput> inputs = new ArrayList<>();
        BodyStream stream = new BodyStream(inputs::add);
        ChannelSelector selector = new ChannelSelector();
        double seconds = 3;
        for (int i = 0; i < 150; i++) {
            double millis = i % 2 == 0 ? 790.25 : 810.75; // RMSSD 20.5 ms
            long startNanos = Math.round(seconds * 1e9);
            if (i < 20 || i > 22) { // Three beats are lost.
                selector.admit(BioBlock.beatInterval(startNanos, millis)).ifPresent(stream::accept);
            }
            seconds += millis / 1000;
        }
        stream.finish();
        double[] f = inputs.get(0).features();
        assertTrue(inputs.get(0).present()[0]);
        assertEquals(60_000 / 800.5, f[0], 0.05);
        assertEquals(20.5, Math.exp(f[PulseFeatures.RMSSD]) - 1, 0.01);
        assertTrue(Double.isNaN(f[PulseFeatures.SHAPE]), "intervals have no wave");
        assertEquals(1 - 3 / 75.0, inputs.get(0).quality(), 0.07);
    }

    private static final double[] ECG =
            Simulator.ecg(128, 150, Simulator.beatTimes(150, 72, 40, 0.25), 0.01, 1).values();

    private static StressInput last(Map<Kind, double[]> signals) {
        List<StressInput> inputs = new ArrayList<>();
        BodyStream stream = new BodyStream(inputs::add);
        for (int t = 0; t < 150; t += 10) {
            for (Map.Entry<Kind, double[]> signal : signals.entrySet()) {
                boolean ecg = signal.getKey() == Kind.ECG;
                Unit unit = ecg ? Unit.MILLIVOLT : Unit.ARBITRARY;
                double rate = ecg ? 128 : 64;
                feed(stream, signal.getKey(), unit, rate, signal.getValue(), t, t + 10);
            }
        }
        stream.finish();
        return inputs.get(inputs.size() - 1);
    }

    private static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }

    @Test
    void measure_aDeadPulseBesideAnEcg_takesTheEcg() {
        double[] noise = new Random(1).doubles(PULSE.length).toArray();
        for (double[] dead : List.of(new double[PULSE.length], noise)) {
            StressInput input = last(Map.of(Kind.PPG, dead, Kind.ECG, ECG));
            assertTrue(input.present()[0]);
            assertEquals("ecg", input.heart().signal());
            assertEquals(72, input.heart().rateBpm(), 0.7);
            assertTrue(input.quality() > 0.9, "quality " + input.quality());
        }
        assertEquals("pulse", last(Map.of(Kind.PPG, PULSE, Kind.ECG, ECG)).heart().signal());
    }

    @Test
    void measure_everySecondBeatEarly_tellsTheTrueRateAndThatItIsIrregular() {
        double[] beats = new double[198];
        for (int i = 1; i < beats.length; i++) {
            beats[i] = beats[i - 1] + (i % 2 == 0 ? 1 : 0.5);
        }
        StressInput input =
                last(Map.of(Kind.ECG, Simulator.ecg(128, 150, beats, 0.01, 1).values()));
        assertEquals(80, input.heart().rateBpm(), 1);
        assertTrue(Double.isNaN(input.heart().rmssdMillis()));
        assertEquals(List.of("irregular-beats"), codes(input.issues()));
        assertEquals(input.issues(), input.causes());
    }

    @ParameterizedTest
    @ValueSource(doubles = {28, 210})
    void measure_everyRateThatIsPlausible_isJudged(double bpm) {
        double[] beats = Simulator.beatTimes(150, bpm, 10, 0.25);
        StressInput input =
                last(Map.of(Kind.ECG, Simulator.ecg(128, 150, beats, 0.01, 1).values()));
        assertTrue(input.present()[0]);
        assertEquals(bpm, input.features()[0], 0.01 * bpm);
        assertEquals(List.of(), input.issues());
    }

    @Test
    void measure_aPulseThatMostlyMoves_isTold() {
        double[] moved = PULSE.clone();
        Random random = new Random(1);
        for (int i = 100 * 64; i < moved.length; i++) {
            moved[i] = random.nextGaussian();
        }
        StressInput input = last(Map.of(Kind.PPG, moved));
        assertEquals(List.of("poor-pulse"), codes(input.issues()));
        assertTrue(Double.isNaN(input.heart().rateBpm()), "a sixth of the minute is too little");
    }
}
