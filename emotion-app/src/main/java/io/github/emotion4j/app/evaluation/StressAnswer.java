package io.github.emotion4j.app.evaluation;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What was said of a file of the body. */
record StressAnswer(LabelledFiles.Item item, OptionalDouble stress) {
    /** Prints and gives the balanced accuracy at one half; what says nothing is wrong. */
    static JsonObject report(List<StressAnswer> answers, PrintWriter out) {
        double stressed = right(answers, true);
        double calm = right(answers, false);
        double silent =
                answers.stream().filter(a -> a.stress.isEmpty()).count() / (double) answers.size();
        out.printf(
                Locale.ROOT,
                "  stress (%d): balanced accuracy %.3f (stress %.3f, calm %.3f), nothing told"
                        + " %.3f%n",
                answers.size(),
                (stressed + calm) / 2,
                stressed,
                calm,
                silent);
        JsonObject json = new JsonObject();
        json.addProperty("items", answers.size());
        json.addProperty("balanced accuracy", (stressed + calm) / 2);
        json.addProperty("nothing told", silent);
        return json;
    }

    private static double right(List<StressAnswer> answers, boolean truth) {
        List<StressAnswer> those =
                answers.stream().filter(a -> a.item.stressed().orElseThrow() == truth).toList();
        return those.stream()
                        .filter(a -> a.stress.isPresent() && a.stress.getAsDouble() > 0.5 == truth)
                        .count()
                / (double) those.size();
    }
}
