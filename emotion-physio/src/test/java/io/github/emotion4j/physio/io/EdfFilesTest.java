package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.leftOut;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.BodyFeatures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdfFilesTest {
    private static final int RECORDS = 4;

    @TempDir Path folder;

    /** A channel of an EDF; 1000 in the file is a third of the way up. */
    private record Channel(
            String label, String unit, String low, String high, String digitalHigh, int samples) {
        Channel(String label, String unit, int samples) {
            this(label, unit, "0", "3", "3000", samples);
        }
    }

    /** A file of records of a second; the place of {@code head} is put over its header's start. */
    private Path edf(int bytes, String duration, Channel... channels) throws IOException {
        StringBuilder head = new StringBuilder();
        pad(head, bytes == 2 ? "0" : "\u00ffBIOSEMI", 8);
        pad(head, "X", 160);
        pad(head, "31.02.99", 8); // No day.
        pad(head, "10:00:00", 8);
        pad(head, Integer.toString(256 * (channels.length + 1)), 8);
        pad(head, "", 44);
        pad(head, Integer.toString(RECORDS), 8);
        pad(head, duration, 8);
        pad(head, Integer.toString(channels.length), 4);
        for (int f = 0; f < 10; f++) {
            for (Channel c : channels) {
                switch (f) {
                    case 0 -> pad(head, c.label, 16);
                    case 2 -> pad(head, c.unit, 8);
                    case 3 -> pad(head, c.low, 8);
                    case 4 -> pad(head, c.high, 8);
                    case 5 -> pad(head, "0", 8);
                    case 6 -> pad(head, c.digitalHigh, 8);
                    case 8 -> pad(head, Integer.toString(c.samples), 8);
                    default -> pad(head, "", f == 1 || f == 7 ? 80 : 32);
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        for (int r = 0; r < RECORDS; r++) {
            for (Channel c : channels) {
                for (int k = 0; k < c.samples; k++) {
                    out.writeBytes(Arrays.copyOf(new byte[] {(byte) 0xe8, 3, 0}, bytes));
                }
            }
        }
        return Files.write(folder.resolve("a.rec"), out.toByteArray());
    }

    private static void pad(StringBuilder out, String text, int width) {
        out.append(text).append(" ".repeat(width - text.length()));
    }

    @Test
    void edfAndBdf_byContent_giveTheSame() throws IOException {
        Channel ecg = new Channel("ECG1", "mV", 100);
        double[] narrow = values(read(edf(2, "1", ecg)), Kind.ECG);
        double[] wide = values(read(edf(3, "1", ecg)), Kind.ECG);
        assertEquals(1, narrow[0], 1e-12);
        assertEquals(RECORDS * 100, narrow.length);
        assertEquals(narrow.length, wide.length);
        assertEquals(narrow[0], wide[0]);
    }

    @Test
    void edf_negativeBdfSamples_keepTheirSign() throws IOException {
        Path path = edf(3, "1", new Channel("ECG", "mV", 10));
        byte[] bytes = Files.readAllBytes(path);
        Arrays.fill(bytes, bytes.length - 3, bytes.length, (byte) 0xff); // -1
        assertEquals(
                -0.001, values(read(Files.write(path, bytes)), Kind.ECG)[10 * RECORDS - 1], 1e-12);
    }

    @ParameterizedTest
    @CsvSource({
        "-30, 3, 3 whole records of 1.0 s are read of the 4",
        "30, 4, ''",
        "-201, 2, 2 whole records",
        "1000, 4, left out: 5 record(s) after the 4"
    })
    void edf_cutOrTooLong_givesItsWholeRecords(int more, int records, String told)
            throws IOException {
        Path path = edf(2, "1", new Channel("ECG", "mV", 100));
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length + more));
        assertEquals(100 * records, values(read(path), Kind.ECG).length);
        try (SignalReader reader = BodyReader.open(path)) {
            while (reader.next().isPresent()) {
                assertTrue(reader.issues().isEmpty());
            }
            String issues = reader.issues().toString();
            assertTrue(told.isEmpty() ? issues.equals("[]") : issues.contains(told), issues);
            assertTrue(reader.next().isEmpty());
            assertEquals(issues, reader.issues().toString());
        }
        assertEquals(!told.isEmpty(), !BodyFeatures.of(path).issues().isEmpty());
    }

    @Test
    void bdf_electrodesBesideThoseOfTheEeg_areLeftOutByName() throws IOException {
        Path path = edf(3, "1", new Channel("A1", "uV", 100), new Channel("EXG1", "uV", 100));

        assertEquals("EEG A1 100", channels(read(path)));
        assertTrue(leftOut(path).contains("\"EXG1\""), leftOut(path));
    }

    @Test
    void edf_badChannels_leaveTheGood() throws IOException {
        Path path =
                edf(
                        2,
                        "1",
                        new Channel("ECG", "mV", 100),
                        new Channel("ECG 2", "mV", "0", "0", "0", 100),
                        new Channel("GSR", "%", 32),
                        new Channel("Pulse", "", 1),
                        new Channel("EMG", "mV", "x", "1", "5", 100),
                        new Channel("Thorax", "uV", "0,0", "3,0", "3000", 25),
                        new Channel("Resp Rate", "1/min", 1),
                        new Channel("Pulse", "bpm", 1),
                        new Channel("Status", "", 100));
        assertEquals("ECG 100, HEART_RATE 1, RESPIRATION THORAX 25", channels(read(path)));
        assertEquals(1, values(read(path), Kind.RESPIRATION)[0], 1e-12, "decimal commas");
        String leftOut = leftOut(path);
        for (String name : List.of("\"ECG 2\"", "\"GSR\"", "\"Pulse\"", "\"EMG\"")) {
            assertTrue(leftOut.contains(name), leftOut);
        }
        assertEquals("", leftOut(edf(2, "1", new Channel("ECG", "mV", 100))));
    }

    @Test
    void edf_ratesOfNoHeartAndSlowWaves_areNone() throws IOException {
        Channel none = new Channel("PR", "bpm", "-1", "2", "3000", 1); // 1000 is 0
        Path path = edf(2, "1", none, new Channel("ECG", "mV", 1));
        assertEquals("HEART_RATE PR 1", channels(read(path)));
        assertTrue(Double.isNaN(values(read(path), Kind.HEART_RATE)[0]));
        assertTrue(leftOut(path).contains("\"ECG\" at 1.0 Hz is no wave"), leftOut(path));
    }

    @Test
    void edf_intervalsAtAFixedRate_areLeftOutByName() throws IOException {
        Channel intervals = new Channel("RR", "ms", 4);
        Path path = edf(2, "1", new Channel("ECG", "mV", 100), intervals);
        assertEquals("ECG 100", channels(read(path)));
        assertTrue(leftOut(path).contains("\"RR\" at a fixed rate"), leftOut(path));
        Path alone = edf(2, "1", intervals);
        assertThrows(InputException.class, () -> BodyReader.open(alone));
    }

    @Test
    void edf_ecgWithoutAUnitOverAWideRange_isInNoUnit() throws IOException {
        Path counts = edf(2, "1", new Channel("ECG", "", "-3000", "3000", "3000", 100));
        assertEquals(BioBlock.Unit.ARBITRARY, read(counts).get(0).unit());
        Path narrow = edf(2, "1", new Channel("ECG", "", 100));
        assertEquals(BioBlock.Unit.MILLIVOLT, read(narrow).get(0).unit());
    }

    @Test
    void edf_interrupted_itsFirstAnnotationsKeepTheTime() throws IOException {
        Channel notes = new Channel("EDF Annotations", "", 20);
        Path path = edf(2, "1", new Channel("ECG", "mV", 100), notes, notes);
        byte[] bytes = Files.readAllBytes(path);
        put(bytes, 192, "EDF+D");
        for (int r = 0; r < RECORDS; r++) {
            int at = 256 * 4 + r * 2 * 140 + 200;
            Arrays.fill(bytes, at, at + 80, (byte) 0);
            put(bytes, at, "+" + 5 * r + "\u0014\u0014");
            put(bytes, at + 40, "+" + (5 * r + 0.7) + "\u0014blink\u0014");
        }
        List<Long> starts =
                read(Files.write(path, bytes)).stream()
                        .map(b -> b.interval().startNanos() / 1_000_000)
                        .toList();
        assertEquals(List.of(0L, 5_000L, 10_000L, 15_000L), starts);

        put(bytes, 256 * 4 + 2 * 2 * 140 + 200, "+0\u0014\u0014");
        Path overlap = Files.write(path, bytes);
        InputException e = assertThrows(InputException.class, () -> read(overlap));
        assertTrue(e.getMessage().contains("record 3 begins at 0.0 s"), e.getMessage());
    }

    private static void put(byte[] bytes, int at, String text) {
        byte[] put = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(put, 0, bytes, at, put.length);
    }

    @Test
    void edf_electrodesByBareNames_areAnEeg() throws IOException {
        Path path =
                edf(
                        2,
                        "1",
                        new Channel("Fp1", "uV", 128),
                        new Channel("Fc5.", "uV", 128),
                        new Channel("T3", "uV", 128),
                        new Channel("FP1-F7", "uV", 128),
                        new Channel("EOG left", "uV", 128));
        assertEquals("EEG FC5 128, EEG FP1 128, EEG FP1 F7 128, EEG T3 128", channels(read(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "1e-320, 0 samples per second",
        "0, has 100 samples in records of 0.0 s",
        "1e300, is no EDF",
        "nan, is no EDF",
    })
    void edf_hostileDuration_isNamed(String duration, String message) throws IOException {
        Path path = edf(2, duration, new Channel("ECG", "mV", 100));
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(
                e.getMessage().contains(message) || e.getMessage().contains("samples in records"),
                e.getMessage());
    }

    @Test
    void edf_ofAnnotationsOnly_saysSo() throws IOException {
        Path path = edf(2, "0", new Channel("EDF Annotations", "", 20));
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(e.getMessage().contains("annotations and no signal"), e.getMessage());
    }

    @Test
    void edf_ofUnknownChannels_namesThem() throws IOException {
        Path path = edf(2, "1", new Channel("Snore", "", 100));
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(e.getMessage().contains("[Snore]"), e.getMessage());
    }
}
