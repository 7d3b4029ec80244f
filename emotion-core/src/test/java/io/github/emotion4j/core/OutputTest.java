package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static io.github.emotion4j.core.Scripted.interval;
import static io.github.emotion4j.core.Scripted.recognizer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.emotion4j.core.Scripted.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** JSON by its schema, and CSV. */
class OutputTest {
    @Test
    void json_isAsTheSchemaSays_andComesBackEqual() throws IOException {
        JsonSchema schema = schema();
        EmotionTimeline timeline = timeline();
        assertEquals(List.of(), problems(schema, timeline.toJson()));
        assertFalse(timeline.toJson().contains("embedding"));
        String whole = timeline.toJsonWithEmbeddings();
        assertEquals(List.of(), problems(schema, whole));
        assertEquals(timeline, EmotionTimeline.ofJson(whole));
        for (EmotionEstimate estimate : timeline.estimates()) {
            assertEquals(List.of(), problems(schema, estimate.toJson()));
            assertEquals(estimate, EmotionEstimate.ofJson(estimate.toJsonWithEmbeddings()));
        }
    }

    @Test
    void whatIsNoJson_orNoWholeNumber_isRefused() {
        String json = timeline().estimates().get(0).toJson();
        for (String broken :
                List.of(
                        json.replace('"', '\''),
                        json + "// a comment",
                        json.replace("\"version\":1", "\"version\":4294967297"),
                        json.replace("\"version\":1", "\"version\":1.9"),
                        json.replaceFirst("\"endNanos\":(\\d+)", "\"endNanos\":$1.9"),
                        json.replaceFirst("\"quality\":[0-9.]+", "\"quality\":NaN"))) {
            assertThrows(InputException.class, () -> EmotionEstimate.ofJson(broken), broken);
        }
    }

