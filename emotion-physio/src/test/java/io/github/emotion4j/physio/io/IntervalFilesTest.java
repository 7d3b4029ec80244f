package io.github.emotion4j.physio.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.hrv.TimeDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalFilesTest {
    private static final int COUNT = 60;

    @TempDir Path folder;

    private static int millis(int i) {
        return 800 + (i * 37 % 61) - 30;
    }

    private static double endSeconds(int i) {
        return IntStream.rangeClosed(0, i).map(IntervalFilesTest::millis).sum() / 1000.0;
    }

    private static String lines(String head, IntFunction<String> row) {
        return head + IntStream.range(0, COUNT).mapToObj(row).collect(Collectors.joining("\n"));
    }

    private static String text(String form) {
        return switch (form) {
            case "ms" -> lines("", i -> "" + millis(i));
            case "s" -> lines("", i -> String.format(Locale.ROOT, "%.3f", millis(i) / 1000.0));
            case "titled" -> lines("RR\n", i -> "" + millis(i));
            case "unit" -> lines("RR-interval [s]\n", i -> "" + millis(i) / 1000.0);
            case "time and seconds" -> lines("", i -> endSeconds(i) + " " + millis(i) / 1000.0);
            case "E4" ->
                    lines(
                            "1700000000.000000, IBI\n",
                            i -> endSeconds(i) + "," + millis(i) / 1000.0);
            case "Polar Flow" -> lines("duration,offline\n", i -> millis(i) + ",0");
            case "Polar Sensor Logger" ->
                    lines(
                            "Phone timestamp;RR-interval [ms]\n",
                            // Bundled: two intervals by the second.
                            i ->
                                    String.format(
                                            "2024-03-05T10:00:%02d.000;%d",
                                            (int) endSeconds(i / 2 * 2), millis(i)));
            case "logger" ->
                    lines(
                            "date,timestamp,rr,since_start\n",
                            i ->
                                    String.format(
                                            Locale.ROOT,
                                            "2024-03-05 10:00:%02d,%.0f,%d,%.0f",
                                            (int) endSeconds(i),
                                            1.7096328e12 + 1000 * endSeconds(i),
                                            millis(i),
                                            1000 * endSeconds(i)));
            default -> throw new IllegalArgumentException(form);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ms",
                "s",
                "titled",
                "unit",
                "time and seconds",
                "E4",
                "Polar Flow",
                "Polar Sensor Logger",
                "logger"
            })
    void intervals_ofAnyForm_areTheSame(String form) throws IOException {
        Path path = Files.writeString(folder.resolve("a.txt"), text(form));
        Intervals intervals = BodyReader.intervals(path);
        double[] expected = IntStream.range(0, COUNT).mapToDouble(i -> millis(i)).toArray();
        assertEquals(COUNT, intervals.size());
        for (int i = 0; i < COUNT; i++) {
            assertEquals(expected[i], intervals.millis(i), 1e-6);
            assertEquals(i > 0, intervals.adjoins(i), "beat " + i);
        }
        assertEquals(
                TimeDomain.of(Intervals.ofMillis(expected)).rmssdMillis(),
                TimeDomain.of(intervals).rmssdMillis(),
                1e-6);
    }

    @Test
    void intervals_lostAndImpossibleOnes_breakTheSeries() throws IOException {
        String rows = lines("", i -> i == 20 ? "0" : i == 40 ? "60000" : "" + millis(i));
        Path path = Files.writeString(folder.resolve("a.txt"), rows);
        Intervals intervals = BodyReader.intervals(path);
        assertEquals(COUNT - 2, intervals.size());
        assertFalse(intervals.adjoins(20) || intervals.adjoins(39));
        assertTrue(intervals.adjoins(21) && intervals.adjoins(38));
        assertTrue(intervals.endSeconds(39) > endSeconds(40) + 59);
    }

    @Test
    void intervals_timesThatLeap_breakTheSeries() throws IOException {
        String rows =
                lines(
                        "1700000000.0, IBI\n",
                        i -> (endSeconds(i) + (i > 30 ? 20 : 0)) + "," + millis(i) / 1000.0);
        Path path = Files.writeString(folder.resolve("IBI.csv"), rows);
        Intervals intervals = BodyReader.intervals(path);
        assertFalse(intervals.adjoins(31));
        assertEquals(20 + endSeconds(31), intervals.endSeconds(31), 1e-3);
    }

    @Test
    void open_numbersThatAreNoIntervals_asksForNames() throws IOException {
        String slow = lines("", i -> String.format(Locale.ROOT, "%.4f", 0.9 + i / 1e4));
        Path path = Files.writeString(folder.resolve("eda.txt"), slow);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("TableFormat.ofColumns"), e.getMessage());
    }

    /** Counts of 10 bits, as a sensor of pulses on a small board gives them. */
    @ParameterizedTest
    @ValueSource(ints = {10, 20, 25, 50, 100})
    void open_pulseWaveWithoutAName_isNotTakenForIntervals(int hertz) throws IOException {
        StringBuilder wave = new StringBuilder();
        for (int i = 0; i < Math.min(1000, 20 * hertz); i++) {
            double phase = 2 * Math.PI * 1.17 * i / hertz;
            double noise = 1.5 * Math.sin(i * 12.9898 + i * i);
            double value = 512 + 115 * Math.sin(phase) + 35 * Math.sin(2 * phase + 1) + noise;
            wave.append(Math.round(value)).append('\n');
        }
        Path path = Files.writeString(folder.resolve("a.txt"), wave);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("\"RR (ms)\""), e.getMessage());
    }

    @Test
    void open_severalColumnsOfIntervals_namesThem() throws IOException {
        String rows = lines("RR (ms),RR corrected (ms)\n", i -> millis(i) + "," + millis(i));
        Path path = Files.writeString(folder.resolve("a.csv"), rows);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("\"RR corrected (ms)\" are both"), e.getMessage());

        String wide = lines("time (s),HR,RR1,RR2\n", i -> i + ",70," + millis(i) + ",812");
        Path beside = Files.writeString(folder.resolve("b.csv"), wide);
        assertEquals("HEART_RATE 1", FileReading.channels(FileReading.read(beside)));
        assertTrue(FileReading.leftOut(beside).contains("\"RR1\" and \"RR2\""));
    }

    @Test
    void open_intervalsWithASignOfChange_areRefused() throws IOException {
        String rows = lines("Time,RtoR\n", i -> endSeconds(i) + "," + (i % 2 * 2 - 1) * millis(i));
        Path path = Files.writeString(folder.resolve("a.csv"), rows);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("\"RtoR\" has a minus"), e.getMessage());
    }

    @Test
    void open_breathsNamedRr_areNoIntervals() throws IOException {
        String rows = lines("time_s,RR,HR\n", i -> i + "," + (14 + i % 3) + ",70");
        Path path = Files.writeString(folder.resolve("a.csv"), rows);
        assertEquals("HEART_RATE 1", FileReading.channels(FileReading.read(path)));
    }
}
