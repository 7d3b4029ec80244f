package io.github.emotion4j.core.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AgreementTest {

    /** NumPy's mean of values near a million is off by 1e-10, which costs it the digits. */
    private static final double TOLERANCE = 1e-11;

    @TestFactory
    Stream<DynamicTest> correlations_anyCase_areNumPysAndSciPys() {
        return ReferenceValues.tests("agreement", AgreementTest::assertAgrees);
    }

    private static void assertAgrees(JsonObject reference) {
        double[] truth = ReferenceValues.numbers(reference.get("truth"));
        double[] predicted = ReferenceValues.numbers(reference.get("predicted"));
        assertEquals(
                reference.get("concordanceCorrelation").getAsDouble(),
                Agreement.concordanceCorrelation(truth, predicted),
                TOLERANCE);
        assertEquals(
                reference.get("pearsonCorrelation").getAsDouble(),
                Agreement.pearsonCorrelation(truth, predicted),
                TOLERANCE);
    }

    @Test
    void correlations_constantSeries_areAsDocumented() {
        double[] constant = {0.1, 0.1, 0.1};
        double[] varied = {0.1, 0.2, 0.4};

        assertEquals(0, Agreement.concordanceCorrelation(constant, varied));
        assertEquals(Double.NaN, Agreement.concordanceCorrelation(constant, constant));
        assertEquals(Double.NaN, Agreement.pearsonCorrelation(constant, varied));
    }

    @Test
    void correlations_ofNumbersWhoseSquaresOverflow_orVanish_stayInRange() {
        for (double scale : new double[] {1e-320, 1e-170, 1, 1e170, 1e308}) {
            double[] truth = {0, scale, 0.5 * scale};
            double[] predicted = {0.1 * scale, 0.9 * scale, 0.5 * scale};
            assertEquals(1, Agreement.pearsonCorrelation(truth, predicted), 1e-3);
            assertEquals(0.9756, Agreement.concordanceCorrelation(truth, predicted), 1e-3);
        }
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            double[] values = random.doubles(3, -1, 1).toArray();
            assertTrue(Agreement.concordanceCorrelation(values, values) <= 1);
        }
    }

    @Test
    void correlations_badInput_isRejected() {
        double[] two = {1, 2};
        double[] three = {1, 2, 3};
        double[] one = {1};
        double[] hole = {1, Double.NaN};
        assertThrows(
                IllegalArgumentException.class, () -> Agreement.concordanceCorrelation(two, three));
        assertThrows(
                IllegalArgumentException.class, () -> Agreement.concordanceCorrelation(one, one));
        assertThrows(IllegalArgumentException.class, () -> Agreement.pearsonCorrelation(two, hole));
    }
}
