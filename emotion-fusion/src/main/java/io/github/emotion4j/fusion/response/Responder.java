package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.Hash;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.fusion.affect.AffectState;
import io.github.emotion4j.fusion.internal.Durations;
import io.github.emotion4j.fusion.response.Decision.Alternative;
import io.github.emotion4j.fusion.response.Decision.RuleReport;
import io.github.emotion4j.fusion.response.Decision.RuleStatus;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Responds to one person by a policy, step by step, and learns from their feedback. For one thread.
 *
 * <p>A choice stands as long as its rule is met, hysteresis counted; it ends with the rule, when a
 * rule of higher priority is ready, or after feedback that it did not help: then the rule chooses
 * again in the next step, among what the person has not refused since the rule was met. A no is
 * final until the rule is no longer met. When the response ends, also because nothing is left to
 * choose, the rule's cool-down begins.
 *
 * <p>As bytes a {@link SavedState} of the letters {@code E4RP}, version 4: what was learned, the
 * choices that await feedback, the SHA-256 of the rules, and where each of them stands. The bytes
 * say how a person looked and what helped them: keep them as you keep their other data.
 *
 * <pre>{@code
 * Responder responder = new Responder(ResponsePolicy.considerate());
 * Decision decision = responder.step(estimate, affect);
 * if (decision.rule().isPresent()) { // What the policy does otherwise has nothing to learn.
 *     responder.feedback(decision.id(), Responder.Outcome.HELPED);
 * }
 * }</pre>
 */
