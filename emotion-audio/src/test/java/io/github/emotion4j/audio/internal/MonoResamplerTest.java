package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.AudioBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonoResamplerTest {
    @ParameterizedTest
    @ValueSource(doubles = {6000, 8000, 11025, 16000, 44100, 48000, 192000})
    void tone_anyRateAndBlockSize_keepsLevelAndTime(double rate) {
        float[] out = resample(rate, 1500, new Random(1));
        assertEquals(16000, out.length);
        for (int i = 1000; i < 15000; i++) {
            assertEquals(0.5 * Math.sin(2 * Math.PI * 1500 * i / 16000.0), out[i], 1e-3);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {9000, 11000, 15000, 20000})
    void tone_aboveTheNewBand_isGone(double hertz) {
        double energy = 0;
        float[] out = resample(48000, hertz, new Random(2));
        for (int i = 1000; i < 15000; i++) {
            energy += out[i] * out[i];
        }
        double aliasDb = 10 * Math.log10(energy / 14000 / 0.125);
        assertTrue(aliasDb < -60, aliasDb + " dB");
    }

    @ParameterizedTest
    @ValueSource(doubles = {8000, 11025, 16000, 22050, 22254.5454, 44100, 44101, 48000})
    void resumed_anyRate_givesTheSameSamples(double rate) throws IOException {
        Random random = new Random(3);
        float[] x = new float[(int) (3 * rate)];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (0.2 * random.nextGaussian());
        }
        int cut = (int) (1.234 * rate);
        MonoResampler whole = new MonoResampler(rate);
        whole.accept(new AudioBlock(0, rate, 1, Arrays.copyOf(x, cut)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        whole.write(new DataOutputStream(bytes), 0);
        MonoResampler resumed = new MonoResampler(rate);
        resumed.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        AudioBlock rest = new AudioBlock(0, rate, 1, Arrays.copyOfRange(x, cut, x.length));
        int n = whole.accept(rest);
        int m = resumed.accept(rest);
        assertEquals(n, m, 1);
        // TarsosDSP looks its filter up without interpolation: a rounding is an entry's distance.
        for (int i = 0; i < Math.min(n, m); i++) {
            assertEquals(whole.output()[i], resumed.output()[i], 1e-3, "at " + i);
        }
        assertTrue(bytes.size() < 8192, bytes.size() + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {3600, 160, 7})
    void end_anyBlockSize_isWhereTheInputEnds(int blockSize) {
        MonoResampler resampler = new MonoResampler(6000);
        int made = 0;
        for (int at = 0; at < 3600; at += blockSize) {
            float[] block = new float[Math.min(blockSize, 3600 - at)];
            made += resampler.accept(new AudioBlock(0, 6000, 1, block));
        }
        assertEquals(9600, made + resampler.finish());
    }

    @Test
    void badSamples_becomeSilenceAndAreCountedWhereTheyAre() {
        MonoResampler resampler = new MonoResampler(32000);
        float[] x = new float[2 * 1280];
        float[] bad = {Float.NaN, Float.NEGATIVE_INFINITY, 1e30f, Float.MAX_VALUE, -1e6f};
        System.arraycopy(bad, 0, x, 2 * 400, bad.length);
        x[2 * 700] = -1f;
        x[2 * 700 + 1] = 1f;
        int n = resampler.accept(new AudioBlock(0, 32000, 2, x));
        for (int i = 0; i < n; i++) {
            // The channels' mean, and a little more where the filter rings.
            assertEquals(0, resampler.output()[i], i < 340 || i > 360 ? 1e-3 : 0.01);
        }
        FaultCounts faults = resampler.faults();
        assertEquals(5, faults.notFinite(0, 640));
        assertEquals(5, faults.notFinite(160, 320));
        assertEquals(0, faults.notFinite(320, 640));
        assertEquals(1, faults.loud(0, 640));
        assertEquals(1, faults.loud(320, 480));
        assertEquals(1, faults.peak(320, 480));
        resampler.fill(320, 2);
        assertEquals(320, faults.missing(640, 800));
        assertEquals(new SoundFaults(0.05, 1 / 32000.0, 1, 5, 0.01), resampler.takeFaults(true));
        assertEquals(SoundFaults.NONE, resampler.takeFaults(true));
    }

    @Test
    void invertedChannel_isTurned_andOthersAreAveraged() throws IOException {
        float[] inverted = new float[2 * 16000];
        float[] apart = new float[2 * 16000];
        double[] noise = SyntheticSound.noise(16000);
        for (int i = 0; i < 16000; i++) {
            float voice = (float) (0.3 * Math.sin(2 * Math.PI * 200 * i / 16000.0));
            inverted[2 * i] = voice;
            inverted[2 * i + 1] = -voice;
            apart[2 * i] = voice;
            apart[2 * i + 1] = (float) (0.2 * noise[i] - 0.3 * voice);
        }
        MonoResampler mono = new MonoResampler(16000);
        mono.accept(new AudioBlock(0, 16000, 2, inverted));
        for (int i = 4000; i < 16000; i++) {
            assertEquals(inverted[2 * i], mono.output()[i], 1e-3);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mono.write(new DataOutputStream(bytes), 0);
        MonoResampler resumed = new MonoResampler(16000);
        resumed.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        resumed.accept(new AudioBlock(0, 16000, 2, inverted));
        assertEquals(inverted[200], resumed.output()[100], 1e-3);

        MonoResampler plain = new MonoResampler(16000);
        plain.accept(new AudioBlock(0, 16000, 2, apart));
        for (int i = 4000; i < 16000; i++) {
            assertEquals((apart[2 * i] + apart[2 * i + 1]) / 2, plain.output()[i], 1e-3);
        }
    }

    /** Words of 0.2 s after pauses of 0.3 s; what is left of each from its first 20 ms on. */
    @ParameterizedTest
    @CsvSource({
        "-1, 0.02, 0.02",
        "-1, 0.01, 0.01",
        "1, 0.1, -0.1",
        "1, 0.002, -0.002",
        "1, 0.02, -0.02"
    })
    void offsets_decideOnNoPolarity(int polarity, float left, float right) {
        float amplitude = 0.1f;
        float[] stereo = new float[2 * 32000];
        float[] voice = new float[32000];
        for (int i = 0; i < voice.length; i++) {
            boolean said = i % 8000 >= 4800;
            voice[i] = said ? amplitude * (float) Math.sin(2 * Math.PI * 200 * i / 16000.0) : 0;
            stereo[2 * i] = left + voice[i];
            stereo[2 * i + 1] = right + polarity * voice[i];
        }
        MonoResampler mono = new MonoResampler(16000);
        mono.accept(new AudioBlock(0, 16000, 2, stereo));
        float zero = (left + polarity * right) / 2;
        for (int word = 4800; word < voice.length; word += 8000) {
            double energy = 0;
            // The first word tells the polarity.
            for (int i = word + (word < 8000 ? 1600 : 0); i < word + 3200; i++) {
                energy += Math.pow(mono.output()[i] - zero, 2) / (word < 8000 ? 1600 : 3200);
            }
            assertEquals(amplitude / Math.sqrt(2), Math.sqrt(energy), 0.02 * amplitude);
        }
    }

    @Test
    void anyTwoOfSeveralChannels_mayBeOpposite() {
        float[] x = new float[3 * 16000];
        for (int i = 0; i < 16000; i++) {
            x[3 * i + 1] = (float) (0.3 * Math.sin(2 * Math.PI * 200 * i / 16000.0));
            x[3 * i + 2] = -x[3 * i + 1];
        }
        MonoResampler mono = new MonoResampler(16000);
        mono.accept(new AudioBlock(0, 16000, 3, x));
        for (int i = 4000; i < 16000; i++) {
            assertEquals(2 * x[3 * i + 1] / 3, mono.output()[i], 1e-3);
        }
    }

    private static float[] resample(double rate, double hertz, Random random) {
        float[] x = new float[(int) rate];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        MonoResampler resampler = new MonoResampler(rate);
        float[] out = new float[17000];
        int made = 0;
        int at = 0;
        while (at < x.length) {
            int n = Math.min(x.length - at, 1 + random.nextInt(3000));
            int m = resampler.accept(new AudioBlock(0, rate, 1, Arrays.copyOfRange(x, at, at + n)));
            System.arraycopy(resampler.output(), 0, out, made, m);
            made += m;
            at += n;
        }
        int m = resampler.finish();
        System.arraycopy(resampler.output(), 0, out, made, m);
        return Arrays.copyOf(out, made + m);
    }
}
