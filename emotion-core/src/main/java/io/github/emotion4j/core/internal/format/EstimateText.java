package io.github.emotion4j.core.internal.format;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Reason;
import java.util.Locale;
import java.util.stream.Collectors;

/** Estimates, and their numbers, as people read them. */
public final class EstimateText {
    private EstimateText() {}

    /** An estimate without its time, in one line; without what is absent. */
    public static String of(EmotionEstimate estimate) {
        StringBuilder line = new StringBuilder();
        if (estimate.perceived().isPresent() && estimate.probabilities().isPresent()) {
            EmotionProbabilities said = estimate.probabilities().get();
            line.append(String.format(Locale.ROOT, "%-9s ", said.top().label()))
                    .append(percent(said.confidence()));
        } else if (estimate.probabilities().isEmpty() && estimate.stress().isPresent()) {
            line.append("no class");
        } else {
            line.append("no class: ")
                    .append(
                            estimate.abstentionReasons().stream()
                                    .map(Reason::message)
                                    .collect(Collectors.joining("; ")));
        }
        estimate.affect()
                .ifPresent(
                        point ->
                                line.append("  valence ")
                                        .append(signed(point.valence()))
                                        .append(" arousal ")
                                        .append(signed(point.arousal())));
        estimate.stress()
                .ifPresent(
                        value -> line.append(String.format(Locale.ROOT, "  stress %.2f", value)));
        return line.toString();
    }

    /** A probability, never rounded up to certainty, such as {@code "93 %"} or {@code ">99 %"}. */
    public static String percent(double probability) {
        return probability >= 0.995 && probability < 1
                ? ">99 %"
                : Math.round(100 * probability) + " %";
    }

    /** Hundredths with a sign, and never a negative zero, such as {@code "+0.25"}. */
    public static String signed(double value) {
        return String.format(Locale.ROOT, "%+.2f", Math.round(100 * value) / 100.0);
    }
}
