package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.values;
import static io.github.emotion4j.physio.io.TableText.f;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TableFormsTest {
    @TempDir Path folder;

    private static String rows(int count, IntFunction<String> row) {
        return IntStream.range(0, count).mapToObj(row).collect(Collectors.joining("\n"));
    }

    private static String wave(int i) {
        return f("%.3f", Math.sin(i / 9.0));
    }

    /** What a table is, its text, and its channels. */
    static List<Arguments> forms() {
        return List.of(
                Arguments.of(
                        "semicolons, decimal commas, German names",
                        "Zeit;EKG (mV)\n"
                                + rows(
                                        100,
                                        i -> f("%.3f;%s", i / 250.0, wave(i)).replace('.', ',')),
                        "ECG 250"),
                Arguments.of(
                        "blanks",
                        "time_s ECG (mV) EDA\n"
                                + rows(100, i -> f("%.3f  %s 2", i / 250.0, wave(i))),
                        "ECG 250, EDA 250"),
                Arguments.of(
                        "R's row names",
                        "\"time_s\",\"ECG\"\n"
                                + rows(100, i -> f("\"%d\",%.3f,%s", i + 1, i / 250.0, wave(i))),
                        "ECG 250"),
                Arguments.of(
                        "pandas' index of dates",
                        ",ECG\n"
                                + rows(
                                        100,
                                        i -> f("2024-03-05 10:00:00.%03d000,%s", 4 * i, wave(i))),
                        "ECG 250"),
                Arguments.of(
                        "quoted fields with commas, quotes and line breaks",
                        "\"note\",\"time_s\",\"ECG, chest\"\n"
                                + rows(
                                        100,
                                        i -> f("\"a, \"\"b\"\"\nc\",\"%.3f\",\"1\"", i / 250.0)),
                        "ECG CHEST 250"),
                Arguments.of(
                        "a line of units",
                        "Time,GSR,Pleth\nms,kohm,V\n"
                                + rows(100, i -> f("%d,500,%s", 10 * i, wave(i))),
                        "EDA 100, PPG 100"),
                Arguments.of(
                        "clock times past midnight",
                        "time,HR\n"
                                + rows(
                                        100,
                                        i ->
                                                f(
                                                        "%02d:%02d:%02d,70",
                                                        i < 50 ? 23 : 0,
                                                        i < 50 ? 59 : 0,
                                                        (10 + i) % 60)),
                        "HEART_RATE 1"),
                Arguments.of(
                        "dates and clock times apart, day first",
                        "Date,Time,HR\n"
                                + rows(
                                        100,
                                        i ->
                                                f(
                                                        "0%d/03/2024,%s,70",
                                                        i < 50 ? 5 : 6,
                                                        i < 50
                                                                ? "23:59:" + (10 + i)
                                                                : "00:00:" + (i - 40))),
                        "HEART_RATE 1"),
                Arguments.of(
                        "American dates",
                        "Time,HR (bpm)\n"
                                + rows(100, i -> f("3/5/2024 9:0%d:%02d PM,70", i / 60, i % 60)),
                        "HEART_RATE 1"),
                Arguments.of(
                        "an offset without a colon",
                        "Timestamp,EDA\n"
                                + rows(
                                        100,
                                        i ->
                                                f(
                                                        "2024-03-05 10:00:%02d.%d00+0100,2",
                                                        i / 10, i % 10)),
                        "EDA 10"),
                Arguments.of(
                        "AcqKnowledge's text, minutes",
                        "rec.acq\n2 msec/sample\n2 channels\nECG100C\nmV\nGSR\nmicrosiemens\nmin\tCH1\tCH3\t\n\t100\t100\t\n"
                                + rows(100, i -> f("%.8f\t%s\t2\t", i / 30_000.0, wave(i))),
                        "ECG 100C 500, EDA 500"),
                Arguments.of(
                        "LabChart's text",
                        "Interval=\t0.004 s\nExcelDateTime=\t4.1234e+004\t1/1/2013 10:00:00\nChannelTitle=\tECG\tGSR\nUnitName=\tmV\tuS\n"
                                + rows(100, i -> f("%.3f\t%s\t2", i / 250.0, wave(i))),
                        "ECG 250, EDA 250"),
                Arguments.of(
                        "LabChart's text without times",
                        "Interval=\t0.004 s\nChannelTitle=\tECG\tGSR\nUnitName=\tmV\tuS\n"
                                + rows(100, i -> wave(i) + "\t2" + (i == 7 ? "\t#* stim" : "")),
                        "ECG 250, EDA 250"),
                Arguments.of(
                        "AcqKnowledge's text without times",
                        "x.gtl\n0.5 msec/sample\tSample rate =\t2000Hz\n2 channels\ndi - EMG100C\nmV\nClench\nkg\nCH1\tCH2\n357188\t357188\n"
                                + rows(100, i -> wave(i) + "\t2"),
                        "EMG DI 100C 2000"),
                Arguments.of(
                        "Mindware's text",
                        "Sample Rate:\t500\nTime (s)\tMWMOBILEJ_Bio\tMWMOBILEJ_GSC\n"
                                + rows(100, i -> f("%.3f\t1\t2", i / 500.0)),
                        "EDA MWMOBILEJ 500"),
                Arguments.of(
                        "EmotiBit's parsed data",
                        "LocalTimestamp,EmotiBitTimestamp,PacketNumber,DataLength,TypeTag,ProtocolVersion,DataReliability,EA\n"
                                + rows(
                                        100,
                                        i ->
                                                f(
                                                        "%.6f,%d,%d,1,EA,1,100,0.5",
                                                        1.7e9 + i / 15.0, i * 67, i)),
                        "EDA 15"),
                Arguments.of(
                        "Shimmer's range of resistors is no skin conductance",
                        "Shimmer_1_Timestamp_Unix_CAL\tShimmer_1_GSR_Range_CAL\tShimmer_1_GSR_Skin_Conductance_CAL\n"
                                + rows(100, i -> f("%d\t2\t1.5", 1_700_000_000_000L + 10L * i)),
                        "EDA SHIMMER 1 100"),
                Arguments.of(
                        "a watch's ECG",
                        "Name,A Person\nRecorded Date,2024-03-05 10:00:00 +0100\nDevice,\"Watch6,2\"\nSample Rate,512 hertz\n\nLead,Lead I\nUnit,µV\n\n"
                                + rows(100, TableFormsTest::wave),
                        "ECG LEAD I 512"),
                Arguments.of(
                        "OpenSignals",
                        "# OpenSignals Text File Format\n# {\"00:07\": {\"sensor\": [\"ECG\", \"EDA\"], \"column\": [\"nSeq\", \"DI\", \"CH1\", \"CH2\"], \"sampling rate\": 100, \"resolution\": [16, 16], \"device\": \"biosignalsplux\"}}\n# EndOfHeader\n"
                                + rows(100, i -> i + "\t0\t32768\t10000\t"),
                        "ECG 100, EDA 100"),
                Arguments.of(
                        "OpenBCI without names",
                        "%OpenBCI Raw EEG Data\n%Number of channels = 2\n%Sample Rate = 250.0 Hz\n"
                                + rows(
                                        100,
                                        i ->
                                                f(
                                                        "%d, %s, 1.0, 0.1, 10:00:00.%03d",
                                                        i, wave(i), 4 * i)),
                        "EEG 0 250, EEG 1 250"),
                Arguments.of(
                        "electrodes by bare names",
                        "timestamps,TP9,AF7,AF8,TP10,Right AUX\n"
                                + rows(100, i -> f("%.6f,%s,1,2,3,0", 1.7e9 + i / 256.0, wave(i))),
                        "EEG AF7 256, EEG AF8 256, EEG TP10 256, EEG TP9 256"),
                Arguments.of(
                        "leads by bare names",
                        "time,I,II,V1\n" + rows(100, i -> f("%.3f,1,%s,1", i / 250.0, wave(i))),
                        "ECG I 250, ECG II 250, ECG V1 250"),
                Arguments.of(
                        "the best of two clocks",
                        "Phone timestamp;sensor timestamp [ns];ecg [uV]\n"
                                + rows(
                                        130,
                                        i ->
                                                f(
                                                        "2024-03-05T10:00:0%d.000;%d;%s",
                                                        i / 65,
                                                        599628L * 1_000_000_000 + i * 7_692_307L,
                                                        wave(i))),
                        "ECG 130"),
                Arguments.of(
                        "an armband's channels",
                        "Phone timestamp;channel 0;channel 1;channel 2;ambient\n"
                                + rows(
                                        100,
                                        i ->
                                                f(
                                                        "2024-03-05T10:00:0%d.%02d0;%s;2;3;4",
                                                        i / 50, 2 * i % 100, wave(i))),
                        "PPG 0 50, PPG 1 50, PPG 2 50"),
                Arguments.of(
                        "one measure of many",
                        "type,unit,startDate,value\n"
                                + rows(
                                        60,
                                        i ->
                                                f(
                                                        "HKQuantityTypeIdentifier%s,2024-03-05 10:00:%02d +0100,70",
                                                        i % 2 == 0
                                                                ? "HeartRate,count/min"
                                                                : "StepCount,count",
                                                        i)),
                        "HEART_RATE 0.5"),
                Arguments.of(
                        "a column that most rows leave empty",
                        "time_s,EDA,HR\n"
                                + rows(200, i -> f("%.1f,2,%s", i / 10.0, i % 10 == 0 ? "70" : "")),
                        "EDA 10, HEART_RATE 1"),
                Arguments.of(
                        "marks between samples",
                        "time_s,ECG,mark\n"
                                + rows(
                                        200,
                                        i ->
                                                i % 20 == 7
                                                        ? f("%.4f,,blink", i / 250.0)
                                                        : f("%.3f,%s,", i / 250.0, wave(i))),
                        "ECG 250"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void table_ofAnyForm_givesItsChannels(String form, String text, String expected)
            throws IOException {
        Path path = Files.writeString(folder.resolve("a.dat"), text);
        List<BioBlock> blocks = read(path);
        assertEquals(expected, channels(blocks));
        if (form.equals("OpenSignals")) {
            assertEquals(0, values(blocks, Kind.ECG)[0], 1e-9);
            assertEquals(10_000 / 65_536.0 * 3 / 0.12, values(blocks, Kind.EDA)[0], 1e-9);
        }
    }

    @Test
    void table_ofBids_takesItsNamesFromBesideIt() throws IOException {
        String rows = rows(100, i -> wave(i) + "\t1\t0");
        Path path = Files.writeString(folder.resolve("sub-01_physio.tsv"), rows);
        Files.writeString(
                folder.resolve("sub-01_physio.json"),
                "{\"SamplingFrequency\": 100, \"StartTime\": 0, \"Columns\":"
                        + " [\"cardiac\", \"respiratory\", \"trigger\"]}");
        assertEquals("PPG 100, RESPIRATION 100", channels(read(path)));
    }

    @Test
    void openSignals_ofBitalino_takesTheBitsOfItsSensor() throws IOException {
        String text =
                "# {\"x\": {\"sensor\": [\"EDABITREV\"], \"column\": [\"nSeq\", \"I1\", \"I2\", \"O1\","
                        + " \"O2\", \"A1\"], \"sampling rate\": 100, \"resolution\": [4, 1, 1, 1, 1, 10],"
                        + " \"device\": \"bitalino_rev\"}}\n"
                        + rows(50, i -> i % 16 + "\t0\t0\t0\t0\t512\t");
        List<BioBlock> blocks = read(Files.writeString(folder.resolve("a.txt"), text));
        assertEquals(0.5 * 3.3 / 0.132, values(blocks, Kind.EDA)[0], 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, true", "UTF-16LE, true", "UTF-16BE, true", "windows-1252, false"})
    void table_inAnyEncoding_isRead(String charset, boolean mark) throws IOException {
        String text = (mark ? "\uFEFF" : "") + "time_s,EDA (µS)\r\n0,1\r\n0.25,2\r\n";
        Path path = Files.write(folder.resolve("a.csv"), text.getBytes(Charset.forName(charset)));
        assertEquals(2, values(read(path), Kind.EDA)[1]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EKG | ECG",
                "ECG1 (uV) | ECG 1",
                "EEG EKG1 | ECG EEG 1",
                "aVR (mV) | ECG AVR",
                "Galvanic Skin Response (uS) | EDA",
                "GSR1 | EDA 1",
                "eda_scl_usiemens | EDA",
                "SKT (°C) | SKIN_TEMPERATURE",
                "skinTemp | SKIN_TEMPERATURE",
                "Heart Rate | HEART_RATE",
                "HeartRate [bpm] | HEART_RATE",
                "pulse_rate_bpm | HEART_RATE",
                "Pulse (bpm) | HEART_RATE",
                "ECG_Rate | HEART_RATE",
                "Thorax | RESPIRATION THORAX",
                "RAW_TP9 | EEG TP9",
                "EEG Fpz-Cz (uV) | EEG FPZ CZ",
                "C3 (uV) | EEG C3",
                "X [mg] | ACCELERATION X",
                "RR-interval [ms] | BEAT_INTERVAL",
                "Resp Rate | none",
                "respiratory_rate_brpm | none",
                "RR (1/min) | none",
                "HRV [ms] | none",
                "Breathing interval [rpm] | none",
                "UC | none",
                "SpO2 | none",
                "C3 | none",
                "V | none",
                "Alpha_TP9 | none",
                "ECG_Quality | none",
                "EDA_Phasic | none",
                "Rectal Temp (°C) | refused",
                "CPU temperature | refused",
                "EDA (counts) | refused",
                "GSR (%) | refused",
            })
    void column_byName_isWhatItIs(String name, String expected) throws IOException {
        Path path = folder.resolve("a.csv");
        Files.writeString(
                path,
                "time_s,"
                        + name
                        + "\n"
                        + (expected.startsWith("BEAT")
                                ? rows(40, i -> f("%d,%d", i, 800 + i % 7))
                                : rows(40, i -> f("%s,%d", i / 50.0, 80 + i % 7))));
        String found;
        try {
            found = channels(read(path)).replaceFirst(" 50$", "");
        } catch (InputException e) {
            found = e.getMessage().contains("none of its columns") ? "none" : "refused";
            assertTrue(e.getMessage().contains(name) || e.getMessage().contains("ofColumns"));
        }
        assertEquals(expected, found);
    }

    @Test
    void table_badChannel_leavesTheGoodOne() throws IOException {
        Path path = folder.resolve("a.csv");
        Files.writeString(
                path, "time_s,ECG (mV),EDA (counts)\n" + rows(40, i -> i / 100.0 + ",1,2000"));
        assertEquals("ECG 100", channels(read(path)));
    }

    @Test
    void table_rowsInNoOrder_areRefused() throws IOException {
        Path path = folder.resolve("a.csv");
        // 7919 is prime, so that each time comes once.
        Files.writeString(path, "time_s,BVP\n" + rows(6400, i -> i * 7919 % 6400 / 64.0 + ",1"));
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("run backwards; sort"), e.getMessage());
    }

    @Test
    void table_rowsThatRunBackwards_areRefused() throws IOException {
        Path path = folder.resolve("a.csv");
        Files.writeString(path, "time_s,HR\n" + rows(40, i -> (40 - i) + ",70"));
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("run backwards"), e.getMessage());
    }

    @Test
    void text_ofWords_isNoTable() throws IOException {
        for (String text : List.of("HR review\nAll fine.\n", "# Pulse\n\n- 1\n- 2\n- 3\n", "")) {
            assertTrue(FileReading.isAnotherKind(Files.writeString(folder.resolve("a.txt"), text)));
        }
    }

    @Test
    void table_hostileLines_endSoonWithAReason() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            byte[] line = "1".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 1000; i++) {
                out.write(line);
            }
        }
        Path bomb = Files.write(folder.resolve("bomb.csv.gz"), packed.toByteArray());
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(bomb));
        assertTrue(e.getMessage().contains("Limits.maxLineChars"), e.getMessage());
        String comment = "# " + "sampling rate ".repeat(35_000) + "\ntime_s,ECG\n0,1\n0.01,1\n";
        Path long1 = Files.writeString(folder.resolve("long.csv"), comment);
        assertEquals("ECG 100", channels(read(long1)));
        Limits tight = Limits.builder().maxLineChars(100).build();
        assertThrows(InputException.class, () -> BodyReader.open(Recording.Part.of(long1), tight));
    }

    @Test
    void table_holesOfDays_costNothing() throws IOException {
        Path path = folder.resolve("a.csv");
        String text =
                "time_s,EDA\n"
                        + rows(300, i -> f("%.2f,1", i * 0.04 + 86_400 * Math.floor(i / 100.0)));
        List<BioBlock> blocks = read(Files.writeString(path, text));
        assertEquals(300, values(blocks, Kind.EDA).length);
        assertEquals(2, blocks.stream().filter(b -> b.interval().startNanos() > 80_000e9).count());
    }
}
