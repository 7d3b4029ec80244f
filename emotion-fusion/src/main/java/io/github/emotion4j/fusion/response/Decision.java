package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.numeric.Clamp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to do in a step, and why. Immutable.
 *
 * @param id the number of the choice, for feedback; a choice that stands over several steps keeps
 *     it
 * @param interval the step
 * @param strategy what to do
 * @param rule the rule that answers, or nothing where none does and the policy's "otherwise" is
 *     taken
 * @param fresh whether the choice was made in this step, else it stands
 * @param readings the rule's conditions, then its exceptions, with the measured values
 * @param alternatives the rule's strategies as they were weighed when the choice was made, best
 *     first; without those that the person had refused since the rule was met
 * @param rules what became of each rule of the policy, in its order
 */
public record Decision(
        long id,
        TimeInterval interval,
        String strategy,
        Optional<String> rule,
        boolean fresh,
        List<Reading> readings,
        List<Alternative> alternatives,
        List<RuleReport> rules) {
    /** Copies the lists. */
    public Decision {
        readings = List.copyOf(readings);
        alternatives = List.copyOf(alternatives);
        rules = List.copyOf(rules);
    }

    /**
     * A condition and the measured value.
     *
     * @param condition the condition, in words; an exception begins with "unless"
     * @param measured the measured value, in words: a number, a class, "unclear" where the estimate
     *     abstains, "unknown" where nothing could be measured
     * @param known whether something could be measured
     * @param holds whether the condition holds, or last held where it is not known; hysteresis
     *     counted
     */
    public record Reading(String condition, String measured, boolean known, boolean holds) {}

    /**
     * A strategy as it was weighed.
     *
     * @param strategy its name
     * @param expected the estimated probability that the person says it helped; 0.5 before any
     *     feedback. An estimate of a linear model, which may lie outside [0, 1]
     * @param deviation how uncertain the estimate is
     * @param score what decided: the estimate with what exploration added
     * @param feedbacks how often the person has given feedback on it under this rule
     */
    public record Alternative(
            String strategy, double expected, double deviation, double score, long feedbacks) {}

    /** What became of a rule in a step. */
    public enum RuleStatus {
        /** It answers. */
        ANSWERS,
        /** It is ready, but one of higher priority, or listed earlier, answers. */
        OUTRANKED,
        /** It is ready, but its last response has not ended long enough ago. */
        COOLING_DOWN,
        /** The person has refused all its strategies; it waits until it is no longer met. */
        REFUSED,
        /** It is met, but not for long enough. */
        HOLDING,
        /** It is not met. */
        NOT_MET,
        /** A condition could not be measured. */
        UNKNOWN
    }

    /**
     * What became of a rule.
     *
     * @param rule its name
     * @param status what
     * @param detail why, in words
     */
    public record RuleReport(String rule, RuleStatus status, String detail) {}

    /**
     * {@return the whole reason in some lines of words: the rule with its conditions and values,
     * the alternatives with their estimates, and the other rules}
     */
    public String explanation() {
        StringBuilder text = new StringBuilder(toString());
        for (Reading reading : readings) {
            text.append(
                    String.format(
                            Locale.ROOT, "%n    %s: %s", reading.condition(), reading.measured()));
        }
        for (Alternative a : alternatives) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%n  %s %s: helps in an estimated %.0f %% (asked %d times), ranked by"
                                    + " %.2f, the estimate plus exploration",
                            a.strategy().equals(strategy) ? ">" : " ",
                            a.strategy(),
                            100 * Clamp.between(a.expected(), 0, 1),
                            a.feedbacks(),
                            a.score()));
        }
        for (RuleReport report : rules) {
            if (report.status() == RuleStatus.ANSWERS) {
                text.append(String.format(Locale.ROOT, "%n    %s", report.detail()));
            } else {
                text.append(
                        String.format(
                                Locale.ROOT, "%n    not %s: %s", report.rule(), report.detail()));
            }
        }
        return text.toString();
    }

    /** One line: the step, the strategy and the rule with its readings. */
    @Override
    public String toString() {
        String because =
                rule.map(
                                name ->
                                        "rule "
                                                + name
                                                + ", "
                                                + readings.stream()
                                                        .filter(Reading::holds)
                                                        .map(
                                                                r ->
                                                                        r.condition()
                                                                                + ": "
                                                                                + r.measured())
                                                        .collect(Collectors.joining("; ")))
                        .orElse("no rule answers");
        return interval + "  " + strategy + " (" + because + ")";
    }
}
