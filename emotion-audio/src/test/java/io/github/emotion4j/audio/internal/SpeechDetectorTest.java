package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechDetectorTest {
    private static SpeechActivityModel model;

    @BeforeAll
    static void open() {
        model = load(TensorEngine.PYTORCH);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static SpeechActivityModel load(TensorEngine engine) {
        return new SpeechActivityModel(
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.of(engine), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(TensorEngine.class)
    void bothEngines_giveTheNumbersOfSilerosOwnFile(TensorEngine engine) throws IOException {
        float[] expected = golden();
        try (SpeechActivityModel loaded = load(engine)) {
            float[] x = SyntheticSound.test();
            float[] rows = new float[expected.length * 576];
            for (int i = 0; i < expected.length; i++) {
                int context = i == 0 ? 0 : 64;
                System.arraycopy(x, 512 * i - context, rows, 576 * i + 64 - context, 512 + context);
            }
            float[] found = loaded.hear(rows, expected.length, loaded.startState());
            assertArrayEquals(expected, Arrays.copyOf(found, expected.length), 1e-4f);
        }
    }

    @Test
    void whatASoundBeginsWith_isHeardAsInTheMidstOfIt() throws Exception {
        float[] x;
        try (AudioInputStream in =
                AudioSystem.getAudioInputStream(new BufferedInputStream(open("spoken/high.wav")))) {
            ByteBuffer pcm = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            x = resampled(AudioBlock.ofPcm16(0, in.getFormat().getSampleRate(), 1, pcm));
        }
        float[] whole = probabilities(model, x, 16000);
        int first = 0;
        while (whole[first] < 0.5) {
            first++;
        }
        float[] cut = probabilities(model, Arrays.copyOfRange(x, 512 * first, x.length), 16000);
        for (int i = 0; i < 10; i++) {
            assertEquals(whole[first + i] >= 0.5, cut[i] >= 0.5, "window " + i);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(
                SpeechDetectorTest.class.getResourceAsStream("/io/github/emotion4j/audio/" + name));
    }

    private static float[] golden() throws IOException {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                open("golden/speech_activity.csv"), StandardCharsets.UTF_8))) {
            double[] values =
                    in.lines()
                            .filter(l -> !l.startsWith("#"))
                            .mapToDouble(Double::parseDouble)
                            .toArray();
            float[] row = new float[values.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) values[i];
            }
            return row;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {160, 511, 513, 64000})
    void blocks_ofAnySize_giveTheSameProbabilities(int block) {
        float[] expected = probabilities(model, SyntheticSound.test(), 16000);
        assertArrayEquals(expected, probabilities(model, SyntheticSound.test(), block), 1e-5f);
    }

    @Test
    void resumed_goesOnWithTheSameProbabilities() throws IOException {
        float[] x = SyntheticSound.test();
        SampleHistory samples = new SampleHistory(x.length);
        SpeechDetector whole = new SpeechDetector(model);
        samples.append(x, 0, 23456);
        whole.hear(samples);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        whole.write(new DataOutputStream(bytes), 23456);
        SpeechDetector resumed = new SpeechDetector(model);
        resumed.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        SampleHistory kept = new SampleHistory(x.length);
        kept.startAt(22000);
        kept.append(x, 22000, x.length - 22000);
        samples.append(x, 23456, x.length - 23456);
        whole.hear(samples);
        resumed.hear(kept);
        for (int i = 24000; i < 64000; i += 512) {
            assertEquals(whole.probability(i), resumed.probability(i), 1e-5f);
        }
    }

    @Test
    void telephoneSound_isHeardAsTheSameSoundAtAnyRate() {
        float[] wide = probabilities(model, resampled(vowels(16000)), 16000);
        assertTrue(share(wide) > 0.1, "share " + share(wide));
        for (int rate : new int[] {8000, 11025, 44100}) {
            float[] other = probabilities(model, resampled(vowels(rate)), 16000);
            assertEquals(wide.length, other.length, 1);
            assertEquals(share(wide), share(other), 0.02, rate + " Hz");
        }
    }

    private static AudioBlock vowels(int rate) {
        return new AudioBlock(0, rate, 1, SyntheticSound.vowelsBelow(3400, rate));
    }

    private static float[] resampled(AudioBlock block) {
        MonoResampler resampler = new MonoResampler(block.sampleRateHertz());
        int n = resampler.accept(block);
        float[] out = Arrays.copyOf(resampler.output(), n);
        int rest = resampler.finish();
        out = Arrays.copyOf(out, n + rest);
        System.arraycopy(resampler.output(), 0, out, n, rest);
        return out;
    }

    @Test
    void silenceNoiseHumAndTone_areNoSpeech() {
        float[] silence = new float[48000];
        float[] noise = new float[48000];
        float[] hum = new float[48000];
        float[] tone = new float[48000];
        double[] even = SyntheticSound.noise(48000);
        for (int i = 0; i < hum.length; i++) {
            double t = i / 16000.0;
            noise[i] = (float) (0.1 * even[i]);
            hum[i] = (float) (0.2 * Math.sin(314.16 * t) + 0.1 * Math.sin(942.48 * t));
            tone[i] = (float) (0.3 * Math.sin(2 * Math.PI * 440 * t));
        }
        for (float[] x : new float[][] {silence, noise, hum, tone}) {
            assertEquals(0, share(probabilities(model, x, 16000)), 0.02);
        }
    }

    private static double share(float[] probabilities) {
        int speech = 0;
        for (float p : probabilities) {
            speech += p >= 0.5 ? 1 : 0;
        }
        return (double) speech / probabilities.length;
    }

    private static float[] probabilities(SpeechActivityModel model, float[] x, int block) {
        SpeechDetector detector = new SpeechDetector(model);
        SampleHistory samples = new SampleHistory(x.length);
        for (int at = 0; at < x.length; at += block) {
            samples.append(x, at, Math.min(block, x.length - at));
            detector.hear(samples);
        }
        float[] found = new float[(int) (detector.heardTo() / 512)];
        for (int i = 0; i < found.length; i++) {
            found[i] = detector.probability(512L * i);
        }
        return found;
    }
}
