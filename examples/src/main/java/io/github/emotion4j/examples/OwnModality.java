package io.github.emotion4j.examples;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A modality of one's own: what a person says of themselves, joined with what is seen and heard.
 */
final class OwnModality extends Program {
    OwnModality() {
        super(
                "REPORTS.csv [CLIP]",
                "Joins lines such as \"12.5,happiness\", said by the person, with a clip's face and"
                        + " voice; SelfReport is the modality.");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(args.size() == 1 || args.size() == 2, "Name a file of reports, and maybe a clip");
        Recording recording = Recording.of(reports(existing(args.get(0))));
        if (args.size() == 2) {
            recording = recording.with(existing(args.get(1)));
        }
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder().modality(new SelfReport()).build()) {
            recognizer.recognize(recording).estimates().stream()
                    .filter(e -> e.contribution().containsKey(SelfReport.ID))
                    .forEach(e -> out.println(e + " " + contributions(e.contribution())));
        }
    }

    /** What was said, in the order of time. */
    private static List<SelfReport.Said> reports(Path file) throws IOException {
        List<SelfReport.Said> said = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String place = file + ": line " + (said.size() + 1) + ": ";
            said.add(parse(place, line.split(",", 2)));
        }
        require(!said.isEmpty(), file + ": nothing was said");
        said.sort(Comparator.comparingLong(s -> s.interval().startNanos()));
        return said;
    }

    private static SelfReport.Said parse(String place, String[] cells) {
        String time = cells[0].strip();
        require(
                cells.length == 2 && time.matches("\\d{1,6}(\\.\\d+)?"),
                place + "is to be such as 12.5,happiness");
        Emotion emotion =
                Emotion.ALL.stream()
                        .filter(e -> e.label().equals(cells[1].strip().toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new UsageException(place + "no class " + cells[1]));
        return SelfReport.Said.of(Math.round(Double.parseDouble(time) * 1e9), emotion);
    }

    private static String contributions(Map<ModalityId, Double> all) {
        StringBuilder text = new StringBuilder();
        all.forEach((id, x) -> text.append(String.format(Locale.ROOT, "%s %+.2f ", id, x)));
        return text.toString().strip();
    }
}
