package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.simulate.Simulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyModalityTest {
    private static final double SECONDS = 600;

    /** Ten minutes at 65 a minute with a quiet skin, or the last five at 95 with a lively one. */
    private static List<BioBlock> signals(boolean stirred) {
        double[] calm = Simulator.beatTimes(stirred ? 300 : SECONDS, 65, 50, 0.25);
        double[] fast =
                Arrays.stream(Simulator.beatTimes(300, 95, 15, 0.3)).map(t -> t + 300).toArray();
        double[] beats = Arrays.copyOf(calm, calm.length + (stirred ? fast.length : 0));
        if (stirred) {
            System.arraycopy(fast, 0, beats, calm.length, fast.length);
        }
        double[] onsets = new double[stirred ? 30 : 0];
        for (int i = 0; i < onsets.length; i++) {
            onsets[i] = 300 + 10 * i;
        }
        double[] pulse = Simulator.ppg(64, SECONDS, beats, 0.02, 1).values();
        double[] skin = Simulator.eda(4, SECONDS, 1, 0, onsets, 0.5, 0.002, 1).values();
        for (int i = 1200; i < skin.length && stirred; i++) {
            skin[i] += Math.min(2, (i - 1200) / 200.0);
        }
        List<BioBlock> blocks = new ArrayList<>();
        for (int t = 0; t < SECONDS; t += 10) {
            long start = t * 1_000_000_000L;
            double[] p = Arrays.copyOfRange(pulse, t * 64, (t + 10) * 64);
            double[] s = Arrays.copyOfRange(skin, t * 4, (t + 10) * 4);
            blocks.add(new BioBlock(start, Kind.PPG, "", Unit.ARBITRARY, 64, p));
            blocks.add(new BioBlock(start, Kind.EDA, "", Unit.MICROSIEMENS, 4, s));
        }
        return blocks;
    }

    private static List<Observation> observe(EmotionRecognizer recognizer, List<BioBlock> blocks) {
        List<Observation> observations = new ArrayList<>();
        recognizer.recognize(
                Recording.of(blocks),
                new RecognitionListener() {
                    @Override
                    public void onObservation(Observation observation) {
                        observations.add(observation);
                    }
                });
        return observations;
    }

    private static double stress(Observation o) {
        return assertInstanceOf(Evidence.Present.class, o.evidence()).stress().orElseThrow();
    }

    @Test
    void recognise_quickPulseAndLivelySkin_looksMoreStressedThanRest() {
        try (EmotionRecognizer recognizer = EmotionRecognizer.builder().build()) {
            List<Observation> calm = observe(recognizer, signals(false));
            List<Observation> stirred = observe(recognizer, signals(true));

            assertEquals(109, calm.size());
            // Seven minutes in: two minutes after the change.
            int at = (420 - 60) / 5;
            assertTrue(stress(stirred.get(at)) > 0.6, "stirred " + stress(stirred.get(at)));
            assertTrue(stress(calm.get(at)) < 0.5, "calm " + stress(calm.get(at)));
            BodyDetail detail = stirred.get(at).detail(BodyDetail.class).orElseThrow();
            assertEquals(95, detail.heartRateBpm(), 1);
            assertEquals(6, detail.scrPerMinute(), 1);
            assertEquals(List.of("pulse", "skin-conductance"), detail.signals());

            Observation tooShort = observe(recognizer, signals(false).subList(0, 2)).get(0);
            Evidence.Missing missing =
                    assertInstanceOf(Evidence.Missing.class, tooShort.evidence());
            assertEquals("too-short", missing.reason().code());
        }
    }
}
