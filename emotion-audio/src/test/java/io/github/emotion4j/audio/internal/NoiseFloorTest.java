package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseFloorTest {
    private static final int FRAME = 160;

    /** Frames' levels of noise of the level, and of syllables at the other from the second on. */
    private static double[] levels(double noiseDb, double speechDb, int frames, double pace) {
        Random random = new Random(1);
        double[] levels = new double[frames];
        for (int i = 0; i < frames; i++) {
            double syllable = i < 100 ? 0 : Math.pow(Math.sin(Math.PI * i / 20), 2);
            double murmur = pace == 0 ? 1 : Math.pow(1 + 0.8 * Math.sin(pace * i), 2) / 1.32;
            double energy = 0;
            for (int n = 0; n < FRAME; n++) {
                double x =
                        random.nextGaussian() * Math.sqrt(murmur) * Math.pow(10, noiseDb / 20)
                                + random.nextGaussian() * syllable * Math.pow(10, speechDb / 20);
                energy += x * x;
            }
            levels[i] = 10 * Math.log10(energy / FRAME + 1e-12);
        }
        return levels;
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
        double[] levels = levels(noiseDb, speechDb, 400, pace);
        for (int i = 0; i < levels.length; i++) {
            floor.accept(levels[i], i >= 100 || !pauses);
        }
        assertEquals(noiseDb, floor.decibels(), withinDb);
    }

    @Test
    void silenceBeforeTheSound_isNoNoiseFloor() {
        NoiseFloor floor = new NoiseFloor();
        for (int i = 0; i < 200; i++) {
            floor.accept(-120, false);
        }
        for (double level : levels(-30, -30, 200, 0)) {
            floor.accept(level, true);
        }
        assertEquals(-30, floor.decibels(), 3);
    }

    @Test
    void noiseThatGrowsOrFalls_isFollowed() {
        NoiseFloor floor = new NoiseFloor();
        for (double noiseDb : new double[] {-60, -30, -60}) {
            double[] talk = levels(noiseDb, noiseDb + 20, 700, 0);
            for (int i = 0; i < talk.length; i++) {
                floor.accept(talk[i], i >= 100);
            }
            for (double level : levels(noiseDb, -20, 100, 0)) {
                floor.accept(level, false);
            }
            assertEquals(noiseDb, floor.decibels(), 2);
        }
    }

    @Test
    void state_goesOnWithTheSameNumbers() throws IOException {
        NoiseFloor floor = new NoiseFloor();
        NoiseFloor restored = new NoiseFloor();
        double[] levels = levels(-40, -20, 700, 0);
        for (int i = 0; i < levels.length; i++) {
            if (i == 330) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                floor.write(new DataOutputStream(bytes));
                restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            }
            floor.accept(levels[i], i % 90 > 20);
            if (i >= 330) {
                restored.accept(levels[i], i % 90 > 20);
                assertEquals(floor.decibels(), restored.decibels());
            }
        }
    }
}
