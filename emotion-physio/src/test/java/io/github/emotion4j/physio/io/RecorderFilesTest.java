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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Binary files of recorders: FIT, Avro of EmbracePlus, AcqKnowledge. */
class RecorderFilesTest {
    @TempDir Path folder;

    /** A FIT file: what is written to it is counted at the end. */
    private static final class Fit {
        private final ByteOrder order;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Fit(ByteOrder order) {
            this.order = order;
        }

        Fit define(int local, int message, int... numbersAndSizes) {
            ByteBuffer b = ByteBuffer.allocate(100).order(order);
            b.put((byte) (0x40 | local)).put((byte) 0);
            b.put((byte) (order == ByteOrder.BIG_ENDIAN ? 1 : 0)).putShort((short) message);
            b.put((byte) (numbersAndSizes.length / 2));
            for (int i = 0; i < numbersAndSizes.length; i += 2) {
                b.put((byte) numbersAndSizes[i]).put((byte) numbersAndSizes[i + 1]).put((byte) 2);
            }
            body.write(b.array(), 0, b.position());
            return this;
        }

        ByteBuffer data(int head) {
            return ByteBuffer.allocate(40).order(order).put((byte) head);
        }

        void add(ByteBuffer data) {
            byte[] bytes = new byte[data.flip().remaining()];
            data.get(bytes);
            body.writeBytes(bytes);
        }

        byte[] bytes() {
            ByteBuffer b = ByteBuffer.allocate(16 + body.size()).order(ByteOrder.LITTLE_ENDIAN);
            b.put((byte) 14).put((byte) 32).putShort((short) 2100).putInt(body.size());
            b.put(".FIT".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0);
            return b.put(body.toByteArray()).putShort((short) 0).array();
        }
    }

    private static byte[] activity(ByteOrder order, boolean withBeats) {
        Fit fit = new Fit(order).define(0, 20, 253, 4, 3, 1).define(1, 78, 0, 4);
        for (int i = 0; i < 60; i++) {
            fit.add(fit.data(0).putInt(1_000_000_000 + i).put((byte) (60 + i)));
            if (withBeats) {
                fit.add(fit.data(1).putShort((short) (900 + i)).putShort((short) 0xffff));
            }
        }
        return fit.bytes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void fit_withoutBeats_givesHeartRates(String order) throws IOException {
        ByteOrder byteOrder =
                order.startsWith("L") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] bytes = activity(byteOrder, false);
        List<BioBlock> blocks = read(Files.write(folder.resolve("a.fit"), bytes));
        assertEquals("HEART_RATE 1", channels(blocks));
        double[] rates = values(blocks, Kind.HEART_RATE);
        assertEquals(60, rates.length);
        assertEquals(119, rates[59]);

        byte[] cut = Arrays.copyOf(bytes, bytes.length - 100);
        assertEquals(
                43, values(read(Files.write(folder.resolve("b"), cut)), Kind.HEART_RATE).length);
    }

    @Test
    void fit_withBeats_givesTheirIntervals() throws IOException {
        byte[] bytes = activity(ByteOrder.LITTLE_ENDIAN, true);
        List<BioBlock> blocks = read(Files.write(folder.resolve("a.fit"), bytes));
        assertEquals("BEAT_INTERVAL", channels(blocks));
        assertEquals(60, blocks.size());
        assertEquals(959, blocks.get(59).value(0));
    }

