package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
    @TempDir Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void empatica_folderAndZip_giveTheSameBlocksInOrderOfTime() throws IOException {
        String eda = "1000\n4.0\n" + "0.5\n".repeat(100);
        String hr = "1010\n1.0\n" + "70\n".repeat(15);
        String acc = "1000,1000,1000\n32,32,32\n" + "64,0,-32\n".repeat(320);
        file("EDA.csv", eda);
        file("HR.csv", hr);
        file("ACC.csv", acc);
        Path zip = folder.resolve("e4.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : List.of("EDA.csv", "HR.csv", "ACC.csv")) {
                out.putNextEntry(new ZipEntry("session/" + name));
                out.write(Files.readAllBytes(folder.resolve(name)));
            }
        }

        List<BioBlock> blocks = read(BodyReader.open(folder));

        assertEquals(100, values(blocks, Kind.EDA).length);
        BioBlock rate = blocks.stream().filter(b -> b.kind() == Kind.HEART_RATE).findFirst().get();
        assertEquals(10_000_000_000L, rate.interval().startNanos());
        BioBlock x = blocks.stream().filter(b -> b.site().equals("x")).findFirst().get();
        assertEquals(1, x.value(0));
        for (int i = 1; i < blocks.size(); i++) {
            assertTrue(
                    blocks.get(i).interval().startNanos()
                            >= blocks.get(i - 1).interval().startNanos());
        }
        assertEquals(blocks.toString(), read(BodyReader.open(zip)).toString());
    }

    @Test
    void table_gapAndTimeGoingBack_areMarkedAndNothingIsLost() throws IOException {
        StringBuilder text = new StringBuilder("time_ms,EDA (kOhm),note\n");
        for (int i = 0; i < 40; i++) {
            text.append(i * 250).append(",500,x\n");
        }
        text.append("5000,500,back\n"); // five seconds back
        for (int i = 80; i < 120; i++) {
            text.append(i * 250).append(i == 100 ? ",nan,x\n" : ",250,x\n");
        }

        double[] eda = values(read(BodyReader.open(file("t.csv", text.toString()))), Kind.EDA);

        assertEquals(120, eda.length);
        assertEquals(2, eda[39]);
        assertTrue(Double.isNaN(eda[40]) && Double.isNaN(eda[79]) && Double.isNaN(eda[100]));
        assertEquals(4, eda[80]);
    }

    @Test
    void table_withoutTimeOrRate_asksForTheRate() throws IOException {
        Path path = file("ecg.csv", "ECG (mV)\n0.1\n0.2\n");
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("TableFormat.ofRate"), e.getMessage());
        TableFormat format = TableFormat.ofRate(250);
        assertEquals(2, values(read(path, format), Kind.ECG).length);
        Recording.Part inMemory =
                Recording.Part.of("upload", Files.readAllBytes(path)).withFormat(format);
        assertEquals(
                2, values(read(BodyReader.open(inMemory, Limits.defaults())), Kind.ECG).length);
    }

    @Test
    void recordingWithoutIntervals_isToldSo_andAClosedReaderToo() throws IOException {
        Path path = file("eda.csv", "time_s,EDA (µS)\n0,1\n0.25,1\n");
        InputException none = assertThrows(InputException.class, () -> BodyReader.intervals(path));
        assertTrue(none.getMessage().contains("holds no intervals between beats"));
        BodyReader reader = BodyReader.open(path);
        reader.close();
        reader.close();
        assertThrows(IllegalStateException.class, reader::next);
    }

    @Test
    void table_badNumber_isNamedWithItsLine() throws IOException {
        Path path = file("bad.csv", "time_s,EDA (µS)\n0,1\n0.25,1\n0.5,one\n0.75,1\n");
        InputException e = assertThrows(InputException.class, () -> read(BodyReader.open(path)));
        assertTrue(e.getMessage().contains("line 4") && e.getMessage().contains("\"one\""));
    }

    @Test
    void open_otherFiles_isNothing() throws IOException {
        assertTrue(FileReading.isAnotherKind(file("a.csv", "name,age\nx,3\n")));
        assertTrue(FileReading.isAnotherKind(file("a.jpg", "")));
        assertThrows(InputException.class, () -> BodyReader.open(folder.resolve("none")));
    }

    @Test
    void wfdb_format212And16_giveTheSameMillivolts() throws IOException {
        file(
                "a.hea",
                "a 2 360 4\na.dat 212 200(1024)/mV 11 1024 0 0 0 MLII\na.dat 212 200(1024)/mV 11 1024 0 0 0 V5\n");
        int[] samples = {1024, 1224, 824, 1023, -2048, 2047, 0, 1024};
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int i = 0; i < samples.length; i += 2) {
            packed.write(samples[i] & 0xff);
            packed.write((samples[i] >> 8 & 0x0f) | (samples[i + 1] >> 4 & 0xf0));
            packed.write(samples[i + 1] & 0xff);
        }
        Files.write(folder.resolve("a.dat"), packed.toByteArray());
        file("b.hea", "b 1 500 2\nb.dat 16 1000/mV 16 0 0 0 0 I\n");
        Files.write(folder.resolve("b.dat"), new byte[] {(byte) 0xe8, 3, 0, (byte) 0x80});

        List<BioBlock> a = read(BodyReader.open(folder.resolve("a.hea")));
        List<BioBlock> b = read(BodyReader.open(folder.resolve("b.hea")));

        assertEquals(2, a.size());
        assertEquals("MLII", a.get(0).site());
        assertEquals(0, a.get(0).value(0));
        assertEquals(1, a.get(1).value(0));
        assertEquals(-1, a.get(0).value(1));
        assertTrue(Double.isNaN(a.get(0).value(2)));
        assertEquals(1, b.get(0).value(0));
        assertTrue(Double.isNaN(b.get(0).value(1)));
        assertEquals(Unit.MILLIVOLT, b.get(0).unit());
    }

    /** An EDF+D of two records, two samples of each signal a record, then annotations. */
    private Path edf(String[] changed, String... labels) throws IOException {
        int n = labels.length + 1;
        StringBuilder head = new StringBuilder();
        pad(head, "0", 8);
        pad(head, "X", 80);
        pad(head, "X", 80);
        pad(head, "01.01.2601.01.01", 16);
        pad(head, Integer.toString(256 * (n + 1)), 8);
        pad(head, "EDF+D", 44);
        pad(head, "2", 8);
        pad(head, "0.2", 8);
        pad(head, Integer.toString(n), 4);
        String[] signal = {"", "", "uV", "-3276.8", "3276.7", "-32768", "32767", "", "2", ""};
        String[] notes = {"EDF Annotations", "", "", "-1", "1", "-32768", "32767", "", "8", ""};
        for (int f = 0; f < signal.length; f++) {
            signal[f] = changed[f] == null ? signal[f] : changed[f];
        }
        int[] widths = {16, 80, 8, 8, 8, 8, 8, 80, 8, 32};
        for (int f = 0; f < widths.length; f++) {
            for (String label : labels) {
                pad(head, f == 0 ? label : signal[f], widths[f]);
            }
            pad(head, notes[f], widths[f]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        for (String onset : new String[] {"+0\u0014\u0014", "+5.5\u0014\u0014"}) {
            for (int i = 0; i < labels.length; i++) {
                out.write(new byte[] {(byte) 0x10, 0x27, 0, 0}); // 10000 and 0
            }
            byte[] times = new byte[16];
            byte[] text = onset.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, times, 0, text.length);
            out.write(times);
        }
        return Files.write(folder.resolve("a.edf"), out.toByteArray());
    }

    @Test
    void edf_interruptedRecords_startWhereTheirAnnotationSays() throws IOException {
        List<BioBlock> blocks = read(BodyReader.open(edf(new String[10], "ECG")));

        assertEquals(2, blocks.size());
        assertEquals(1, blocks.get(0).value(0), 1e-9); // 1000 µV
        assertEquals(5_500_000_000L, blocks.get(1).interval().startNanos());
    }

    @Test
    void channelsOfOneKind_haveTheirPlaces() throws IOException {
        String names = "time_s,PPG 1,PPG 2,EDA left (µS),EDA right (µS),ECG_Raw,ECG_Clean,acc_x";
        Path table =
                file(
                        "t.csv",
                        names + ",TEMP,TEMP\n0,1,1,1,1,1,1,1,33,33\n.02,1,1,1,1,1,1,1,33,33\n");
        assertEquals(
                List.of("1", "2", "LEFT", "RIGHT", "RAW", "CLEAN", "X", "", "2"),
                read(BodyReader.open(table)).stream().map(BioBlock::site).toList());
        assertEquals(
                List.of("I", "II", "II 2", "V1"),
                read(BodyReader.open(edf(new String[10], "ECG I", "ECG II", "ECG II", "V1")))
                        .stream()
                        .limit(4)
                        .map(BioBlock::site)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "TEMP (°F), 98.6, 37",
        "TEMP (K), 310.15, 37",
        "skin_temp_f, 98.6, 37",
        "Temperature [degC], 37, 37",
        "EDA (Ω), 500000, 2",
        "EDA (kΩ), 500, 2",
        "EDA (MOhm), 0.5, 2",
        "EDA (mS), 0.002, 2",
        "EDA (S), 2e-6, 2",
        "EDA_nS, 2000, 2",
        "EDA [microsiemens], 2, 2",
        "ECG (V), 0.0005, 0.5",
        "ECG µV, 500, 0.5",
        "EEG F3 (mV), 0.02, 20",
        "EMG (uV), 50, 0.05",
        "Heart Rate (bpm), 70, 70",
        "HR (Hz), 1.5, 90",
        "acc_x (m/s²), 19.6133, 2",
    })
    void table_units_areTurnedIntoTheirOwn(String name, double value, double wanted)
            throws IOException {
        String rows = name + "\n" + value + "\n" + value + "\n";
        List<BioBlock> blocks = read(file("u.csv", rows), TableFormat.ofRate(4));
        assertEquals(wanted, blocks.get(0).value(1), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TEMP (°R)", "EDA (%)", "EDA (mV)", "eda_mV", "HR (ms)", "EEG (Ω)"})
    void table_unitOfSomethingElse_isRefusedByName(String name) throws IOException {
        Path path = file("u.csv", "time_s," + name + "\n0,1\n1,1\n");
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("u.csv: \"" + name + "\" is in"), e.getMessage());
        assertTrue(e.getMessage().contains("known here are"), e.getMessage());
    }

    /** Field of the header, its value, and what the message says. */
    @ParameterizedTest
    @CsvSource({
        "8, -2, -2 samples per record",
        "8, 2e9, 2e9 samples",
        "6, -32768, -32768 to -32768",
        "3, x, physical values of x to 3276.7"
    })
    void edf_brokenHeader_isNamed(int field, String value, String message) throws IOException {
        String[] changed = new String[10];
        changed[field] = value;
        Path path = edf(changed, "ECG");
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(
                e.getMessage().contains("a.edf: ") && e.getMessage().contains(message),
                e.getMessage());
    }

    @Test
    void edf_recordsWithoutSamples_endAtOnce() throws IOException {
        byte[] bytes = Files.readAllBytes(edf(new String[10], "ECG"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int samples = 256 + 2 * (16 + 80 + 5 * 8 + 80);
        String none =
                text.substring(0, samples) + "0       0       " + text.substring(samples + 16);
        Path path = folder.resolve("none.edf");
        Files.write(path, none.getBytes(StandardCharsets.ISO_8859_1));
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("no sample"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a 1 360 4;a.dat 212 200(1024/mV 11 1024 0 0 0 MLII | opens a bracket",
                "a 1 360 4;b.dat 212 200/mV 11 1024 0 0 0 MLII | names the file b.dat",
                "a 1 0 4;a.dat 212 200/mV 11 1024 0 0 0 MLII | 1 signals at 0 Hz",
                "a 0 360 4; | 0 signals",
                "a x 360 4;a.dat 212 | is not a number",
                "a 1 360 4;a.dat 99 200/mV | format 99",
            })
    void wfdb_brokenHeader_isNamed(String header, String message) throws IOException {
        file("a.dat", "");
        Path path = file("a.hea", header.strip().replace(';', '\n') + "\n");
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(
                e.getMessage().contains("a.hea: ") && e.getMessage().contains(message.strip()),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp, 1700000000000, 1700000000250",
        "timestamp, 1700000000000000, 1700000000250000",
        "timestamp, 1700000000, 1700000000.25",
        "time, 2026-03-29T01:59:59.75+01:00, 2026-03-29T03:00:00+02:00",
        "time, 2026-03-29 01:59:59.75, 2026-03-29 02:00:00",
    })
    void table_timesOfAnyClock_giveTheRate(String column, String first, String second)
            throws IOException {
        Path path = file("c.csv", column + ",EDA\n" + first + ",1\n" + second + ",1\n");
        assertEquals(4, read(BodyReader.open(path)).get(0).sampleRateHertz(), 1e-6);
    }

    @Test
    void table_timeThatIsNone_isNamedWithItsLine() throws IOException {
        Path path = file("bad.csv", "time_s,EDA\n0,1\n0.25,1\nnoon,1\n0.75,1\n");
        InputException e = assertThrows(InputException.class, () -> read(BodyReader.open(path)));
        assertTrue(e.getMessage().contains("line 4: the time \"noon\""), e.getMessage());
    }

    @Test
    void table_hourLongHole_isBetweenBlocks() throws IOException {
        Path path = file("h.csv", "time_s,EDA\n0,1\n0.25,1\n0.5,1\n3600,1\n3600.25,1\n");
        List<BioBlock> blocks = read(BodyReader.open(path));
        assertEquals(5, values(blocks, Kind.EDA).length);
        assertEquals(3_600_000_000_000L, blocks.get(1).interval().startNanos());
    }

    private static void pad(StringBuilder out, String text, int width) {
        out.append(text).append(" ".repeat(width - text.length()));
    }
}
