package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Emotion;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionOffsetTest {
    private static final SpeechEmotionModel.Adaptation ADAPTATION =
            new SpeechEmotionModel.Adaptation(3, 2, 3.5, 7, 30, 0.5, 1.25, 0.4, 5, 2, 2.3);
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
            if (i >= from && session.judge(scores).top().ordinal() == shown[i]) {
                right++;
            }
            session.add(scores);
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

    /** Two sessions of 45 utterances, of a voice far from those learned from and of a near one. */
    @Test
    void sessions_areJudgedAsByTheTraining() throws IOException {
        List<double[]> rows;
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                VoiceSession.class.getResourceAsStream(
                                        "/io/github/emotion4j/audio/golden/session.csv"),
                                StandardCharsets.UTF_8))) {
            rows =
                    reader.lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(
                                    line ->
                                            Arrays.stream(line.split(","))
                                                    .mapToDouble(Double::parseDouble)
                                                    .toArray())
                            .toList();
        }
        assertArrayEquals(new double[] {0.5, 1.25, 0.4, 5}, rows.get(0));
        assertEquals(91, rows.size());
        SessionOffset session = new SessionOffset(ADAPTATION);
        for (int i = 1; i < rows.size(); i++) {
            if (i == 46) {
                session = new SessionOffset(ADAPTATION);
            }
            float[] scores = new float[8];
            double[] expected = new double[8];
            scores[CONTEMPT] = -60;
            for (int k = 0, column = 0; k < 8; k++) {
                if (k != CONTEMPT) {
                    scores[k] = (float) rows.get(i)[column];
                    expected[k] = rows.get(i)[7 + column];
                    column++;
                }
            }
            assertArrayEquals(expected, session.judge(scores).toArray(), 1e-5, "row " + i);
            session.add(scores);
        }
    }

    @Test
    void voiceThatMovesAllScores_isToldLessSurely_theLongerItIsHeard() {
        double[] near = topsOf(0);
        double[] far = topsOf(4);
        assertTrue(far[0] < near[0], far[0] + " at first, where near " + near[0]);
        assertTrue(near[1] > near[0] + 0.05, "near, later " + near[1] + ", first " + near[0]);
        assertTrue(far[1] < near[1] - 0.05, "far, later " + far[1] + ", near " + near[1]);
    }

    /** Mean top probabilities of first utterances and after twenty others. */
    private static double[] topsOf(double voice) {
        Random random = new Random(6);
        double[] sum = new double[2];
        int sessions = 40;
        for (int i = 0; i < sessions; i++) {
            SessionOffset session = new SessionOffset(ADAPTATION);
            int[] shown = mixed(21);
            for (int t = 0; t < shown.length; t++) {
                float[] scores = scores(shown[(t + i) % 21], voice, random);
                double top = session.judge(scores).confidence();
                sum[0] += t == 0 ? top / sessions : 0;
                sum[1] += t == 20 ? top / sessions : 0;
                session.add(scores);
            }
        }
        return sum;
    }

    @Test
    void voiceThatSoundsNeutral_isHeardRightAfterSomeUtterances() {
        int[] shown = mixed(48);
        double alone = 0;
        Random random = new Random(5);
        for (int s : shown) {
            alone +=
                    new SessionOffset(ADAPTATION).judge(scores(s, 4, random)).top().ordinal() == s
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
            assertArrayEquals(session.judge(scores).toArray(), restored.judge(scores).toArray());
            session.add(scores);
            restored.add(scores);
        }
    }
}
