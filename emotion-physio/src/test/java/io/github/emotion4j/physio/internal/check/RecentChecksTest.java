package io.github.emotion4j.physio.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentChecksTest {
    private static final double RATE = 25.6;
    private static final double START = 3.3;
    private static final int STEP = 5;
    private static final int SPAN_STEPS = 12;

    @Test
    void spansOfAFaultySignal_equalAReadingOfTheirSamples() {
        Random random = new Random(1);
        double[] x = new double[(int) (400 * RATE)];
        RecentChecks checks = new RecentChecks(Kind.PPG, RATE, START, STEP);
        boolean faulty = false;
        int end = 0;
        for (int second = STEP; second < 390; second += STEP) {
            // Runs of equal values, some longer than a step.
            int until = (int) ((second + 9 - START) * RATE);
            while (end < until) {
                int length =
                        Math.min(
                                until - end,
                                1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 15));
                double value = random.nextInt(4) == 0 ? Double.NaN : random.nextInt(5) / 4.0;
                Arrays.fill(x, end, end + length, value);
                if (Double.isNaN(value) && random.nextBoolean()) {
                    checks.skip(length);
                } else {
                    for (int i = 0; i < length; i++) {
                        checks.accept(value);
                    }
                }
                end += length;
            }
            int from = Math.max(0, sampleAt(second - SPAN_STEPS * STEP));
            List<Reason> expected =
                    sampleAt(second) <= from
                            ? List.of()
                            : SignalCheckTest.issues(
                                    Kind.PPG, Arrays.copyOfRange(x, from, sampleAt(second)), RATE);
            assertEquals(expected, checks.issues(second, SPAN_STEPS, true), "until " + second);
            checks.forgetUntil(second - SPAN_STEPS * STEP);
            faulty |= expected.size() == 3;
        }
        assertTrue(faulty, "the signal should have three faults at a time");
    }

    @Test
    void signalThatStopped_isMissing_andOneThatBeginsLater_hasNoFault() {
        RecentChecks checks = new RecentChecks(Kind.EDA, 4, 0, STEP);
        for (int i = 0; i < 40; i++) {
            checks.accept(1 + Math.sin(i));
        }
        assertEquals(List.of(), checks.issues(10, 2, true));
        assertEquals("missing-samples", checks.issues(15, 2, true).get(0).code());
        assertEquals("no-values", checks.issues(300, 2, true).get(0).code());
        checks.skip(40_000);
        assertEquals("no-values", checks.issues(300, 2, true).get(0).code());
        assertEquals(List.of(), checks.issues(10, 3, true));

        checks.startAt(100);
        assertEquals(List.of(), checks.issues(20, 2, true));
    }

    private static int sampleAt(double seconds) {
        return (int) Math.round((seconds - START) * RATE);
    }
}
