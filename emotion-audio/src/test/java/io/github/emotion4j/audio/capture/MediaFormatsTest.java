package io.github.emotion4j.audio.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.audio.AcousticFeatures;
import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of the usual formats, each made here: a second of silence, then a second of a tone. */
class MediaFormatsTest {
    private static final int RATE = 48000;
    private static final int CHANNELS = 2;
    private static final double HERTZ = 440;

    private static EmotionRecognizer recognizer;

    @TempDir private Path folder;

    @BeforeAll
    static void open() {
        recognizer =
                EmotionRecognizer.builder()
                        .onlyNamedModalities()
                        .modality(new VoiceModality())
                        .build();
    }

    @AfterAll
    static void close() {
        recognizer.close();
    }

    private enum Format {
        WAV("wav", avcodec.AV_CODEC_ID_PCM_S16LE),
        AIFF("aiff", avcodec.AV_CODEC_ID_PCM_S16BE),
        FLAC("flac", avcodec.AV_CODEC_ID_FLAC),
        MP3("mp3", avcodec.AV_CODEC_ID_MP3),
        OPUS("ogg", avcodec.AV_CODEC_ID_OPUS),
        AAC("adts", avcodec.AV_CODEC_ID_AAC),
        M4A("ipod", avcodec.AV_CODEC_ID_AAC),
        WEBM("webm", avcodec.AV_CODEC_ID_OPUS);

        private final String container;
        private final int codec;

        Format(String container, int codec) {
            this.container = container;
            this.codec = codec;
        }

