package io.github.emotion4j.audio.internal;

import io.github.emotion4j.audio.activity.ActivitySettings;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.audio.model.SpeechEmotionModel;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The voice with its model loaded. */
public final class VoiceModel implements ModalityModel {
    /**
     * Of sound, and of videos that may hold it: a file that is called so and cannot be read is
     * refused with the reason.
     */
    private static final Set<String> ENDINGS =
            Set.of(
                    "wav", "wave", "aif", "aiff", "aifc", "flac", "mp2", "mp3", "ogg", "oga",
                    "opus", "aac", "ac3", "m4a", "m4b", "mka", "weba", "wma", "au", "caf", "amr",
                    "webm", "mp4", "m4v", "mov", "mkv", "avi", "mpg", "mpeg", "ogv", "flv", "wmv",
                    "3gp");

    private static final int HEAD_BYTES = 16;

    private final SpeechEmotionModel model;
    private final ActivitySettings settings;

    /** Takes the model over; it is closed with the channel. */
    public VoiceModel(SpeechEmotionModel model, ActivitySettings settings) {
        this.model = model;
        this.settings = settings;
    }

    @Override
    public Optional<SignalReader> reader(OpenPart open) {
        Recording.Part part = open.part();
        if (part instanceof Recording.FilePart file) {
            return open(file);
        }
        if (part instanceof Recording.BytesPart bytes) {
            byte[] head = Arrays.copyOf(bytes.bytes(), Math.min(HEAD_BYTES, bytes.bytes().length));
            return hasKnownEnding(bytes.name()) || mayHoldSound(head)
                    ? SoundReader.open(bytes.name(), bytes.bytes()).map(SignalReader.class::cast)
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<SignalReader> open(Recording.FilePart part) {
        Path path = part.path();
        boolean mayHoldSound =
                hasKnownEnding(path.toString())
                        || (Files.isRegularFile(path) && mayHoldSound(head(path)));
        return mayHoldSound
                ? SoundReader.open(path).map(SignalReader.class::cast)
                : Optional.empty();
    }

    private static boolean hasKnownEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static byte[] head(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            throw new InputException(path.toString(), "cannot be read", e);
        }
    }

    /** Whether the first bytes are those of a container that can hold sound. */
    private static boolean mayHoldSound(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int first = head.length > 0 ? head[0] & 0xff : 0;
        int second = head.length > 1 ? head[1] & 0xff : 0;
        boolean transportStream = first == 0x47 && head.length == HEAD_BYTES;
        boolean jpeg = first == 0xff && second == 0xd8;
        boolean mpegAudio = first == 0xff && (second & 0xe0) == 0xe0 && second != 0xff && !jpeg;
        boolean riff = text.startsWith("RIFF") && !text.startsWith("WEBP", 8);
        return riff
                || transportStream
                || mpegAudio
                || text.startsWith("RF64")
                || text.startsWith("FORM")
                || text.startsWith("fLaC")
                || text.startsWith("OggS")
                || text.startsWith("ID3")
                || text.startsWith("caff")
                || text.startsWith("#!AMR")
                || text.startsWith("ftyp", 4)
                || text.startsWith("moov", 4)
                || text.startsWith("\u001aE\u00df\u00a3") // Matroska, WebM
                || text.startsWith("\0\0\1\u00ba") // MPEG program stream
                || text.startsWith("FLV")
                || text.startsWith("0&\u00b2u"); // ASF
    }

    @Override
    public boolean accepts(Signal signal) {
        return signal instanceof AudioBlock;
    }

    @Override
    public ModalitySession openSession() {
        return new VoiceSession(model, settings);
    }

    @Override
    public Duration holdFor() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void close() {
        model.close();
    }
}
