package consumer;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Recording;
import java.nio.file.Path;

/** The smallest application: one file, one line a step, and the summary. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
            EmotionTimeline timeline = recognizer.recognize(Recording.of(Path.of(args[0])));
            timeline.estimates().forEach(System.out::println);
            System.out.println("whole: " + timeline.summary().perceived());
        }
    }
}
