package io.github.emotion4j.core.internal.format;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Estimates as a {@link CsvTable}. */
public final class EstimateCsv {
    private EstimateCsv() {}

    /** A header and one line per estimate; numbers keep every bit, absent values are empty. */
    public static String write(List<EmotionEstimate> estimates) {
        Set<ModalityId> modalities = new TreeSet<>();
        estimates.forEach(estimate -> modalities.addAll(estimate.evidence().keySet()));
        StringBuilder text = new StringBuilder();
        CsvTable table = new CsvTable(text);
        header(table, modalities);
        estimates.forEach(estimate -> row(table, estimate, modalities));
        return text.toString();
    }

    private static void header(CsvTable table, Set<ModalityId> modalities) {
        List.of("start_s", "end_s", "perceived").forEach(table::cell);
        Emotion.ALL.forEach(emotion -> table.cell(emotion.label()));
        List.of(
                        "valence",
                        "arousal",
                        "affect_source",
                        "stress",
                        "prediction_set",
                        "abstention_reasons")
                .forEach(table::cell);
        for (ModalityId id : modalities) {
            for (String field : List.of("status", "age_s", "quality", "contribution", "reasons")) {
                table.cell(id.name() + "_" + field);
            }
        }
        table.end();
    }

    private static void row(CsvTable table, EmotionEstimate estimate, Set<ModalityId> modalities) {
        table.seconds(estimate.interval().startNanos());
        table.seconds(estimate.interval().endNanos());
        table.cell(estimate.perceived().map(Emotion::label).orElse(""));
        Emotion.ALL.forEach(
                e -> table.cell(number(estimate.probabilities().map(p -> p.probability(e)))));
        table.cell(number(estimate.affect().map(Affect::valence)));
        table.cell(number(estimate.affect().map(Affect::arousal)));
        table.cell(estimate.affect().map(a -> a.source().label()).orElse(""));
        table.cell(estimate.stress().orElse(Double.NaN));
        table.cell(
                estimate.predictionSet().stream()
                        .map(Emotion::label)
                        .collect(Collectors.joining(" ")));
        table.cell(codes(estimate.abstentionReasons()));
        for (ModalityId id : modalities) {
            Evidence evidence = estimate.evidence().get(id);
            if (evidence instanceof Evidence.Present present) {
                table.cell("present").seconds(estimate.ageNanos(id)).cell(present.quality());
                table.cell(estimate.contribution().getOrDefault(id, 0.0));
                table.cell(codes(present.issues()));
            } else if (evidence instanceof Evidence.Missing missing) {
                // What was heard before may still count, or its silence may.
                double counted = estimate.contribution().getOrDefault(id, Double.NaN);
                table.cell("missing").cell("").cell("").cell(counted);
                table.cell(missing.reason().code());
            } else {
                table.cell("").cell("").cell("").cell("").cell("");
            }
        }
        table.end();
    }

    private static String codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).collect(Collectors.joining(" "));
    }

    private static double number(Optional<Double> value) {
        return value.orElse(Double.NaN);
    }
}
