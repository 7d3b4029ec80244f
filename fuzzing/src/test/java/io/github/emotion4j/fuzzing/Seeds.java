package io.github.emotion4j.fuzzing;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.SessionRecorder;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Makes the inputs that each attack starts from, small and whole ones of every format that is read,
 * into the folder given as argument: {@code src/test/resources/io/github/emotion4j/fuzzing}. What
 * an attack found is kept beside them as {@code found-...}.
 */
@SuppressWarnings("ByteBufferBackingArray") // All its buffers come from allocate().
public final class Seeds {
    private static final int SIDE = 32;
    private static final int FRAMES = 4;
    private static final String HOLDS = "\"holdNanos\":{\"body\":9000000000,\"face\":1000000000}";

    private final Path folder;

    private Seeds(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes all seeds.
     *
     * @param arguments the folder
     * @throws Exception if one cannot be made or written
     */
    public static void main(String[] arguments) throws Exception {
        Seeds seeds = new Seeds(Path.of(arguments[0]));
        seeds.pictures();
        seeds.clips();
        seeds.sounds();
        seeds.body();
        seeds.wfdb();
        seeds.texts();
    }

    private void write(String target, String name, byte[] bytes) throws IOException {
        Path inputs = folder.resolve(target + "FuzzTestInputs").resolve("read");
        Files.createDirectories(inputs);
        Files.write(inputs.resolve(name), bytes);
    }

    private void write(String target, String name, String text) throws IOException {
        write(target, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void pictures() throws IOException {
        OpenCvNatives.ensure();
        Mat colour = new Mat(SIDE, SIDE, CvType.CV_8UC3, new Scalar(40, 120, 200));
        Mat clear = new Mat(SIDE, SIDE, CvType.CV_8UC4, new Scalar(40, 120, 200, 99));
        Mat deep = new Mat(SIDE, SIDE, CvType.CV_16UC3, new Scalar(9000, 30000, 50000));
        for (String kind : List.of("png", "jpg", "bmp", "tiff", "webp", "ppm")) {
            write("VideoReader", kind, encoded(kind, colour));
        }
        write("VideoReader", "png-clear", encoded("png", clear));
        write("VideoReader", "png-deep", encoded("png", deep));
        write("VideoReader", "tiff-deep", encoded("tiff", deep));
        write("VideoReader", "webp-clear", encoded("webp", clear));
        write(
                "VideoReader",
                "jpg-progressive",
                encoded("jpg", colour, Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1));
    }

    private static byte[] encoded(String kind, Mat picture, int... settings) {
        MatOfByte bytes = new MatOfByte();
        Imgcodecs.imencode("." + kind, picture, bytes, new MatOfInt(settings));
        return bytes.toArray();
    }

    /** A format, its picture's codec and its sound's; 0 for none. */
    private record Coding(String format, int picture, int sound, int rate) {}

    private void clips() throws Exception {
        Coding codestream = new Coding("rawvideo", avcodec.AV_CODEC_ID_JPEG2000, 0, 0);
        write("VideoReader", "jpeg-2000", recorded(codestream));
        for (Coding coding :
                List.of(
                        new Coding(
                                "mp4", avcodec.AV_CODEC_ID_MPEG4, avcodec.AV_CODEC_ID_AAC, 16_000),
                        new Coding(
                                "mov",
                                avcodec.AV_CODEC_ID_MJPEG,
                                avcodec.AV_CODEC_ID_PCM_S16LE,
                                8_000),
                        new Coding(
                                "matroska",
                                avcodec.AV_CODEC_ID_H264,
                                avcodec.AV_CODEC_ID_AC3,
                                32_000),
                        new Coding(
                                "webm", avcodec.AV_CODEC_ID_VP8, avcodec.AV_CODEC_ID_OPUS, 16_000),
                        new Coding(
                                "avi",
                                avcodec.AV_CODEC_ID_MJPEG,
                                avcodec.AV_CODEC_ID_PCM_S16LE,
                                8_000),
                        new Coding(
                                "mpeg",
                                avcodec.AV_CODEC_ID_MPEG1VIDEO,
                                avcodec.AV_CODEC_ID_MP2,
                                32_000),
                        new Coding(
                                "mpegts",
                                avcodec.AV_CODEC_ID_MPEG2VIDEO,
                                avcodec.AV_CODEC_ID_MP2,
                                32_000),
                        new Coding(
                                "flv", avcodec.AV_CODEC_ID_FLV1, avcodec.AV_CODEC_ID_MP3, 11_025),
                        new Coding(
                                "asf",
                                avcodec.AV_CODEC_ID_MSMPEG4V3,
                                avcodec.AV_CODEC_ID_WMAV2,
                                16_000),
                        new Coding(
                                "mxf",
                                avcodec.AV_CODEC_ID_MPEG2VIDEO,
                                avcodec.AV_CODEC_ID_PCM_S16LE,
                                48_000),
                        new Coding("gif", avcodec.AV_CODEC_ID_GIF, 0, 0))) {
            byte[] clip = recorded(coding);
            write("MediaFile", coding.format, clip);
            if (coding.format.equals("gif") || coding.format.equals("avi")) {
                write("VideoReader", coding.format, clip);
            }
        }
    }

    private void sounds() throws Exception {
        for (Coding coding :
                List.of(
                        new Coding("wav", 0, avcodec.AV_CODEC_ID_PCM_S16LE, 8_000),
                        new Coding("w64", 0, avcodec.AV_CODEC_ID_PCM_F32LE, 8_000),
                        new Coding("aiff", 0, avcodec.AV_CODEC_ID_PCM_S16BE, 8_000),
                        new Coding("flac", 0, avcodec.AV_CODEC_ID_FLAC, 8_000),
                        new Coding("mp3", 0, avcodec.AV_CODEC_ID_MP3, 16_000),
                        new Coding("adts", 0, avcodec.AV_CODEC_ID_AAC, 16_000),
                        new Coding("ogg", 0, avcodec.AV_CODEC_ID_OPUS, 16_000),
                        new Coding("au", 0, avcodec.AV_CODEC_ID_PCM_MULAW, 8_000),
                        new Coding("caf", 0, avcodec.AV_CODEC_ID_PCM_S16LE, 8_000),
                        new Coding("tta", 0, avcodec.AV_CODEC_ID_TTA, 8_000),
                        new Coding("wv", 0, avcodec.AV_CODEC_ID_WAVPACK, 8_000),
                        new Coding("ac3", 0, avcodec.AV_CODEC_ID_AC3, 32_000))) {
            write("SoundReader", coding.format, recorded(coding));
        }
    }

    private byte[] recorded(Coding coding) throws Exception {
        Path file = Files.createTempFile("seed", "." + coding.format);
        int side = coding.picture == 0 ? 0 : SIDE;
        try (FFmpegFrameRecorder recorder =
                new FFmpegFrameRecorder(file.toFile(), side, side, coding.sound == 0 ? 0 : 1)) {
            recorder.setFormat(coding.format);
            recorder.setVideoCodec(coding.picture);
            recorder.setAudioCodec(coding.sound);
            recorder.setFrameRate(25);
            recorder.setSampleRate(coding.rate);
            if (coding.picture == avcodec.AV_CODEC_ID_MJPEG) {
                recorder.setPixelFormat(avutil.AV_PIX_FMT_YUVJ420P);
            } else if (coding.picture == avcodec.AV_CODEC_ID_GIF) {
                recorder.setPixelFormat(avutil.AV_PIX_FMT_RGB8);
            } else {
                recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            }
            recorder.start();
            for (int i = 0; i < FRAMES; i++) {
                if (side > 0) {
                    try (Frame frame = new Frame(side, side, Frame.DEPTH_UBYTE, 3)) {
                        ByteBuffer pixels = (ByteBuffer) frame.image[0];
                        while (pixels.hasRemaining()) {
                            pixels.put((byte) (pixels.position() * (i + 1)));
                        }
                        recorder.record(frame);
                    }
                }
                if (coding.sound != 0) {
                    short[] tone = new short[coding.rate / 25];
                    for (int k = 0; k < tone.length; k++) {
                        tone[k] = (short) (8000 * Math.sin(k / 5.0));
                    }
                    recorder.recordSamples(coding.rate, 1, ShortBuffer.wrap(tone));
                }
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private void body() throws IOException {
        String table = "time_s,ECG (mV),EDA (µS)\n0.00,0.1,2\n0.01,0.2,2.1\n0.02,0.1,2.2\n";
        String watch = "# sampling rate 64 Hz\nPPG;temp (°C)\n1,5;30\n2,5;30,1\n";
        write("Body", "table", table);
        write("Body", "table-watch", watch);
        write(
                "Body",
                "table-clock",
                """
                Timestamp\tHeart rate
                2024-03-05T10:00:00Z\t70
                2024-03-05T10:00:01Z\t71
                2024-03-05T10:00:02Z\t72
                """);
        write("Body", "intervals", "812\n805\n799\n820\n");
        write("Body", "intervals-timed", "time_s,RR (ms)\n0.8,800\n1.6,805\n2.4,799\n");
        write("Body", "empatica", "1700000000.0\n64.0\n1\n2\n3\n4\n");
        write("Body", "empatica-ibi", "1700000000.0, IBI\n0.8,0.8\n1.6,0.8\n");
        write(
                "Body",
                "opensignals",
                "# OpenSignals Text File Format\n"
                        + "# {\"00:07\": {\"sensor\": [\"ECG\"], \"sampling rate\": 100, \"resolution\": [16],"
                        + " \"column\": [\"nSeq\", \"A1\"]}}\n# EndOfHeader\n0\t1\n1\t2\n2\t3\n");
        write(
                "Body",
                "health-xml",
                "<?xml version=\"1.0\"?><HealthData><Record type=\""
                        + "HKQuantityTypeIdentifierHeartRate\" unit=\"count/min\" startDate=\"2024-03-05"
                        + " 10:00:00 +0100\" value=\"70\"/></HealthData>");
        write(
                "Body",
                "tcx",
                "<TrainingCenterDatabase><Trackpoint><Time>2024-03-05T10:00:00Z</Time>"
                        + "<HeartRateBpm><Value>70</Value></HeartRateBpm></Trackpoint></TrainingCenterDatabase>");
        write(
                "Body",
                "fitbit",
                "[{\"dateTime\":\"03/05/24 10:00:00\",\"value\":{\"bpm\":70,"
                        + "\"confidence\":2}},{\"dateTime\":\"03/05/24 10:00:05\",\"value\":{\"bpm\":71}}]");
        write("Body", "table-gz", gzip(table.getBytes(StandardCharsets.UTF_8)));
        byte[] zip =
                zip("s/BVP.csv", "1700000000.0\n64.0\n1\n2\n", "s/EDA.csv", "1700000000\n4\n2\n");
        write("Body", "zip", zip);
        write("Zip", "entries", zip);
        for (boolean wide : new boolean[] {false, true}) {
            write("Edf", wide ? "bdf" : "edf", edf(wide));
        }
        write("Xdf", "xdf", xdf());
        write("Body", "fit", fit());
        write("Body", "avro", avro());
        write("Body", "acq", acq());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                ZipEntry entry = new ZipEntry(namesAndTexts[i]);
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] edf(boolean wide) {
        StringBuilder head = new StringBuilder();
        pad(head, wide ? "\u00ffBIOSEMI" : "0", 8);
        pad(head, "X", 160);
        pad(head, "05.03.24", 8);
        pad(head, "10.00.00", 8);
        pad(head, "768", 8);
        pad(head, wide ? "24BIT" : "EDF+D", 44);
        pad(head, "2", 8);
        pad(head, "1", 8);
        pad(head, "2", 4);
        String notes = wide ? "BDF Annotations" : "EDF Annotations";
        int[] widths = {16, 80, 8, 8, 8, 8, 8, 80, 8, 32};
        String[][] fields = {
            {"ECG", ""},
            {"mV", ""},
            {"-3", "-1"},
            {"3", "1"},
            {"-30000", "-32768"},
            {"30000", "32767"},
            {"", ""},
            {"10", "10"},
            {"", ""}
        };
        pad(head, "ECG", widths[0]);
        pad(head, notes, widths[0]);
        for (int f = 0; f < fields.length; f++) {
            for (String field : fields[f]) {
                pad(head, f == 0 ? "" : field, widths[f + 1]);
            }
        }
        byte[] text = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        int sample = wide ? 3 : 2;
        ByteBuffer file = ByteBuffer.allocate(text.length + 2 * 20 * sample).put(text);
        for (int record = 0; record < 2; record++) {
            for (int i = 0; i < 10 * sample; i++) {
                file.put((byte) (i * 7));
            }
            byte[] told = ("+" + record + "\u0014\u0014").getBytes(StandardCharsets.ISO_8859_1);
            file.put(told).put(new byte[10 * sample - told.length]);
        }
        return file.array();
    }

    private static void pad(StringBuilder text, String field, int width) {
        text.append(field).append(" ".repeat(width - field.length()));
    }

    private static byte[] xdf() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("XDF:".getBytes(StandardCharsets.US_ASCII));
        chunk(out, 1, "<info><version>1.0</version></info>".getBytes(StandardCharsets.UTF_8));
        String[] formats = {"float32", "int16", "string"};
        for (int stream = 0; stream < formats.length; stream++) {
            byte[] xml =
                    ("<info><type>"
                                    + (stream == 0 ? "EEG" : "ECG")
                                    + "</type><channel_count>1</channel_count><nominal_srate>100"
                                    + "</nominal_srate><channel_format>"
                                    + formats[stream]
                                    + "</channel_format></info>")
                            .getBytes(StandardCharsets.UTF_8);
            chunk(out, 2, little(4 + xml.length).putInt(stream).put(xml).array());
            ByteBuffer samples = little(64).putInt(stream).put((byte) 1).put((byte) 2);
            for (int i = 0; i < 2; i++) {
                samples.put((byte) 8).putDouble(1000 + i / 100.0);
                switch (stream) {
                    case 0 -> samples.putFloat(i);
                    case 1 -> samples.putShort((short) i);
                    default -> samples.put((byte) 1).put((byte) 2).put((byte) 'a').put((byte) 'b');
                }
            }
            chunk(out, 3, Arrays.copyOf(samples.array(), samples.position()));
            chunk(out, 4, little(20).putInt(stream).putDouble(1000).putDouble(-2).array());
        }
        return out.toByteArray();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void chunk(ByteArrayOutputStream out, int tag, byte[] content) {
        ByteBuffer chunk = little(7 + content.length).put((byte) 4).putInt(2 + content.length);
        out.writeBytes(chunk.putShort((short) tag).put(content).array());
    }

    private void wfdb() throws IOException {
        for (String format : List.of("16", "212", "80", "24", "32", "61", "310", "311", "508")) {
            write(
                    "Wfdb",
                    format,
                    "r 2 100 4 10:00:00 05/03/2024\nr.dat "
                            + format
                            + " 200/mV 12 0 0 0 0 ECG\nr.dat "
                            + format
                            + " 100(10)/uS 12 0 0 0 0 EDA\n# a note\n\0abcdefghijklmnopqrstuvwxyz");
        }
        write("Wfdb", "segments", "r/2 1 100 8\nq 4\n~ 4\n\0");
        write("Wfdb", "skewed", "r 1 250\ns.dat 16x2:1+4 200 16 0 7 9 0 II\n\0abcdefghijklmnop");
    }

    private void texts() throws Exception {
        write("SessionRecord", "session", session());
        int number = 0;
        for (byte[] seed : StreamStateFuzzTest.seeds()) {
            write("StreamState", "state-" + number++, seed);
        }
        for (byte[] seed : BaselineFuzzTest.seeds()) {
            write("Baseline", "person-" + number++, seed);
        }
        write("Policy", "session", PolicyFuzzTest.seed());
        try (InputStream policy =
                EmotionRecognizer.class
                        .getClassLoader()
                        .getResourceAsStream(
                                "io/github/emotion4j/fusion/response/considerate-policy.json")) {
            write("Policy", "policy", policy.readAllBytes());
        }
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(new byte[16]));
        write(
                "ModelDescription",
                "model",
                "{\"schema\":1,\"id\":\"face-expression\",\"version\":\"1\","
                        + "\"file\":\"model.pt\",\"sha256\":\""
                        + hash
                        + "\",\"onnx\":{\"file\":\"model.onnx\","
                        + "\"sha256\":\""
                        + hash
                        + "\"},\"inputs\":[{\"name\":\"face\",\"shape\":[\"n\",1]}],"
                        + "\"outputs\":[{\"name\":\"emotion\",\"labels\":[\"a\",\"b\"]}],\"temperature\":1.5}");
    }

    private static byte[] session() throws IOException {
        Path file = Files.createTempFile("seed", ".jsonl");
        TimeInterval interval = new TimeInterval(0, 400_000_000);
        EmotionProbabilities happy = EmotionProbabilities.of(new double[] {1, 1, 1, 1, 6, 1, 1, 1});
        Evidence present =
                new Evidence.Present(
                        interval,
                        happy,
                        Affect.expected(happy),
                        OptionalDouble.of(0.4),
                        new float[] {1, 2},
                        0.9,
                        List.of());
        Evidence missing = new Evidence.Missing(interval, new Reason("nobody", "nobody is there"));
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder().onlyNamedModalities().build();
                SessionRecorder recorder = recognizer.recorder(file)) {
            recorder.onObservation(new Observation(ModalityId.FACE, 1, true, present, null));
            recorder.onObservation(new Observation(ModalityId.BODY, 1, true, missing, null));
            recorder.onReached(ModalityId.FACE, interval.endNanos());
        }
        String header = Files.readString(file).replace("\"holdNanos\":{}", HOLDS);
        Files.delete(file);
        return (header + "{\"step\":500000000}\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A watch's activity: two heart rates and an interval between beats. */
    private static byte[] fit() {
        ByteBuffer body = little(64);
        body.put(new byte[] {0x40, 0, 0, 20, 0, 2, (byte) 253, 4, 2, 3, 1, 2});
        body.put(new byte[] {0x41, 0, 0, 78, 0, 1, 0, 2, 2});
        body.put((byte) 0).putInt(1_000_000_000).put((byte) 60);
        body.put((byte) 0).putInt(1_000_000_001).put((byte) 61);
        body.put((byte) 1).putShort((short) 900);
        ByteBuffer file = little(16 + body.position()).put((byte) 14).put((byte) 32);
        file.putShort((short) 2100).putInt(body.position()).putInt(0x5449462e).putShort((short) 0);
        return file.put(body.array(), 0, body.position()).array();
    }

    /** A sensor of EmbracePlus; numbers are zigzag, all below 64 here. */
    private static byte[] avro() {
        String schema =
                "{\"type\":\"record\",\"name\":\"all\",\"fields\":[{\"name\":\"eda\",\"type\":"
                        + "{\"type\":\"record\",\"name\":\"Eda\",\"fields\":[{\"name\":\"timestampStart\","
                        + "\"type\":\"long\"},{\"name\":\"samplingFrequency\",\"type\":\"float\"},{\"name\":"
                        + "\"values\",\"type\":{\"type\":\"array\",\"items\":\"float\"}}]}}]}";
        byte[] text = schema.getBytes(StandardCharsets.US_ASCII);
        byte[] key = "avro.schema".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file =
                little(512).put(new byte[] {'O', 'b', 'j', 1, 2, (byte) (2 * key.length)});
        int length = 2 * text.length;
        file.put(key).put((byte) ((length & 0x7f) | 0x80)).put((byte) (length >> 7)).put(text);
        file.put(new byte[17]).put((byte) 2).put((byte) (2 * 19)).put((byte) 20).putFloat(4);
        file.put((byte) 6).putFloat(1).putFloat(2).putFloat(3).put((byte) 0).put(new byte[16]);
        return Arrays.copyOf(file.array(), file.position());
    }

    /** A channel of AcqKnowledge 3.8, eight samples. */
    private static byte[] acq() {
        ByteBuffer file = little(2400).putShort((short) 0).putInt(38).putInt(1950);
        file.putShort((short) 1).putInt(0).putDouble(2).position(1950);
        file.putInt(252).putShort((short) 0).put("ECG".getBytes(StandardCharsets.US_ASCII));
        file.position(1950 + 68).put("mV".getBytes(StandardCharsets.US_ASCII));
        file.position(1950 + 88).putInt(8).putDouble(0.001).putDouble(0);
        file.position(1950 + 250).putShort((short) 1).putShort((short) 4).putShort((short) 0);
        file.putShort((short) 2).putShort((short) 2);
        for (int i = 0; i < 8; i++) {
            file.putShort((short) (i * 100));
        }
        return Arrays.copyOf(file.array(), file.position());
    }
}