    @Test
    void anEstimateThatJsonCannotSay_isRefused() {
        for (double stress : new double[] {Double.NaN, -0.1, 7}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> estimate(OptionalDouble.of(stress), Map.of()));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> estimate(OptionalDouble.empty(), Map.of(LEFT, Double.NaN)));
    }

    private static EmotionEstimate estimate(
            OptionalDouble stress, Map<ModalityId, Double> contribution) {
        return new EmotionEstimate(
                interval(0, 500),
                Optional.of(EmotionProbabilities.UNIFORM),
                Optional.empty(),
                stress,
                Map.of(),
                contribution,
                Set.of(),
                List.of());
    }

    @Test
    void evidenceOfAnUnknownStatus_isRefused() {
        assertRefused(
                timeline().toJson().replace("\"status\":\"present\"", "\"status\":\"absent\""),
                "not \"absent\"");
    }

    @Test
    void json_hasNullWhereNothingWasPerceived_andCsvIsEmpty() throws IOException {
        Piece nobody = new Piece(LEFT, interval(0, 500), Double.NaN, 0);
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionTimeline timeline = recognizer.recognize(Recording.of(List.of(nobody)));
            String json = timeline.toJson();
            assertEquals(List.of(), problems(schema(), json));
            assertTrue(json.contains("\"probabilities\":null,\"valence\":null"), json);
            assertFalse(json.contains("0.125"), json);
            String row = timeline.toCsv().lines().toList().get(1);
            assertTrue(row.startsWith("0,0.5,,,,,,,,,,,,,,,nobody,missing"), row);
        }
    }

    @Test
    void json_hasPersonsAndWhereTheyWereSeen() throws IOException {
        record Box(double left) implements Observation.Detail {
            @Override
            public Map<String, List<Double>> numbers() {
                return Map.of("box", List.of(left, 2.0));
            }
        }
        EmotionTimeline timeline = timeline();
        Observation seen =
                new Observation(
                        LEFT, 7, false, timeline.estimates().get(0).evidence(LEFT), new Box(1));
        String json =
                new EmotionTimeline(
                                timeline.estimates(),
                                timeline.summary(),
                                timeline.shares(),
                                List.of(seen))
                        .toJson();
        assertEquals(List.of(), problems(schema(), json));
        assertTrue(json.contains("\"personId\":7,\"subject\":false"), json);
        assertTrue(json.contains("\"detail\":{\"box\":[1.0,2.0]}"), json);
    }

    @Test
    void schema_refusesWhatIsNotOurs() throws IOException {
        JsonSchema schema = schema();
        String json = timeline().estimates().get(0).toJson();
        assertFalse(problems(schema, json.replace("\"valence\"", "\"pleasure\"")).isEmpty());
        assertFalse(problems(schema, json.replace("\"version\":1", "\"version\":2")).isEmpty());
        assertFalse(problems(schema, json.replace("\"present\"", "\"absent\"")).isEmpty());
    }

    @Test
    void json_ofAnotherVersionOrKind_isRefused() {
        String json = timeline().toJson();
        String newer = json.replace("\"version\":1", "\"version\":2");
        assertRefused(newer, "version 2");
        assertRefused("{}", "version null");
        assertRefused(json.substring(1), "The timeline");
        assertRefused(json.replace("\"anger\"", "\"wrath\""), "The timeline");
    }

    @Test
    void line_ofAnEstimate_neverRoundsUpToCertainty_norShowsANegativeZero() {
        EmotionProbabilities sure =
                EmotionProbabilities.of(new double[] {0, 0, 0, 0, 0.999, 0.001, 0, 0});
        String line =
                estimate(
                                Optional.of(sure),
                                Optional.of(new Affect(-0.001, 0.5, Affect.Source.NETWORK)))
                        .toString();
        assertEquals("0.000-0.500 s  happiness >99 %  valence +0.00 arousal +0.50", line);
    }

    @Test
    void estimateOfOneEvidence_namesAClassFromTheThresholdOfItsModality() {
        EmotionProbabilities likely =
                EmotionProbabilities.of(new double[] {0, 0, 0, 0, 0.55, 0.45, 0, 0});
        Evidence seen =
                new Evidence.Present(
                        interval(0, 500),
                        likely,
                        Affect.CENTRE,
                        OptionalDouble.empty(),
                        new float[0],
                        1,
                        List.of());
        EmotionEstimate face = EmotionEstimate.of(ModalityId.FACE, seen);
        assertEquals("low-confidence", face.abstentionReasons().get(0).code());
        assertEquals(Optional.of(likely), face.probabilities());
        assertEquals(Optional.of(Emotion.HAPPINESS), EmotionEstimate.of(LEFT, seen).perceived());
        Reason none = new Reason("no-face", "no face was found");
        Evidence missing = new Evidence.Missing(interval(0, 500), none);
        assertEquals(
                List.of(none), EmotionEstimate.of(ModalityId.FACE, missing).abstentionReasons());
    }

    @Test
    void line_whereNothingWasPerceived_holdsNoValence() {
        String line = estimate(Optional.empty(), Optional.empty()).toString();
        assertEquals("0.000-0.500 s  no class: no face was found", line);
    }

    private static EmotionEstimate estimate(
            Optional<EmotionProbabilities> probabilities, Optional<Affect> affect) {
        return new EmotionEstimate(
                new TimeInterval(0, 500_000_000),
                probabilities,
                affect,
                OptionalDouble.empty(),
                Map.of(),
                Map.of(),
                Set.of(),
                probabilities.isPresent()
                        ? List.of()
                        : List.of(new Reason("no-face", "no face was found")));
    }

    @Test
    void csv_hasOneLineAnEstimate_withTheNumbersInFull() {
        EmotionTimeline timeline = timeline();
        List<List<String>> rows =
                timeline.toCsv().lines().map(line -> Arrays.asList(line.split(",", -1))).toList();
        List<String> header = rows.get(0);
        assertEquals(timeline.estimates().size() + 1, rows.size());
        for (int i = 0; i < timeline.estimates().size(); i++) {
            EmotionEstimate estimate = timeline.estimates().get(i);
            List<String> row = rows.get(i + 1);
            assertEquals(header.size(), row.size());
            for (Emotion emotion : Emotion.ALL) {
                assertEquals(
                        estimate.probabilities()
                                .map(p -> Double.toString(p.probability(emotion)))
                                .orElse(""),
                        row.get(header.indexOf(emotion.label())));
            }
            assertEquals(
                    estimate.perceived().map(Emotion::label).orElse(""),
                    row.get(header.indexOf("perceived")));
            boolean present = estimate.evidence(RIGHT) instanceof Evidence.Present;
            assertEquals(present ? "present" : "missing", row.get(header.indexOf("right_status")));
        }
        assertEquals("0.5", rows.get(2).get(header.indexOf("start_s")));
        // Right's only piece ends at 0.4 s and stands for a second.
        assertEquals("0.1", rows.get(1).get(header.indexOf("right_age_s")));
        assertEquals("0.6", rows.get(2).get(header.indexOf("right_age_s")));
        assertEquals("signal-ends", rows.get(4).get(header.indexOf("right_reasons")));
    }

    @Test
    void csv_holdsTheContributionOfWhatWasHeardBeforeAndIsMissing() {
        TimeInterval step = new TimeInterval(0, 500_000_000);
        Evidence gone = new Evidence.Missing(step, new Reason("no-face", "no face"));
        EmotionEstimate estimate =
                new EmotionEstimate(
                        step,
                        Optional.of(EmotionProbabilities.UNIFORM),
                        Optional.of(Affect.CENTRE),
                        OptionalDouble.empty(),
                        Map.of(LEFT, gone, RIGHT, gone),
                        Map.of(LEFT, -0.25),
                        Set.of(),
                        List.of());
        String row =
                new EmotionTimeline(List.of(estimate), estimate, Map.of(), List.of())
                        .toCsv()
                        .lines()
                        .toList()
                        .get(1);
        assertTrue(row.endsWith(",missing,,,-0.25,no-face,missing,,,,no-face"), row);
    }

    private static void assertRefused(String json, String reason) {
        InputException thrown =
                assertThrows(InputException.class, () -> EmotionTimeline.ofJson(json));
        assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream stream =
                EmotionTimeline.class.getResourceAsStream("emotion4j.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(stream);
        }
    }

    private static List<String> problems(JsonSchema schema, String json) {
        return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
    }

    /** With everything an estimate can have: missing, standing, abstaining, stress, odd numbers. */
    private static EmotionTimeline timeline() {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece(RIGHT, interval(0, 400), 1 / 3.0, 0.1));
        for (int i = 0; i < 40; i++) {
            double p = i >= 20 ? Double.NaN : 0.623456789 + 0.01 * i;
            pieces.add(new Piece(LEFT, interval(50 * i, 50 * (i + 1)), p, 1 / (1.0 + i)));
        }
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            EmotionTimeline timeline = recognizer.recognize(Recording.of(pieces));
            List<EmotionEstimate> estimates = timeline.estimates();
            assertTrue(estimates.stream().anyMatch(e -> e.perceived().isEmpty()));
            assertTrue(estimates.stream().anyMatch(e -> e.perceived().isPresent()));
            assertTrue(estimates.stream().anyMatch(e -> e.stress().isPresent()));
            assertTrue(estimates.stream().anyMatch(e -> e.stress().equals(OptionalDouble.empty())));
            return timeline;
        }
    }
}
