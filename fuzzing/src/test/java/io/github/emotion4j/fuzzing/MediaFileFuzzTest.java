package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.media.internal.MediaFile;
import java.util.Optional;

/**
 * Containers whose picture and sound are read side by side, under a name that hands all to FFmpeg.
 */
class MediaFileFuzzTest {
    private static final int MAX_TURNS = 50;

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        Attack.read(
                () -> {
                    var bytesPart = Recording.Part.of("clip.mp4", bytes);
                    try (OpenPart part = new OpenPart(bytesPart, Attack.LIMITS)) {
                        Optional<MediaFile> file = MediaFile.of(part);
                        if (file.isPresent()) {
                            turns(file.get().pictures(), file.get().sound());
                        }
                    }
                });
    }

    private static void turns(Optional<SignalReader> pictures, Optional<SignalReader> sound) {
        boolean more = true;
        for (int i = 0; i < MAX_TURNS && more; i++) {
            more = pictures.flatMap(SignalReader::next).isPresent();
            more |= sound.flatMap(SignalReader::next).isPresent();
        }
    }
}