public final class Responder {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4RP",
                    4,
                    "The session of a policy",
                    "Start a new session, or restore with the library that saved it");

    /** The responses that may still receive feedback; older ones are forgotten. */
    private static final int MAX_PENDING = 64;

    private static final double NANOS_PER_SECOND = 1e9;

    private final ResponsePolicy policy;
    private final StrategyLearner learner;
    private final List<RuleState> states = new ArrayList<>();
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private long atNanos;
    private long nextId = 1;
    private long id;
    private @Nullable RuleState standing;
    private String strategy;
    private List<Alternative> alternatives = List.of();
    private boolean chooseAnew = true;

    /**
     * Starts a person's first session. What {@link ResponsePolicy.Learning.Method#THOMPSON} draws
     * is the same for each person who answers alike.
     *
     * @param policy the rules
     */
    public Responder(ResponsePolicy policy) {
        this(policy, 0);
    }

    /**
     * Starts a person's first session with draws of its own.
     *
     * @param policy the rules
     * @param seed the seed of what {@link ResponsePolicy.Learning.Method#THOMPSON} draws; the same
     *     seed, steps and feedback give the same decisions
     */
    public Responder(ResponsePolicy policy, long seed) {
        this.policy = policy;
        learner = new StrategyLearner(seed);
        policy.rules().forEach(rule -> states.add(new RuleState(rule, policy.gap())));
        strategy = policy.otherwise();
    }

    /**
     * Starts the next session of the same person. What was learned stays, and the choices that
     * await feedback, whose numbers go on; time, durations, cool-downs and choices start again.
     * This session remains usable.
     *
     * @return the new session
     */
    public Responder newSession() {
        Responder next = new Responder(policy, 0);
        next.learner.copy(learner);
        next.nextId = nextId;
        next.pending.putAll(pending);
        return next;
    }

    /**
     * Decides what to do in the next step.
     *
     * @param estimate a step that begins at or after the end of the last one
     * @param affect the slow affect at its end
     * @return the decision
     * @throws IllegalArgumentException if the step begins before the last one ended
     */
    public Decision step(EmotionEstimate estimate, AffectState affect) {
        TimeInterval interval = estimate.interval();
        if (interval.startNanos() < atNanos) {
            throw new IllegalArgumentException(
                    "The estimate of "
                            + interval
                            + " begins before "
                            + atNanos / NANOS_PER_SECOND
                            + " s, which is already answered; give estimates in the order of time,"
                            + " once each");
        }
        for (RuleState state : states) {
            state.miss(interval.startNanos() - atNanos);
            state.update(estimate, affect);
        }
        atNanos = interval.endNanos();
        RuleState winner = winner();
        boolean fresh = chooseAnew || winner != standing;
        if (winner != standing && standing != null) {
            standing.coolDown(atNanos);
        }
        if (fresh) {
            choose(winner, estimate, affect);
        }
        return new Decision(
                id,
                interval,
                strategy,
                Optional.ofNullable(winner).map(state -> state.rule().name()),
                fresh,
                winner == null ? List.of() : winner.readings(),
                alternatives,
                reports());
    }

    /**
     * Reports what the person said about a choice.
     *
     * @param decisionId the number of a decision by a rule, one of the last 64
     * @param outcome the feedback
     * @throws IllegalArgumentException if there was no such decision, it is too old, was no rule's,
     *     or has had its feedback
     */
    public void feedback(long decisionId, Outcome outcome) {
        Pending choice = pending.remove(decisionId);
        if (choice == null) {
            throw new IllegalArgumentException(
                    "Decision "
                            + decisionId
                            + " awaits no feedback: it is none of the last "
                            + MAX_PENDING
                            + ", no rule made it, or it has had its feedback; those that do are "
                            + pending.keySet());
        }
        learner.learn(
                choice.rule,
                choice.strategy,
                choice.situation,
                outcome,
                policy.learning().memoryAnswers());
        if (outcome == Outcome.DID_NOT_HELP) {
            for (RuleState state : states) {
                if (state.stillMetSince(decisionId)) {
                    state.refuse(choice.strategy);
                    chooseAnew |= state == standing && strategy.equals(choice.strategy);
                }
            }
        }
    }

    /**
     * What was learned from the person's answers, for them to read. Strategies without an answer
     * are left out; those that the policy no longer has are kept in case they are added again.
     *
     * @return by the names of rules, then of strategies
     */
    public List<Learned> learned() {
        return learner.learned();
    }

    private @Nullable RuleState winner() {
        RuleState best = standing != null && standing.stands() ? standing : null;
        for (RuleState state : states) {
            boolean may = state.ready() && state.stands() && state.coolSeconds(atNanos) == 0;
            if (may && (best == null || state.rule().priority() > best.rule().priority())) {
                best = state;
            }
        }
        return best;
    }

    private void choose(@Nullable RuleState winner, EmotionEstimate estimate, AffectState affect) {
        id = nextId++;
        standing = winner;
        chooseAnew = false;
        if (winner == null) {
            strategy = policy.otherwise();
            alternatives = List.of();
            return;
        }
        double[] situation = StrategyLearner.situation(estimate, affect);
        alternatives =
                learner.weigh(winner.rule().name(), winner.open(), situation, policy.learning());
        strategy = alternatives.get(0).strategy();
        pending.put(id, new Pending(winner.rule().name(), strategy, situation));
        winner.decided(id, MAX_PENDING);
        if (pending.size() > MAX_PENDING) {
            Iterator<Long> oldest = pending.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private List<RuleReport> reports() {
        List<RuleReport> reports = new ArrayList<>();
        for (RuleState state : states) {
            reports.add(report(state));
        }
        return reports;
    }

    private RuleReport report(RuleState state) {
        RuleStatus status;
        String detail;
        if (state == standing) {
            status = RuleStatus.ANSWERS;
            detail = "it answers" + refused(state);
        } else if (state.ready() && !state.stands()) {
            status = RuleStatus.REFUSED;
            detail = "it waits until it is no longer met" + refused(state);
        } else if (state.ready() && state.coolSeconds(atNanos) > 0) {
            status = RuleStatus.COOLING_DOWN;
            detail = seconds("it cools down for %.1f s more", state.coolSeconds(atNanos));
        } else if (state.ready()) {
            status = RuleStatus.OUTRANKED;
            detail = "it is ready, and another of at least its priority answers";
        } else if (state.verdict() == RuleState.Verdict.MET) {
            status = RuleStatus.HOLDING;
            detail =
                    seconds("met for %.1f s", state.heldSeconds())
                            + seconds(" of %.1f s", Durations.seconds(state.rule().duration()));
        } else {
            status =
                    state.verdict() == RuleState.Verdict.NOT_MET
                            ? RuleStatus.NOT_MET
                            : RuleStatus.UNKNOWN;
            detail = state.obstacle();
        }
        return new RuleReport(state.rule().name(), status, detail);
    }

    private static String refused(RuleState state) {
        return state.refused().isEmpty() ? "" : "; refused: " + String.join(", ", state.refused());
    }

    private static String seconds(String format, double seconds) {
        return String.format(Locale.ROOT, format, seconds);
    }

    /** The policy, and what is done now. */
    @Override
    public String toString() {
        return "Responder[" + policy.name() + ": " + strategy + "]";
    }

    /**
     * {@return the session as bytes: what was learned and the state of every rule, in the form that
     * the class describes}
     */
    public byte[] toBytes() {
        return ENVELOPE.write(this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        learner.write(out);
        out.writeLong(nextId);
        out.writeInt(pending.size());
        for (Map.Entry<Long, Pending> entry : pending.entrySet()) {
            out.writeLong(entry.getKey());
            entry.getValue().write(out);
        }
        out.writeUTF(fingerprint(policy));
        writeMoment(out);
    }

    private void writeMoment(DataOutputStream out) throws IOException {
        out.writeLong(atNanos);
        out.writeLong(id);
        out.writeBoolean(chooseAnew);
        out.writeInt(standing == null ? -1 : states.indexOf(standing));
        out.writeUTF(strategy);
        out.writeInt(alternatives.size());
        for (Alternative alternative : alternatives) {
            out.writeUTF(alternative.strategy());
            out.writeDouble(alternative.expected());
            out.writeDouble(alternative.deviation());
            out.writeDouble(alternative.score());
            out.writeLong(alternative.feedbacks());
        }
        for (RuleState state : states) {
            state.write(out);
        }
    }

    /**
     * Goes on from a saved session. What was learned is taken over by the names of rule and
     * strategy. If the rules equal those of the saved session, it continues exactly where it
     * stopped; if they were edited, durations and cool-downs start again.
     *
     * @param bytes what {@link #toBytes} gave
     * @param policy the rules
     * @return the session
     * @throws io.github.emotion4j.core.InputException if these are not the bytes of a session, of
     *     another version or damaged
     */
    public static Responder ofBytes(byte[] bytes, ResponsePolicy policy) {
        return ENVELOPE.read(
                bytes,
                in -> {
                    Responder responder = new Responder(policy, 0);
                    responder.read(in);
                    return responder;
                });
    }

    private void read(DataInputStream in) throws IOException {
        learner.read(in);
        nextId = in.readLong();
        for (int left = SavedState.count(in, Long.BYTES); left > 0; left--) {
            pending.put(in.readLong(), Pending.read(in));
        }
        if (in.readUTF().equals(fingerprint(policy))) {
            readMoment(in);
        } else {
            in.skipNBytes(in.available());
        }
    }

    private void readMoment(DataInputStream in) throws IOException {
        atNanos = in.readLong();
        id = in.readLong();
        chooseAnew = in.readBoolean();
        int index = in.readInt();
        standing = index >= 0 && index < states.size() ? states.get(index) : null;
        strategy = in.readUTF();
        int count = SavedState.count(in, 4 * Long.BYTES);
        List<Alternative> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(
                    new Alternative(
                            in.readUTF(),
                            SavedState.finite(in.readDouble()),
                            SavedState.finite(in.readDouble()),
                            SavedState.finite(in.readDouble()),
                            in.readLong()));
        }
        alternatives = List.copyOf(read);
        for (RuleState state : states) {
            state.read(in);
        }
    }

    /** Tells whether a saved moment fits the rules, by all their numbers to the last bit. */
    private static String fingerprint(ResponsePolicy policy) {
        StringJoiner text = new StringJoiner("\n");
        text.add(policy.strategies().keySet().toString());
        text.add(policy.otherwise());
        text.add(policy.gap().toString());
        for (Rule rule : policy.rules()) {
            text.add(rule.name());
            text.add(Integer.toString(rule.priority()));
            text.add(rule.strategies().toString());
            text.add(rule.duration().toString());
            text.add(rule.coolDown().toString());
            rule.conditions().forEach(condition -> text.add(exact(condition)));
            text.add("unless");
            rule.exceptions().forEach(exception -> text.add(exact(exception)));
        }
        return Hash.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The text of a condition in reasons rounds its numbers. */
    private static String exact(Condition condition) {
        return condition instanceof Condition.Threshold t
                ? t.measure() + " " + t.above() + " " + t.threshold() + " " + t.release()
                : condition.toString();
    }

    private record Pending(String rule, String strategy, double[] situation) {
        private void write(DataOutputStream out) throws IOException {
            out.writeUTF(rule);
            out.writeUTF(strategy);
            for (double value : situation) {
                out.writeDouble(value);
            }
        }

        private static Pending read(DataInputStream in) throws IOException {
            String rule = in.readUTF();
            String strategy = in.readUTF();
            double[] situation = new double[StrategyLearner.FEATURES];
            for (int i = 0; i < situation.length; i++) {
                situation[i] = SavedState.finite(in.readDouble());
            }
            if (situation[0] != 1) {
                throw new IOException("it holds no situation");
            }
            return new Pending(rule, strategy, situation);
        }
    }

    /**
     * What was learned about a strategy under a rule.
     *
     * @param rule the rule's name
     * @param strategy the strategy's name
     * @param answers how often the person has said whether it helped
     * @param helped the share of answers that it helped, in [0, 1]; older ones count less
     */
    public record Learned(String rule, String strategy, long answers, double helped) {}

    /** What the person said about a response. Only the person's own word counts. */
    public enum Outcome {
        /** It helped. */
        HELPED,
        /** It did not help. */
        DID_NOT_HELP
    }
}
