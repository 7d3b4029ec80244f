package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.physio.Eeg.BandPowers;
import io.github.emotion4j.physio.Emg.Activation;
import io.github.emotion4j.physio.Respiration.Breath;
import io.github.emotion4j.physio.io.TableFormat;
import io.github.emotion4j.physio.simulate.Simulator;
import io.github.emotion4j.physio.simulate.Simulator.Simulated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherSignalsTest {
    @ParameterizedTest
    @CsvSource({"25,6", "100,15", "1000,24", "50,36"})
    void respiration_sine_hasItsBreathsAndRate(double rate, double perMinute) {
        Simulated s = Simulator.respiration(rate, 120, perMinute, 0.05, 1);
        List<Breath> breaths = Respiration.peaks(s.values(), rate);
        assertEquals(s.eventSeconds().length, breaths.size(), 1);
        Respiration.Features f = Respiration.features(breaths);
        assertEquals(f, Respiration.features(s.values(), rate));
        assertEquals(perMinute, f.breathsPerMinute(), 0.02 * perMinute);
        assertTrue(f.periodDeviationSeconds() < 0.05 * 60 / perMinute);
        // Two at most; smoothing takes some of a fast breath.
        assertEquals(1.75, f.meanAmplitude(), 0.35);
        double volume = f.meanAmplitude() * perMinute / 60;
        assertEquals(volume, f.meanVolumePerTime(), 0.05 * volume);
    }

    @Test
    void respiration_breathingThatBecomesShallow_isFoundAgain() {
        double[] x = Simulator.respiration(25, 300, 15, 0.005, 1).values();
        for (int i = 120 * 25; i < x.length; i++) {
            x[i] /= 4;
        }
        List<Breath> breaths = Respiration.peaks(x, 25);
        assertEquals(75, breaths.size(), 6);
        assertEquals(39.0, (double) breaths.stream().filter(b -> b.seconds() > 140).count(), 2.0);
    }

    private static SignalStream stream(Kind kind, double rate, List<Object> found) {
        return switch (kind) {
            case ECG -> Ecg.stream(rate, found::add);
            case PPG -> Ppg.stream(rate, found::add);
            case EDA -> Eda.stream(rate, 0.05, found::add, found::add);
            case RESPIRATION -> Respiration.stream(rate, found::add);
            case EMG -> Emg.stream(rate, Emg.Form.RAW, found::add);
            default -> Eeg.stream(rate, Duration.ofSeconds(10), found::add);
        };
    }

    @ParameterizedTest
    @CsvSource({"ECG,250", "PPG,64", "EDA,4", "RESPIRATION,25", "EMG,1000", "EEG,250"})
    void skip_isAsManyMissingSamples(Kind kind, double rate) {
        double[] beats = Simulator.beatTimes(60, 70, 30, 0.25);
        Random random = new Random(5);
        double[] x =
                switch (kind) {
                    case ECG -> Simulator.ecg(rate, 60, beats, 0.01, 1).values();
                    case PPG -> Simulator.ppg(rate, 60, beats, 0.01, 1).values();
                    case EDA ->
                            Simulator.eda(rate, 60, 3, 0, new double[] {10, 40}, 0.4, 0, 1)
                                    .values();
                    case RESPIRATION -> Simulator.respiration(rate, 60, 15, 0.02, 1).values();
                    default ->
                            IntStream.range(0, (int) (60 * rate))
                                    .mapToDouble(
                                            i ->
                                                    (kind == Kind.EEG || i % 20_000 / 1000 == 15
                                                                    ? 10
                                                                    : 0.005)
                                                            * random.nextGaussian())
                                    .toArray();
                };
        List<Object> skipped = new ArrayList<>();
        List<Object> missing = new ArrayList<>();
        SignalStream skipping = stream(kind, rate, skipped);
        SignalStream telling = stream(kind, rate, missing);
        // A hole that is held, one of some seconds, and one of minutes.
        for (double seconds : new double[] {0.1, 3.7, 300}) {
            long samples = (long) (seconds * rate);
            for (double v : x) {
                skipping.accept(v);
                telling.accept(v);
            }
            skipping.skip(samples);
            for (long i = 0; i < samples; i++) {
                telling.accept(Double.NaN);
            }
        }
        skipping.finish();
        telling.finish();
        assertTrue(skipped.size() > 2, kind + " " + skipped.size());
        assertEquals(missing, skipped);
    }

    @Test
    void ratesThatCannotBe_areRefused_withoutAWordOfColumnsToWhoHasNone() {
        double[] x = new double[100];
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> Temperature.features(x, rate));
            assertThrows(IllegalArgumentException.class, () -> TableFormat.ofRate(rate));
        }
        String message =
                assertThrows(IllegalArgumentException.class, () -> Eda.features(x, 1)).getMessage();
        assertFalse(message.contains("column"), message);
    }

    @Test
    void emg_twoBursts_areFoundWithTheirTimes() {
        Random random = new Random(1);
        double[] x = new double[1000 * 30];
        for (int i = 0; i < x.length; i++) {
            double t = i / 1000.0;
            boolean burst = (t > 10 && t < 11.5) || (t > 20 && t < 20.5);
            x[i] = (burst ? 0.2 : 0.005) * random.nextGaussian();
        }
        List<Activation> found = Emg.peaks(x, 1000, Emg.Form.RAW);
        assertEquals(2, found.size());
        assertEquals(10, found.get(0).onsetSeconds(), 0.1);
        assertEquals(11.5, found.get(0).offsetSeconds(), 0.15);
        assertEquals(20, found.get(1).onsetSeconds(), 0.1);
    }

    @Test
    void eeg_alphaSine_isHalfItsSquareInAlphaAlone() {
        double[] x = new double[250 * 20];
        for (int i = 0; i < x.length; i++) {
            x[i] = 20 * Math.sin(2 * Math.PI * 10 * i / 250.0);
        }
        x[1000] = 5000; // a blink takes the two epochs it is in, no more
        BandPowers p = Eeg.features(x, 250);
        assertEquals(200, p.alpha(), 1);
        assertTrue(p.theta() < 0.5 && p.beta() < 0.5);
        assertEquals(2 / 19.0, p.rejectedShare(), 0.06);
        BandPowers half = new BandPowers(1, 1, p.alpha() / 2, 1, 1, 0);
        assertEquals(Math.log(2), Eeg.frontalAlphaAsymmetry(half, p), 1e-9);
    }

    @Test
    void eegStream_spans_tellWhenTheyEndedAcrossABreak() {
        List<Double> ends = new ArrayList<>();
        SignalStream stream =
                Eeg.stream(100, Duration.ofSeconds(10), span -> ends.add(span.seconds()));
        stream.acceptAll(new double[1500]);
        stream.acceptAll(new double[1000]);
        assertEquals(List.of(10.0, 15.0, 25.0), ends);
    }

    @Test
    void temperature_ramp_hasItsSlopeDespiteGaps() {
        double[] x = new double[240];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 7 == 0 ? Double.NaN : 32 + 0.1 * i / 240;
        }
        assertEquals(0.1, Temperature.features(x, 4).slopeCelsiusPerMinute(), 1e-9);
    }

    @Test
    void temperatureStream_anySpan_equalsTheWholeOfThatSpan() {
        Random random = new Random(3);
        double[] x = new double[4 * 200];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(5) == 0 ? Double.NaN : 32 + random.nextGaussian();
        }
        int[] count = new int[1];
        SignalStream stream =
                Temperature.stream(
                        4,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        told -> {
                            int to = (int) (told.seconds() * 4);
                            double[] span = Arrays.copyOfRange(x, to - 240, to);
                            assertEquals(Temperature.features(span, 4), told.value());
                            count[0]++;
                        });
        for (int i = 0; i < 400; i++) {
            stream.accept(x[i]);
        }
        Arrays.fill(x, 400, 520, Double.NaN);
        stream.skip(120);
        for (int i = 520; i < x.length; i++) {
            stream.accept(x[i]);
        }
        assertEquals((200 - 60) / 5 + 1, count[0]);
    }

    @Test
    void temperatureStream_afterFinish_startsAnewWithoutWhatWasBefore() {
        List<Double> ends = new ArrayList<>();
        SignalStream stream =
                Temperature.stream(
                        1,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        span -> ends.add(span.seconds()));
        stream.acceptAll(new double[12]);
        stream.acceptAll(new double[10]);
        assertEquals(List.of(10.0, 22.0), ends);
    }

    @Test
    void emgEnvelope_oneSampleMissing_isHeldAsInTheStream() {
        double[] x = new double[2000];
        Random random = new Random(2);
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextGaussian();
        }
        x[700] = Double.NaN;
        Arrays.fill(x, 1000, 1300, Double.NaN);
        double[] envelope = Emg.envelope(x, 1000, Emg.Form.RAW);
        for (int i = 0; i < x.length; i++) {
            assertEquals(i >= 1000 && i < 1300, Double.isNaN(envelope[i]), "sample " + i);
        }
    }

    @Test
    void emg_slowRate_isEnoughForARectifiedSignalAlone() {
        double[] x = new double[1000];
        assertEquals(1000, Emg.envelope(x, 100, Emg.Form.RECTIFIED).length);
        assertThrows(IllegalArgumentException.class, () -> Emg.envelope(x, 100, Emg.Form.RAW));
    }

    @Test
    void emgPeaks_burstAcrossAGap_doesNotBeginWithinIt() {
        double[] x = new double[30_000];
        Random random = new Random(2);
        for (int i = 0; i < x.length; i++) {
            boolean burst = i >= 15_000 && i < 16_000;
            x[i] = Math.abs((burst ? 0.2 : 0.004) * random.nextGaussian());
        }
        Arrays.fill(x, 15_300, 15_600, Double.NaN);
        List<Activation> found = Emg.peaks(x, 1000, Emg.Form.RECTIFIED);
        assertEquals(2, found.size());
        assertEquals(15.3, found.get(0).offsetSeconds(), 1e-9);
        assertEquals(15.6, found.get(1).onsetSeconds(), 1e-9);
    }

    @Test
    void eegFeatures_rateThatIsNotWhole_areOfTheWholeSignal() {
        double rate = 64.24;
        double[] x = new double[(int) (1200 * rate)];
        for (int i = 0; i < x.length; i++) {
            double size = i < 1196 * rate ? 10 : 70;
            x[i] = size * Math.sin(2 * Math.PI * 10 * i / rate);
        }
        List<BandPowers> found = new ArrayList<>();
        Eeg.stream(rate, Duration.ofDays(10), span -> found.add(span.value())).acceptAll(x);
        assertEquals(found.get(0), Eeg.features(x, rate));
    }

    @Test
    void stream_gap_reportsWhatWasBeforeItAtOnce() {
        double[] ecg =
                Simulator.ecg(250, 20, Simulator.beatTimes(20, 70, 0, 0.25), 0.01, 1).values();
        List<Beat> told = new ArrayList<>();
        SignalStream stream = Ecg.stream(250, told::add);
        for (double v : ecg) {
            stream.accept(v);
        }
        stream.skip(30);
        assertEquals(Ecg.peaks(ecg, 250), told);
    }
}
