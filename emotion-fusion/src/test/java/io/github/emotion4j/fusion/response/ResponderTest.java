package io.github.emotion4j.fusion.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.fusion.affect.AffectState;
import io.github.emotion4j.fusion.response.Decision.RuleReport;
import io.github.emotion4j.fusion.response.Decision.RuleStatus;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResponderTest {
    private static final long STEP = 500_000_000L;
    private static final Condition LOW = Condition.below(Measure.VALENCE, -0.3).releasedAt(-0.1);

    private long step;

    @Test
    void valenceAroundTheThreshold_doesNotFlap() {
        Responder responder = new Responder(policy(Rule.of("upset", LOW, "ask")));
        Random random = new Random(1);
        List<String> strategies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double level = i < 20 ? 0.2 : i < 180 ? -0.3 : 0.2;
            double valence = level + 0.15 * (2 * random.nextDouble() - 1);
            Decision decision = responder.step(valence(valence), affect());
            if (decision.fresh()) {
                strategies.add(decision.strategy());
            }
        }
        assertEquals(List.of("carry-on", "ask", "carry-on"), strategies);
    }

    @Test
    void duration_countsOnlyStepsWithEvidence() {
        Responder responder =
                new Responder(
                        policy(Rule.of("upset", LOW, "ask").withDuration(Duration.ofSeconds(2))));
        assertEquals("carry-on", responder.step(valence(-0.5), affect()).strategy());
        assertEquals("carry-on", responder.step(valence(-0.5), affect()).strategy());
        for (int i = 0; i < 8; i++) {
            assertEquals(RuleStatus.UNKNOWN, status(responder.step(nobody(), affect()), "upset"));
        }
        Decision third = responder.step(valence(-0.5), affect());
        assertEquals(
                new RuleReport("upset", RuleStatus.HOLDING, "met for 1.5 s of 2.0 s"),
                third.rules().get(0));
        assertEquals("ask", responder.step(valence(-0.5), affect()).strategy());
        // A short gap does not end a response, a longer one than the policy's 5 s does.
        for (int i = 0; i < 10; i++) {
            assertEquals("ask", responder.step(nobody(), affect()).strategy());
        }
        assertEquals("carry-on", responder.step(nobody(), affect()).strategy());
        assertEquals("carry-on", responder.step(valence(-0.5), affect()).strategy());
    }

    @Test
    void gapBetweenSteps_startsTheDurationAnew() {
        Responder responder =
                new Responder(
                        policy(Rule.of("upset", LOW, "ask").withDuration(Duration.ofSeconds(1))));
        responder.step(valence(-0.5), affect());
        step += 20;
        assertEquals("carry-on", responder.step(valence(-0.5), affect()).strategy());
        assertEquals("ask", responder.step(valence(-0.5), affect()).strategy());
    }

    @Test
    void coolDown_holdsFromTheResponsesEnd() {
        Responder responder =
                new Responder(
                        policy(Rule.of("upset", LOW, "ask").withCoolDown(Duration.ofSeconds(10))));
        assertEquals("ask", responder.step(valence(-0.5), affect()).strategy());
        assertEquals("carry-on", responder.step(valence(0), affect()).strategy());
        for (int i = 1; i < 20; i++) {
            Decision decision = responder.step(valence(-0.5), affect());
            assertEquals(RuleStatus.COOLING_DOWN, status(decision, "upset"), "step " + i);
            assertEquals("carry-on", decision.strategy());
        }
        assertEquals("ask", responder.step(valence(-0.5), affect()).strategy());
    }

    @Test
    void higherPriority_takesOverAndExceptionsHoldBack() {
        Condition lively = Condition.above(Measure.AROUSAL, 0.5);
        Responder responder =
                new Responder(
                        policy(
                                Rule.of("low", LOW, "ask"),
                                Rule.of("lively", lively, "slow-down")
                                        .withPriority(1)
                                        .unless(Condition.perceived(Emotion.HAPPINESS))));
        assertEquals("ask", responder.step(step(-0.5, 0, true, 0), affect()).strategy());
        Decision both = responder.step(step(-0.5, 0.9, true, 0), affect());
        assertEquals("slow-down", both.strategy());
        assertEquals(RuleStatus.OUTRANKED, status(both, "low"));
        Decision happy = responder.step(step(-0.5, 0.9, true, 0.9), affect());
        assertEquals("ask", happy.strategy());
        assertEquals("unless perceived happiness: happiness", happy.rules().get(1).detail());
    }

    /** Two kinds of situation with opposite best answers and a third answer that is never best. */
    @ParameterizedTest
    @EnumSource(
            value = ResponsePolicy.Learning.Method.class,
            names = {"LINUCB", "THOMPSON"})
    void feedback_findsWhatHelpsInEachSituation(ResponsePolicy.Learning.Method method) {
        ResponsePolicy policy =
                policy(
                        new ResponsePolicy.Learning(method, 1, 1000),
                        Rule.of("low", LOW, "slow-down", "ask", "offer-break"));
        Responder responder = new Responder(policy, 7);
        Random user = new Random(8);
        int best = 0;
        for (int i = 0; i < 1000; i++) {
            boolean agitated = user.nextBoolean();
            double arousal = (agitated ? 0.6 : -0.6) + 0.2 * user.nextGaussian() / 3;
            Decision decision = responder.step(step(-0.6, arousal, true, 0), affect());
            String right = agitated ? "ask" : "offer-break";
            String wrong = agitated ? "offer-break" : "ask";
            double chance =
                    decision.strategy().equals(right)
                            ? 0.8
                            : decision.strategy().equals(wrong) ? 0.2 : 0.4;
            boolean helped = user.nextDouble() < chance;
            responder.feedback(
                    decision.id(),
                    helped ? Responder.Outcome.HELPED : Responder.Outcome.DID_NOT_HELP);
            if (i >= 800 && decision.strategy().equals(right)) {
                best++;
            }
            responder.step(valence(0), affect());
        }
        assertTrue(best >= 190, method + " chose the best in " + best + " of the last 200");
    }

    @Test
    void didNotHelp_choosesAnewAndHelpedStays() {
        Responder responder = new Responder(policy(Rule.of("low", LOW, "ask", "offer-break")));
        Decision first = responder.step(valence(-0.5), affect());
        assertEquals("ask", first.strategy());
        responder.feedback(first.id(), Responder.Outcome.DID_NOT_HELP);
        Decision second = responder.step(valence(-0.5), affect());
        assertEquals("offer-break", second.strategy());
        assertTrue(second.fresh());
        assertEquals(1, second.alternatives().size());
        assertTrue(second.explanation().contains("it answers; refused: ask"));
        responder.feedback(second.id(), Responder.Outcome.HELPED);
        assertFalse(responder.step(valence(-0.5), affect()).fresh());
        assertThrows(
                IllegalArgumentException.class,
                () -> responder.feedback(first.id(), Responder.Outcome.HELPED));
    }

    @Test
    void fixedMethod_keepsTheOrderWhateverIsSaid() {
        Responder responder =
                new Responder(
                        policy(
                                new ResponsePolicy.Learning(
                                        ResponsePolicy.Learning.Method.FIXED, 0),
                                Rule.of("low", LOW, "ask", "offer-break")));
        for (int i = 0; i < 20; i++) {
            Decision decision = responder.step(valence(-0.5), affect());
            assertEquals("ask", decision.strategy());
            responder.feedback(decision.id(), Responder.Outcome.DID_NOT_HELP);
            responder.step(valence(0), affect());
        }
    }

    /** A no is final: the answers to it are few, however often what was offered had helped. */
    @Test
    void refusedStrategies_doNotComeBackWhileTheRuleIsMet() {
        ResponsePolicy policy =
                policy(
                        Rule.of("low", LOW, "ask", "offer-break")
                                .withCoolDown(Duration.ofSeconds(4)),
                        Rule.of("last", LOW, "slow-down").withPriority(-1));
        Responder responder = new Responder(policy);
        for (int i = 0; i < 6; i++) {
            Decision liked = responder.step(valence(-0.5), affect());
            responder.feedback(liked.id(), Responder.Outcome.HELPED);
            responder.step(valence(0), affect());
            step += 8;
        }
        List<String> offered = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Decision decision = responder.step(valence(-0.5), affect());
            if (decision.fresh()) {
                offered.add(decision.strategy());
            }
            if (decision.fresh() && decision.rule().isPresent()) {
                responder.feedback(decision.id(), Responder.Outcome.DID_NOT_HELP);
            }
            responder = Responder.ofBytes(responder.toBytes(), policy);
        }
        assertEquals(List.of("ask", "offer-break", "slow-down", "carry-on"), offered);
        Decision waits = responder.step(valence(-0.5), affect());
        assertEquals(RuleStatus.REFUSED, status(waits, "low"));
        assertTrue(waits.explanation().contains("refused: ask, offer-break"), waits.explanation());
        responder.step(valence(0), affect());
        assertEquals("ask", responder.step(valence(-0.5), affect()).strategy());
    }

    @Test
    void aNoThatComesWhenAnotherRuleAnswers_isFinalAllTheSame() {
        ResponsePolicy policy =
                policy(
                        Rule.of("low", LOW, "ask"),
                        Rule.of("lively", Condition.above(Measure.AROUSAL, 0.5), "slow-down")
                                .withPriority(1));
        Responder responder = new Responder(policy);
        Decision asked = responder.step(step(-0.5, 0, true, 0), affect());
        assertEquals("slow-down", responder.step(step(-0.5, 0.9, true, 0), affect()).strategy());
        responder = Responder.ofBytes(responder.toBytes(), policy);
        responder.feedback(asked.id(), Responder.Outcome.DID_NOT_HELP);
        assertEquals("carry-on", responder.step(step(-0.5, 0, true, 0), affect()).strategy());
        responder.step(valence(0), affect());
        assertEquals("ask", responder.step(valence(-0.5), affect()).strategy());
    }

    @Test
    void coolDown_beginsWhenNothingIsLeftToOffer() {
        Responder responder =
                new Responder(
                        policy(Rule.of("low", LOW, "ask").withCoolDown(Duration.ofSeconds(3))));
        Decision only = responder.step(valence(-0.5), affect());
        responder.feedback(only.id(), Responder.Outcome.DID_NOT_HELP);
        assertEquals("carry-on", responder.step(valence(-0.5), affect()).strategy());
        responder.step(valence(0), affect());
        for (int i = 0; i < 4; i++) {
            Decision cools = responder.step(valence(-0.5), affect());
            assertEquals(RuleStatus.COOLING_DOWN, status(cools, "low"), "step " + i);
        }
        assertEquals("ask", responder.step(valence(-0.5), affect()).strategy());
    }

    @Test
    void lateAnswer_isLearnedForTheDecisionOfTheSessionBefore() {
        Responder responder = new Responder(policy(Rule.of("low", LOW, "ask", "offer-break")));
        Decision before = responder.step(valence(-0.5), affect());
        Responder next = responder.newSession();
        step = 0;
        Decision now = next.step(valence(-0.5), affect());
        assertTrue(now.id() > before.id(), before.id() + " " + now.id());
        next.feedback(before.id(), Responder.Outcome.DID_NOT_HELP);
        assertFalse(next.step(valence(-0.5), affect()).fresh());
        next.feedback(now.id(), Responder.Outcome.HELPED);
        assertEquals(List.of(new Responder.Learned("low", "ask", 2, 0.5)), rounded(next));
    }

    /** Likes one of two strategies, then the other. */
    @ParameterizedTest
    @EnumSource(
            value = ResponsePolicy.Learning.Method.class,
            names = {"LINUCB", "THOMPSON"})
    void whoeverTurnsTheirTaste_isFollowedWithinTheMemory(ResponsePolicy.Learning.Method method) {
        ResponsePolicy.Learning learning =
                new ResponsePolicy.Learning(
                        method, ResponsePolicy.Learning.defaults().exploration());
        Responder responder =
                new Responder(policy(learning, Rule.of("low", LOW, "ask", "offer-break")), 3);
        Random person = new Random(5);
        int wrong = 0;
        for (int i = 0; i < 900; i++) {
            Decision decision = responder.step(valence(-0.5), affect());
            boolean liked = decision.strategy().equals("ask") == i < 600;
            boolean helped = person.nextDouble() < (liked ? 0.9 : 0.1);
            responder.feedback(
                    decision.id(),
                    helped ? Responder.Outcome.HELPED : Responder.Outcome.DID_NOT_HELP);
            responder.step(valence(0), affect());
            wrong += i < 600 || liked ? 0 : 1;
        }
        assertTrue(wrong < 120, method + " was wrong " + wrong + " times");
    }

    @Test
    void numbersThatNoAnswersGive_areRefused() {
        ResponsePolicy policy = policy(Rule.of("low", LOW, "ask"));
        Responder responder = new Responder(policy);
        Decision decision = responder.step(valence(-0.5), affect());
        responder.feedback(decision.id(), Responder.Outcome.HELPED);
        SavedState envelope = new SavedState("E4RP", 4, "", "");
        byte[] content = envelope.read(responder.toBytes(), DataInputStream::readAllBytes);
        // The seed and the number of arms, the arm's name, and how often it was answered.
        int precision = Long.BYTES + Integer.BYTES + Short.BYTES + "low/ask".length() + Long.BYTES;
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 1}) {
            byte[] altered = content.clone();
            ByteBuffer.wrap(altered).putDouble(precision, value);
            byte[] bytes = envelope.write(out -> out.write(altered));
            InputException refused =
                    assertThrows(
                            InputException.class,
                            () -> Responder.ofBytes(bytes, policy),
                            "" + value);
            assertTrue(refused.getMessage().contains("is damaged"), refused.getMessage());
        }
    }

    private static List<Responder.Learned> rounded(Responder responder) {
        return responder.learned().stream()
                .map(
                        l ->
                                new Responder.Learned(
                                        l.rule(),
                                        l.strategy(),
                                        l.answers(),
                                        Math.round(l.helped() * 10) / 10.0))
                .toList();
    }

    @Test
    void restoredSession_goesOnWithTheSameDecisions() {
        ResponsePolicy policy =
                policy(
                        new ResponsePolicy.Learning(ResponsePolicy.Learning.Method.THOMPSON, 1),
                        Rule.of("low", LOW, "ask", "offer-break")
                                .withDuration(Duration.ofSeconds(1))
                                .withCoolDown(Duration.ofSeconds(3)));
        Responder responder = new Responder(policy, 3);
        Responder restored = null;
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
            EmotionEstimate estimate =
                    random.nextInt(9) == 0 ? nobody() : valence(random.nextInt(12) < 9 ? -0.5 : 0);
            Decision decision = responder.step(estimate, affect());
            boolean answers = decision.fresh() && decision.rule().isPresent();
            Responder.Outcome outcome =
                    random.nextBoolean()
                            ? Responder.Outcome.HELPED
                            : Responder.Outcome.DID_NOT_HELP;
            if (answers) {
                responder.feedback(decision.id(), outcome);
            }
            if (restored != null) {
                assertEquals(decision, restored.step(estimate, affect()));
                if (answers) {
                    restored.feedback(decision.id(), outcome);
                }
            }
            if (i == 150) {
                restored = Responder.ofBytes(responder.toBytes(), policy);
            }
        }
    }

    @Test
    void newSession_keepsWhatWasLearnedAndStartsAtTheOrigin() {
        Responder responder = new Responder(policy(Rule.of("low", LOW, "ask", "offer-break")));
        responder.feedback(
                responder.step(valence(-0.5), affect()).id(), Responder.Outcome.DID_NOT_HELP);
        Responder next = responder.newSession();
        step = 0;
        assertEquals("offer-break", next.step(valence(-0.5), affect()).strategy());
    }

    @Test
    void editedPolicy_keepsWhatWasLearned() {
        Responder responder = new Responder(policy(Rule.of("low", LOW, "ask", "offer-break")));
        responder.feedback(
                responder.step(valence(-0.5), affect()).id(), Responder.Outcome.DID_NOT_HELP);
        Responder restored =
                Responder.ofBytes(
                        responder.toBytes(),
                        policy(
                                Rule.of("low", LOW, "ask", "offer-break")
                                        .withDuration(Duration.ofMillis(500))));
        assertEquals("offer-break", restored.step(valence(-0.5), affect()).strategy());
    }

    /** Where a rule stands is kept for the very same rules only, though reasons round numbers. */
    @Test
    void policyEditedInTheThirdDecimal_begins_anew() {
        Responder responder = new Responder(policy(Rule.of("low", LOW, "ask")));
        responder.step(valence(-0.5), affect());
        byte[] bytes = responder.toBytes();
        Condition edited = Condition.below(Measure.VALENCE, -0.304).releasedAt(-0.1);
        Condition released = Condition.below(Measure.VALENCE, -0.3).releasedAt(-0.104);
        for (Condition condition : List.of(edited, released)) {
            step = 0;
            Responder anew = Responder.ofBytes(bytes, policy(Rule.of("low", condition, "ask")));
            assertTrue(anew.step(valence(-0.5), affect()).fresh());
        }
        step = 0;
        Responder same = Responder.ofBytes(bytes, policy(Rule.of("low", LOW, "ask")));
        assertThrows(IllegalArgumentException.class, () -> same.step(valence(-0.5), affect()));
    }

    @Test
    void otherBytes_areRefused() {
        ResponsePolicy policy = policy(Rule.of("low", LOW, "ask"));
        byte[] bytes = new Responder(policy).toBytes();
        assertThrows(
                InputException.class,
                () -> Responder.ofBytes(Arrays.copyOf(bytes, bytes.length - 1), policy));
        assertThrows(InputException.class, () -> Responder.ofBytes(new byte[30], policy));
    }

    @Test
    void explanation_namesConditionsValuesAlternativesAndOtherRules() {
        Responder responder =
                new Responder(
                        policy(
                                Rule.of("low", LOW, "ask", "offer-break"),
                                Rule.of("strained", Condition.above(Measure.STRESS, 0.7), "ask")));
        String text = responder.step(valence(-0.5), affect()).explanation();
        assertTrue(text.contains("valence below -0.30 (until -0.10): -0.50"), text);
        assertTrue(text.contains("> ask: helps in an estimated 50 %"), text);
        assertTrue(text.contains("offer-break: helps"), text);
        assertTrue(text.contains("not strained: stress above 0.70: unknown"), text);
    }

    private static ResponsePolicy policy(Rule... rules) {
        return policy(ResponsePolicy.Learning.defaults(), rules);
    }

    private static ResponsePolicy policy(ResponsePolicy.Learning learning, Rule... rules) {
        ResponsePolicy.Builder builder =
                ResponsePolicy.builder("test")
                        .strategy("carry-on", "")
                        .strategy("ask", "")
                        .strategy("slow-down", "")
                        .strategy("offer-break", "")
                        .learning(learning)
                        .otherwise("carry-on");
        for (Rule rule : rules) {
            builder.rule(rule);
        }
        return builder.build();
    }

    private static RuleStatus status(Decision decision, String rule) {
        return decision.rules().stream()
                .filter(r -> r.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .status();
    }

    private EmotionEstimate valence(double valence) {
        return step(valence, 0, true, 0);
    }

    private EmotionEstimate nobody() {
        return step(0, 0, false, 0);
    }

    private EmotionEstimate step(
            double valence, double arousal, boolean present, double happiness) {
        TimeInterval interval = new TimeInterval(step * STEP, (step + 1) * STEP);
        step++;
        double other = (1 - happiness) / 7;
        double[] p = {other, other, other, other, happiness, other, other, other};
        EmotionProbabilities probabilities = EmotionProbabilities.of(p);
        Affect affect = new Affect(valence, arousal, Affect.Source.NETWORK);
        Evidence evidence =
                present
                        ? new Evidence.Present(
                                interval,
                                probabilities,
                                affect,
                                OptionalDouble.empty(),
                                new float[0],
                                1,
                                List.of())
                        : new Evidence.Missing(interval, new Reason("no-face", "no face"));
        return new EmotionEstimate(
                interval,
                present ? Optional.of(probabilities) : Optional.empty(),
                present ? Optional.of(affect) : Optional.empty(),
                OptionalDouble.empty(),
                Map.of(ModalityId.FACE, evidence),
                Map.of(),
                Set.of(),
                present ? List.of() : List.of(new Reason("no-face", "no face")));
    }

    private AffectState affect() {
        return new AffectState(step * STEP, Affect.CENTRE, 0, Optional.empty(), Optional.empty());
    }
}
