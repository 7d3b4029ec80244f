package io.github.emotion4j.flink;

/**
 * What a policy does for a person from now on.
 *
 * @param person the person
 * @param timeMillis the end of the step that decided it, in milliseconds since 1970
 * @param strategy the strategy
 * @param rule the rule that answers; empty if none does
 * @param explanation the whole reason in words
 */
public record PersonResponse(
        String person, long timeMillis, String strategy, String rule, String explanation) {}
