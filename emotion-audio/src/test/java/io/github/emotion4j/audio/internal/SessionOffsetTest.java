package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Emotion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionOffsetTest {
    private static final SpeechEmotionModel.Adaptation ADAPTATION =
            new SpeechEmotionModel.Adaptation(3, 2, 3.5, 7, 30, 1.5, 1, 2, 1.9, 2.3);
    private static final int CONTEMPT = Emotion.CONTEMPT.ordinal();
    private static final int NEUTRAL = Emotion.NEUTRAL.ordinal();

    /** Scores of a class said by a voice that sounds neutral whatever it says, and of chance. */
    private static float[] scores(int shown, double neutralVoice, Random random) {
        float[] scores = new float[8];
        for (int k = 0; k < 8; k++) {
            scores[k] =
                    (float)
                            (0.6 * random.nextGaussian()
                                    + (k == shown ? 3 : 0)
                                    + (k == NEUTRAL ? neutralVoice : 0));
        }
        scores[CONTEMPT] = -60;
        return scores;
    }

    private static double share(SessionOffset session, int[] shown, double voice, int from) {
        Random random = new Random(5);
        int right = 0;
        for (int i = 0; i < shown.length; i++) {
            float[] scores = scores(shown[i], voice, random);
            if (i >= from && session.judge(scores, 1).top().ordinal() == shown[i]) {
                right++;
            }
            session.add(scores, 1);
        }
        return right / (double) (shown.length - from);
    }

    private static int[] mixed(int count) {
        int[] shown = new int[count];
        for (int i = 0; i < count; i++) {
            shown[i] = i * 5 % 8 == CONTEMPT ? NEUTRAL : i * 5 % 8;
        }
        return shown;
    }

    @Test
    void firstUtterance_isJudgedAlone_atItsTemperature() {
        float[] scores = {1, -60, 0, 0, 0, 2, 0, 0};
        double[] p = new SessionOffset(ADAPTATION).judge(scores, 1).toArray();
        double sum = 5 + Math.exp(1 / 1.5) + Math.exp(2 / 1.5);
        assertArrayEquals(
                new double[] {
                    Math.exp(1 / 1.5) / sum,
                    0,
                    1 / sum,
                    1 / sum,
                    1 / sum,
                    Math.exp(2 / 1.5) / sum,
                    1 / sum,
                    1 / sum
                },
                p,
                1e-6);
    }

    @Test
    void strangeVoice_isToldLessSurely() {
        float[] scores = {1, -60, 0, 0, 0, 2, 0, 0};
        SessionOffset session = new SessionOffset(ADAPTATION);
        double[] strange = session.judge(scores, 2.4).toArray();
        assertEquals(Math.exp(1 / 3.0), strange[NEUTRAL] / strange[0], 1e-6);
        double[] between = session.judge(scores, 2.1).toArray();
        assertEquals(Math.exp(1 / 1.5 / Math.sqrt(2)), between[NEUTRAL] / between[0], 1e-6);
    }

    @Test
    void voiceThatSoundsNeutral_isHeardRightAfterSomeUtterances() {
        int[] shown = mixed(48);
        double alone = 0;
        Random random = new Random(5);
        for (int s : shown) {
            alone +=
                    new SessionOffset(ADAPTATION).judge(scores(s, 4, random), 1).top().ordinal()
                                    == s
                            ? 1.0 / shown.length
                            : 0;
        }
        assertTrue(alone < 0.4, "alone " + alone);
        double heard = share(new SessionOffset(ADAPTATION), shown, 4, 8);
        assertTrue(heard > 0.9, "after eight others " + heard);
    }

    @Test
    void sessionOfOneClass_staysThatClass() {
        for (int k : new int[] {0, 3, 4, NEUTRAL, 6}) {
            int[] shown = new int[40];
            java.util.Arrays.fill(shown, k);
            assertEquals(1, share(new SessionOffset(ADAPTATION), shown, 0, 0), 0.05, "class " + k);
        }
    }

    @Test
    void state_goesOnWithTheSameNumbers() throws IOException {
        SessionOffset session = new SessionOffset(ADAPTATION);
        share(session, mixed(35), 2, 0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        session.write(new DataOutputStream(bytes));
        SessionOffset restored = new SessionOffset(ADAPTATION);
        restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        Random random = new Random(9);
        for (int k : mixed(10)) {
            float[] scores = scores(k, 2, random);
            assertArrayEquals(
                    session.judge(scores, 1).toArray(), restored.judge(scores, 1).toArray());
            session.add(scores, 1);
            restored.add(scores, 1);
        }
    }
}
