package io.github.emotion4j.audio.internal.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emotion4j.audio.descriptor.PitchContour;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The build runs this, and all tests of the module, with TarsosDSP and without. */
class DspTest {
    private static List<Dsp> both() {
        List<Dsp> present = Dsp.present();
        assumeTrue(present.size() == 2, "TarsosDSP is left out of this run");
        assertInstanceOf(TarsosDsp.class, Dsp.chosen());
        return present;
    }

    @ParameterizedTest
    @ValueSource(doubles = {8000, 11025, 12345.6, 16001, 22050, 44100, 48000, 192000})
    void rates_ofBothLibraries_giveTheSameNumbers(double rate) {
        float[] x = noise((int) rate);
        float[] one = converted(both().get(0), rate, x, 1000);
        float[] other = converted(both().get(1), rate, x, 1000);
        assertEquals(one.length, other.length, 1);
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            assertEquals(one[i], other[i], 1e-3, "at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 441, 100000})
    void sincConverter_blocksOfAnySize_giveTheSameSamples(int block) {
        float[] x = noise(44100);
        float[] whole = converted(new JTransformsDsp(), 44100, x, 44100);
        assertArrayEquals(whole, converted(new JTransformsDsp(), 44100, x, block));
        assertEquals(16000, whole.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 256, 512, 2048})
    void transforms_ofBothLibraries_giveTheSameNumbers(int length) {
        float[] x = noise(length);
        float[] one = x.clone();
        float[] other = x.clone();
        Dsp.RealTransform first = both().get(0).transform(length);
        Dsp.RealTransform second = both().get(1).transform(length);
        first.forward(one);
        second.forward(other);
        assertArrayEquals(one, other, 1e-4f);
        first.inverse(one);
        second.inverse(other);
        for (int i = 0; i < length; i++) {
            assertEquals(one[i], other[i], 1e-3);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PitchContour.Method.class,
            names = {"YIN", "MCLEOD"})
    void detectorsOfTarsosDsp_hearASawtooth_orSayWhatIsMissing(PitchContour.Method method) {
        float[] x = new float[16000];
        for (int i = 0; i < x.length; i++) {
            double phase = 150.0 * i / 16000 % 1;
            x[i] = (float) (0.5 * (2 * phase - 1));
        }
        if (Dsp.present().size() < 2) {
            UnsupportedOperationException missing =
                    assertThrows(
                            UnsupportedOperationException.class,
                            () -> PitchContour.of(x, 16_000, method));
            assertTrue(missing.getMessage().contains("com.github.st-h:TarsosDSP"));
            return;
        }
        PitchContour contour = PitchContour.of(x, 16_000, method);
        assertEquals(150, contour.hertz(contour.frames() / 2), 1.5);
        assertTrue(contour.voicing(contour.frames() / 2) > 0.8);
    }

    @Test
    void noPitch_isNaN() {
        assumeTrue(Dsp.present().size() == 2);
        PitchContour silence = PitchContour.of(new float[4000], 16_000, PitchContour.Method.YIN);
        assertTrue(Float.isNaN(silence.hertz(5)));
    }

    private static float[] converted(Dsp dsp, double rate, float[] x, int block) {
        Dsp.RateConverter converter = dsp.converter(rate, 16000);
        float[] out = new float[(int) (x.length * 16000.0 / rate) + 100];
        int n = 0;
        for (int at = 0; at < x.length; at += block) {
            int end = Math.min(x.length, at + block);
            int made = converter.accept(Arrays.copyOfRange(x, at, end), end - at, end == x.length);
            System.arraycopy(converter.output(), 0, out, n, made);
            n += made;
        }
        return Arrays.copyOf(out, n);
    }

    /** Noise at -14 dBFS. */
    private static float[] noise(int length) {
        Random random = new Random(5);
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = (float) (0.2 * random.nextGaussian());
        }
        return x;
    }
}
