package io.github.emotion4j.core.evaluation;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * Writes reports as JSON. The field names are written out here, so that renaming a record component
 * cannot change a file.
 */
final class ReportJson {

    private static final int SCHEMA = 1;
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ReportJson() {}

    static String report(ClassificationReport report) {
        ConfusionMatrix matrix = report.confusionMatrix();
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        json.addProperty("items", report.items());
        JsonArray labels = new JsonArray();
        matrix.labels().forEach(labels::add);
        json.add("labels", labels);
        json.addProperty("accuracy", matrix.accuracy());
        json.addProperty("unweightedAverageRecall", matrix.unweightedAverageRecall());
        json.add("micro", scores(new JsonObject(), matrix.micro()));
        json.add("macro", scores(new JsonObject(), matrix.macro()));
        json.add("weighted", scores(new JsonObject(), matrix.weighted()));
        json.add("classes", classes(matrix));
        json.add("confusion", cells(matrix));
        report.reliability().ifPresent(diagram -> json.add("calibration", calibration(diagram)));
        report.intervals().ifPresent(intervals -> json.add("intervals", intervals(intervals)));
        return GSON.toJson(json);
    }

    private static JsonArray classes(ConfusionMatrix matrix) {
        JsonArray classes = new JsonArray();
        for (String label : matrix.labels()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("label", label);
            classes.add(scores(entry, matrix.scores(label)));
        }
        return classes;
    }

    private static JsonObject scores(JsonObject entry, ConfusionMatrix.Scores scores) {
        entry.addProperty("precision", scores.precision());
        entry.addProperty("recall", scores.recall());
        entry.addProperty("f1", scores.f1());
        entry.addProperty("support", scores.support());
        return entry;
    }

    private static JsonArray cells(ConfusionMatrix matrix) {
        List<String> labels = matrix.labels();
        JsonArray rows = new JsonArray();
        for (String truth : labels) {
            JsonArray row = new JsonArray();
            labels.forEach(predicted -> row.add(matrix.weight(truth, predicted)));
            rows.add(row);
        }
        return rows;
    }

    private static JsonObject calibration(ReliabilityDiagram diagram) {
        JsonArray bins = new JsonArray();
        for (ReliabilityDiagram.Bin bin : diagram.bins()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("lower", bin.lower());
            entry.addProperty("upper", bin.upper());
            entry.addProperty("weight", bin.weight());
            entry.addProperty("meanConfidence", bin.meanConfidence());
            entry.addProperty("accuracy", bin.accuracy());
            bins.add(entry);
        }
        JsonObject json = new JsonObject();
        json.addProperty("expectedCalibrationError", diagram.expectedCalibrationError());
        json.addProperty("binCount", diagram.binCount());
        json.add("bins", bins);
        return json;
    }

    private static JsonObject intervals(ClassificationReport.Intervals intervals) {
        Bootstrap bootstrap = intervals.bootstrap();
        JsonObject json = new JsonObject();
        json.addProperty("level", bootstrap.level());
        json.addProperty("resamples", bootstrap.resamples());
        json.addProperty("seed", bootstrap.seed());
        json.addProperty("unit", intervals.byGroup() ? "group" : "item");
        json.addProperty("units", intervals.accuracy().units());
        json.add("accuracy", ends(intervals.accuracy()));
        json.add("unweightedAverageRecall", ends(intervals.unweightedAverageRecall()));
        json.add("macroF1", ends(intervals.macroF1()));
        return json;
    }

    private static JsonObject ends(Bootstrap.Interval interval) {
        JsonObject json = new JsonObject();
        json.addProperty("lower", interval.lower());
        json.addProperty("upper", interval.upper());
        return json;
    }
}
