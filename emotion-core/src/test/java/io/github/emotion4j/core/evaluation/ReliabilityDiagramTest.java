package io.github.emotion4j.core.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ReliabilityDiagramTest {

    private static final double TOLERANCE = 1e-12;

    @Test
    void expectedCalibrationError_fourItems_isTheValueByHand() {
        ReliabilityDiagram diagram =
                ReliabilityDiagram.of(List.of(right(0.9), wrong(0.7), right(0.4), wrong(0.2)), 2);

        // (0.5, 1]: accuracy 1/2, confidence 0.8; [0, 0.5]: accuracy 1/2, confidence 0.3.
        assertEquals(0.5 * 0.3 + 0.5 * 0.2, diagram.expectedCalibrationError(), TOLERANCE);
        ReliabilityDiagram.Bin upper = diagram.bins().get(1);
        assertEquals(0.5, upper.lower());
        assertEquals(0.8, upper.meanConfidence(), TOLERANCE);
        assertEquals(0.5, upper.accuracy());
        assertEquals(2, upper.weight());
    }

    @TestFactory
    Stream<DynamicTest> expectedCalibrationError_anyCase_isNumPys() {
        return ReferenceValues.tests("calibration", ReliabilityDiagramTest::assertAgrees);
    }

    private static void assertAgrees(JsonObject reference) {
        List<Prediction> predictions = ReferenceValues.predictions(reference);
        // NumPy's argmax takes the first of equals too.
        assertEquals(
                ReferenceValues.texts(reference, "predicted"),
                predictions.stream().map(Prediction::predicted).toList());
        assertEquals(
                reference.get("expectedCalibrationError").getAsDouble(),
                ReliabilityDiagram.of(predictions, reference.get("bins").getAsInt())
                        .expectedCalibrationError(),
                TOLERANCE);
    }

    @Test
    void bins_confidenceOnAnEdge_belongsToTheBinBelow() {
        for (int bins = 1; bins <= 40; bins++) {
            for (int edge = 1; edge <= bins; edge++) {
                double confidence = (double) edge / bins;
                String where = edge + "/" + bins;
                assertEquals(confidence, binOf(confidence, bins).upper(), where);
                if (edge < bins) {
                    assertEquals(confidence, binOf(Math.nextUp(confidence), bins).lower(), where);
                }
            }
            assertEquals(0, binOf(0, bins).lower());
        }
    }

    private static ReliabilityDiagram.Bin binOf(double confidence, int bins) {
        return ReliabilityDiagram.of(List.of(right(confidence)), bins).bins().get(0);
    }

    @Test
    void of_badInput_isRejected() {
        List<Prediction> none = List.of();
        List<Prediction> one = List.of(right(0.5));
        assertThrows(IllegalArgumentException.class, () -> ReliabilityDiagram.of(none, 15));
        assertThrows(IllegalArgumentException.class, () -> ReliabilityDiagram.of(one, 0));
        assertThrows(IllegalArgumentException.class, () -> right(Double.NaN));
    }

    private static Prediction right(double confidence) {
        return new Prediction("a", "a", OptionalDouble.of(confidence), 1, Optional.empty());
    }

    private static Prediction wrong(double confidence) {
        return new Prediction("a", "b", OptionalDouble.of(confidence), 1, Optional.empty());
    }
}
