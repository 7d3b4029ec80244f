package io.github.emotion4j.examples;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A modality of one's own: what a person says of themselves, joined with what is seen and heard.
 */
final class OwnModality extends Program {
    /** How much the word of the person weighs. */
    private static final double BELIEVED = 0.8;

    OwnModality() {
        super(
                "REPORTS.csv [CLIP]",
                "Joins lines such as \"12.5,happiness\", said by the person, with a clip's face and"
                        + " voice; SelfReport is the modality.");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(args.size() == 1 || args.size() == 2, "Name a file of reports, and maybe a clip");
        List<SelfReport.Said> said =
                Files.readAllLines(existing(args.get(0))).stream().map(OwnModality::parse).toList();
        Recording recording = Recording.of(said);
        if (args.size() == 2) {
            Path clip = existing(args.get(1));
            recording = recording.with(clip);
        }
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().modality(new SelfReport()).build()) {
            recognizer.recognize(recording).estimates().stream()
                    .filter(e -> e.contribution().containsKey(SelfReport.ID))
                    .forEach(e -> out.println(e + " " + contributions(e.contribution())));
        }
    }

    private static SelfReport.Said parse(String line) {
        String[] cells = line.split(",", 2);
        require(cells.length == 2, "A line is such as 12.5,happiness, not " + line);
        long nanos = Math.round(Double.parseDouble(cells[0].strip()) * 1e9);
        double[] weights = new double[Emotion.ALL.size()];
        Arrays.fill(weights, (1 - BELIEVED) / (weights.length - 1));
        Emotion emotion =
                Emotion.ALL.stream()
                        .filter(e -> e.label().equals(cells[1].strip().toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new UsageException("There is no class " + cells[1]));
        weights[emotion.ordinal()] = BELIEVED;
        return new SelfReport.Said(
                new TimeInterval(nanos, nanos), EmotionProbabilities.of(weights));
    }

    private static String contributions(java.util.Map<ModalityId, Double> all) {
        StringBuilder text = new StringBuilder();
        all.forEach((id, x) -> text.append(String.format(Locale.ROOT, "%s %+.2f ", id, x)));
        return text.toString().strip();
    }
}
