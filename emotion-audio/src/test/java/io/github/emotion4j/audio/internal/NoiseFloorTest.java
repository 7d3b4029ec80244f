package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseFloorTest {
    private static final int FRAME = 160;

    /**
     * White noise of the level, and syllables at the other from the second on: the differences of
     * white noise, which like a voice have next to nothing below 60 Hz.
     */
    private static float[] sound(double noiseDb, double speechDb, int frames, double pace) {
        Random random = new Random(1);
        double noise = Math.pow(10, noiseDb / 20);
        double speech = Math.pow(10, speechDb / 20) / Math.sqrt(2);
        float[] x = new float[frames * FRAME];
        double before = 0;
        for (int n = 0; n < x.length; n++) {
            int i = n / FRAME;
            double syllable = i < 100 ? 0 : Math.pow(Math.sin(Math.PI * i / 20), 2);
            double murmur = pace == 0 ? 1 : (1 + 0.8 * Math.sin(pace * i)) / Math.sqrt(1.32);
            double now = random.nextGaussian();
            x[n] =
                    (float)
                            (random.nextGaussian() * murmur * noise
                                    + (now - before) * syllable * speech);
            before = now;
        }
        return x;
    }

    private static void accept(NoiseFloor floor, float[] x, int frame, boolean speaking) {
        floor.accept(x, frame * FRAME, (frame + 1) * FRAME, speaking);
    }

    private static double decibels(NoiseFloor floor) {
        return 10 * Math.log10(floor.power());
    }

    @ParameterizedTest
    @CsvSource({
        "-30, -30, 0, true, 1", // as loud as the voice
        "-30, -30, 0, false, 3", // and no pause is known
        "-50, -20, 0, true, 1",
        "-50, -20, 0, false, 3",
        "-40, -30, 0.3, true, 4", // a murmur that swells and falls each 0.2 s
        "-80, -20, 0, true, 1",
    })
    void noiseUnderAVoice_isToldAtItsLevel(
            double noiseDb, double speechDb, double pace, boolean pauses, double withinDb) {
        NoiseFloor floor = new NoiseFloor();
        float[] x = sound(noiseDb, speechDb, 400, pace);
        for (int i = 0; i < 400; i++) {
            accept(floor, x, i, i >= 100 || !pauses);
        }
        assertEquals(noiseDb, decibels(floor), withinDb);
    }

    /** Pink noise and brown, which is mostly a drift slower than any voice. */
    @ParameterizedTest
    @CsvSource({
        "1, true",
        "1, false",
        "2, true",
        "2, false",
    })
    void colouredNoise_isToldWithinFiveDecibels(double slope, boolean pauses) {
        Random random = new Random(3);
        int frames = 400;
        double[] noise = new double[frames * FRAME];
        double[] poles = {0.9999, 0.99, 0.9, 0.3};
        double[] slow = new double[poles.length];
        double square = 0;
        for (int n = 0; n < noise.length; n++) {
            double white = random.nextGaussian();
            for (int k = 0; k < poles.length; k++) {
                slow[k] = poles[k] * slow[k] + white * (slope == 2 ? 1 : Math.sqrt(1 - poles[k]));
                noise[n] += slope == 2 && k > 0 ? 0 : slow[k];
            }
            square += noise[n] * noise[n] / noise.length;
        }
        float[] talk = sound(-120, -20, frames, 0);
        for (double noiseDb : new double[] {-40, -25}) {
            NoiseFloor floor = new NoiseFloor();
            float[] x = talk.clone();
            for (int n = 0; n < x.length; n++) {
                x[n] += (float) (noise[n] / Math.sqrt(square) * Math.pow(10, noiseDb / 20));
            }
            for (int i = 0; i < frames; i++) {
                accept(floor, x, i, i >= 100 || !pauses);
            }
            assertEquals(noiseDb, decibels(floor), 5);
        }
    }

    /** A random walk of 12 s, whose last three seconds alone have far less power than the whole. */
    @Test
    void driftOverSeveralUtterances_isNoiseOfTheWhole() {
        int frames = 1200;
        float[] talk = sound(-120, -20, frames, 0);
        double error = 0;
        int walks = 40;
        for (int seed = 0; seed < walks; seed++) {
            Random random = new Random(seed);
            double[] walk = new double[frames * FRAME];
            double sum = 0;
            for (int n = 1; n < walk.length; n++) {
                walk[n] = walk[n - 1] + random.nextGaussian();
                sum += walk[n];
            }
            double square = 0;
            for (int n = 0; n < walk.length; n++) {
                walk[n] -= sum / walk.length;
                square += walk[n] * walk[n] / walk.length;
            }
            NoiseFloor floor = new NoiseFloor();
            float[] x = talk.clone();
            for (int n = 0; n < x.length; n++) {
                x[n] += (float) (0.1 * walk[n] / Math.sqrt(square));
            }
            for (int i = 0; i < frames; i++) {
                accept(floor, x, i, i >= 100);
            }
            error += (decibels(floor) + 20) / walks;
        }
        assertEquals(0, error, 2.5);
    }

    @Test
    void zeroThatMovesOnce_isFoundAgain() {
        NoiseFloor floor = new NoiseFloor();
        float[] x = sound(-60, -120, 2200, 0);
        for (int n = 800 * FRAME; n < x.length; n++) {
            x[n] += 0.1f;
        }
        for (int i = 0; i < 2200; i++) {
            accept(floor, x, i, false);
        }
        assertEquals(0.1, floor.zero(), 1e-3);
        assertEquals(-60, decibels(floor), 1);
    }

    @Test
    void constantOffset_isNoNoise() {
        NoiseFloor floor = new NoiseFloor();
        float[] x = sound(-60, -20, 400, 0);
        for (int n = 0; n < x.length; n++) {
            x[n] += 0.1f;
        }
        for (int i = 0; i < 400; i++) {
            accept(floor, x, i, i >= 100);
        }
        assertEquals(-60, decibels(floor), 1);
    }

    @Test
    void silenceBeforeTheSound_isNoNoiseFloor() {
        NoiseFloor floor = new NoiseFloor();
        float[] silence = new float[200 * FRAME];
        for (int i = 0; i < 200; i++) {
            accept(floor, silence, i, false);
        }
        float[] x = sound(-30, -30, 200, 0);
        for (int i = 0; i < 200; i++) {
            accept(floor, x, i, true);
        }
        assertEquals(-30, decibels(floor), 3);
    }

    @Test
    void noiseThatGrowsOrFalls_isFollowed() {
        NoiseFloor floor = new NoiseFloor();
        for (double noiseDb : new double[] {-60, -30, -60}) {
            float[] talk = sound(noiseDb, noiseDb + 20, 700, 0);
            for (int i = 0; i < 700; i++) {
                accept(floor, talk, i, i >= 100);
            }
            float[] rest = sound(noiseDb, -20, 100, 0);
            for (int i = 0; i < 100; i++) {
                accept(floor, rest, i, false);
            }
            assertEquals(noiseDb, decibels(floor), 2);
        }
    }

    @Test
    void state_goesOnWithTheSameNumbers() throws IOException {
        NoiseFloor floor = new NoiseFloor();
        NoiseFloor restored = new NoiseFloor();
        float[] x = sound(-40, -20, 700, 0);
        for (int i = 0; i < 700; i++) {
            if (i == 330) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                floor.write(new DataOutputStream(bytes));
                restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            }
            accept(floor, x, i, i % 90 > 20);
            if (i >= 330) {
                accept(restored, x, i, i % 90 > 20);
                assertEquals(floor.power(), restored.power());
            }
        }
    }

    /** Half a year in, the count of frames exceeds an int. */
    @Test
    void streamOfAYear_isFollowed() throws IOException {
        NoiseFloor floor = new NoiseFloor();
        float[] x = sound(-40, -40, 700, 0);
        for (int i = 0; i < 700; i++) {
            accept(floor, x, i, false);
        }
        double before = decibels(floor);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        floor.write(new DataOutputStream(bytes));
        int filtersAndParts = 8 * (4 + 4 + 12 + 12 + 80 + 1);
        ByteBuffer state = ByteBuffer.wrap(bytes.toByteArray());
        assertEquals(700, state.getLong(filtersAndParts));
        state.putLong(filtersAndParts, 365L * 24 * 3600 * 100);
        floor.read(new DataInputStream(new ByteArrayInputStream(state.array())));
        for (int i = 0; i < 700; i++) {
            accept(floor, x, i, false);
        }
        assertEquals(before, decibels(floor), 1);
    }
}
