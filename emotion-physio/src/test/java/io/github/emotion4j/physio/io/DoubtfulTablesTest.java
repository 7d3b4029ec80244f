package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.leftOut;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.refused;
import static io.github.emotion4j.physio.io.FileReading.values;
import static io.github.emotion4j.physio.io.TableText.f;
import static io.github.emotion4j.physio.io.TableText.rows;
import static io.github.emotion4j.physio.io.TableText.wave;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that could be read in two ways: told apart by their rows, or refused by name. */
class DoubtfulTablesTest {
    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("doubtful.csv"), text);
    }

    private static double seconds(List<BioBlock> blocks) {
        return blocks.stream().mapToLong(b -> b.interval().endNanos()).max().orElse(0) / 1e9;
    }

    /** The time of row i of four a second, before and after midnight, as a clock. */
    private static String clock(int i) {
        int quarters = (i + 86_395 * 4) % (86_400 * 4);
        return f(
                "%02d:%02d:%02d.%02d",
                quarters / 14_400, quarters / 240 % 60, quarters / 4 % 60, quarters % 4 * 25);
    }

    @ParameterizedTest
    @CsvSource({
        "05/03/2024, 06/03/2024",
        "12/03/2024, 13/03/2024",
        "03/12/2024, 03/13/2024",
        "03-05-2024, 03-06-2024",
        "24-03-05, 24-03-06",
        "24/03/05, 24/03/06",
        "30.06.2024, 01.07.2024",
        "5 Mar 2024, 6 Mar 2024",
        "20240305, 20240306",
    })
    void theOrderOfADate_isLearnedWhenItChanges(String before, String after) throws IOException {
        // More rows than are looked at before reading.
        String rows = rows(1200, i -> f("%s %s,5.%d", i < 20 ? before : after, clock(i), i % 7));
        String late = rows(1200, i -> f("%s %s,5.%d", before, clock(i - 1400), i % 7)) + rows;

        for (String text : List.of(rows, late)) {
            List<BioBlock> blocks = read(file("time,EDA (µS)\n" + text));
            assertEquals("EDA 4", channels(blocks));
            assertEquals(text.equals(rows) ? 300 : 650, seconds(blocks), 1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9:05:%02d\u202fPM",
                "9:05:%02d\u00a0a.m.",
                "9:05:%02d p. m.",
                "9:05:%02d 05/03/2024",
                "%d.00 sec",
                "0 days 00:00:%02d.000000",
                "20240305T1000%02d",
                "05 Mar 2024 10:00:%02d",
                "Tue, 05 Mar 2024 10:00:%02d +0100",
                "2024-03-05 10:00:%02d CET",
                "05.03.2024 10.00.%02d",
                "120:00:%02d",
                "10:00:%02d.000+01:00",
            })
    void timesOfManyForms_areRead(String form) throws IOException {
        List<BioBlock> blocks = read(file("time,HR\n" + rows(60, i -> f(form, i) + ",70")));

        assertEquals("HEART_RATE 1", channels(blocks));
        assertEquals(60, seconds(blocks), 1e-6);
    }

    @ParameterizedTest
    @CsvSource({
        "time (h), 3600, 7",
        "Time [hours], 3600, 7",
        "time (days), 86400, 0",
        "Time (d), 86400, 0",
        "Time (hr), 3600, 7",
        "minute, 60, 7",
        "time (10 ms), 0.01, 7",
        "Timestamp [100ns], 1e-7, 7",
        "Time (1/256 s), 0.00390625, 7",
        "Time, 86400, 45000.4",
        "time, 86400, 739316.4",
    })
    void timesOfHoursAndDays_areRead(String name, double unit, double first) throws IOException {
        String rows = rows(80, i -> f("%.10f,5.%d", first + i / 4.0 / unit, i % 7));

        assertEquals("EDA 4", channels(read(file(name + ",EDA (µS)\n" + rows))));
    }

    @Test
    void timesOfMinutesAndSeconds_areReadAsTheyAreCalled() throws IOException {
        String rows = rows(200, i -> f("%02d:%02d,70", i / 60, i % 60));

        assertEquals("HEART_RATE 1", channels(read(file("Time (mm:ss),HR\n" + rows))));
    }

    /** Columns that differ from row to row in a good table of two minutes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Serial No |%1$d",
                "Serial |%1$d",
                "Source |%2$s",
                "Data source |%2$s",
                "User |%2$s",
                "Wrist |%1$d.5",
                "packet |p%1$x",
                "event |%2$s",
            })
    void aColumnOfCountersOrEvents_namesNoDevices(String name, String form) throws IOException {
        for (int together : new int[] {1, 8}) { // rows that share a time
            String rows =
                    rows(
                            960,
                            i ->
                                    f("%.3f,5.1,", (i - i % together) / 8.0)
                                            + f(form, i + 1, i % 2 == 0 ? "tick" : "tock"));

            assertEquals("EDA 8", channels(read(file("time (s),EDA (uS)," + name + "\n" + rows))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"time [s] (64 Hz)", "Time (64 Hz)", "Time (GPS)", "time (UTC)"})
    void bracketsThatAreNoUnitOfTime_areNone(String name) throws IOException {
        String rows = rows(90, i -> f("%.2f,5.1", i / 4.0));

        assertEquals("EDA 4", channels(read(file(name + ",EDA (µS)\n" + rows))));
    }

    @Test
    void timesOfHoursAndMinutes_passMidnightAsTheyAreCalled() throws IOException {
        String rows = rows(2000, i -> f("%02d:%02d,70", 20 + i / 60, i % 60));
        List<BioBlock> blocks = read(file("time (hh:mm),HR\n" + rows));

        assertEquals(2000, values(blocks, Kind.HEART_RATE).length);
        assertEquals(120_000, seconds(blocks), 1);
    }

    @Test
    void theThirdAxisOrElectrode_isNoScore() throws IOException {
        String names = "time (s),ECG X (mV),ECG Y (mV),ECG Z (mV),EEG F-Z (uV)\n";
        String wave =
                rows(
                        900,
                        i ->
                                f(
                                        "%.3f" + ",%.3f".repeat(4),
                                        i / 250.0,
                                        wave(i),
                                        wave(i + 5),
                                        wave(i + 9),
                                        wave(i)));

        assertEquals(
                "ECG X 250, ECG Y 250, ECG Z 250, EEG F Z 250", channels(read(file(names + wave))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wrist temp (C)", "Temp (C)"})
    void aTemperatureOfAWatchThatIsNotAlwaysWorn_isRead(String name) throws IOException {
        String rows = rows(400, i -> f("%d,%s", i, i < 300 ? "0.0" : "33.0"));
        List<BioBlock> blocks = read(file("time (s)," + name + "\n" + rows));

        assertEquals(33, values(blocks, Kind.SKIN_TEMPERATURE)[399], 1e-9);
    }

    static List<Arguments> refusals() {
        String tooLarge = "of a year from 2000 to 2100";
        return List.of(
                Arguments.of(
                        "digits of a date",
                        "datetime,EDA\n" + rows(60, i -> f("202403051000%02d,5.%d", i, i % 7)),
                        tooLarge),
                Arguments.of(
                        "ticks of 100 ns",
                        "time,EDA\n"
                                + rows(
                                        60,
                                        i -> f("%d,5.1", 638_452_296_000_000_000L + i * 2500000L)),
                        tooLarge),
                Arguments.of(
                        "ns since the start of a phone",
                        "timestamp,EDA\n"
                                + rows(60, i -> f("%d,5.1", 123_456_123_456_789L + i * 250000000L)),
                        tooLarge),
                Arguments.of(
                        "ms that are called seconds",
                        "timestamp (s),EDA\n"
                                + rows(60, i -> f("%d,5.1", 1_709_631_000_000L + 250L * i)),
                        "beyond the year 2100"),
                Arguments.of(
                        "seconds that are called ms",
                        "timestamp_ms,EDA\n"
                                + rows(60, i -> f("%.2f,5.1", 1_709_631_000 + i / 4.0)),
                        "too fast for skin conductance"),
                Arguments.of(
                        "parts of a day",
                        "Time,HR\n" + rows(60, i -> f("%.9f,70", 0.4 + i / 86_400.0)),
                        "too fast for heart rate"),
                Arguments.of(
                        "milliseconds beside seconds",
                        "time,ms,ECG (mV)\n"
                                + rows(
                                        900,
                                        i ->
                                                f(
                                                        "10:00:%02d,%d,%.3f",
                                                        i / 250, i % 250 * 4, wave(i))),
                        "join seconds and their parts"),
                Arguments.of(
                        "parts of a clock",
                        "hr,min,sec,EDA\n" + rows(60, i -> f("10,0,%d,5.1", i)),
                        "hours, minutes and seconds in a column each"),
                Arguments.of(
                        "persons side by side",
                        "time (s),subject,HR\n"
                                + rows(60, i -> f("%d,%s,%d", i / 2, i % 2, 70 + i % 2 * 30)),
                        "line 3 is of \"1\", and the rows before are of \"0\""),
                Arguments.of(
                        "devices by their numbers, each at each time",
                        "time (s),HR,device\n" + rows(60, i -> f("%d,70,%s", i / 2, i % 2)),
                        "each person or device"),
                Arguments.of(
                        "what a column of texts tells apart, each at each time",
                        "time (s),label,HR\n"
                                + rows(60, i -> f("%d,%s,70", i / 2, i % 2 == 0 ? "A" : "B")),
                        "line 3 is of \"B\", and the rows before are of \"A\""),
                Arguments.of(
                        "a unit of time that is not known",
                        "time (centisec),EDA\n" + rows(60, i -> f("%d,5.1", 25 * i)),
                        "the unit \"centisec\""),
                Arguments.of(
                        "hours that are minutes",
                        "Time,HR\n" + rows(2400, i -> f("%02d:%02d,70", i / 60, i % 60)),
                        "the time \"25:00\" may be hours or minutes; name the column \"time (hh:mm)"),
                Arguments.of(
                        "hundredths of a second",
                        "time [1/100 cs],EDA\n" + rows(60, i -> f("%d,5.1", 25 * i)),
                        "the unit \"1/100 cs\""),
                Arguments.of(
                        "means of intervals",
                        "time (s),RR (ms)\n" + rows(60, i -> f("%d,8%02d", 60 * i, i)),
                        "has a value in many beats"),
                Arguments.of(
                        "the accuracy of answers",
                        "time (s),Stim.ACC\n" + rows(60, i -> f("%d,%d", i, i % 2)),
                        "holds 0 and 1 alone"),
                Arguments.of(
                        "the temperature of an engine",
                        "time (s),Engine temp\n" + rows(60, i -> i + ",90"),
                        "is no skin temperature"),
                Arguments.of(
                        "heart rates in another unit",
                        "time (s),HR (bpm)\n" + rows(60, i -> i + ",720"),
                        "is no heart rate"),
                Arguments.of(
                        "persons one after the other",
                        "participant_id,time (s),HR\n"
                                + rows(2400, i -> f("P%d,%d,70", i / 1200, i % 1200)),
                        "of \"P1\""),
                Arguments.of(
                        "short trials",
                        "trial,time (s),EDA\n"
                                + rows(800, i -> f("%d,%.2f,5.1", i / 40, i % 40 / 4.0)),
                        "begin again and again"),
                Arguments.of(
                        "long trials",
                        "time (s),EDA\n" + rows(2400, i -> f("%.2f,5.1", i % 1200 / 4.0)),
                        "begin again near line 1202"),
                Arguments.of(
                        "blocks in no order",
                        "time (s),HR\n" + rows(2400, i -> f("%d,70", (i + 7200) % 8400)),
                        "go back by 2.3 h near line 1202"),
                Arguments.of(
                        "digits of a clock",
                        "time,HR\n" + rows(60, i -> f("%d,70", i < 30 ? 100_030 + i : 100_070 + i)),
                        "write them as 10:00:59"),
                Arguments.of(
                        "digits of a clock, past a full hour",
                        "time,HR\n" + rows(60, i -> f("%d,70", i < 30 ? 95_930 + i : 99_970 + i)),
                        "write them as 10:00:59"),
                Arguments.of(
                        "thousands beside decimal commas",
                        "time (ms);HR (bpm)\n"
                                + rows(
                                        60,
                                        i ->
                                                i < 20
                                                        ? f("%d;70,5", 50 * i)
                                                        : f("%d.%03d;70,5", i / 20, i % 20 * 50)),
                        "write 1000 or 1,000"),
                Arguments.of(
                        "thousands beside decimal points",
                        "time (s),EDA\n" + rows(60, i -> f("\"1,%03d\",2.%03d", i, 900 + i)),
                        "write 1000 or 1.0000"),
                Arguments.of(
                        "thousands below numbers below a thousand",
                        "RR [ms];note\n" + rows(60, i -> f(i % 2 == 0 ? "9%02d;" : "1.0%02d;", i)),
                        "write 1001 or 1.0010"),
                Arguments.of(
                        "thousands in intervals",
                        "time (s),RR (ms)\n" + rows(60, i -> f("%d.5,\"1,0%02d\"", i, i)),
                        "write 1000 or 1.0000"),
                Arguments.of(
                        "thousands in a list of intervals",
                        "RR (ms)\n" + rows(60, i -> f(i % 2 == 0 ? "9%02d" : "\"1,0%02d\"", i)),
                        "write 1001 or 1.0010"),
                Arguments.of(
                        "thousands of nanosiemens",
                        "time (s);EDA (nS)\n" + rows(60, i -> f("%.2f;2,9%02d", i / 4.0, i)),
                        "write 2900 or 2.9000"),
                Arguments.of(
                        "thousands from a row on",
                        "time (s),HR\n"
                                + rows(
                                        60,
                                        i -> i < 50 ? f("%d,70", 950 + i) : f("\"1,0%02d\",70", i)),
                        "write 1050 or 1.0500"),
                Arguments.of(
                        "thousands with blanks",
                        "time (ms);EDA\n"
                                + rows(
                                        60,
                                        i -> i < 4 ? f("%d;5.1", 250 * i) : f("%d 000;5.1", i - 3)),
                        "\"1 000\" has separators of thousands"),
                Arguments.of(
                        "thousands and thousands of thousands",
                        "time (ms);HR (bpm)\n" + rows(60, i -> f("1.%03d.000;70", i)),
                        "\"1.000.000\" has separators of thousands"),
                Arguments.of(
                        "a summary of days",
                        "date,Avg HR,Max HR\n" + rows(20, i -> f("2024-03-%02d,70,90", i + 1)),
                        "\"Avg HR\" with a value in 24.0 hours is a summary"),
                Arguments.of(
                        "intervals that no heart has",
                        "RR (ms)\n" + rows(60, i -> f("0.8%02d", i)),
                        "most of its intervals between beats are under 200 ms"),
                Arguments.of(
                        "intervals beside letters",
                        rows(60, i -> f("%.3f\t8%02d\tN", 0.8 * i, i)),
                        "numbers without names"),
                Arguments.of("names alone", "time (s),ECG (mV)\n", "no row below them"),
                Arguments.of("nothing", "", "is empty"),
                Arguments.of(
                        "heart rates in another form of JSON",
                        "{\"heart_rate\": {\"interval\": 300, \"items\": [55, 56]}}",
                        "is JSON whose heart rates"),
                Arguments.of(
                        "units in fields",
                        "time (s),HR\n" + rows(60, i -> f("%d,70 bpm", i)),
                        "holds no number, but \"70 bpm\""),
                Arguments.of(
                        "a second head",
                        "time (s),HR\n" + rows(60, i -> i == 30 ? "time (s),HR" : f("%d,70", i)),
                        "where another head"),
                Arguments.of(
                        "more columns than Limits.maxEntries",
                        "time (s),EDA"
                                + ",x".repeat(1000)
                                + "\n"
                                + rows(3, i -> i + ",5" + ",1".repeat(1000)),
                        "has 1002 columns, more than 1000"),
                Arguments.of(
                        "a program, which is no table",
                        "list(\n  \"a\" + b, 1);\n",
                        "was read as a table of body signals, but the quotes of line 2"),
                Arguments.of(
                        "times of no known form",
                        "time,HR\n" + rows(60, i -> f("at 10h%02d,70", i)),
                        "\"at 10h00\", are in no form that is read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatCannotBeTold_isRefusedByName(String what, String text, String message)
            throws IOException {
        String refusal = refused(file(text));

        assertTrue(refusal.contains(message), refusal);
    }

    @Test
    void samplesThatAreLeftOut_areToldAtTheEnd() throws IOException {
        String rows = rows(1200, i -> f("%d,70", i < 600 ? i : i - 300));
        try (BodyReader reader = BodyReader.open(file("time (s),HR\n" + rows))) {
            while (reader.next().isPresent()) {
                assertTrue(reader.issues().isEmpty() || reader.issues().size() == 2);
            }
            assertTrue(reader.issues().toString().contains("11 sample(s) left out because"));
        }
    }

    @Test
    void aClockThatIsSetBackAnHour_andATimeAstray_areNoOtherPerson() throws IOException {
        String rows =
                rows(2400, i -> f("%d,70", i == 5 ? 99_999_999 : i < 1200 ? 3600 + i : 1200 + i));

        assertEquals("HEART_RATE 1", channels(read(file("time (s),HR\n" + rows))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ECG (4.88 uV)",
                "ECG (pT)",
                "ECG (V*1e-3)",
                "EDA (z-score)",
                "EDA (log µS)",
                "EDA (dS)",
                "EDA (1/kOhm)",
                "skin_temp (0.01 C)",
                "skin_temp (Celsius (x100))",
                "RR (1/1024 s)",
                "RR (ticks)",
                "acc_x (cm/s2)",
                "acc_x (gal)"
            })
    void aUnitThatIsNotKnown_isNotTheUsualOne(String name) throws IOException {
        String text =
                "time (s),PPG," + name + "\n" + rows(90, i -> f("%.2f,%.3f,1", i / 50.0, wave(i)));

        assertTrue(leftOut(file(text)).contains("\"" + name + "\" is in \""), leftOut(file(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"m s-2", "m.s-2", "m s^-2", "ms-2", "m·s⁻²", "m/s**2", "m/sec2", "m/(s^2)"})
    void accelerationInAnyWritingOfItsUnit_isInG(String unit) throws IOException {
        String rows = rows(90, i -> f("%.2f,9.80665", i / 50.0));

        assertEquals(
                1,
                values(read(file("time (s),acc_x (" + unit + ")\n" + rows)), Kind.ACCELERATION)[0],
                1e-9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EDA_zscore",
                "EDA_derivative",
                "dEDA/dt",
                "EDA_norm",
                "EDA_label",
                "Temp_ID",
                "temp_slope",
                "EDA_diff",
                "HR target",
                "hr_lower_ci",
                "RR min",
                "mean RR (ms)",
                "NN_median",
                "HR reserve (bpm)",
                "HR limit",
                "EMG RMS",
                "EDA z",
                "BVP HF % power",
                "Pulse pressure (mmHg)"
            })
    void whatIsDerived_isNotTheSignal(String name) throws IOException {
        String rows = rows(90, i -> f("%.2f,%.3f,1", i / 50.0, wave(i)));

        assertEquals("PPG 50", channels(read(file("time (s),PPG," + name + "\n" + rows))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sampling rate: 1 kHz | 1000",
                "Sampling Rate (kHz): 0.5 | 500",
                "fs = 2 kHz | 2000",
                "sampling rate: 2.5e2 Hz | 250",
                "Sampling rate: 1,000 Hz |",
                "Sampling rate: 1'000 Hz |",
                "Sampling rate: 31,25 Hz |",
                "ADC sample rate: 10 ms |",
                "sample rate: 16 samples/min |",
                "Sampling rate: EDA 4 Hz, ECG 256 Hz |",
                "Sampling rate: unknown; filter 50 Hz |",
            })
    void theRateInAHead_isANumberAndItsUnit(String line, String hertz) throws IOException {
        String text = "# " + line + "\nEDA (µS)\n" + rows(90, i -> f("5.%d", i % 7));

        if (hertz == null) {
            assertTrue(refused(file(text)).contains("names no rate"), line);
        } else {
            assertEquals("EDA " + hertz, channels(read(file(text))));
        }
    }

    @Test
    void whatIsWrittenWhereContactIsLost_isNoValue() throws IOException {
        List<String> rates = List.of("0", "255", "511", "65535");
        String rows =
                rows(
                        90,
                        i ->
                                i % 2 == 0
                                        ? f("%d,70,33,5", i)
                                        : f(
                                                "%d,%s,%s,-9999",
                                                i,
                                                rates.get(i / 2 % 4),
                                                i % 4 == 1 ? "-3276.8" : "6553.5"));
        List<BioBlock> blocks = read(file("time (s),HR,skin_temp (C),EDA (µS)\n" + rows));

        for (Kind kind : List.of(Kind.HEART_RATE, Kind.SKIN_TEMPERATURE, Kind.EDA)) {
            double[] values = values(blocks, kind);
            assertEquals(45, Arrays.stream(values).filter(Double::isNaN).count(), kind.name());
        }
    }

    /** What a table of two columns is, and its lines: the first value is 5, the second 5.03. */
    static List<Arguments> cuts() {
        return List.of(
                Arguments.of("a first row of whole numbers", "time (s);EDA\n0;5\n0,25;5,03\n"),
                Arguments.of("tabs", "time (s)\tEDA\n0\t5\n0,25\t5,03\n"),
                Arguments.of("blanks", "time_s  EDA\n0,00  5,0\n0,25  5,03\n"),
                Arguments.of("quotes", "time (s),EDA\n\"0,00\",\"5,0\"\n\"0,25\",\"5,03\"\n"),
                Arguments.of("a note", "time (s),EDA,note\n0,5,\"start; calm\"\n0.25,5.03,\n"),
                Arguments.of(
                        "a bare note", "time (s),EDA,note\n0.00,5.0,start; calm\n0.25,5.03,\n"),
                Arguments.of(
                        "JSON", "time (s),EDA,x\n0,5,\"{\"\"q\"\":1;\"\"s\"\":2}\"\n0.25,5.03,\n"),
                Arguments.of("bars", "time (s)|EDA\n0.00|5.0\n0.25|5.03\n"),
                Arguments.of("apostrophes", "time (ms);EDA\n1'000;5.0\n1’250;5.03\n"),
                Arguments.of("blanks", "time (ms);EDA\n1\u00a0000,0;5,0\n1\u202f250,0;5,03\n"),
                Arguments.of("decimals", "time (s);EDA\n1;5,000\n61;5,030\n"),
                Arguments.of("a minus", "time (s);EDA\n\u22120.25;5.0\n0;5.03\n"),
                Arguments.of("Fortran", "time (s),EDA\n0.0D+00,5.0\n0.25,0.503D+01\n"),
                Arguments.of("Temps", "Temps (s);EDA\n0,00;5,0\n0,25;5,03\n"),
                Arguments.of("Tid", "Tid;EDA\n0,00;5,0\n0,25;5,03\n"),
                Arguments.of("zeros at the end", "time (s),EDA\n0.00,5.0\n0.25,5.03\n\0\0\0\0\0"),
                Arguments.of("a tab at the end", "time (s),EDA\t\n0.00,5.0\t\n0.25,5.03\t\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void fields_areCutAsAllRowsShow(String what, String text) throws IOException {
        assertArrayEquals(new double[] {5, 5.03}, values(read(file(text)), Kind.EDA));
    }

    @Test
    void aConditionBesideIntervals_isNotTheirWholeSeconds() throws IOException {
        String rows = rows(120, i -> f("%d,%d", 1 + i / 60, 700 + 37 * i % 90));

        assertEquals(700, values(read(file("condition,RR\n" + rows)), Kind.BEAT_INTERVAL)[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"#N/A", "#DIV/0!", "<NA>", "NaT", ".", "?", "-nan(ind)", "1.#QNAN", "---"})
    void wordsForNothing_areNoValues(String word) throws IOException {
        String rows = rows(60, i -> f("%d,%s", i, i == 30 ? word : "70"));

        assertTrue(Double.isNaN(values(read(file("time (s),HR\n" + rows)), Kind.HEART_RATE)[30]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"exercises\":[{\"samples\":{\"heartRate\":[%s]}}]} dateTime value",
                "[%s] time hr"
            })
    void heartRatesInJson_areAllRead(String form) throws IOException {
        String[] parts = form.split(" ");
        String samples =
                rows(
                                20,
                                i ->
                                        f(
                                                "{\"%s\":\"2024-03-05T10:00:%02d.000\",\"%s\":70}",
                                                parts[1], i, parts[2]))
                        .strip()
                        .replace("\n", ",\n");

        assertEquals(
                20, values(read(file(parts[0].replace("%s", samples))), Kind.HEART_RATE).length);
    }

    @Test
    void heartRatesOfSeveralSources_areThoseOfOne() throws IOException {
        String record =
                "<Record type=\"HKQuantityTypeIdentifierHeartRate\" sourceName=\"%s\" unit=\"count/%s\""
                        + " startDate=\"2024-03-05 10:00:%02d +0100\" value=\"%s\"/>";
        Path export =
                file(
                        "<HealthData>"
                                + rows(20, i -> f(record, "Strap", "min", i, "90"))
                                + rows(50, i -> f(record, "Watch", "s", i, "1.2"))
                                + "</HealthData>");

        assertEquals(50, values(read(export), Kind.HEART_RATE).length);
        assertEquals(72, values(read(export), Kind.HEART_RATE)[0]);
        assertTrue(leftOut(export).contains("\"Strap\" (20); only those of \"Watch\" (50)"));
    }

    @Test
    void aLineOfBlanks_costsTimeInProportion() throws IOException {
        Path path = file("ECG" + " ".repeat(500_000) + "x\n" + rows(20, i -> i + " 1"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThrows(InputException.class, () -> BodyReader.open(path)));
    }

    @Test
    void aTextOfWords_isNoTable() throws IOException {
        String words =
                "Permission is granted to\nall\nTHE TIME IS PROVIDED \"AS IS\", WITHOUT HR\n";

        assertTrue(FileReading.isAnotherKind(file(words)));
    }
}
