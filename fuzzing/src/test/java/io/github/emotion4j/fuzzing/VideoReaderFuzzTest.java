package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.vision.capture.VideoReader;
import java.util.Optional;

/** Pictures and the pictures of clips, told apart by content: heads, decoders, pixels. */
class VideoReaderFuzzTest {
    private static final int MAX_FRAMES = 20;

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        Attack.read(
                () -> {
                    var part = Recording.Part.of("upload", bytes);
                    Optional<VideoReader> opened = VideoReader.find(part, Attack.LIMITS);
                    if (opened.isPresent()) {
                        try (VideoReader reader = opened.get()) {
                            for (int i = 0; i < MAX_FRAMES && reader.next().isPresent(); i++) {
                                reader.progress();
                            }
                        }
                    }
                });
    }
}
