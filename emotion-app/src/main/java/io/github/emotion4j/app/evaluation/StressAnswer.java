package io.github.emotion4j.app.evaluation;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What was said of a file of the body. */
record StressAnswer(LabelledFiles.Item item, OptionalDouble stress) {
    /**
     * Prints and gives the balanced accuracy at one half; what says nothing is wrong. There is none
     * where all files are of stress, or none is.
     */
    static JsonObject report(List<StressAnswer> answers, PrintWriter out) {
        OptionalDouble stressed = right(answers, true);
        OptionalDouble calm = right(answers, false);
        OptionalDouble balanced =
                stressed.isPresent() && calm.isPresent()
                        ? OptionalDouble.of((stressed.getAsDouble() + calm.getAsDouble()) / 2)
                        : OptionalDouble.empty();
        double silent =
                answers.stream().filter(a -> a.stress.isEmpty()).count() / (double) answers.size();
        out.printf(
                Locale.ROOT,
                "  stress (%d): balanced accuracy %s (stress %s, calm %s), nothing told %.3f%n",
                answers.size(),
                text(balanced),
                text(stressed),
                text(calm),
                silent);
        JsonObject json = new JsonObject();
        json.addProperty("items", answers.size());
        json.addProperty("balanced accuracy", balanced.isPresent() ? balanced.getAsDouble() : null);
        json.addProperty("nothing told", silent);
        return json;
    }

    private static String text(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.3f", share.getAsDouble()) : "-";
    }

    /** The share of right answers among the files of stress, or among the others. */
    private static OptionalDouble right(List<StressAnswer> answers, boolean truth) {
        return answers.stream()
                .filter(a -> a.item.stressed().orElseThrow() == truth)
                .mapToInt(
                        a -> a.stress.isPresent() && a.stress.getAsDouble() > 0.5 == truth ? 1 : 0)
                .average();
    }
}
