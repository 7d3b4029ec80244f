package io.github.emotion4j.physio.internal.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeakPickerTest {
    /** What the class promises, asked of each sample anew. */
    private static List<Long> greatestWithin(int radius, double[] x) {
        List<Long> peaks = new ArrayList<>();
        for (int i = 0; i + radius < x.length; i++) {
            boolean greatest = true;
            for (int j = Math.max(0, i - radius); j <= i + radius; j++) {
                greatest &= j < i ? x[j] < x[i] : x[j] <= x[i];
            }
            if (greatest) {
                peaks.add((long) i);
            }
        }
        return peaks;
    }

    private static List<Long> picked(PeakPicker picker, double[] x) {
        List<Long> peaks = new ArrayList<>();
        for (double v : x) {
            if (picker.next(v)) {
                assertEquals(x[(int) picker.peakIndex()], picker.peakValue(), 0);
                peaks.add(picker.peakIndex());
            }
        }
        return peaks;
    }

    @Test
    void next_anyWalk_picksTheGreatestOnBothSides() {
        Random random = new Random(1);
        for (int radius = 1; radius < 9; radius++) {
            PeakPicker picker = new PeakPicker(radius);
            for (int run = 0; run < 20; run++) {
                double[] x = new double[200];
                for (int i = 1; i < x.length; i++) {
                    x[i] = x[i - 1] + random.nextInt(5) - 2; // With plateaus.
                }
                assertEquals(greatestWithin(radius, x), picked(picker, x));
                picker.reset();
            }
        }
    }

    @Test
    void next_riseBehindAPeak_isNone() {
        double[] x = {0, 10, 9, 8, 7, 6, 5, 5.5, 5, 4, 3, 2, 1, 0};
        assertEquals(List.of(1L), picked(new PeakPicker(5), x));
    }
}
