package io.github.emotion4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.audio.capture.MonoConverter;
import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.audio.capture.Wav;
import io.github.emotion4j.audio.descriptor.Descriptor;
import io.github.emotion4j.audio.descriptor.DescriptorExtractor;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcousticFeaturesTest {
    @Test
    void aClip_isDescribedAsAWholeByUtteranceAndByFrame(@TempDir Path folder) throws IOException {
        Path clip = folder.resolve("speaking.mp4");
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("speaking.mp4"))) {
            Files.copy(in, clip);
        }
        AcousticFeatures features = AcousticFeatures.of(clip);

        float[] mono = mono(clip);
        List<Double> expected = DescriptorExtractor.extract(mono, 16_000).functionals().values();
        assertEquals(expected, features.whole().features().values());
        assertEquals(88, expected.size());
        assertFalse(features.utterances().isEmpty());
        AcousticFeatures.Span said = features.utterances().get(0);
        long start = features.whole().interval().startNanos();
        float[] cut =
                Arrays.copyOfRange(
                        mono,
                        sample(said.interval().startNanos() - start),
                        sample(said.interval().endNanos() - start));
        assertEquals(
                DescriptorExtractor.extract(cut, 16_000).functionals().values(),
                said.features().values());

        StringBuilder csv = new StringBuilder();
        features.writeCsv(csv);
        String[] lines = csv.toString().split("\n");
        assertEquals(2 + features.utterances().size(), lines.length);
        assertTrue(lines[0].startsWith("part,start_s,end_s,F0semitoneFrom27.5Hz_amean,"), lines[0]);
        assertTrue(lines[2].startsWith("utterance 1,"), lines[2]);
        StringBuilder frames = new StringBuilder();
        features.frames().writeCsv(frames);
        assertEquals(1 + features.frames().frames(), frames.toString().split("\n").length);
    }

    private static int sample(long nanos) {
        return (int) (nanos / (1_000_000_000L / MonoConverter.RATE_HERTZ));
    }

    private static float[] mono(Path file) {
        MonoConverter converter = new MonoConverter();
        float[] all = {};
        try (SoundReader reader = SoundReader.open(file)) {
            for (Optional<AudioBlock> s = reader.next(); s.isPresent(); s = reader.next()) {
                all = joined(all, converter.accept(s.get()));
            }
        }
        return joined(all, converter.finish());
    }

    private static float[] joined(float[] a, float[] b) {
        float[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    @Test
    void silenceAndOtherRates_giveWhatThereIs() {
        AcousticFeatures silent = of(Wav.of(48000, 2, 24000, new short[48000]));
        assertEquals(0.5, silent.whole().interval().lengthSeconds(), 1e-3);
        assertEquals(List.of(), silent.utterances());
        assertTrue(Double.isNaN(silent.whole().features().value("F0semitoneFrom27.5Hz_amean")));

        float[] tone = new float[11025];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.3 * Math.sin(2 * Math.PI * 200 * i / 11025));
        }
        AcousticFeatures heard = of(Wav.of(11025, tone));
        assertEquals(200, heard.frames().value(Descriptor.F0, 50), 0.5);
    }

    private static AcousticFeatures of(byte[] wav) {
        return AcousticFeatures.of(Recording.Part.of("a.wav", wav), Limits.defaults());
    }

    @Test
    void whatWasAtFault_isTold() {
        float[] bad = new float[16000];
        Arrays.fill(bad, 3000, 4000, 1f);
        assertEquals(
                List.of("clipped"),
                of(Wav.of(16000, bad)).issues().stream().map(Reason::code).toList());
        assertEquals(List.of(), of(Wav.of(16000, new float[16000])).issues());
    }

    @Test
    void whatHasNoUsableSound_isRefusedInWords() {
        byte[] slow = Wav.of(4000, new float[4000]);
        InputException refused = assertThrows(InputException.class, () -> of(slow));
        assertTrue(refused.getMessage().contains("4000"), refused.getMessage());
    }

    @Test
    void aGap_isFilledAndARateMayChange() {
        MonoConverter converter = new MonoConverter();
        float[] ones = new float[8000];
        Arrays.fill(ones, 0.5f);
        float[] first = converter.accept(new AudioBlock(0, 8000, 1, ones));
        // One second of sound, one of nothing, one of sound at another rate and of two channels.
        float[] rest =
                converter.accept(new AudioBlock(2_000_000_000L, 16000, 2, Arrays.copyOf(ones, 2)));
        rest = joined(rest, converter.accept(block(2000, 16000, 0.5f)));
        float[] all = joined(joined(first, rest), converter.finish());
        assertEquals(2 * 16000 + 2, all.length);
        assertEquals(
                List.of(new Reason("sound-gaps", "1000 ms of sound are missing")),
                converter.issues());
        assertEquals(0.5f, all[8000], 1e-3);
        assertArrayEquals(new float[15000], Arrays.copyOfRange(all, 16500, 31500));
        assertEquals(0.5f, all[32000]);
        assertThrows(
                IllegalArgumentException.class,
                () -> converter.accept(new AudioBlock(9_000_000_000_000L, 16000, 1, ones)));
    }

    @Test
    void aBlockThatLeapsAheadAlone_orHoldsNothing_movesNoOther() {
        float[] x = new float[16000];
        Arrays.fill(x, 8000, 9600, 0.5f);
        MonoConverter converter = new MonoConverter();
        float[] all = {};
        for (int i = 0; i < 10; i++) {
            long millis = i == 2 ? 30_000 : 100L * i;
            float[] part = Arrays.copyOfRange(x, 1600 * i, 1600 * (i + 1));
            all = joined(all, converter.accept(block(millis, 16000, part)));
            all = joined(all, converter.accept(block(50_000, 16000)));
        }
        assertArrayEquals(x, joined(all, converter.finish()));
    }

    @Test
    void gapsBetweenRates_addUp() {
        MonoConverter converter = new MonoConverter();
        float[] all = {};
        for (int i = 0; i < 20; i++) {
            int rate = i % 2 == 0 ? 16000 : 48000;
            float[] part = new float[rate / 10];
            Arrays.fill(part, i == 18 ? 0.5f : 0);
            all = joined(all, converter.accept(block(140L * i, rate, part)));
        }
        all = joined(all, converter.finish());
        int first = 0;
        while (all[first] < 0.25f) {
            first++;
        }
        // What is not yet filled is less than the gap that is.
        assertEquals(18 * 0.14, first / 16000.0, 0.05);
    }

    private static AudioBlock block(long millis, int rate, float... samples) {
        return new AudioBlock(1_000_000 * millis, rate, 1, samples);
    }
}
