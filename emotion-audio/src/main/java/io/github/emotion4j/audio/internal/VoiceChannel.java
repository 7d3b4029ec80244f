package io.github.emotion4j.audio.internal;

import io.github.emotion4j.audio.activity.ActivitySettings;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.audio.model.SpeechEmotionModel;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.Channel;
import io.github.emotion4j.core.spi.ChannelSession;
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
public final class VoiceChannel implements Channel {
    private static final Set<String> SOUND_ENDINGS =
            Set.of(
                    "wav", "wave", "aif", "aiff", "aifc", "flac", "mp3", "ogg", "oga", "opus",
                    "aac", "m4a", "wma", "au", "caf", "amr");
    private static final int HEAD_BYTES = 16;

    private final SpeechEmotionModel model;
    private final ActivitySettings settings;

    /** Takes the model over; it is closed with the channel. */
    public VoiceChannel(SpeechEmotionModel model, ActivitySettings settings) {
        this.model = model;
        this.settings = settings;
    }

    @Override
    public Optional<SignalReader> reader(Recording.Part part) {
        if (part instanceof Recording.FilePart file) {
            return open(file);
        }
        if (part instanceof Recording.BytesPart bytes) {
            boolean sound = hasSoundEnding(bytes.name());
            byte[] head = Arrays.copyOf(bytes.bytes(), Math.min(HEAD_BYTES, bytes.bytes().length));
            if (!sound && !mayHoldSound(head)) {
                return Optional.empty();
            }
            return orNothing(sound, () -> SoundReader.open(bytes.name(), bytes.bytes()));
        }
        return Optional.empty();
    }

    private static Optional<SignalReader> open(Recording.FilePart part) {
        Path path = part.path();
        boolean sound = hasSoundEnding(path.toString());
        if (!Files.isRegularFile(path) && !sound) {
            return Optional.empty();
        }
        if (!sound && !mayHoldSound(head(path))) {
            return Optional.empty();
        }
        return orNothing(sound, () -> SoundReader.open(path));
    }

    private interface Opener {
        Optional<SoundReader> open();
    }

    /**
     * A file that calls itself sound must be readable; of others, other modalities may know more.
     */
    private static Optional<SignalReader> orNothing(boolean sound, Opener opener) {
        try {
            return opener.open().map(SignalReader.class::cast);
        } catch (InputException e) {
            if (sound) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static boolean hasSoundEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && SOUND_ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
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
    public ChannelSession openSession() {
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
