package io.github.emotion4j.vision.internal.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlinkRateTest {
    private static final double SECOND = 1e9;

    @Test
    void perMinute_ofEyesThatBlinkSteadily_isTheirRate() {
        for (double fps : new double[] {15, 25, 30, 60}) {
            // A blink of 0.2 s each 4 s, for three minutes, on eyes of two sizes.
            for (double level : new double[] {0.18, 0.33}) {
                BlinkRate rate = new BlinkRate();
                feed(rate, fps, 0, 180, level, 4, 0.2);
                assertEquals(15, rate.perMinute().orElseThrow(), 1, fps + " fps, " + level);
            }
        }
    }

    @Test
    void perMinute_ofEyesThatRest_countsNoBlink() {
        BlinkRate open = new BlinkRate();
        feed(open, 25, 0, 60, 0.28, 1000, 0);
        BlinkRate dozing = new BlinkRate();
        feed(dozing, 25, 0, 60, 0.28, 10, 3);

        assertEquals(0, open.perMinute().orElseThrow());
        assertEquals(0, dozing.perMinute().orElseThrow());
    }

    @Test
    void perMinute_isToldOnlyOfEyesThatWereWatched() {
        BlinkRate brief = new BlinkRate();
        feed(brief, 25, 0, 10, 0.28, 4, 0.2);
        BlinkRate slow = new BlinkRate();
        feed(slow, 5, 0, 120, 0.28, 4, 0.2);
        BlinkRate interrupted = new BlinkRate();
        feed(interrupted, 25, 0, 60, 0.28, 4, 0.2);
        feed(interrupted, 25, 3600, 3605, 0.28, 4, 0.2);

        assertTrue(brief.perMinute().isEmpty());
        assertTrue(slow.perMinute().isEmpty());
        assertTrue(interrupted.perMinute().isEmpty());
    }

    @Test
    void perMinute_followsAChangeWithinMinutes_andGoesOnFromSavedState() throws IOException {
        BlinkRate rate = new BlinkRate();
        feed(rate, 25, 0, 120, 0.28, 6, 0.2);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        rate.write(new DataOutputStream(saved));
        BlinkRate restored = new BlinkRate();
        restored.read(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

        feed(rate, 25, 120, 360, 0.28, 2, 0.2);
        feed(restored, 25, 120, 360, 0.28, 2, 0.2);

        assertEquals(30, rate.perMinute().orElseThrow(), 2);
        assertEquals(rate.perMinute(), restored.perMinute());
    }

    /** Eyes that shut for some seconds at the middle of each period, with a camera's noise. */
    private static void feed(
            BlinkRate rate,
            double fps,
            double from,
            double to,
            double level,
            double period,
            double shut) {
        Random noise = new Random(3);
        for (double t = from; t < to; t += 1 / fps) {
            double phase = Math.abs(t % period - period / 2);
            double openness = phase < shut / 2 ? 0.3 * level : level;
            rate.accept(openness * (1 + 0.05 * noise.nextGaussian()), (long) (t * SECOND));
        }
    }
}
