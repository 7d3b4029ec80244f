package io.github.emotion4j.fusion.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.internal.numeric.Softmax;
import io.github.emotion4j.fusion.internal.StepCalibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On steps drawn from known temperatures, another for each pattern. */
class CalibrationTest {
    private static final int SLOTS = 2;
    private static final int CLASSES = 5;
    private static final int BOLD = 0b11_11;
    private static final int TIMID = 0b01_11;
    private static final int RARE = 0b10_11;

    private final Random random = new Random(1);

    @Test
    void everyPattern_hasItsOwnTemperatureAndCoversNineInTen() {
        List<Calibration.Step> steps = steps(BOLD, 2, 6000);
        steps.addAll(steps(TIMID, 0.5, 6000));
        Calibration calibration = Calibration.of(SLOTS, steps);
        assertEquals(2, calibration.temperatures()[BOLD], 0.1);
        assertEquals(0.5, calibration.temperatures()[TIMID], 0.025);
        // On steps that it has not seen.
        assertEquals(0.9, covered(calibration, BOLD, steps(BOLD, 2, 6000)), 0.02);
        assertEquals(0.9, covered(calibration, TIMID, steps(TIMID, 0.5, 6000)), 0.02);
        // The other pattern's figures would not do.
        double other = covered(calibration, TIMID, steps(BOLD, 2, 6000));
        assertTrue(Math.abs(other - 0.9) > 0.04, "covered " + other);
    }

    @Test
    void rarePattern_takesWhatHoldsOverAll() {
        List<Calibration.Step> steps = steps(BOLD, 2, 6000);
        steps.addAll(steps(RARE, 0.5, 100));
        Calibration calibration = Calibration.of(SLOTS, steps);
        int unseen = 0b00_11;
        assertEquals(calibration.temperatures()[unseen], calibration.temperatures()[RARE]);
        assertEquals(calibration.thresholds()[unseen], calibration.thresholds()[RARE]);
        assertEquals(2, calibration.temperatures()[RARE], 0.15);
    }

    @Test
    void pattern_holdsWhatIsPresentAndWhatWasHeardOfLately() {
        int most = 3;
        float[] unheard = {most, most};
        // The first speaks once, then the second all the time.
        float[] present = {1, 0, 0, 1, 0, 1, 0, 1};
        List<Integer> patterns = new ArrayList<>();
        for (int step = 0; step < present.length / SLOTS; step++) {
            unheard = StepCalibration.unheard(unheard, present, step, most);
            patterns.add(StepCalibration.pattern(unheard, most));
        }
        assertEquals(List.of(0b01_01, 0b11_10, 0b11_10, 0b10_10), patterns);
    }

    /** Logits whose probabilities are right when divided by a temperature. */
    private List<Calibration.Step> steps(int pattern, double temperature, int count) {
        List<Calibration.Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] logits = new float[CLASSES];
            for (int c = 0; c < CLASSES; c++) {
                logits[c] = (float) (1.5 * temperature * random.nextGaussian());
            }
            double[] p = Softmax.of(logits, temperature);
            double rest = random.nextDouble();
            int drawn = 0;
            while (drawn < CLASSES - 1 && rest >= p[drawn]) {
                rest -= p[drawn];
                drawn++;
            }
            float[] target = new float[CLASSES];
            target[drawn] = 1;
            steps.add(new Calibration.Step(pattern, logits, target));
        }
        return steps;
    }

    /** How often the drawn class is in the set of a pattern's temperature and threshold. */
    private static double covered(
            Calibration calibration, int pattern, List<Calibration.Step> steps) {
        int covered = 0;
        for (Calibration.Step step : steps) {
            double[] p = Softmax.of(step.logits(), calibration.temperatures()[pattern]);
            int drawn = Calibration.top(step.target());
            covered += p[drawn] >= calibration.thresholds()[pattern] ? 1 : 0;
        }
        return (double) covered / steps.size();
    }
}
