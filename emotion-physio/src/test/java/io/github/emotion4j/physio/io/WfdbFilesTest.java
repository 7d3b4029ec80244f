package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.leftOut;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.FileReading.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WfdbFilesTest {
    /**
     * 60 samples of two channels, round(1000 sin(i / 4)) and 7 i mod 50 - 20 but -32768 at 5, by
     * libFLAC 1.4.3 through Python's soundfile.
     */
    private static final String FLAC =
            "ZkxhQwAAACIQABAAAAByAAByA+gC8AAAADxiXqOFvvDt9vZIxi2+25CqhAAAKCAAAAByZWZlcmVuY2UgbGliRkxB"
                    + "QyAxLjQuMyAyMDIzMDYyMwAAAAD/+GUYADv2GAAAAPcB3wKqAKhOEg2E4ip1Wjw9PLIjMgTgijXIXO6qLirK"
                    + "3MyGIIBZAngMwC4AUBAAAf/4FkDqA3ANgAQDoDkCqBwjv48aMCz6M9MFhQiidcLFBImreyhIQKrpmiRA8XZ3"
                    + "JB44NN9AtBU=";

    @TempDir Path folder;

    private Path header(String text) throws IOException {
        return Files.writeString(folder.resolve("r.hea"), text);
    }

    private void data(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private static byte[] packed(int format, int... samples) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int last = 0;
        for (int i = 0; i < samples.length; i++) {
            int s = samples[i];
            switch (format) {
                case 8 -> out.write(s - last);
                case 80 -> out.write(s + 128);
                case 61 -> out.writeBytes(new byte[] {(byte) (s >> 8), (byte) s});
                case 160 -> out.writeBytes(new byte[] {(byte) s, (byte) ((s + 32_768) >> 8)});
                case 310 -> {
                    if (i % 3 == 0) {
                        int b = samples[i + 1];
                        int c = samples[i + 2];
                        int low = (s << 1 & 0x7fe) | (c & 0x1f) << 11;
                        int high = (b << 1 & 0x7fe) | (c >> 5 & 0x1f) << 11;
                        out.writeBytes(
                                new byte[] {
                                    (byte) low, (byte) (low >> 8), (byte) high, (byte) (high >> 8)
                                });
                    }
                }
                case 311 -> {
                    if (i % 3 == 0) {
                        int all =
                                (s & 0x3ff)
                                        | (samples[i + 1] & 0x3ff) << 10
                                        | (samples[i + 2] & 0x3ff) << 20;
                        for (int k = 0; k < 4; k++) {
                            out.write(all >> (8 * k));
                        }
                    }
                }
                default -> {
                    for (int k = 0; k < format / 8; k++) {
                        out.write(s >> (8 * k));
                    }
                }
            }
            last = s;
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24, 32, 61, 80, 160, 310, 311})
    void format_ofEachKind_givesItsSamples(int format) throws IOException {
        int[] samples = {0, 100, -20, 7, -3, 120};
        data("r.dat", packed(format, samples));
        Path path = header("r 1 250 6\nr.dat " + format + " 100/mV 12 0 0 0 0 II\n");
        double[] expected = IntStream.of(samples).mapToDouble(s -> s / 100.0).toArray();
        assertArrayEquals(expected, values(read(path), Kind.ECG), 1e-12);
    }

    @Test
    void samplesThatLookLikeText_areThoseOfTheirHeader() throws IOException {
        data("r.dat", "time".repeat(50).getBytes(StandardCharsets.ISO_8859_1));
        header("r 1 250 200\nr.dat 80 100/mV 8 0 0 0 0 II\n");

        assertEquals(200, values(read(folder.resolve("r.dat")), Kind.ECG).length);
    }

    @ParameterizedTest
    @CsvSource({"16, -32768", "24, -8388608", "32, -2147483648", "80, -128", "311, -512"})
    void format_lowestValue_isMissing(int format, int lowest) throws IOException {
        data("r.dat", packed(format, 1, lowest, 2));
        Path path = header("r 1 250 3\nr.dat " + format + " 100/mV 12 0 0 0 0 II\n");
        double[] values = values(read(path), Kind.ECG);
        assertTrue(Double.isNaN(values[1]) && values[2] == 0.02);
    }

    @Test
    void heartRate_ofNone_isMissing() throws IOException {
        data("r.dat", packed(16, 70, 0, 72));
        double[] values =
                values(read(header("r 1 1 3\nr.dat 16 1/bpm 12 0 0 0 0 HR\n")), Kind.HEART_RATE);
        assertTrue(Double.isNaN(values[1]) && values[2] == 72);
    }

    @Test
    void format_flac_equalsItsEncoder() throws IOException {
        data("r.flac", Base64.getDecoder().decode(FLAC));
        Path path =
                header(
                        """
                        r 2 250 60
                        r.flac 516 1/mV 16 0 0 0 0 II
                        r.flac 516 1/NU 16 0 0 0 0 RESP
                        """);
        List<BioBlock> blocks = read(path);
        double[] ecg = values(blocks, Kind.ECG);
        double[] breath = values(blocks, Kind.RESPIRATION);
        assertEquals(60, ecg.length);
        for (int i = 0; i < 60; i++) {
            assertEquals(Math.rint(1000 * Math.sin(i / 4.0)), ecg[i]);
            assertEquals(i == 5 ? Double.NaN : i * 7 % 50 - 20, breath[i]);
        }
    }

    @Test
    void format_flac_framesGoOnFromBlockToBlock() throws IOException {
        byte[] whole = Base64.getDecoder().decode(FLAC);
        int block = 0;
        while (!(whole[block] == (byte) 0xff && whole[block + 1] == (byte) 0xf8)) {
            block++;
        }
        // The same block of 60 samples twice; frames of 7 do not end with it.
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.writeBytes(whole);
        twice.write(whole, block, whole.length - block);
        data("r.flac", twice.toByteArray());
        Path path =
                header(
                        """
                        r 2 100
                        r.flac 516x7 1/mV 16 0 0 0 0 II
                        r.flac 516x7 1/NU 16 0 0 0 0 RESP
                        """);
        double[] ecg = values(read(path), Kind.ECG);
        double[] breath = values(read(path), Kind.RESPIRATION);
        assertEquals(17 * 7, ecg.length);
        for (int i = 0; i < ecg.length; i++) {
            int at = i % 60;
            assertEquals(Math.rint(1000 * Math.sin(at / 4.0)), ecg[i], "sample " + i);
            assertEquals(at == 5 ? Double.NaN : at * 7 % 50 - 20, breath[i], "sample " + i);
        }
    }

    @Test
    void record_ofEndlessFrames_isRefused() throws IOException {
        data("r.dat", new byte[100]);
        String signal = "r.dat 16x999999 100/mV 12 0 0 0 0 II\n";
        Path path = header("r 200 1 6\n" + signal.repeat(200));
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(e.getMessage().contains("frames of 199999800 samples"), e.getMessage());
    }

    @Test
    void record_offsetsFilesFramesAndSkew_areFollowed() throws IOException {
        ByteArrayOutputStream mat = new ByteArrayOutputStream();
        mat.writeBytes(new byte[24]);
        // Two samples of the first to one of the second, which is two frames late.
        mat.writeBytes(packed(16, 1, 2, 50, 3, 4, 50, 5, 6, 60, 7, 8, 61));
        data("r.mat", mat.toByteArray());
        Files.createDirectory(folder.resolve("more"));
        data("more/r.xyz", packed(80, 1, 2, 3, 4));
        Path path =
                header(
                        """
                        r 3 100 4
                        r.mat 16x2+24 100/mV 16 0 0 0 0 ECG
                        r.mat 16:2+24 1/bpm 16 0 0 0 0 HR
                        more/r.xyz 80 1/NU 8 0 0 0 0 PLETH
                        """);
        List<BioBlock> blocks = read(path);
        assertEquals("ECG 200, HEART_RATE 100, PPG 100", channels(blocks));
        assertArrayEquals(
                new double[] {.01, .02, .03, .04, .05, .06, .07, .08},
                values(blocks, Kind.ECG),
                1e-12);
        assertArrayEquals(new double[] {60, 61}, values(blocks, Kind.HEART_RATE));
        assertEquals(
                0,
                blocks.stream()
                        .filter(b -> b.kind() == Kind.HEART_RATE)
                        .findFirst()
                        .orElseThrow()
                        .interval()
                        .startNanos());
        assertEquals(4, values(blocks, Kind.PPG).length);
        assertEquals(channels(blocks), channels(read(folder.resolve("r.mat"))), "by its data file");
    }

    @Test
    void record_ofSegmentsThatDiffer_isOne() throws IOException {
        Files.writeString(
                folder.resolve("s_layout.hea"),
                "s_layout 2 125 0\n~ 0 200/mV 8 0 0 0 0 II\n~ 0 1/NU 8 0 0 0 0 PLETH\n");
        Files.writeString(
                folder.resolve("s1.hea"), "s1 1 125 125\ns1.dat 80 100/mV 8 0 0 0 0 II\n");
        Files.writeString(
                folder.resolve("s2.hea"),
                "s2 2 125 125\ns2.dat 80 1/NU 8 0 0 0 0 PLETH\ns2.dat 80 100/mV 8 0 0 0 0 II\n");
        data("s1.dat", new byte[125]);
        data("s2.dat", new byte[250]);
        List<BioBlock> blocks = read(header("r/4 2 125 375\ns_layout 0\ns1 125\n~ 125\ns2 125\n"));
        assertEquals("ECG II 125, PPG 125", channels(blocks));
        assertEquals(250, values(blocks, Kind.ECG).length);
        assertEquals(2_000_000_000L, blocks.get(blocks.size() - 1).interval().startNanos());
    }

    @Test
    void record_whoseSamplesBeginAsAnotherFormat_isReadByItsDataFile() throws IOException {
        header("r 1 250 4\nr.dat 16 200/mV 16 0 0 0 0 II\n");
        data("r.dat", new byte[] {0, 0, (byte) 0xfe, (byte) 0xff, 1, 0, 2, 0}); // UTF-32's mark
        assertEquals(4, values(read(folder.resolve("r.dat")), Kind.ECG).length);
    }

    @Test
    void segmentsThatCannotBeRead_areToldAtTheEnd() throws IOException {
        String head = "%s 1 %d 125\n%s.dat 80 100/mV 8 0 0 0 0 II\n";
        for (String name : List.of("s1", "s2", "s3")) {
            int hertz = name.equals("s3") ? 500 : 125;
            Files.writeString(folder.resolve(name + ".hea"), head.formatted(name, hertz, name));
        }
        data("s1.dat", new byte[100]);
        data("s3.dat", new byte[125]);
        Path path = header("r/3 1 125 375\ns1 125\ns2 125\ns3 125\n");
        try (SignalReader reader = BodyReader.open(path)) {
            int samples = 0;
            for (var s = reader.next(); s.isPresent(); s = reader.next()) {
                samples += ((BioBlock) s.get()).length();
            }
            assertEquals(100, samples);
            String issues = reader.issues().toString();
            assertTrue(issues.contains("100 of 125 samples"), issues);
            assertTrue(issues.contains("s2.dat, which is not beside it"), issues);
            assertTrue(issues.contains("has 500.0 frames a second"), issues);
        }
    }

    @Test
    void record_ofASignalInAnotherUnit_namesIt() throws IOException {
        Path header =
                header("r 2 125 125\nr.dat 80 100/mV 8 0 0 0 0 II\nr.dat 80 1/% 8 0 0 0 0 EDA\n");
        data("r.dat", new byte[250]);
        assertEquals("ECG II 125", channels(read(header)));
        assertTrue(leftOut(header).contains("\"EDA\" is in \"%\""), leftOut(header));
    }

    @Test
    void record_cutFile_givesWhatIsThere() throws IOException {
        data("r.dat", new byte[90]);
        Path path =
                header(
                        """
                        r 2 250 100
                        r.dat 212 200/mV 11 0 0 0 0 II
                        r.dat 212 200/mV 11 0 0 0 0 V1
                        """);
        assertEquals(60, values(read(path), Kind.ECG).length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "16 200/mV 16 0 0 0 0 MLII | ECG MLII 250",
                "16 0 16 0 0 0 0 MLII | ECG MLII 250",
                "16 | ECG 250",
                "16 100/mV 16 0 0 0 0 vx | ECG VX 250",
                "16 1 16 0 0 0 0 HR | HEART_RATE 250",
                "16 1 16 0 0 0 0 SpO2 | refused",
                "16 1 16 0 0 0 0 col 1 | refused",
                "16 100/mV 16 0 0 0 0 UC | refused",
                "16 10/mmHg 16 0 0 0 0 ABP | refused",
            })
    void signal_byNameAndUnit_isWhatItIs(String line, String expected) throws IOException {
        data("r.dat", new byte[20]);
        Path path = header("r 1 250 10\nr.dat " + line + "\n");
        String found;
        try {
            found = channels(read(path));
        } catch (InputException e) {
            found = "refused";
        }
        assertEquals(expected, found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "r 1 250 10;/dev/zero 16 200/mV 16 0 0 0 0 II | outside its folder",
                "r 1 250 10;../r.dat 16 200/mV 16 0 0 0 0 II | outside its folder",
                "r 1 1e308 10;r.dat 16 200/mV 16 0 0 0 0 II | rate of",
                "r 1 1e-300 10;r.dat 16 200/mV 16 0 0 0 0 II | rate of",
                "r 99999 250 10;r.dat 16 200/mV 16 0 0 0 0 II | 99999 signals",
                "r 1 250 10;r.dat 16+999999999999 200/mV 16 0 0 0 0 II | which is shorter",
                "r 1 250 10;r.dat 16x999999 200/mV 16 0 0 0 0 II | rate of",
                "r/1 1 250 10;r 10 | none of its segments",
            })
    void header_hostile_isRefusedByName(String text, String message) throws IOException {
        data("r.dat", new byte[20]);
        Path path = header(text.strip().replace(';', '\n') + "\n");
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(e.getMessage().contains(message.strip()), e.getMessage());
    }

    @Test
    void file_behindALinkOutside_isRefused() throws IOException {
        Path outside = Files.createTempFile("outside", ".dat");
        try {
            Files.createSymbolicLink(folder.resolve("r.dat"), outside);
            Path path = header("r 1 250 10\nr.dat 16 200/mV 16 0 0 0 0 II\n");
            InputException e = assertThrows(InputException.class, () -> read(path));
            assertTrue(e.getMessage().contains("outside its folder"), e.getMessage());
        } finally {
            Files.delete(outside);
        }
    }
}
