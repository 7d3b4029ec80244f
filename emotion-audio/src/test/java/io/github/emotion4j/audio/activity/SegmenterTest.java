package io.github.emotion4j.audio.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    @Test
    void speech_withAShortPause_isOneUtteranceWithRolls() {
        assertEquals(List.of("90-260"), utterances(0.0, 100, 0.9, 70, 0.1, 30, 0.9, 50, 0.0, 100));
    }

    @Test
    void pause_longEnough_splits() {
        assertEquals(
                List.of("90-160", "190-260"),
                utterances(0.0, 100, 0.9, 50, 0.1, 50, 0.9, 50, 0.0, 100));
    }

    @Test
    void click_isNoUtterance() {
        assertEquals(List.of(), utterances(0.0, 50, 1.0, 12, 0.0, 20, 1.0, 12, 0.0, 50));
    }

    @Test
    void hysteresis_keepsSpeechBetweenTheThresholds() {
        assertEquals(List.of("40-210"), utterances(0.5, 50, 0.7, 30, 0.5, 120, 0.0, 60));
    }

    @Test
    void longSpeech_isCutWithoutLosingAFrame() {
        assertEquals(List.of("0-800", "800-1600", "1600-2000"), utterances(0.9, 2000));
    }

    @Test
    void settings_thatContradict_areRefused() {
        Duration d = Duration.ofMillis(100);
        assertThrows(
                IllegalArgumentException.class,
                () -> new ActivitySettings(0.3, 0.5, d, d, d, d, Duration.ofSeconds(9)));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new ActivitySettings(
                                0.5, 0.3, d, d, d, d.multipliedBy(2), d.multipliedBy(9)));
    }

    /** Probability and number of frames in turn. */
    private static List<String> utterances(double... runs) {
        Segmenter segmenter = new Segmenter(ActivitySettings.defaults());
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
