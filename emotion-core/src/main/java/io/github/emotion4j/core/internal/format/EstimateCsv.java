package io.github.emotion4j.core.internal.format;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Estimates as a table of comma-separated values (RFC 4180), lines ended by LF. */
public final class EstimateCsv {
    private EstimateCsv() {}

    /** A header and one line an estimate; numbers keep every bit, what is absent is empty. */
    public static String write(List<EmotionEstimate> estimates) {
        Set<ModalityId> modalities = new TreeSet<>();
        estimates.forEach(estimate -> modalities.addAll(estimate.evidence().keySet()));
        StringBuilder text = new StringBuilder();
        append(text, header(modalities));
        estimates.forEach(estimate -> append(text, row(estimate, modalities)));
        return text.toString();
    }

    private static List<String> header(Set<ModalityId> modalities) {
        List<String> cells = new ArrayList<>(List.of("start_s", "end_s", "perceived"));
        Emotion.ALL.forEach(emotion -> cells.add(emotion.label()));
        cells.addAll(
                List.of(
                        "valence",
                        "arousal",
                        "affect_source",
                        "stress",
                        "prediction_set",
                        "abstention_reasons"));
        for (ModalityId id : modalities) {
            for (String field : List.of("status", "age_s", "quality", "contribution", "reasons")) {
                cells.add(id.name() + "_" + field);
            }
        }
        return cells;
    }

    private static List<String> row(EmotionEstimate estimate, Set<ModalityId> modalities) {
        List<String> cells = new ArrayList<>();
        cells.add(seconds(estimate.interval().startNanos()));
        cells.add(seconds(estimate.interval().endNanos()));
        cells.add(estimate.perceived().map(Emotion::label).orElse(""));
        Emotion.ALL.forEach(e -> cells.add(cell(estimate.probabilities().map(p -> p.of(e)))));
        cells.add(cell(estimate.affect().map(Affect::valence)));
        cells.add(cell(estimate.affect().map(Affect::arousal)));
        cells.add(cell(estimate.affect().map(a -> a.source().label())));
        cells.add(
                estimate.stress().isPresent()
                        ? Double.toString(estimate.stress().getAsDouble())
                        : "");
        cells.add(
                estimate.predictionSet().stream()
                        .map(Emotion::label)
                        .collect(Collectors.joining(" ")));
        cells.add(codes(estimate.abstentionReasons()));
        for (ModalityId id : modalities) {
            Evidence evidence = estimate.evidence().get(id);
            if (evidence instanceof Evidence.Present present) {
                cells.add("present");
                cells.add(seconds(estimate.ageNanos(id)));
                cells.add(Double.toString(present.quality()));
                cells.add(Double.toString(estimate.contribution().getOrDefault(id, 0.0)));
                cells.add(codes(present.issues()));
            } else if (evidence instanceof Evidence.Missing missing) {
                // What was heard before may still count, or its silence may.
                Double contribution = estimate.contribution().get(id);
                String counted = contribution == null ? "" : contribution.toString();
                cells.addAll(List.of("missing", "", "", counted, missing.reason().code()));
            } else {
                cells.addAll(List.of("", "", "", "", ""));
            }
        }
        return cells;
    }

    private static String codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).collect(Collectors.joining(" "));
    }

    private static String cell(Optional<?> value) {
        return value.map(Object::toString).orElse("");
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    private static void append(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(EstimateCsv::quoted).collect(Collectors.joining(",")));
        text.append('\n');
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
