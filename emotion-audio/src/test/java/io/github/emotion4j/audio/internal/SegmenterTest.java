package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    @Test
    void speech_withAShortPause_isOneUtterance() {
        assertEquals(List.of("100-235"), utterances(0.0, 100, 0.9, 70, 0.1, 15, 0.9, 50, 0.0, 100));
    }

    @Test
    void pause_longEnough_splits() {
        assertEquals(
                List.of("100-150", "167-217"),
                utterances(0.0, 100, 0.9, 50, 0.1, 17, 0.9, 50, 0.0, 100));
    }

    @Test
    void click_isNoUtterance() {
        assertEquals(List.of(), utterances(0.0, 50, 1.0, 19, 0.0, 20, 1.0, 19, 0.0, 50));
    }

    @Test
    void shortWord_isWidenedByWhatIsAroundIt() {
        assertEquals(List.of("43-83"), utterances(0.0, 50, 1.0, 26, 0.0, 50));
        assertEquals(List.of("0-40"), utterances(1.0, 26, 0.0, 50));
        assertEquals(List.of("43-76"), utterances(0.0, 50, 1.0, 26));
    }

    @Test
    void speechEndsAtTheProbabilityAtWhichItBegins() {
        assertEquals(List.of("50-100"), utterances(0.4, 50, 0.6, 50, 0.4, 120));
    }

    @Test
    void longSpeech_isCutWithoutLosingAFrame() {
        assertEquals(List.of("0-800", "800-1600", "1600-2000"), utterances(0.9, 2000));
    }

    /** Probability and number of frames in turn. */
    private static List<String> utterances(double... runs) {
        Segmenter segmenter = new Segmenter();
        List<String> found = new ArrayList<>();
        for (int r = 0; r < runs.length; r += 2) {
            for (int i = 0; i < runs[r + 1]; i++) {
                if (segmenter.accept(runs[r]) == Segmenter.Event.ENDED) {
                    found.add(segmenter.startFrame() + "-" + segmenter.endFrame());
                }
            }
        }
        if (segmenter.finish() == Segmenter.Event.ENDED) {
            found.add(segmenter.startFrame() + "-" + segmenter.endFrame());
        }
        return found;
    }
}
