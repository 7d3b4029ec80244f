package io.github.emotion4j.audio.descriptor;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.emotion4j.audio.internal.MonoResampler;
import io.github.emotion4j.core.AudioBlock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Values of other tools and signals with a known answer. */
final class Golden {
    static final int RATE = 16000;

    private Golden() {}

    /** Rows of a resource, at least one: numbers between commas; comments begin with #. */
    static double[][] rows(String resource) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(open(resource), StandardCharsets.UTF_8))) {
            double[][] rows =
                    in.lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(Golden::numbers)
                            .toArray(double[][]::new);
            assertNotEquals(0, rows.length, resource);
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] numbers(String line) {
        String[] cells = line.split(",");
        double[] row = new double[cells.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = Double.parseDouble(cells[i]);
        }
        return row;
    }

    /** Samples of a mono 16-bit WAV resource with the usual header of 44 bytes. */
    static float[] wav(String resource) {
        try (InputStream in = open(resource)) {
            byte[] bytes = in.readAllBytes();
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            buffer.position(44);
            float[] samples = new float[buffer.remaining() / 2];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = buffer.getShort() / 32768f;
            }
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A spoken sentence of golden_praat.sh, brought from 22.05 to 16 kHz. */
    static float[] spoken(String name) {
        float[] x = wav("spoken/" + name + ".wav");
        MonoResampler resampler = new MonoResampler(22050);
        int n = resampler.accept(new AudioBlock(0, 22050, 1, x));
        float[] out = Arrays.copyOf(resampler.output(), n);
        int rest = resampler.finish();
        float[] all = Arrays.copyOf(out, n + rest);
        System.arraycopy(resampler.output(), 0, all, n, rest);
        return all;
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(
                Golden.class.getResourceAsStream("/io/github/emotion4j/audio/" + resource),
                resource);
    }

    /** The signal of models/training/speech-emotion/golden.py. */
    static float[] risingTone(int n) {
        float[] x = new float[n];
        long state = 12345;
        for (int i = 0; i < n; i++) {
            double t = (double) i / RATE;
            state = (state * 1103515245L + 12345) & 0x7fffffffL;
            double noise = (double) state / 0x7fffffffL - 0.5;
            x[i] = (float) (0.3 * Math.sin(2 * Math.PI * (200 * t + 1500 * t * t)) + 0.1 * noise);
        }
        return x;
    }

    /**
     * A voice: pulses through resonances of 80 Hz, those given and two more above; none given
     * leaves bare bumps of 3 ms, whose shimmer nothing blurs. Periods alternate by +-jitter / 2 and
     * amplitudes by +-shimmer / 2, so that both are known exactly.
     */
    static float[] vowel(
            double seconds, double f0, double jitter, double shimmer, double[] formants) {
        double[] source = new double[(int) (seconds * RATE)];
        double at = 50;
        for (int k = 0; at + 2 < source.length; k++) {
            double sign = k % 2 == 0 ? 1 : -1;
            double amplitude = 1 + sign * shimmer / 2;
            // A smooth bump whose centre may lie between samples.
            double half = formants.length == 0 ? 24 : 4;
            for (int i = (int) (at - half); i <= at + half; i++) {
                if (i >= 0 && i < source.length) {
                    source[i] += amplitude * Math.max(0, Math.cos(0.5 * Math.PI * (i - at) / half));
                }
            }
            at += RATE / f0 * (1 + sign * jitter / 2);
        }
        for (double formant : formants.length == 0 ? formants : withUpper(formants)) {
            double r = Math.exp(-Math.PI * 80 / RATE);
            double a = 2 * r * Math.cos(2 * Math.PI * formant / RATE);
            double y1 = 0;
            double y2 = 0;
            for (int i = 0; i < source.length; i++) {
                double y = source[i] * (1 - r) + a * y1 - r * r * y2;
                y2 = y1;
                y1 = y;
                source[i] = y;
            }
        }
        double mean = formants.length == 0 ? 0 : Arrays.stream(source).average().orElse(0);
        double peak = 1e-9;
        for (int i = 0; i < source.length; i++) {
            source[i] -= mean;
            peak = Math.max(peak, Math.abs(source[i]));
        }
        float[] x = new float[source.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (0.5 * source[i] / peak);
        }
        return x;
    }

    /** Adds the fourth and fifth formant and, at 0 Hz twice, the fall of the glottal source. */
    private static double[] withUpper(double[] formants) {
        double[] all = Arrays.copyOf(formants, formants.length + 3);
        all[formants.length] = 3500;
        all[formants.length + 1] = 4500;
        return all;
    }

    static float[] sine(double seconds, double hertz, double amplitude) {
        float[] x = new float[(int) (seconds * RATE)];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / RATE));
        }
        return x;
    }
}
