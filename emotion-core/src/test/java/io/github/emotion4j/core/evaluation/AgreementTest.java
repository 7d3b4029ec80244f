package io.github.emotion4j.core.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AgreementTest {

    /** NumPy's mean of values near a million is off by 1e-10, which costs it the digits. */
    private static final double TOLERANCE = 1e-11;

    @TestFactory
    Stream<DynamicTest> correlations_anyCase_areNumPysAndSciPys() {
        return ReferenceValues.cases("agreement").stream()
                .map(
                        reference ->
                                DynamicTest.dynamicTest(
                                        reference.get("name").getAsString(),
                                        () -> assertAgrees(reference)));
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