    @Test
    void fit_ofHeartRatesAndFewBeats_givesTheHeartRates() throws IOException {
        Fit fit = new Fit(ByteOrder.LITTLE_ENDIAN).define(0, 20, 253, 4, 3, 1).define(1, 78, 0, 2);
        for (int i = 0; i < 600; i++) {
            fit.add(fit.data(0).putInt(1_000_000_000 + i).put((byte) 70));
        }
        fit.add(fit.data(1).putShort((short) 812));
        Path path = Files.write(folder.resolve("a.fit"), fit.bytes());
        assertEquals(600, values(read(path), Kind.HEART_RATE).length);
        assertTrue(leftOut(path).contains("of 0.8 s in 599 s"), leftOut(path));

        Fit swim = new Fit(ByteOrder.LITTLE_ENDIAN).define(0, 132, 253, 4, 6, 1);
        swim.add(swim.data(0).putInt(1_000_000_000).put((byte) 70));
        Path stored = Files.write(folder.resolve("b.fit"), swim.bytes());
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(stored));
        assertTrue(e.getMessage().contains("stored in water"), e.getMessage());
    }

    /** Times of 5 bits, and of the low 16 bits as all-day files have them, go on past their end. */
    @Test
    void fit_shortTimes_goOn() throws IOException {
        Fit fit = new Fit(ByteOrder.LITTLE_ENDIAN).define(0, 20, 253, 4, 3, 1).define(1, 20, 3, 1);
        int start = 1_000_000_000;
        fit.add(fit.data(0).putInt(start).put((byte) 60));
        for (int i = 1; i < 60; i++) {
            fit.add(fit.data(0x80 | 1 << 5 | (start + i & 0x1f)).put((byte) 60));
        }
        BioBlock last = read(Files.write(folder.resolve("a.fit"), fit.bytes())).get(5);
        assertEquals(60, last.interval().endSeconds(), 1e-6);

        Fit day =
                new Fit(ByteOrder.LITTLE_ENDIAN).define(0, 55, 253, 4).define(1, 55, 26, 2, 27, 1);
        day.add(day.data(0).putInt(start));
        for (int i = 0; i < 1200; i++) {
            day.add(day.data(1).putShort((short) (start + 60 * i)).put((byte) 60));
        }
        List<BioBlock> blocks = read(Files.write(folder.resolve("b.fit"), day.bytes()));
        assertEquals(72_000, blocks.get(blocks.size() - 1).interval().endSeconds(), 1);
    }

    @Test
    void fit_withoutAnyHeart_isToldAsSuch() throws IOException {
        byte[] bytes = new Fit(ByteOrder.LITTLE_ENDIAN).define(0, 0, 4, 4).bytes();
        Path path = Files.write(folder.resolve("a.fit"), bytes);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertTrue(e.getMessage().contains("without heart rates"), e.getMessage());
    }

    /** Numbers of Avro: zigzag, seven bits a byte. */
    private static void number(ByteArrayOutputStream out, long value) {
        long bits = (value << 1) ^ (value >> 63);
        for (; (bits & ~0x7fL) != 0; bits >>>= 7) {
            out.write((int) ((bits & 0x7f) | 0x80));
        }
        out.write((int) bits);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        number(out, text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void real(ByteArrayOutputStream out, double value) {
        out.writeBytes(
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat((float) value)
                        .array());
    }

    private static void sensor(ByteArrayOutputStream out, long micros, double rate, int count) {
        number(out, micros);
        real(out, rate);
        number(out, count);
        for (int i = 0; i < count; i++) {
            real(out, 1 + i / 8.0);
        }
        number(out, 0);
    }

    private static final String SENSOR =
            "{'type':'record','name':'NAME','fields':[{'name':'timestampStart','type':'long'},"
                    + "{'name':'samplingFrequency','type':'float'},"
                    + "{'name':'values','type':{'type':'array','items':'float'}}]}";

    private static final String SCHEMA =
            ("{'type':'record','name':'all','namespace':'a.b','fields':["
                            + "{'name':'deviceSn','type':['null','string']},"
                            + "{'name':'rawData','type':{'type':'record','name':'Raw','fields':["
                            + "{'name':'accelerometer','type':{'type':'record','name':'Imu','fields':["
                            + "{'name':'timestampStart','type':'long'},"
                            + "{'name':'samplingFrequency','type':'float'},"
                            + "{'name':'imuParams','type':{'type':'record','name':'P','fields':["
                            + "{'name':'physicalMin','type':'int'},{'name':'physicalMax','type':'int'},"
                            + "{'name':'digitalMin','type':'int'},{'name':'digitalMax','type':'int'}]}},"
                            + "{'name':'x','type':{'type':'array','items':'int'}}]}},"
                            + "{'name':'eda','type':"
                            + SENSOR.replace("NAME", "Eda")
                            + "},{'name':'bvp','type':'a.b.Eda'}]}}]}")
                    .replace('\'', '"');

    private static byte[] avro(String codec, long startMicros) {
        return avro(codec, startMicros, 4, -16, 16, -32768, 32767);
    }

    private static byte[] avro(String codec, long startMicros, double edaRate, int... ranges) {
        ByteArrayOutputStream datum = new ByteArrayOutputStream();
        number(datum, 1);
        text(datum, "serial");
        number(datum, startMicros);
        real(datum, 64);
        for (int n : ranges) {
            number(datum, n);
        }
        number(datum, 640);
        for (int i = 0; i < 640; i++) {
            number(datum, -2048);
        }
        number(datum, 0);
        sensor(datum, startMicros, edaRate, 40);
        sensor(datum, startMicros + 500_000, 64, 640);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'O', 'b', 'j', 1});
        number(out, 2);
        text(out, "avro.schema");
        text(out, SCHEMA);
        text(out, "avro.codec");
        text(out, codec);
        number(out, 0);
        out.writeBytes(new byte[16]);
        byte[] block = datum.toByteArray();
        if (codec.equals("deflate")) {
            block = deflated(block);
        }
        number(out, 1);
        number(out, block.length);
        out.writeBytes(block);
        out.writeBytes(new byte[16]);
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        java.util.zip.Deflater raw = new java.util.zip.Deflater(9, true);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed, raw)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        raw.end();
        return packed.toByteArray();
    }

    @Test
    void avro_ofManyBlocksThatGrow_isRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'O', 'b', 'j', 1});
        number(out, 2);
        text(out, "avro.schema");
        text(out, "\"string\"");
        text(out, "avro.codec");
        text(out, "deflate");
        number(out, 0);
        out.writeBytes(new byte[16]);
        ByteArrayOutputStream datum = new ByteArrayOutputStream();
        text(datum, "a".repeat(6 << 20));
        byte[] block = deflated(datum.toByteArray());
        for (int i = 0; i < 4; i++) {
            number(out, 1);
            number(out, block.length);
            out.writeBytes(block);
            out.writeBytes(new byte[16]);
        }
        Path path = Files.write(folder.resolve("a.avro"), out.toByteArray());
        InputException e = assertThrows(InputException.class, () -> read(path));
        assertTrue(e.getMessage().contains("Limits.maxInflationRatio"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate"})
    void embracePlus_rawData_isOnOneClockInUnits(String codec) throws IOException {
        byte[] bytes = avro(codec, 1_700_000_000_000_000L);
        List<BioBlock> blocks = read(Files.write(folder.resolve("1-1.avro"), bytes));
        assertEquals("ACCELERATION x 64, EDA 4, PPG 64", channels(blocks));
        double[] eda = values(blocks, Kind.EDA);
        assertEquals(40, eda.length);
        assertEquals(1 + 39 / 8.0, eda[39], 1e-6);
        assertEquals(-1, values(blocks, Kind.ACCELERATION)[0], 1e-4);
        BioBlock pulse =
                blocks.stream().filter(b -> b.kind() == Kind.PPG).findFirst().orElseThrow();
        assertEquals(500_000_000, pulse.interval().startNanos());
    }

    @Test
    void embracePlus_sensorsWithoutAScaleOrARate_areNamed() throws IOException {
        byte[] bytes = avro("null", 1_700_000_000_000_000L, 0, 0, 0, 0, 0);
        Path path = Files.write(folder.resolve("1-1.avro"), bytes);
        assertEquals("PPG 64", channels(read(path)));
        String leftOut = leftOut(path);
        assertTrue(leftOut.contains("\"eda\" has the rate 0.0 Hz"), leftOut);
        assertTrue(leftOut.contains("\"accelerometer\" does not say how many g"), leftOut);
    }

    @Test
    void avro_thatIsHostile_isRefused() throws IOException {
        byte[] bytes = avro("null", 1_700_000_000_000_000L);
        Path cut = Files.write(folder.resolve("a"), Arrays.copyOf(bytes, bytes.length - 300));
        assertThrows(InputException.class, () -> BodyReader.open(cut));
        Path packed = Files.write(folder.resolve("b"), avro("snappy", 0));
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(packed));
        assertTrue(e.getMessage().contains("deflate"), e.getMessage());

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'O', 'b', 'j', 1});
        number(out, 1);
        text(out, "avro.schema");
        text(
                out,
                "{\"type\":\"record\",\"name\":\"a\",\"fields\":[{\"name\":\"b\",\"type\":\"a\"}]}");
        number(out, 0);
        out.writeBytes(new byte[16]);
        number(out, 1);
        number(out, 0);
        out.writeBytes(new byte[16]);
        Path endless = Files.write(folder.resolve("c"), out.toByteArray());
        e = assertThrows(InputException.class, () -> BodyReader.open(endless));
        assertTrue(e.getMessage().contains("nested"), e.getMessage());

        // Each record holds the one before it three times: 3^18 values of no byte.
        String type = record(0, "\"null\"", "\"null\"");
        for (int i = 1; i <= 18; i++) {
            type = record(i, type, "\"r" + (i - 1) + "\"");
        }
        out.reset();
        out.writeBytes(new byte[] {'O', 'b', 'j', 1});
        number(out, 1);
        text(out, "avro.schema");
        text(out, type);
        number(out, 0);
        out.writeBytes(new byte[16]);
        number(out, 1);
        number(out, 0);
        out.writeBytes(new byte[16]);
        Path bomb = Files.write(folder.resolve("d"), out.toByteArray());
        e = assertThrows(InputException.class, () -> BodyReader.open(bomb));
        assertTrue(e.getMessage().contains("more values than bytes"), e.getMessage());
    }

    private static String record(int number, String first, String others) {
        return String.format(
                "{\"type\":\"record\",\"name\":\"r%d\",\"fields\":[{\"name\":\"a\",\"type\":%s},"
                        + "{\"name\":\"b\",\"type\":%s},{\"name\":\"c\",\"type\":%s}]}",
                number, first, others, others);
    }

    private static void channel(ByteBuffer b, boolean late, String name, String unit, int... at) {
        int start = b.position();
        int length = late ? 300 : 252;
        b.putInt(length).putShort((short) 0).put(name.getBytes(StandardCharsets.ISO_8859_1));
        b.position(start + 68).put(unit.getBytes(StandardCharsets.ISO_8859_1));
        b.position(start + 88).putInt(at[0]).putDouble(0.001).putDouble(0.5);
        b.position(start + (late ? 152 : 250)).putShort((short) at[1]);
        b.position(start + length);
    }

    /** 1000 ticks of 2 ms: ECG as integers at each, another at each second, EDA at each fourth. */
    private static byte[] acq(int version, ByteOrder order) {
        boolean late = version >= 61;
        ByteBuffer b = ByteBuffer.allocate(40_000).order(order);
        int head = late ? 2500 : 1950;
        b.putShort((short) 0).putInt(version).putInt(head).putShort((short) 3).putInt(0);
        b.putDouble(2);
        if (version >= 124) {
            b.putShort(2398, (short) 1);
            b.putInt(head, 40);
        }
        b.position(head + (version >= 124 ? 40 : 0));
        channel(b, late, "ECG - ECG100C", "mV", 1000, 1);
        channel(b, late, "Trigger", "Volts", 500, 2);
        channel(b, late, "EDA", "\u00b5S", 250, 4);
        int foreign = 20;
        b.putShort((short) foreign).putShort((short) 0);
        if (!late) {
            b.position(b.position() + foreign - 4);
        } else if (version < 80) {
            b.putInt(0).putInt(foreign).position(b.position() + foreign - 4);
        } else {
            b.putInt(0).position(b.position() + foreign);
        }
        b.putShort((short) 2).putShort((short) 2);
        b.putShort((short) 2).putShort((short) 2);
        b.putShort((short) 8).putShort((short) 1);
        for (int t = 0; t < 1000; t++) {
            b.putShort((short) t);
            if (t % 2 == 0) {
                b.putShort((short) -1);
            }
            if (t % 4 == 0) {
                b.putDouble(t / 100.0);
            }
        }
        return Arrays.copyOf(b.array(), b.position());
    }

    @ParameterizedTest
    @CsvSource({"38, L", "45, L", "45, B", "68, L", "84, B", "128, L", "132, B"})
    void acqKnowledge_ofAnyVersion_isReadInUnits(int version, char order) throws IOException {
        ByteOrder byteOrder = order == 'L' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] bytes = acq(version, byteOrder);
        List<BioBlock> blocks = read(Files.write(folder.resolve("a.acq"), bytes));
        assertEquals("ECG 100C 500, EDA 125", channels(blocks));
        double[] ecg = values(blocks, Kind.ECG);
        assertEquals(1000, ecg.length);
        assertEquals(0.5 + 0.999, ecg[999], 1e-9);
        double[] eda = values(blocks, Kind.EDA);
        assertEquals(250, eda.length);
        assertEquals(9.96, eda[249], 1e-9);

        byte[] cut = Arrays.copyOf(bytes, bytes.length - 2600);
        blocks = read(Files.write(folder.resolve("b.acq"), cut));
        assertEquals(480, values(blocks, Kind.ECG).length, 1);
    }

    private static void packed(ByteBuffer b, String name, String unit, ByteBuffer samples)
            throws IOException {
        byte[] values = new byte[samples.rewind().remaining()];
        samples.get(values);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(values);
        }
        b.position(b.position() + 44);
        b.putInt(name.length()).putInt(unit.length()).putInt(samples.capacity());
        b.putInt(out.size()).put(name.getBytes(StandardCharsets.ISO_8859_1));
        b.put(unit.getBytes(StandardCharsets.ISO_8859_1)).put(out.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"41, L", "45, B", "84, L", "128, B"})
    void acqKnowledge_packed_isReadByChannel(int version, char order) throws IOException {
        ByteOrder byteOrder = order == 'L' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] plain = acq(version, byteOrder);
        ByteBuffer b = ByteBuffer.wrap(Arrays.copyOf(plain, 60_000)).order(byteOrder);
        b.putInt(version < 61 ? 1936 : 972, 1);
        // In place of 1000, 500 and 250 samples stand marks and a journal.
        b.position(plain.length - 5000 + 300);
        ByteBuffer ecg = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer eda = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
        for (int t = 0; t < 1000; t++) {
            ecg.putShort((short) t);
            if (t % 4 == 0) {
                eda.putDouble(t / 100.0);
            }
        }
        packed(b, "ECG - ECG100C", "mV", ecg);
        packed(b, "Trigger", "Volts", ByteBuffer.allocate(1000));
        packed(b, "EDA", "\u00b5S", eda);
        byte[] bytes = Arrays.copyOf(b.array(), b.position());
        List<BioBlock> blocks = read(Files.write(folder.resolve("a.acq"), bytes));
        assertEquals("ECG 100C 500, EDA 125", channels(blocks));
        assertEquals(0.5 + 0.999, values(blocks, Kind.ECG)[999], 1e-9);
        assertEquals(9.96, values(blocks, Kind.EDA)[249], 1e-9);

        Path cut = Files.write(folder.resolve("b.acq"), Arrays.copyOf(bytes, bytes.length - 100));
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(cut));
        assertTrue(e.getMessage().contains("save it as text"), e.getMessage());
    }
}
