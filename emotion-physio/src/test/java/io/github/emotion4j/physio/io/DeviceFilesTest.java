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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceFilesTest {
    @TempDir Path folder;

    private static String many(String item, String between) {
        return IntStream.range(0, 60)
                .mapToObj(i -> item.replace("SS", String.format(Locale.ROOT, "%02d", i)))
                .collect(Collectors.joining(between));
    }

    private static String text(String form) {
        return switch (form) {
            case "Apple Health" ->
                    "<?xml version=\"1.0\"?><!DOCTYPE HealthData [<!ELEMENT HealthData (Record)*>]>"
                            + "<HealthData>"
                            + many(
                                    "<Record type=\"HKQuantityTypeIdentifierStepCount\" value=\"3\"/>"
                                            + "<Record type=\"HKQuantityTypeIdentifierHeartRate\""
                                            + " startDate=\"2024-03-05 10:00:SS +0100\" value=\"70\"/>",
                                    "\n")
                            + "</HealthData>";
            case "TCX" ->
                    "<TrainingCenterDatabase><AverageHeartRateBpm><Value>9</Value>"
                            + "</AverageHeartRateBpm>"
                            + many(
                                    "<Trackpoint><Time>2024-03-05T10:00:SSZ</Time><HeartRateBpm>"
                                            + "<Value>70</Value></HeartRateBpm></Trackpoint>",
                                    "")
                            + "</TrainingCenterDatabase>";
            case "GPX" ->
                    "<gpx>"
                            + many(
                                    "<trkpt><time>2024-03-05T10:00:SSZ</time><extensions>"
                                            + "<hr>70</hr></extensions></trkpt>",
                                    "")
                            + "</gpx>";
            case "Fitbit" ->
                    "["
                            + many(
                                    "{\"dateTime\":\"03/05/24 10:00:SS\","
                                            + "\"value\":{\"bpm\":70,\"confidence\":3}}",
                                    ",")
                            + "]";
            case "Fitbit's interface" ->
                    "{\"activities-heart\":[{\"dateTime\":\"today\",\"value\":{\"restingHeartRate\":60}}],"
                            + "\"activities-heart-intraday\":{\"dataset\":["
                            + many("{\"time\":\"10:00:SS\",\"value\":70}", ",")
                            + "]}}";
            default -> throw new IllegalArgumentException(form);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"Apple Health", "TCX", "GPX", "Fitbit", "Fitbit's interface"})
    void heartRates_ofWatches_areRead(String form) throws IOException {
        List<BioBlock> blocks = read(Files.writeString(folder.resolve("export"), text(form)));
        assertEquals("HEART_RATE 1", channels(blocks));
        double[] expected = new double[60];
        Arrays.fill(expected, 70);
        assertEquals(Arrays.toString(expected), Arrays.toString(values(blocks, Kind.HEART_RATE)));
    }

    @Test
    void xml_entitiesOfOtherFiles_areNotFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "2024-03-05 10:00:00");
        String text =
                "<!DOCTYPE HealthData [<!ENTITY x SYSTEM \""
                        + secret.toUri()
                        + "\">]><HealthData><Record type=\"HKQuantityTypeIdentifierHeartRate\""
                        + " startDate=\"&x;\" value=\"7\"/></HealthData>";
        Path path = Files.writeString(folder.resolve("export.xml"), text);
        assertThrows(InputException.class, () -> read(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"heart\":", "[{\"bpm\":\"\u0000\"", "{\"a\":[[[[1 heart"})
    void json_broken_isRefused(String text) throws IOException {
        Path path = Files.writeString(folder.resolve("a.json"), text);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("a.json"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartRateVariability", "heartRateRecovery", "restingHeartRate"})
    void json_ofOtherNumbersOfTheHeart_isNoHeartRate(String key) throws IOException {
        String item = "{\"time\":\"2024-03-05T10:00:SSZ\",\"value\":33}";
        String text = "{\"" + key + "\":[" + many(item, ",") + "]}";
        Path path = Files.writeString(folder.resolve("a.json"), text);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("in no form that is read"), e.getMessage());
    }

    @Test
    void json_ofADocumentALine_saysWhatToWrite() throws IOException {
        String lines = many("{\"time\":\"2024-03-05T10:00:SSZ\",\"hr\":70}", "\n");
        Path path = Files.writeString(folder.resolve("a.json"), lines);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("write them as one array"), e.getMessage());
    }

    private static void chunk(ByteArrayOutputStream out, int tag, byte[] content) {
        ByteBuffer b = ByteBuffer.allocate(7 + content.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 4).putInt(2 + content.length).putShort((short) tag).put(content);
        out.writeBytes(b.array());
    }

    private static byte[] xdf() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("XDF:".getBytes(StandardCharsets.US_ASCII));
        String[] headers = {
            "<info><type>EEG</type><channel_count>1</channel_count><nominal_srate>250</nominal_srate>"
                    + "<channel_format>float32</channel_format><desc><channels><channel>"
                    + "<label>Fz</label><unit>microvolts</unit></channel></channels></desc></info>",
            "<info><type>ECG</type><channel_count>1</channel_count><nominal_srate>100</nominal_srate>"
                    + "<channel_format>int16</channel_format></info>",
            "<info><type>Markers</type><channel_count>1</channel_count><nominal_srate>0"
                    + "</nominal_srate><channel_format>string</channel_format></info>"
        };
        for (int s = 0; s < headers.length; s++) {
            byte[] xml = headers[s].getBytes(StandardCharsets.UTF_8);
            ByteBuffer b = ByteBuffer.allocate(4 + xml.length).order(ByteOrder.LITTLE_ENDIAN);
            chunk(out, 2, b.putInt(s).put(xml).array());
        }
        for (int k = 0; k < 10; k++) {
            ByteBuffer eeg = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
            eeg.putInt(0).put((byte) 1).put((byte) 25);
            for (int i = 0; i < 25; i++) {
                // Only the first of a chunk has its time.
                eeg.put((byte) (i == 0 ? 8 : 0));
                if (i == 0) {
                    eeg.putDouble(1000 + k / 10.0);
                }
                eeg.putFloat(i);
            }
            chunk(out, 3, Arrays.copyOf(eeg.array(), eeg.position()));
            ByteBuffer ecg = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
            ecg.putInt(1).put((byte) 1).put((byte) 10);
            for (int i = 0; i < 10; i++) {
                ecg.put((byte) 8).putDouble(5000.5 + (10 * k + i) / 100.0).putShort((short) i);
            }
            chunk(out, 3, Arrays.copyOf(ecg.array(), ecg.position()));
            ByteBuffer clock = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
            chunk(out, 4, clock.putInt(1).putDouble(5000).putDouble(-4000).array());
        }
        return out.toByteArray();
    }

    private static String stream(String name, String type, double rate, String format) {
        return String.format(
                Locale.ROOT,
                "<info><name>%s</name><type>%s</type><channel_count>1</channel_count>"
                        + "<nominal_srate>%s</nominal_srate><channel_format>%s</channel_format></info>",
                name,
                type,
                rate,
                format);
    }

    /** A file of one-channel streams of floats, a chunk a sample; a time of NaN is not written. */
    private static byte[] xdf(List<String> headers, double[][] times, double value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("XDF:".getBytes(StandardCharsets.US_ASCII));
        for (int s = 0; s < headers.size(); s++) {
            byte[] xml = headers.get(s).getBytes(StandardCharsets.UTF_8);
            ByteBuffer b = ByteBuffer.allocate(4 + xml.length).order(ByteOrder.LITTLE_ENDIAN);
            chunk(out, 2, b.putInt(s).put(xml).array());
        }
        for (int s = 0; s < times.length; s++) {
            for (double time : times[s]) {
                ByteBuffer b = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
                b.putInt(s).put((byte) 1).put((byte) 1).put((byte) (Double.isNaN(time) ? 0 : 8));
                if (!Double.isNaN(time)) {
                    b.putDouble(time);
                }
                chunk(out, 3, Arrays.copyOf(b.putFloat((float) value).array(), b.position()));
            }
        }
        return out.toByteArray();
    }

    private static double time(String form, int i) {
        return switch (form) {
            case "slow" -> i / 99.2;
            case "fast" -> i / 100.3;
            case "exact" -> i / 100.0;
            case "packets" -> i % 32 == 0 ? i / 99.2 : Double.NaN;
            case "bundles" -> (i + 12) / 12 * 12 / 99.2; // All of one came at one time.
            case "lost" -> (i + i / 500 * 10) / 100.0;
            case "hole" -> i / 99.2 + (i > 2000 ? 300 : 0);
            case "others" -> i / 80.0;
            default -> throw new IllegalArgumentException(form);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "slow, 99.2",
        "fast, 100.3",
        "exact, 100",
        "packets, 99.2",
        "bundles, 99.2",
        "lost, 100",
        "hole, 99.2",
        "others, 100"
    })
    void xdf_ofAClockOfItsOwn_hasTheRateOfItsTimes(String form, double hertz) throws IOException {
        double[] times = IntStream.range(0, 6000).mapToDouble(i -> time(form, i)).toArray();
        byte[] bytes = xdf(List.of(stream("e", "ECG", 100, "float32")), new double[][] {times}, 1);
        List<BioBlock> blocks = read(Files.write(folder.resolve("a.xdf"), bytes));
        assertEquals(hertz, blocks.get(0).sampleRateHertz(), 0.005);
        if (form.equals("slow") || form.equals("fast") || form.equals("packets")) {
            assertEquals(6000, values(blocks, Kind.ECG).length);
        }
    }

    @Test
    void xdf_streamsThatCannotBeRead_areNamed() throws IOException {
        double[] times = IntStream.range(0, 400).mapToDouble(i -> i / 100.0).toArray();
        List<String> headers =
                List.of(
                        stream("strap", "HR", 0, "float32"),
                        stream("text", "RR", 0, "string"),
                        stream("steps", "RR", 4, "float32"),
                        stream("counts", "ECG", 100, "float32"));
        byte[] bytes = xdf(headers, new double[][] {times, {}, times, times}, 512);
        Path path = Files.write(folder.resolve("a.xdf"), bytes);
        assertEquals("ECG 1 100", channels(read(path)));
        assertEquals(BioBlock.Unit.ARBITRARY, read(path).get(0).unit());
        String leftOut = leftOut(path);
        assertTrue(leftOut.contains("\"strap\" has no rate"), leftOut);
        assertTrue(leftOut.contains("\"text\" holds text"), leftOut);
        assertTrue(leftOut.contains("\"steps\" repeats"), leftOut);

        bytes = xdf(headers.subList(0, 1), new double[][] {times}, 70);
        Path alone = Files.write(folder.resolve("b.xdf"), bytes);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(alone));
        assertTrue(e.getMessage().contains("\"strap\" has no rate"), e.getMessage());
    }

    @Test
    void xdf_ofEndlessChannels_isRefused() throws IOException {
        byte[] bytes = xdf();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        // As long as before, so that the chunk's length holds.
        String more =
                text.replaceFirst(
                        "<channel_count>1</channel_count><nominal_srate>250<",
                        "<channel_count>9e9</channel_count><nominal_srate>2<");
        Path path =
                Files.write(folder.resolve("a.xdf"), more.getBytes(StandardCharsets.ISO_8859_1));
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(e.getMessage().contains("a stream of 9e9 channels"), e.getMessage());
    }

    @Test
    void json_ofAnEndlessString_isRefused() throws IOException {
        String text = "[{\"bpm\": 70, \"note\": \"" + "x".repeat(2_000_000) + "\"}]";
        Path path = Files.writeString(folder.resolve("a.json"), text);
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(e.getMessage().contains("Limits.maxLineChars"), e.getMessage());
    }

    @Test
    void documents_withAByteOrderMark_areReadAsWithoutIt() throws IOException {
        StringBuilder track = new StringBuilder("<gpx><trk><trkseg>");
        for (int i = 10; i < 40; i++) {
            track.append(
                    "<trkpt><time>2026-03-01T10:00:"
                            + i
                            + "Z</time><hr>"
                            + (50 + i)
                            + "</hr></trkpt>");
        }
        String text = track + "</trkseg></trk></gpx>";
        double[] plain =
                values(read(Files.writeString(folder.resolve("a.gpx"), text)), Kind.HEART_RATE);
        double[] marked =
                values(
                        read(Files.writeString(folder.resolve("b.gpx"), "\ufeff" + text)),
                        Kind.HEART_RATE);
        assertEquals(30, plain.length);
        assertArrayEquals(plain, marked);
    }

    @Test
    void xdf_ofStreamsWithClocksOfTheirOwn_isOnOneClock() throws IOException {
        byte[] bytes = xdf();
        List<BioBlock> blocks = read(Files.write(folder.resolve("a.xdf"), bytes));
        assertEquals("ECG 1 100, EEG FZ 250", channels(blocks));
        assertEquals(250, values(blocks, Kind.EEG).length);
        BioBlock ecg = blocks.stream().filter(b -> b.kind() == Kind.ECG).findFirst().orElseThrow();
        assertEquals(0.5, ecg.interval().startSeconds(), 1e-6);
        Path cut = Files.write(folder.resolve("b.xdf"), Arrays.copyOf(bytes, bytes.length - 200));
        assertEquals(225, values(read(cut), Kind.EEG).length);
    }

    @ParameterizedTest
    @CsvSource({
        "'894844460d0a1a0a', HDF5, text",
        "'50415231', Parquet, CSV",
        "'4d41544c414220372e33204d41542d66696c65', MATLAB, CSV",
        "'425a68', bzip2, unpack",
        "'255044462d', PDF, CSV",
        "'000000000000000000000000000000005343504543470000', SCP, EDF",
        "'934e554d5059', NumPy, CSV",
        "'800495', pickle, CSV",
        "'524458330a', R, csv",
        "'d0cf11e0a1b11ae1', Excel, CSV",
        "'4534535400000002', stream, resumeStream",
        "'4534504600000001', person, PersonalFile",
        "'4534504200000003', baseline, PersonalBaseline",
        "'4534424200000001', baseline, BodyBaseline"
    })
    void otherFormats_areRefusedWithWhatToGive(String hex, String format, String advice)
            throws IOException {
        byte[] bytes = new byte[300];
        for (int i = 0; i < hex.length() / 2; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        Path path = Files.write(folder.resolve("x.bin"), bytes);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(
                e.getMessage().contains(format) && e.getMessage().contains(advice), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAR1", "RDX", "GDF time", "BZh"})
    void tables_whoseFirstNameIsAMark_areRead(String name) throws IOException {
        String rows = TableText.rows(60, i -> "1," + i + ",70");
        Path path = Files.writeString(folder.resolve("a.csv"), name + ",time (s),HR\n" + rows);
        assertEquals("HEART_RATE 1", channels(read(path)));
    }

    @Test
    void filesOfOtherKinds_areNothing() throws IOException {
        assertTrue(FileReading.isAnotherKind(Files.write(folder.resolve("a.mp4"), new byte[500])));
        assertTrue(
                FileReading.isAnotherKind(
                        Files.writeString(folder.resolve("a.json"), "{\"a\":1}")));
        assertTrue(FileReading.isAnotherKind(Files.writeString(folder.resolve("a.xml"), "<a/>")));
    }
}
