package io.github.emotion4j.core.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ClassificationReportTest {

    /** Sums of at most sixty terms, in another order than scikit-learn's. */
    private static final double TOLERANCE = 1e-12;

    @TestFactory
    Stream<DynamicTest> scores_anyCase_areScikitLearns() {
        return ReferenceValues.tests("classification", ClassificationReportTest::assertAgrees);
    }

    private static void assertAgrees(JsonObject reference) {
        List<String> labels = ReferenceValues.texts(reference, "labels");
        ClassificationReport report =
                ClassificationReport.of(labels, ReferenceValues.predictions(reference));
        ConfusionMatrix matrix = report.confusionMatrix();

        for (int row = 0; row < labels.size(); row++) {
            String label = labels.get(row);
            double[] expected =
                    ReferenceValues.numbers(reference.getAsJsonArray("confusion").get(row));
            double support = 0;
            for (int column = 0; column < labels.size(); column++) {
                double weight = matrix.weight(label, labels.get(column));
                assertEquals(expected[column], weight, TOLERANCE, label);
                support += expected[column];
            }
            JsonObject scores = reference.getAsJsonArray("classes").get(row).getAsJsonObject();
            assertScores(scores, matrix.scores(label), label);
            assertEquals(support, matrix.scores(label).support(), TOLERANCE, label);
        }
        assertScores(reference.getAsJsonObject("micro"), matrix.micro(), "micro");
        assertScores(reference.getAsJsonObject("macro"), matrix.macro(), "macro");
        assertScores(reference.getAsJsonObject("weighted"), matrix.weighted(), "weighted");
        assertEquals(number(reference, "accuracy"), matrix.accuracy(), TOLERANCE);
        assertEquals(
                number(reference, "unweightedAverageRecall"),
                matrix.unweightedAverageRecall(),
                TOLERANCE);
        if (reference.has("text")) {
            assertEquals(reference.get("text").getAsString(), ReportText.table(matrix));
        }
    }

    private static void assertScores(
            JsonObject expected, ConfusionMatrix.Scores actual, String what) {
        assertEquals(number(expected, "precision"), actual.precision(), TOLERANCE, what);
        assertEquals(number(expected, "recall"), actual.recall(), TOLERANCE, what);
        assertEquals(number(expected, "f1"), actual.f1(), TOLERANCE, what);
    }

    private static double number(JsonObject object, String field) {
        return object.get(field).getAsDouble();
    }

    @Test
    void toText_everythingKnown_readsAsDocumented() {
        assertEquals(
                """
                              precision    recall  f1-score   support

                         joy      0.750     0.750     0.750         4
                        calm      0.500     0.500     0.500         2

                    accuracy                          0.667         6
                   macro avg      0.625     0.625     0.625         6
                weighted avg      0.667     0.667     0.667         6

                unweighted average recall   0.625
                expected calibration error  0.167 (1 bins)

                90 % intervals (bootstrap, 100 resamples of 3 groups)
                accuracy                    0.500 to 0.833
                unweighted average recall   0.300 to 0.875
                macro f1-score              0.333 to 0.829

                confusion matrix (rows true, columns predicted)

                               joy  calm
                         joy     3     1
                        calm     1     1
                """,
                sample().toText());
    }

    @Test
    void toJson_everythingKnown_hasTheDocumentedFields() {
        JsonObject json = new Gson().fromJson(sample().toJson(), JsonObject.class);

        assertEquals(1, json.get("schema").getAsInt());
        assertEquals(6, json.get("items").getAsInt());
        assertEquals(List.of("joy", "calm"), ReferenceValues.texts(json, "labels"));
        assertEquals(4.0 / 6, number(json, "accuracy"), TOLERANCE);
        assertEquals(0.625, number(json, "unweightedAverageRecall"), TOLERANCE);
        assertEquals(4.0 / 6, number(json.getAsJsonObject("micro"), "f1"), TOLERANCE);
        assertEquals(0.625, number(json.getAsJsonObject("macro"), "recall"), TOLERANCE);
        assertEquals(4.0 / 6, number(json.getAsJsonObject("weighted"), "precision"), TOLERANCE);
        JsonObject joy = json.getAsJsonArray("classes").get(0).getAsJsonObject();
        assertEquals("joy", joy.get("label").getAsString());
        assertEquals(4, number(joy, "support"));
        JsonArray confusion = json.getAsJsonArray("confusion");
        assertEquals(new Gson().fromJson("[[3.0,1.0],[1.0,1.0]]", JsonArray.class), confusion);
        JsonObject calibration = json.getAsJsonObject("calibration");
        assertEquals(
                new Gson()
                        .fromJson(
                                "{'lower':0.0,'upper':1.0,'weight':6.0,'meanConfidence':0.5,"
                                        + "'accuracy':"
                                        + 4.0 / 6
                                        + "}",
                                JsonObject.class),
                calibration.getAsJsonArray("bins").get(0));
        assertEquals(1.0 / 6, number(calibration, "expectedCalibrationError"), TOLERANCE);
        assertEquals(1, calibration.get("binCount").getAsInt());
        JsonObject intervals = json.getAsJsonObject("intervals");
        assertEquals(0.9, number(intervals, "level"));
        assertEquals(100, intervals.get("resamples").getAsInt());
        assertEquals(5, intervals.get("seed").getAsLong());
        assertEquals("group", intervals.get("unit").getAsString());
        assertEquals(3, intervals.get("units").getAsInt());
        assertEquals(5.0 / 6, number(intervals.getAsJsonObject("accuracy"), "upper"), TOLERANCE);
        assertTrue(intervals.getAsJsonObject("unweightedAverageRecall").has("lower"));
        assertTrue(intervals.getAsJsonObject("macroF1").has("lower"));
    }

    /**
     * Three people, so 27 draws: all p1 has probability 1/27, hence the second best values (5/6;
     * 7/8 and 29/35 for p1, p1, p3) are the upper ends; p2, p3, p3 has the least recall, 3/10, and
     * no draw's macro F1 is below 1/3.
     */
    private static ClassificationReport sample() {
        List<String> labels = List.of("joy", "calm");
        List<Prediction> predictions =
                List.of(
                        item("joy", "joy").withGroup("p1"),
                        item("calm", "calm").withGroup("p1"),
                        item("joy", "joy").withGroup("p2"),
                        item("calm", "joy").withGroup("p2"),
                        item("joy", "joy").withGroup("p3"),
                        item("joy", "calm").withGroup("p3"));
        return ClassificationReport.of(labels, predictions)
                .withCalibrationBins(1)
                .withIntervals(new Bootstrap(100, 0.9, 5));
    }

    private static Prediction item(String truth, String predicted) {
        double[] even = {0.5, 0.5};
        return Prediction.ofProbabilities(
                truth, List.of(predicted, predicted.equals("joy") ? "calm" : "joy"), even);
    }

    @Test
    void of_badInput_namesWhatAndHowToMend() {
        List<String> labels = List.of("a", "b");
        Prediction plain = Prediction.of("a", "b");
        Prediction sure = Prediction.ofProbabilities("a", labels, new double[] {0.9, 0.1});

        assertRejected(
                "Unknown label \"x\"; the labels are [a, b]", labels, Prediction.of("x", "a"));
        assertRejected(
                "Unknown label \"y\"; the labels are [a, b]", labels, Prediction.of("a", "y"));
        assertRejected("no prediction to evaluate", labels);
        assertRejected("list of labels is empty", List.of(), plain);
        assertRejected("\"a\" is listed twice", List.of("a", "b", "a"), plain);
        assertRejected("Prediction 1 has no confidence", labels, sure, plain);
        ClassificationReport half =
                ClassificationReport.of(labels, List.of(plain, plain.withGroup("p")));
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> half.withIntervals(Bootstrap.defaults()));
        assertContains("Only 1 of 2 predictions have a group", e);
    }

    private static void assertRejected(
            String message, List<String> labels, Prediction... predictions) {
        List<Prediction> items = List.of(predictions);
        assertContains(
                message,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ClassificationReport.of(labels, items)));
    }

    @Test
    void ofProbabilities_badInput_namesWhatAndHowToMend() {
        assertProbabilitiesRejected("1 probabilities for 2 labels", 1.0);
        assertProbabilitiesRejected("The probability of \"b\" is NaN", 1.0, Double.NaN);
        assertProbabilitiesRejected("The probability of \"a\" is -0.5", -0.5, 1.5);
        assertProbabilitiesRejected("sum to 0.5", 0.25, 0.25);
        assertContains(
                "The weight is 0.0",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Prediction.of("a", "a").withWeight(0)));
    }

    private static void assertProbabilitiesRejected(String message, double... probabilities) {
        assertContains(
                message,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Prediction.ofProbabilities("a", List.of("a", "b"), probabilities)));
    }

    private static void assertContains(String expected, Exception e) {
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e::toString);
    }
}
