package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.found;
import static io.github.emotion4j.physio.io.FileReading.leftOut;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.refused;
import static io.github.emotion4j.physio.io.FileReading.values;
import static io.github.emotion4j.physio.io.TableText.f;
import static io.github.emotion4j.physio.io.TableText.rows;
import static io.github.emotion4j.physio.io.TableText.wave;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as students, patient monitors, classroom sensors and phone programs write them. */
class FoundTablesTest {
    @TempDir Path folder;

    /** Samples of an ECG at 250 Hz: flat and a little noisy, but for a beat each 0.8 s. */
    private static double ecg(int i) {
        double t = (i % 200 - 60) / 3.0;
        return Math.exp(-t * t) + 0.004 * Math.sin(i * 1.7) * Math.cos(i * 0.9);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("found.csv"), text);
    }

    @Test
    void numbersOfAMonitor_namedLikeWaves_areNoWaves() throws IOException {
        String numbers = rows(90, i -> f("%d,%d,%d,%d", i, 70 + i % 3, 71 + i % 2, 14 + i % 2));

        assertEquals("HEART_RATE 1", found(file("Time [s],HR,PULSE,RESP\n" + numbers)));
    }

    @Test
    void waves_atTheRatesOfWaves_areWaves() throws IOException {
        String waves = rows(90, i -> f("%s,%.3f,%.3f", i / 25.0, wave(i), wave(i % 90)));

        assertEquals("PPG 25, RESPIRATION 25", found(file("Time [s],PULSE,RESP\n" + waves)));
    }

    @ParameterizedTest
    @CsvSource({
        "ppg_hr, 64, HEART_RATE 50",
        "ECG HR, 64, HEART_RATE 50",
        "Heart Rate PPG (Beats/min), 64, HEART_RATE 50",
    })
    void whatIsTakenFromAWave_isNotTheWave(String name, String value, String expected)
            throws IOException {
        assertEquals(
                expected,
                found(file("time_s," + name + "\n" + rows(60, i -> i / 50.0 + "," + value))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IBI PPG (mSecs)", "ECG R-R (ms)", "RtoR"})
    void intervalsTakenFromAWave_areIntervals(String name) throws IOException {
        String beats = rows(40, i -> f("%.2f,%d", i * 0.9, 880 + 5 * (i % 7)));

        assertEquals("BEAT_INTERVAL", found(file("time_s," + name + "\n" + beats)));
    }

    @Test
    void timesInPartsOfASecond_areThose() throws IOException {
        String beats = rows(50, i -> f("%d,%d", 77_000_000_000L + 256L * i, 66 + i % 3));

        assertEquals("HEART_RATE 1", found(file("time [s/256],heart_rate [bpm]\n" + beats)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Time (samples)", "time [ticks]", "Time (frames)"})
    void timesInNoSeconds_areNoTimes(String name) throws IOException {
        String message = refused(file(name + ",ECG (mV)\n" + rows(60, i -> i + "," + wave(i))));

        assertTrue(message.contains("ofRate"), message);
    }

    @Test
    void axesInCapitalG_mayBeAMagnetometer() throws IOException {
        String message =
                refused(
                        file(
                                "t (s),X [G],Y [G],Z [G]\n"
                                        + rows(60, i -> i / 50.0 + ",0.3,0.2,-0.4")));

        assertTrue(message.contains("gauss"), message);
    }

    @Test
    void unitBeforeTheEndOfAName_isItsUnit() throws IOException {
        String rows = rows(300, i -> f("%s,%.6f", i / 100.0, 0.001 * wave(i)));
        List<BioBlock> blocks = read(file("Time (s) Run #2,EKG (V) Run #2\n" + rows));

        assertEquals(Unit.MILLIVOLT, blocks.get(0).unit());
        assertEquals(wave(3), blocks.get(0).value(3), 1e-3);
    }

    @ParameterizedTest
    @CsvSource({
        "time (s), ECG (mV), 4",
        "time, EDA (µS), 250",
        "time, HR (bpm), 1000",
        "time_s, acc_x, 20",
    })
    void millisecondsCalledSeconds_areRefusedWithWhatToWrite(String time, String name, int step)
            throws IOException {
        String message =
                refused(
                        file(
                                time
                                        + ","
                                        + name
                                        + "\n"
                                        + rows(90, i -> f("%d,%.3f", i * step, wave(i)))));

        assertTrue(message.contains("\"" + time + "\""), message);
        assertTrue(message.contains("name the column \"time (ms)\""), message);
    }

    @Test
    void aUnitInBrackets_isBelieved() throws IOException {
        assertEquals(
                "EDA 0.1",
                found(file("time (s),EDA (µS)\n" + rows(90, i -> f("%d,5.%d", 10 * i, i % 9)))));
        assertEquals(
                "HEART_RATE 0.001",
                found(file("time (s),HR (bpm)\n" + rows(90, i -> f("%d,7%d", 1000 * i, i % 9)))));
    }

    @ParameterizedTest
    @CsvSource({"300", "60", "10", "1", "0.25", "0.01"})
    void missingValues_moveNoOtherValue(double step) throws IOException {
        Set<Integer> missing = Set.of(5, 6, 100, 101, 102, 103, 150, 152, 154, 160);
        Map<Long, Double> all = new TreeMap<>();
        IntStream.range(0, 200)
                .filter(i -> !missing.contains(i))
                .forEach(i -> all.put((long) i, 2 + i / 1000.0));
        for (String absent : List.of("NaN", "", "row")) {
            StringBuilder text = new StringBuilder("time (s),EDA (µS)\n");
            for (int i = 0; i < 200; i++) {
                boolean is = !missing.contains(i);
                if (is || !absent.equals("row")) {
                    text.append(f("%s,%s\n", i * step, is ? 2 + i / 1000.0 : absent));
                }
            }
            Map<Long, Double> found = new TreeMap<>();
            for (BioBlock b : read(file(text.toString()))) {
                assertEquals(1 / step, b.sampleRateHertz(), 1e-9 / step);
                for (int i = 0; i < b.length(); i++) {
                    double at = b.interval().startSeconds() / step + i;
                    if (!Double.isNaN(b.value(i))) {
                        found.put(Math.round(at), b.value(i));
                    }
                }
            }
            assertEquals(all, found, absent);
        }
    }

    /** Each fifth or third value is missing, or three of five at random. */
    @ParameterizedTest
    @ValueSource(ints = {5, 3, 0})
    void valuesLostAsEvenlyAsSensorsRest_keepTheRate(int each) throws IOException {
        Random random = new Random(3);
        String rows =
                rows(
                        300,
                        i -> {
                            boolean lost = each == 0 ? random.nextInt(5) > 1 : i % each == 1;
                            return f("%d,%s,%s", i, lost ? "" : 70, lost ? "off" : "");
                        });

        assertEquals("HEART_RATE 1", channels(read(file("time (s),HR,reason\n" + rows))));
    }

    @Test
    void valuesMissingOnAnUnevenClock_areNaN() throws IOException {
        Random random = new Random(3);
        double[] times =
                IntStream.range(0, 300).mapToDouble(i -> i + 0.7 * random.nextDouble()).toArray();
        String rows =
                rows(
                        300,
                        i ->
                                f(
                                        "%.3f,%s",
                                        times[i], i % 50 == 7 || i % 50 == 9 ? "" : 60 + i / 2.0));
        double[] values = values(read(file("time (s),HR\n" + rows)), Kind.HEART_RATE);

        assertTrue(Arrays.stream(values).filter(v -> !Double.isNaN(v)).count() >= 286);
        for (int i = 0; i < values.length; i++) {
            assertTrue(Double.isNaN(values[i]) || Math.abs(values[i] - 60 - i / 2.0) <= 1, "" + i);
        }
    }

    @Test
    void marksBetweenRows_areNoSamples() throws IOException {
        String rows =
                rows(400, i -> f("%.3f,%s", i / 4.0, "5." + i % 7) + f("\n%.3f,", i / 4.0 + 0.1));
        double[] values = values(read(file("time (s),EDA (µS)\n" + rows)), Kind.EDA);

        assertEquals(400, values.length);
        assertEquals(0, Arrays.stream(values).filter(Double::isNaN).count());
    }

    @Test
    void rowsThatAPacketBringsLate_areNotMissing() throws IOException {
        // Eight rows in a hundred have the time of the one after them.
        String rows =
                rows(900, i -> f("%.2f,%d", (i % 100 < 92 ? i : i - i % 100 + 100) / 50.0, i));

        double rate = read(file("time (s),PPG\n" + rows)).get(0).sampleRateHertz();
        assertEquals(50, rate, 0.1);
    }

    @Test
    void ratesBetweenTheTicksOfAClock_areThose() throws IOException {
        for (int hertz : new int[] {256, 300, 450, 700, 900, 1024}) {
            String rows = rows(999, i -> f("%d,%.3f", Math.round(1000.0 * i / hertz), wave(i)));
            double rate = read(file("time (ms),ECG (mV)\n" + rows)).get(0).sampleRateHertz();
            assertEquals(hertz, rate, 0.005 * hertz);
        }
    }

    @Test
    void heartRatesThatStandStill_needTimesWithAUnit() throws IOException {
        String rows = rows(900, i -> f("%d,%d", 4 * i, 70 + i / 250));

        assertTrue(refused(file("time,HR\n" + rows)).contains("\"time (ms)\""));
        assertEquals("HEART_RATE 250", found(file("time (ms),HR\n" + rows)));
        assertEquals("HEART_RATE 0.25", found(file("time (s),HR\n" + rows)));
    }

    @Test
    void aTableWithoutAnyValue_isRefusedByName() throws IOException {
        String message = refused(file("time_s,ECG (mV)\n" + rows(90, i -> i / 250.0 + ",")));

        assertTrue(message.contains("\"ECG (mV)\" holds no value"), message);
    }

    @ParameterizedTest
    @CsvSource({"30, HEART_RATE 0.03333", "300, HEART_RATE 0.003333", "5, HEART_RATE 0.2"})
    void reportsOfMinutes_areNoMilliseconds(int step, String expected) throws IOException {
        assertEquals(
                expected,
                found(file("time,HR (bpm)\n" + rows(90, i -> i * step + "," + (60 + i % 9)))));
    }

    @Test
    void aVoltageWithoutItsUnit_hasNone() throws IOException {
        String rows = rows(300, i -> f("%s,%.3f,%.3f", i / 500.0, wave(i), wave(i)));
        List<BioBlock> blocks = read(file("time_s,emg_voltage,ecg_voltage (V)\n" + rows));

        for (BioBlock block : blocks) {
            boolean isEmg = block.kind() == Kind.EMG;
            assertEquals(isEmg ? Unit.ARBITRARY : Unit.MILLIVOLT, block.unit());
            assertEquals((isEmg ? 1 : 1000) * wave(7), block.value(7), 1);
        }
    }

    @Test
    void anEmptyColumn_isLeftOutByName() throws IOException {
        Path path =
                file("time_s,ECG (mV),EDA,RR\n" + rows(90, i -> f("%s,%s,,", i / 250.0, wave(i))));

        assertEquals("ECG 250", channels(read(path)));
        assertTrue(leftOut(path).contains("\"EDA\" holds no value"), leftOut(path));
        assertTrue(leftOut(path).contains("\"RR\" holds no value"), leftOut(path));
    }

    @Test
    void aColumnThatBeginsLate_isReadFromThere() throws IOException {
        Path path =
                file(
                        "time_s,ECG (mV),EDA\n"
                                + rows(
                                        2000,
                                        i ->
                                                f("%s,%s,", i / 250.0, wave(i))
                                                        + (i < 1500 ? "" : "2.5")));
        List<BioBlock> blocks = read(path);

        assertEquals("ECG 250, EDA 250", channels(blocks));
        assertEquals(500, values(blocks, Kind.EDA).length);
        BioBlock eda = blocks.stream().filter(b -> b.kind() == Kind.EDA).findFirst().orElseThrow();
        assertEquals(6, eda.interval().startSeconds(), 1e-6);
        assertTrue(leftOut(path).contains("\"EDA\" holds no value in the first"), leftOut(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hr", "EDA"})
    void levelsThatNobodyHas_areRefusedByName(String name) throws IOException {
        String message =
                refused(
                        file(
                                "time_s,"
                                        + name
                                        + "\n"
                                        + rows(60, i -> f("%s,%d", i / 50.0, 512 + i % 9))));

        assertTrue(message.contains("\"" + name + "\" of about 51"), message);
        assertTrue(message.contains("unit"), message);
    }

    @Test
    void countsOfAnEcg_haveNoUnit() throws IOException {
        String counts = rows(500, i -> f("%d,%.0f", 4 * i, 2048 + 600 * ecg(i)));

        assertEquals(Unit.ARBITRARY, read(file("ms,ecg_raw\n" + counts)).get(0).unit());
        assertEquals(
                Unit.MILLIVOLT,
                read(file("ms,ecg\n" + rows(500, i -> f("%d,%.4f", 4 * i, ecg(i))))).get(0).unit());
    }

    @Test
    void clockOfWholeSeconds_losesNoSample() throws IOException {
        String rows = rows(1600, i -> f("00:%02d:%02d\t%d", i / 1920, i / 32 % 60, i));
        List<BioBlock> blocks = read(file("Output rate:\t32\tSamples/sec.\nTIME\tBVP\n" + rows));

        assertEquals("PPG 32", channels(blocks));
        assertArrayEquals(
                IntStream.range(0, 1600).asDoubleStream().toArray(), values(blocks, Kind.PPG));
    }

    @Test
    void clockOfWholeSeconds_beginsWithinOne_andItsRateIsThatOfWholeSeconds() throws IOException {
        String rows = rows(1600, i -> f("2022-05-06 07:08:%02d,%d", (i + 23) / 64, i));

        assertEquals("PPG 64", found(file("datetime,bvp\n" + rows)));
    }

    @Test
    void clockTooCoarseForARate_isRefused() throws IOException {
        String rows = rows(1600, i -> f("2022-05-06 07:08:%02d,%d", (i + 23) / 800, i));

        assertTrue(refused(file("datetime,bvp\n" + rows)).contains("same time"));
    }

    @Test
    void clockOfPackets_losesNoSampleAndKeepsHoles() throws IOException {
        // Ten samples a packet at 50 Hz, and 4 s without any.
        String rows = rows(1000, i -> f("%.2f,%d", (i - i % 10) * 0.02 + (i < 500 ? 0 : 4), i));
        double[] values = values(read(file("time_s,BVP\n" + rows)), Kind.PPG);

        assertEquals(1000, Arrays.stream(values).filter(v -> !Double.isNaN(v)).count());
        assertEquals(1200, values.length, 15);
    }

    @Test
    void rowsOfSeveralSensors_areReadAtTheirOwnRates() throws IOException {
        // 60 rows a second, of which two in three have a value.
        String rows =
                rows(900, i -> f("%.4f,%s,%d", i / 60.0, i % 3 == 0 ? "" : "2.5", 70 + i % 3));

        assertEquals("EDA 40, HEART_RATE 60", found(file("time_s,GSR (µS),HR (bpm)\n" + rows)));
    }

    @Test
    void valuesLostAtAStretch_areHoles() throws IOException {
        String rows = rows(900, i -> f("%.4f,%s,70", i / 60.0, i % 300 < 100 ? "" : "2.5"));

        assertEquals("EDA 60, HEART_RATE 60", found(file("time_s,GSR (µS),HR (bpm)\n" + rows)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"760,740\"", "[760; 740]", "760 740", "\"[760, 740]\""})
    void severalIntervalsInAField_areBeatsInTurn(String field) throws IOException {
        // A strap's packet a second: mostly one beat, now and then two.
        String rows =
                rows(
                        60,
                        i ->
                                f(
                                        "%d,75,%s",
                                        i,
                                        i % 6 == 5
                                                ? field
                                                : field.contains("[") ? "[900]" : "900"));
        double[] beats = values(read(file("time_s,bpm,rr_intervals\n" + rows)), Kind.BEAT_INTERVAL);

        assertEquals(70, beats.length);
        assertArrayEquals(new double[] {900, 760, 740, 900}, Arrays.copyOfRange(beats, 4, 8));
    }

    @Test
    void intervalsBesideHeartRates_needNoTimes() throws IOException {
        String beats = rows(40, i -> f("%d;%d;%d", i + 1, 800 + 9 * (i % 5), 74));

        assertEquals("BEAT_INTERVAL", found(file("Beat;RR [ms];HR [bpm]\n" + beats)));
    }

    @Test
    void intervalsRepeatedWithoutTimes_areRefused() throws IOException {
        String polled = rows(400, i -> f("%d;%d", 800 + 9 * ((i - i % 20) / 20 % 5), 74));

        assertTrue(refused(file("RR [ms];HR [bpm]\n" + polled)).contains("ofRate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ",", "\t"})
    void intervalsInOneLine_areIntervals(String between) throws IOException {
        Random random = new Random(4);
        String line =
                IntStream.range(0, 120)
                        .mapToObj(i -> String.valueOf(880 + random.nextInt(90)))
                        .collect(Collectors.joining(between));

        assertEquals(120, values(read(file(line)), Kind.BEAT_INTERVAL).length);
    }

    @Test
    void samplesInOneLine_areNoIntervals() throws IOException {
        String line =
                IntStream.range(0, 1800)
                        .mapToObj(i -> f("%.0f", 2400 + 700 * Math.sin(i / 90.0)))
                        .collect(Collectors.joining("\t"));

        assertTrue(refused(file(line)).contains("numbers without names"));
    }

    @Test
    void samplesOfAnEcgWithoutAName_areNoIntervals() throws IOException {
        String samples = rows(2000, i -> f("%.0f", 520 + 240 * ecg(i)));

        assertTrue(refused(file(samples)).contains("numbers without names"));
    }

    @Test
    void evenBeatsWithEarlyOnes_areIntervals() throws IOException {
        // An early beat in twenty: a short interval, and a long one after it.
        String beats =
                rows(900, i -> f("%d", i % 20 == 7 ? 520 : i % 20 == 8 ? 1080 : 800 + i * 7 % 5));

        assertEquals("BEAT_INTERVAL", found(file(beats)));
    }

    @Test
    void lineDrawnBelowTheNames_isNoRow() throws IOException {
        String rows = rows(90, i -> f("0.58,-0.52,0.80,%.3f,%.3f", 30.0, 0.31 + i / 1000.0));

        assertEquals(
                "ACCELERATION X 16, ACCELERATION Y 16, ACCELERATION Z 16, EDA 16",
                found(
                        file(
                                "Sampling Rate: 16\nacc x,acc y,acc z,°Celsius,EDA(uS)\n"
                                        + "---------------------------\n"
                                        + rows)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs=200",
                "--- Firmware 1.7 date format d/M/yyyy at 200 Hz  Filter Normal ---"
            })
    void rateInAHead_isTheRate(String head) throws IOException {
        assertEquals("ECG 200", found(file(head + "\nECG\n" + rows(300, i -> f("%.3f", wave(i))))));
    }

    @Test
    void frequencyOfAFilter_isNoRate() throws IOException {
        String message =
                refused(file("Notch filter at 50 Hz\nECG\n" + rows(300, i -> f("%.3f", wave(i)))));

        assertTrue(message.contains("ofRate"), message);
    }

    @Test
    void valuesLostAtRandom_areHoles() throws IOException {
        Random random = new Random(8);
        String rows =
                rows(900, i -> f("%.4f,%s", i / 60.0, random.nextInt(5) == 0 ? "" : "2.5,70"));

        assertEquals("EDA 60", found(file("time_s,GSR (µS),marker\n" + rows)));
    }

    @Test
    void twoColoursOfLight_areAPulseWave() throws IOException {
        String rows =
                rows(300, i -> f("%d,%.0f,%.0f", 20 * i, 9e4 + 500 * wave(i), 7e4 + 300 * wave(i)));

        assertEquals("PPG IR 50, PPG RED 50", found(file("timestamp_ms,IR,RED\n" + rows)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2021-03-04 10:20:%02d.%d00,0.1,0.5,0.8", "'0:%02d.%d,0.82"})
    void timesBesideNumbersWithoutNames_areRefusedAsThat(String row) throws IOException {
        String message = refused(file(rows(200, i -> f(row, i / 10, i % 10))));

        assertTrue(message.contains("numbers without names"), message);
    }
}
