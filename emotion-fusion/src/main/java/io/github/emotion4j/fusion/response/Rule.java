package io.github.emotion4j.fusion.response;

import io.github.emotion4j.fusion.internal.Durations;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * When to answer, and with which strategies. Immutable.
 *
 * <p>A rule is met in a step in which all its conditions hold and none of its exceptions does. It
 * is ready once it has been met for its {@code duration} of steps with evidence. Steps in which a
 * condition is unknown neither count nor break off, up to the policy's longest gap; after a longer
 * gap the rule starts again.
 *
 * @param name unique in its policy; lower-case letters, digits and hyphens
 * @param priority among ready rules the highest is taken; of equals the one listed first
 * @param conditions all must hold; at least one
 * @param exceptions none may hold
 * @param duration how long it must have been met, from 0 to 36,500 days
 * @param coolDown how long after its response has ended it does not answer again, from 0 to 36,500
 *     days
 * @param strategies what to choose from, at least one, the preferred first
 */
public record Rule(
        String name,
        int priority,
        List<Condition> conditions,
        List<Condition> exceptions,
        Duration duration,
        Duration coolDown,
        List<String> strategies) {
    /**
     * Copies the lists and checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range or a strategy named twice
     */
    public Rule {
        requireName("A rule", name);
        conditions = List.copyOf(conditions);
        exceptions = List.copyOf(exceptions);
        strategies = List.copyOf(strategies);
        Durations.notNegative("duration", duration);
        Durations.notNegative("coolDown", coolDown);
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException(
                    "Rule " + name + " has no condition; what holds always is \"otherwise\"");
        }
        if (strategies.isEmpty()) {
            throw new IllegalArgumentException("Rule " + name + " has no strategy to choose");
        }
        if (new HashSet<>(strategies).size() < strategies.size()) {
            throw new IllegalArgumentException(
                    "Rule " + name + " names a strategy twice: " + strategies);
        }
    }

    /**
     * A rule with one condition, priority 0, no duration and no cool-down.
     *
     * @param name its name
     * @param condition what must hold
     * @param strategies what to choose from, the preferred first
     * @return the rule
     */
    public static Rule of(String name, Condition condition, String... strategies) {
        return new Rule(
                name,
                0,
                List.of(condition),
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                List.of(strategies));
    }

    /**
     * The same with another priority.
     *
     * @param newPriority the higher, the earlier
     * @return the changed copy
     */
    public Rule withPriority(int newPriority) {
        return new Rule(name, newPriority, conditions, exceptions, duration, coolDown, strategies);
    }

    /**
     * The same with one more condition.
     *
     * @param condition what must hold, too
     * @return the changed copy
     */
    public Rule and(Condition condition) {
        return new Rule(
                name,
                priority,
                plus(conditions, condition),
                exceptions,
                duration,
                coolDown,
                strategies);
    }

    /**
     * The same with one more exception.
     *
     * @param condition what must not hold
     * @return the changed copy
     */
    public Rule unless(Condition condition) {
        return new Rule(
                name,
                priority,
                conditions,
                plus(exceptions, condition),
                duration,
                coolDown,
                strategies);
    }

    /**
     * The same with another duration.
     *
     * @param newDuration how long it must have been met, at least 0
     * @return the changed copy
     */
    public Rule withDuration(Duration newDuration) {
        return new Rule(name, priority, conditions, exceptions, newDuration, coolDown, strategies);
    }

    /**
     * The same with another cool-down.
     *
     * @param newCoolDown how long after its response it rests, at least 0
     * @return the changed copy
     */
    public Rule withCoolDown(Duration newCoolDown) {
        return new Rule(name, priority, conditions, exceptions, duration, newCoolDown, strategies);
    }

    static void requireName(String what, String name) {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    what
                            + "'s name is of lower-case letters, digits and hyphens, not \""
                            + name
                            + "\"");
        }
    }

    private static List<Condition> plus(List<Condition> list, Condition condition) {
        return Stream.concat(list.stream(), Stream.of(condition)).toList();
    }
}
