package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.leftOut;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmpaticaFilesTest {
    private static final String EDA = "1700000000.00\r\n4.000000\r\n" + "0.5\r\n".repeat(80);
    private static final String TEMP = "1700000010\n4\n" + "33\n".repeat(40);
    private static final String IBI = "1700000000, IBI\n5.0,0.8\n5.8,0.8\n9.0,0.7\n";
    private static final String CHANNELS = "BEAT_INTERVAL, EDA 4, SKIN_TEMPERATURE 4";

    @TempDir Path folder;

    private Path write(String name, String text) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> e : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void folder_withEmptyFilesMarksAndSmallLetters_isRead() throws IOException {
        write("eda.csv", "\uFEFF" + EDA);
        write("TEMP.csv", TEMP);
        write("IBI.csv", IBI);
        write("HR.csv", "");
        write("BVP.csv", "1700000000\n");
        write("tags.csv", "");
        assertEquals(CHANNELS, channels(read(folder)));
        assertEquals(80, values(read(folder), Kind.EDA).length);
        assertTrue(leftOut(folder).contains("BVP.csv holds no value"), leftOut(folder));
        assertEquals(CHANNELS, channels(read(folder.getParent().resolve(folder.getFileName()))));
    }

    @Test
    void temperature_beforeThereIsContact_isNone() throws IOException {
        write("TEMP.csv", "1700000010\n4\n382.21\n" + "33\n".repeat(40));
        double[] values = values(read(folder), Kind.SKIN_TEMPERATURE);
        assertTrue(Double.isNaN(values[0]) && values[1] == 33);
    }

    @Test
    void intervals_ofIbi_keepTheirBreaks() throws IOException {
        write("IBI.csv", IBI);
        var intervals = BodyReader.intervals(folder);
        assertEquals(3, intervals.size());
        assertTrue(intervals.adjoins(1) && !intervals.adjoins(2));
        assertEquals(9, intervals.endSeconds(2), 1e-6);
    }

    @Test
    void zip_ofAZip_isOneSession() throws IOException {
        Map<String, byte[]> session =
                Map.of("EDA.csv", bytes(EDA), "TEMP.csv", bytes(TEMP), "IBI.csv", bytes(IBI));
        byte[] outer =
                zip(Map.of("1700000000_A01.zip", zip(session), "__MACOSX/._EDA.csv", bytes("x")));
        Path path = Files.write(folder.resolve("export.zip"), outer);
        assertEquals(CHANNELS, channels(read(path)));
    }

    /** Each file within is found by unpacking what lies before it, in each zip around it. */
    @Test
    void zips_thatAskForTheSquareOfTheirSize_areRefused() throws IOException {
        Map<String, byte[]> inner = new TreeMap<>();
        Map<String, byte[]> outer = new TreeMap<>();
        Map<String, byte[]> padded = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            inner.put(i + ".csv", bytes("x"));
            padded.put(i + ".txt", new byte[100_000]);
        }
        byte[] packed = zip(inner);
        for (int i = 0; i < 200; i++) {
            outer.put(i + ".zip", packed);
        }
        Path nested = Files.write(folder.resolve("nested.zip"), zip(outer));
        assertEquals("Limits.maxEntries", limit(nested, Limits.defaults()));
        Path walked = Files.write(folder.resolve("walked.zip"), zip(padded));
        Limits tight =
                Limits.builder().maxInflatedBytes(100_000_000).maxInflationRatio(250).build();
        assertEquals("Limits.maxInflatedBytes", limit(walked, tight));
    }

    private static String limit(Path path, Limits limits) {
        Recording.Part part = Recording.Part.of(path);
        String message =
                assertThrows(InputException.class, () -> BodyReader.open(part, limits))
                        .getMessage();
        return message.replaceFirst(".*(Limits\\.\\w+).*", "$1");
    }

    @Test
    void zip_ofTwoSessions_isRefusedByName() throws IOException {
        byte[] two =
                zip(
                        Map.of(
                                "s1/EDA.csv", bytes(EDA),
                                "s2/TEMP.csv", bytes(TEMP),
                                "s2/EDA.csv", bytes(EDA)));
        Path path = Files.write(folder.resolve("two.zip"), two);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(
                e.getMessage().contains("s1/") && e.getMessage().contains("s2/"), e.getMessage());
    }

    @Test
    void zip_ofATableOfTheSameName_isReadAsATable() throws IOException {
        String table = "Time (s),EDA (uS)\n" + TableText.rows(80, i -> i / 4.0 + ",0.5");
        Path path = Files.write(folder.resolve("a.zip"), zip(Map.of("d/eda.csv", bytes(table))));
        assertEquals("EDA 4", channels(read(path)));
    }

    @Test
    void folder_ofFilesHoursApart_isRefused() throws IOException {
        write("EDA.csv", EDA);
        write("TEMP.csv", TEMP.replace("1700000010", "1700100000"));
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(folder));
        assertTrue(e.getMessage().contains("27.8 h apart"), e.getMessage());
    }

    @Test
    void oneFile_byItsName_isRead() throws IOException {
        assertEquals("EDA 4", channels(read(write("P01_EDA.csv", EDA))));
        Path unnamed = write("data.csv", EDA);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(unnamed));
        assertTrue(e.getMessage().contains("whose name states"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "1e300, 4, no UNIX time",
        "-9223372036854775808, 4, no UNIX time",
        "1700000000, 999999999999990, Hz",
        "1700000000, -4, Hz",
        "1700000000, 1e-300, Hz"
    })
    void folder_ofHostileNumbers_isRefusedByName(String start, String rate, String message)
            throws IOException {
        write("EDA.csv", start + "\n" + rate + "\n1\n2\n");
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(folder));
        assertTrue(
                e.getMessage().contains("EDA.csv") && e.getMessage().contains(message),
                e.getMessage());
    }

    @Test
    void folder_withDecimalCommasOrMoreColumns_leavesThemOutByName() throws IOException {
        write("TEMP.csv", TEMP);
        write("EDA.csv", EDA.replace('.', ','));
        write("ACC.csv", "1700000000,1700000000,1700000000\n32,32,32\n1,2,63,9\n");
        assertEquals("SKIN_TEMPERATURE 4", channels(read(folder)));
        String leftOut = leftOut(folder);
        assertTrue(leftOut.contains("EDA.csv has the row \"0,5\", of 2 column(s)"), leftOut);
        assertTrue(leftOut.contains("ACC.csv has the row \"1,2,63,9\""), leftOut);

        Path later = write("s/EDA.csv", EDA + "0,5\n");
        InputException e = assertThrows(InputException.class, () -> read(later));
        assertTrue(e.getMessage().contains("line 83: has the row \"0,5\""), e.getMessage());
    }

    @Test
    void blankLines_betweenValues_areMissingValues() throws IOException {
        write("EDA.csv", EDA + "\n".repeat(100) + "0.7\n\n\n");
        double[] values = values(read(folder), Kind.EDA);
        assertEquals(181, values.length);
        assertTrue(Double.isNaN(values[80]) && Double.isNaN(values[179]));
        assertEquals(0.7, values[180]);
    }

    @Test
    void twoSessionsInOneFile_areRefusedWithTheLine() throws IOException {
        write("EDA.csv", EDA + EDA.replace("17000", "17001"));
        InputException e = assertThrows(InputException.class, () -> read(folder));
        assertTrue(e.getMessage().contains("line 83"), e.getMessage());
        assertTrue(e.getMessage().contains("another session"), e.getMessage());
    }

    @Test
    void folder_withADate_beginsThen() throws IOException {
        write("EDA.csv", EDA.replace("1700000000.00", "2023-11-14 22:13:20"));
        write("TEMP.csv", TEMP);
        assertEquals(
                10_000_000_000L,
                read(folder).stream()
                        .filter(b -> b.kind() == Kind.SKIN_TEMPERATURE)
                        .findFirst()
                        .orElseThrow()
                        .interval()
                        .startNanos());
    }
}
