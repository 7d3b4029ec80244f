package io.github.emotion4j.physio.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyFilesTest {
    @TempDir Path folder;

    private static List<BioBlock> read(Optional<SignalReader> opened) {
        List<BioBlock> blocks = new ArrayList<>();
        try (SignalReader reader = opened.orElseThrow()) {
            for (Optional<Signal> s = reader.next(); s.isPresent(); s = reader.next()) {
                blocks.add((BioBlock) s.get());
            }
        }
        return blocks;
    }

    private static double[] values(List<BioBlock> blocks, Kind kind) {
        return blocks.stream()
                .filter(b -> b.kind() == kind)
                .flatMapToDouble(b -> IntStream.range(0, b.length()).mapToDouble(b::value))
                .toArray();
    }

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

        List<BioBlock> blocks = read(BodyFiles.open(folder));

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
        assertEquals(blocks.toString(), read(BodyFiles.open(zip)).toString());
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

        double[] eda = values(read(BodyFiles.open(file("t.csv", text.toString()))), Kind.EDA);

        assertEquals(120, eda.length);
        assertEquals(2, eda[39]);
        assertTrue(Double.isNaN(eda[40]) && Double.isNaN(eda[79]) && Double.isNaN(eda[100]));
        assertEquals(4, eda[80]);
    }

    @Test
    void table_withoutTimeOrRate_asksForTheRate() throws IOException {
        Path path = file("ecg.csv", "ECG (mV)\n0.1\n0.2\n");
        InputException e = assertThrows(InputException.class, () -> BodyFiles.open(path));
        assertTrue(e.getMessage().contains("TableFormat.withRate"), e.getMessage());
        TableFormat format = TableFormat.selfDescribed().withRate(250);
        assertEquals(2, values(read(BodyFiles.open(path, format)), Kind.ECG).length);
    }

    @Test
    void table_badNumber_isNamedWithItsLine() throws IOException {
        Path path = file("bad.csv", "time_s,EDA (µS)\n0,1\n0.25,1\n0.5,one\n0.75,1\n");
        InputException e = assertThrows(InputException.class, () -> read(BodyFiles.open(path)));
        assertTrue(e.getMessage().contains("line 4") && e.getMessage().contains("\"one\""));
    }

    @Test
    void open_otherFiles_isNothing() throws IOException {
        assertTrue(BodyFiles.open(file("a.csv", "name,age\nx,3\n")).isEmpty());
        assertTrue(BodyFiles.open(file("a.jpg", "")).isEmpty());
        assertTrue(BodyFiles.open(folder.resolve("none")).isEmpty());
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

        List<BioBlock> a = read(BodyFiles.open(folder.resolve("a.hea")));
        List<BioBlock> b = read(BodyFiles.open(folder.resolve("b.hea")));

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

    @Test
    void edf_interruptedRecords_startWhereTheirAnnotationSays() throws IOException {
        StringBuilder head = new StringBuilder();
        pad(head, "0", 8);
        pad(head, "X", 80);
        pad(head, "X", 80);
        pad(head, "01.01.2601.01.01", 16);
        pad(head, "768", 8);
        pad(head, "EDF+D", 44);
        pad(head, "2", 8);
        pad(head, "1", 8);
        pad(head, "2", 4);
        String[][] fields = {
            {"ECG", "EDF Annotations"},
            {"", ""},
            {"uV", ""},
            {"-3276.8", "-1"},
            {"3276.7", "1"},
            {"-32768", "-32768"},
            {"32767", "32767"},
            {"", ""},
            {"2", "8"},
            {"", ""}
        };
        int[] widths = {16, 80, 8, 8, 8, 8, 8, 80, 8, 32};
        for (int f = 0; f < widths.length; f++) {
            pad(head, fields[f][0], widths[f]);
            pad(head, fields[f][1], widths[f]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        for (String onset : new String[] {"+0\u0014\u0014", "+5.5\u0014\u0014"}) {
            out.write(new byte[] {(byte) 0x10, 0x27, 0, 0}); // 10000 and 0
            byte[] notes = new byte[16];
            byte[] text = onset.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, notes, 0, text.length);
            out.write(notes);
        }
        Files.write(folder.resolve("a.edf"), out.toByteArray());

        List<BioBlock> blocks = read(BodyFiles.open(folder.resolve("a.edf")));

        assertEquals(2, blocks.size());
        assertEquals(1, blocks.get(0).value(0), 1e-9); // 1000 µV
        assertEquals(5_500_000_000L, blocks.get(1).interval().startNanos());
    }

    private static void pad(StringBuilder out, String text, int width) {
        out.append(text).append(" ".repeat(width - text.length()));
    }
}