        private boolean lossless() {
            return ordinal() <= FLAC.ordinal();
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void everyFormat_whateverItsName_givesTheToneAtItsTime(Format format) throws IOException {
        Path misnamed = folder.resolve("sound.wav");
        Files.write(misnamed, encoded(format));
        try (SoundReader reader = SoundReader.open(misnamed)) {
            float[] heard = mono(reader);
            // A codec may pad, and its delay may stay where the container does not tell it.
            double slack = format.lossless() ? 0 : 0.05;
            assertEquals(2, (double) heard.length / RATE, 2 * slack);
            assertEquals(1, (double) onset(heard) / RATE, slack + 0.001);
            assertEquals(HERTZ, hertz(heard), 1);
            assertEquals(0.5, peak(heard), format.lossless() ? 1e-4 : 0.03);
        }
    }

    /** Telephone corpora come in it: a text of 1024 bytes, then the samples. */
    @Test
    void floatsOfAnIntegersScale_areRefusedByName() {
        byte[] file = Wav.of(16_000, 2, 2000, new short[4000]);
        ByteBuffer floats = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        // The same bytes as 2,000 samples of one channel in IEEE floats.
        floats.putShort(20, (short) 3).putShort(22, (short) 1).putInt(28, 64_000);
        floats.putShort(32, (short) 4).putShort(34, (short) 32);
        for (int i = 0; i < 2000; i++) {
            floats.putFloat(44 + 4 * i, (float) (12_000 * Math.sin(i * 0.1)));
        }
        Recording.Part part = Recording.Part.of("floats.wav", file);
        String message =
                assertThrows(
                                InputException.class,
                                () -> AcousticFeatures.of(part, Limits.defaults()))
                        .getMessage();
        assertTrue(
                message.startsWith(
                        "floats.wav: has another scale at 0.000 s: samples reach 12000, and"),
                message);
    }

    @Test
    void nistSphere_uLaw_givesItsSamples() {
        String text =
                """
                NIST_1A
                   1024
                channel_count -i 1
                sample_count -i 8000
                sample_rate -i 8000
                sample_n_bytes -i 1
                sample_byte_format -s1 1
                sample_coding -s4 ulaw
                end_head
                """;
        byte[] file = new byte[1024 + 8000];
        Arrays.fill(file, (byte) 0x80); // The loudest positive code, 32124 of 32768.
        byte[] head = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, file, 0, head.length);
        try (SoundReader reader =
                SoundReader.open(Recording.Part.of("call", file), Limits.defaults())) {
            AudioBlock heard = reader.next().orElseThrow();
            assertEquals(8000, heard.sampleRateHertz());
            assertEquals(32124 / 32768.0, heard.sample(0, 0), 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WAV", "AIFF", "FLAC", "MP3", "OPUS", "AAC", "WEBM"})
    void cutFile_givesWhatItHas(Format format) throws IOException {
        byte[] whole = encoded(format);
        byte[] cut = Arrays.copyOf(whole, whole.length * 6 / 10);
        try (SoundReader reader =
                SoundReader.open(Recording.Part.of("cut", cut), Limits.defaults())) {
            assertEquals(List.of(), reader.issues());
            double seconds = (double) mono(reader).length / RATE;
            assertTrue(seconds > 0.4 && seconds < 2, seconds + " s");
            boolean declared = !Set.of(Format.WAV, Format.OPUS, Format.AAC).contains(format);
            assertEquals(
                    declared ? List.of("breaks-off") : List.of(),
                    reader.issues().stream().map(Reason::code).toList());
            if (format == Format.FLAC) {
                Recording.Part part = Recording.Part.of("cut", cut);
                assertEquals(
                        reader.issues(), AcousticFeatures.of(part, Limits.defaults()).issues());
            }
        }
        try (SoundReader reader =
                SoundReader.open(Recording.Part.of("whole", whole), Limits.defaults())) {
            mono(reader);
            assertEquals(List.of(), reader.issues());
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void headOfAFile_isRefusedByName(Format format) throws IOException {
        byte[] head = Arrays.copyOf(encoded(format), 24);
        InputException e =
                assertThrows(
                        InputException.class,
                        () -> {
                            try (SoundReader reader =
                                    SoundReader.open(
                                            Recording.Part.of("head.bin", head),
                                            Limits.defaults())) {
                                mono(reader);
                            }
                        });
        assertTrue(Objects.requireNonNull(e.getMessage()).contains("head.bin"), e.getMessage());
    }

    /** An M4A keeps its table at the end: cut, it is as good as empty. */
    @ParameterizedTest
    @CsvSource({
        "voice.webm, WEBM, 0, is empty",
        "voice.weba, WEBM, 0, is empty",
        "voice.webm, WEBM, 40, is no sound or video",
        "voice.mka, WEBM, 40, is no sound or video",
        "voice, WEBM, 40, is no sound or video",
        "voice.mp4, M4A, 0, is empty",
        "voice.mp4, M4A, 9000, is no sound or video",
        "voice.m4b, M4A, 9000, is no sound or video",
        "voice.dat, M4A, 9000, is no sound or video",
        "voice.ac3, WAV, 0, is empty",
        "voice.wav, WAV, 44, is no sound or video"
    })
    void unreadableFile_atTheRecognizer_keepsItsReason(
            String name, Format format, int bytes, String reason) throws IOException {
        Path file = folder.resolve(name);
        byte[] content = Arrays.copyOf(encoded(format), bytes);
        Files.write(file, content);
        for (Recording recording : List.of(Recording.of(file), Recording.of(name, content))) {
            InputException e =
                    assertThrows(InputException.class, () -> recognizer.recognize(recording));
            String message = Objects.requireNonNull(e.getMessage());
            assertTrue(message.contains(name) && message.contains(reason), message);
        }
    }

    private byte[] encoded(Format format) throws IOException {
        short[] samples = new short[2 * RATE * CHANNELS];
        for (int i = RATE * CHANNELS; i < samples.length; i++) {
            int frame = i / CHANNELS;
            samples[i] =
                    (short) Math.round(0.5 * 32767 * Math.sin(2 * Math.PI * HERTZ * frame / RATE));
        }
        Path file = folder.resolve("made." + format.container);
        try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), CHANNELS)) {
            recorder.setFormat(format.container);
            recorder.setSampleRate(RATE);
            recorder.setAudioCodec(format.codec);
            recorder.setAudioBitrate(96_000);
            recorder.start();
            recorder.recordSamples(RATE, CHANNELS, ShortBuffer.wrap(samples));
            recorder.stop();
        }
        return Files.readAllBytes(file);
    }

    /** All samples of the first channel. */
    private static float[] mono(SoundReader reader) {
        float[] all = new float[4 * RATE];
        int n = 0;
        Optional<AudioBlock> next = reader.next();
        while (next.isPresent()) {
            AudioBlock block = next.get();
            assertEquals(RATE, block.sampleRateHertz());
            for (int i = 0; i < block.frameCount(); i++) {
                all[n++] = block.sample(i, 0);
            }
            next = reader.next();
        }
        return Arrays.copyOf(all, n);
    }

    private static int onset(float[] x) {
        int i = 0;
        while (Math.abs(x[i]) < 0.1) {
            i++;
        }
        return i;
    }

    /** Sign changes of half a second around the tone's middle. */
    private static double hertz(float[] x) {
        int changes = 0;
        int from = RATE + RATE / 4;
        for (int i = from; i < from + RATE / 2; i++) {
            changes += x[i] < 0 != x[i + 1] < 0 ? 1 : 0;
        }
        return changes;
    }

    private static float peak(float[] x) {
        float peak = 0;
        for (int i = RATE + RATE / 4; i < RATE + RATE / 2; i++) {
            peak = Math.max(peak, Math.abs(x[i]));
        }
        return peak;
    }
}
