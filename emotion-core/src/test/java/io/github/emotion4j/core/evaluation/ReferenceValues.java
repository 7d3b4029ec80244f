package io.github.emotion4j.core.evaluation;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/** The cases of reference.json, which make_reference.py beside it wrote. */
final class ReferenceValues {

    private ReferenceValues() {}

    /** A test for each case of a kind, by its name. */
    static Stream<DynamicTest> tests(String kind, Consumer<JsonObject> check) {
        return cases(kind).stream()
                .map(
                        reference ->
                                DynamicTest.dynamicTest(
                                        reference.get("name").getAsString(),
                                        () -> check.accept(reference)));
    }

    private static List<JsonObject> cases(String kind) {
        try (Reader reader =
                new InputStreamReader(
                        Objects.requireNonNull(
                                ReferenceValues.class.getResourceAsStream(
                                        "/evaluation/reference.json")),
                        StandardCharsets.UTF_8)) {
            JsonObject file = new Gson().fromJson(reader, JsonObject.class);
            return file.getAsJsonArray(kind).asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("reference.json cannot be read", e);
        }
    }

    static List<String> texts(JsonObject object, String field) {
        return object.getAsJsonArray(field).asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    static double[] numbers(JsonElement array) {
        return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
                .mapToDouble(JsonElement::getAsDouble)
                .toArray();
    }

    /** The items of a case, made from its probabilities if it has any. */
    static List<Prediction> predictions(JsonObject reference) {
        List<String> labels = texts(reference, "labels");
        List<String> truth = texts(reference, "truth");
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < truth.size(); i++) {
            JsonArray probabilities = reference.getAsJsonArray("probabilities");
            Prediction prediction =
                    probabilities == null
                            ? Prediction.of(truth.get(i), texts(reference, "predicted").get(i))
                            : Prediction.ofProbabilities(
                                    truth.get(i), labels, numbers(probabilities.get(i)));
            boolean weighted = reference.get("weights").isJsonArray();
            predictions.add(
                    weighted
                            ? prediction.withWeight(numbers(reference.get("weights"))[i])
                            : prediction);
        }
        return predictions;
    }
}
