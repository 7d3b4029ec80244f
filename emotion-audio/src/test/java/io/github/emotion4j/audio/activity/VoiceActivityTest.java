package io.github.emotion4j.audio.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.audio.descriptor.LogMel;
import io.github.emotion4j.audio.descriptor.MelSettings;
import io.github.emotion4j.audio.internal.MonoResampler;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoiceActivityTest {
    @Test
    void speech_ofAStranger_isFoundAtAnyLevel() throws IOException {
        float[] speech = gridSpeech();
        for (double gain : new double[] {1, 0.05}) {
            float[] x = new float[speech.length];
            Random random = new Random(1);
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (gain * speech[i] + 1e-5 * random.nextGaussian());
            }
            assertTrue(share(x) > 0.3, "share " + share(x) + " at gain " + gain);
        }
    }

    @Test
    void otherSound_isNoSpeech() {
        Random random = new Random(2);
        float[] hum = new float[48000];
        float[] noise = new float[48000];
        float[] tone = new float[48000];
        for (int i = 0; i < hum.length; i++) {
            double t = i / 16000.0;
            hum[i] = (float) (0.2 * Math.sin(314.16 * t) + 0.1 * Math.sin(942.48 * t));
            noise[i] = (float) (0.1 * random.nextGaussian());
            tone[i] = (float) (0.3 * Math.sin(2 * Math.PI * 440 * t));
        }
        assertEquals(0, share(new float[48000]), 0.02);
        assertEquals(0, share(hum), 0.05);
        assertEquals(0, share(noise), 0.05);
        assertEquals(0, share(tone), 0.1);
    }

    /** Share of the frames taken for speech. */
    private static double share(float[] x) {
        MelSettings settings = MelSettings.speechModel();
        LogMel mel = new LogMel(settings);
        VoiceActivityDetector detector = new VoiceActivityDetector();
        float[] bands = new float[settings.bands()];
        int speech = 0;
        int frames = settings.frames(x.length);
        for (int i = 0; i < frames; i++) {
            mel.frame(x, i * settings.hopLength(), bands, 0);
            speech += detector.accept(bands, 0) > 0.5 ? 1 : 0;
        }
        return (double) speech / frames;
    }

    private static float[] gridSpeech() throws IOException {
        String resource = "/io/github/emotion4j/audio/grid/sbwe5n.mpg";
        byte[] clip;
        try (InputStream in =
                Objects.requireNonNull(VoiceActivityTest.class.getResourceAsStream(resource))) {
            clip = in.readAllBytes();
        }
        float[] out = new float[64000];
        int n = 0;
        try (SoundReader reader = SoundReader.open("sbwe5n.mpg", clip).orElseThrow()) {
            Optional<Signal> next = reader.next();
            MonoResampler resampler =
                    new MonoResampler(((AudioBlock) next.orElseThrow()).sampleRateHertz());
            while (next.isPresent()) {
                int m = resampler.accept((AudioBlock) next.get());
                System.arraycopy(resampler.output(), 0, out, n, m);
                n += m;
                next = reader.next();
            }
        }
        return Arrays.copyOf(out, n);
    }
}
