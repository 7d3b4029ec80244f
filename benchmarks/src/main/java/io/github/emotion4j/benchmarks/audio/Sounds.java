package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.audio.descriptor.DescriptorExtractor;
import io.github.emotion4j.audio.descriptor.DescriptorTrack;
import io.github.emotion4j.audio.internal.MonoResampler;
import io.github.emotion4j.core.AudioBlock;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads whole sound files for the side-by-side programs. */
final class Sounds {
    private Sounds() {}

    /** The file as mono samples at 16 kHz. */
    static float[] read(Path file) {
        try (SoundReader reader = SoundReader.open(file)) {
            float[] all = new float[16000];
            int length = 0;
            @Nullable MonoResampler resampler = null;
            Optional<AudioBlock> next = reader.next();
            while (next.isPresent()) {
                AudioBlock block = next.get();
                if (resampler == null) {
                    resampler = new MonoResampler(block.sampleRateHertz());
                }
                int n = resampler.accept(block);
                all = append(all, length, resampler.output(), n);
                length += n;
                next = reader.next();
            }
            if (resampler != null) {
                int n = resampler.finish();
                all = append(all, length, resampler.output(), n);
                length += n;
            }
            return Arrays.copyOf(all, length);
        }
    }

    /** The file's descriptors. */
    static DescriptorTrack describe(Path file) {
        return DescriptorExtractor.extract(read(file), 16_000);
    }

    private static float[] append(float[] all, int length, float[] more, int n) {
        float[] grown = length + n > all.length ? Arrays.copyOf(all, (length + n) * 2) : all;
        System.arraycopy(more, 0, grown, length, n);
        return grown;
    }
}
