package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.fusion.internal.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which an application responds to how a person looks. Immutable and thread-safe; a
 * {@link Responder} is one person's session.
 *
 * <pre>{@code
 * ResponsePolicy policy = ResponsePolicy.builder("desk")
 *         .strategy("ask", "Ask what would help")
 *         .strategy("carry-on", "Go on as before")
 *         .rule(Rule.of("upset", Condition.below(Measure.VALENCE, -0.3).releasedAt(-0.1), "ask")
 *                 .withDuration(Duration.ofSeconds(3)).withCoolDown(Duration.ofMinutes(1)))
 *         .otherwise("carry-on")
 *         .build();
 * }</pre>
 *
 * <p>The same as a file is JSON; {@code response-policy.schema.json} in the package of this class
 * describes it.
 *
 * <p>What a strategy does is the application's. A policy must serve the person who is looked at:
 * use strategies that inform, ask, ease or offer help, never ones that use a weak moment to sell,
 * keep or persuade, and let nothing but the person's own word count as feedback. The {@linkplain
 * #considerate default policy} keeps to that.
 */
public final class ResponsePolicy {
    /**
     * Responses that follow each other faster bother people. Chosen by hand; no study is behind it.
     */
    private static final Duration DEFAULT_GAP = Duration.ofSeconds(5);

    private static final String CONSIDERATE = "considerate-policy.json";

    private final String name;
    private final Map<String, String> strategies;
    private final List<Rule> rules;
    private final String otherwise;
    private final Learning learning;
    private final Duration gap;

    private ResponsePolicy(Builder builder, String otherwise) {
        name = builder.name;
        strategies = Collections.unmodifiableMap(new LinkedHashMap<>(builder.strategies));
        rules = List.copyOf(builder.rules);
        this.otherwise = otherwise;
        learning = builder.learning;
        gap = builder.gap;
    }

    /**
     * Starts a policy.
     *
     * @param name its name; lower-case letters, digits and hyphens
     * @return a builder
     * @throws IllegalArgumentException if the name has other characters
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Reads a policy file.
     *
     * @param file a JSON file in UTF-8
     * @return the policy
     * @throws InputException if it cannot be read, is no JSON, has an unknown, missing or doubled
     *     field, a value out of its range, two rules or strategies of one name, or a strategy that
     *     is not listed; the message names the file and the place in it
     */
    public static ResponsePolicy read(Path file) {
        return Guard.read(
                file.toString(), () -> parse(file.toString(), BoundedInput.description(file)));
    }

    /**
     * Reads a policy from a text.
     *
     * @param origin where the text comes from, for messages
     * @param json the JSON text
     * @return the policy
     * @throws InputException as {@link #read} says
     */
    public static ResponsePolicy parse(String origin, String json) {
        return new PolicyReader(origin, json).read();
    }

    /**
     * A policy to begin with: it asks, slows down, offers a break or a person, and carries on where
     * nothing stands out. It informs and offers and does nothing else.
     *
     * @return the policy
     */
    public static ResponsePolicy considerate() {
        try (InputStream in = ResponsePolicy.class.getResourceAsStream(CONSIDERATE)) {
            if (in == null) {
                throw new IllegalStateException(CONSIDERATE + " is missing from the jar");
            }
            return parse(CONSIDERATE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return what each strategy does, in words by its name, in the order of the policy} */
    public Map<String, String> strategies() {
        return strategies;
    }

    /** {@return the rules, in the order of the policy} */
    public List<Rule> rules() {
        return rules;
    }

    /** {@return the name of the strategy where no rule answers} */
    public String otherwise() {
        return otherwise;
    }

    /** {@return how feedback moves the choice} */
    public Learning learning() {
        return learning;
    }

    /** {@return how long a condition may be unknown before its rule starts again, at least 0} */
    public Duration gap() {
        return gap;
    }

    private List<Object> parts() {
        return List.of(name, List.copyOf(strategies.entrySet()), rules, otherwise, learning, gap);
    }

    /** Whether the other has the same name, strategies, rules and settings, in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResponsePolicy that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** The name, and how many rules and strategies there are. */
    @Override
    public String toString() {
        return "ResponsePolicy["
                + name
                + ", rules="
                + rules.size()
                + ", strategies="
                + strategies.size()
                + ", otherwise="
                + otherwise
                + "]";
    }

    /** Puts a policy together. For one thread. */
    public static final class Builder {
        private final String name;
        private final Map<String, String> strategies = new LinkedHashMap<>();
        private final List<Rule> rules = new ArrayList<>();
        private String otherwise = "";
        private Learning learning = Learning.defaults();
        private Duration gap = DEFAULT_GAP;

        private Builder(String name) {
            Rule.requireName("A policy", name);
            this.name = name;
        }

        /**
         * Adds a strategy.
         *
         * @param strategy its name; lower-case letters, digits and hyphens
         * @param description what it does, for people to read
         * @return this
         * @throws IllegalArgumentException if there is one of that name, or the name has other
         *     characters
         */
        public Builder strategy(String strategy, String description) {
            Objects.requireNonNull(description, "description");
            Rule.requireName("A strategy", Objects.requireNonNull(strategy, "strategy"));
            if (strategies.putIfAbsent(strategy, description) != null) {
                throw new IllegalArgumentException(
                        "the strategy " + strategy + " is there twice; rename or remove one");
            }
            return this;
        }

        /**
         * Adds a rule.
         *
         * @param rule the rule
         * @return this
         * @throws IllegalArgumentException if there is one of that name
         */
        public Builder rule(Rule rule) {
            Objects.requireNonNull(rule, "rule");
            if (rules.stream().anyMatch(r -> r.name().equals(rule.name()))) {
                throw new IllegalArgumentException(
                        "the rule " + rule.name() + " is there twice; rename or remove one");
            }
            rules.add(rule);
            return this;
        }

        /**
         * Sets the strategy to use if no rule applies.
         *
         * @param strategy a strategy's name
         * @return this
         */
        public Builder otherwise(String strategy) {
            otherwise = Objects.requireNonNull(strategy, "strategy");
            return this;
        }

        /**
         * Sets how feedback moves the choice; {@link Learning#defaults} if not called.
         *
         * @param settings the settings
         * @return this
         */
        public Builder learning(Learning settings) {
            learning = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Sets how long a condition may be unknown before its rule starts again; 5 s if not called.
         *
         * @param longest from 0 to 36,500 days
         * @return this
         * @throws IllegalArgumentException if it is outside its range
         */
        public Builder gap(Duration longest) {
            gap = Durations.notNegative("gap", longest);
            return this;
        }

        /**
         * Makes the policy.
         *
         * @return the policy
         * @throws IllegalArgumentException if "otherwise" is missing or a rule or "otherwise" names
         *     a strategy that was not added
         */
        public ResponsePolicy build() {
            if (otherwise.isEmpty()) {
                throw new IllegalArgumentException(
                        "otherwise is missing: name the strategy to take where no rule answers");
            }
            requireKnown("otherwise", otherwise);
            Set<String> checked = new HashSet<>();
            for (Rule rule : rules) {
                for (String strategy : rule.strategies()) {
                    if (checked.add(strategy)) {
                        requireKnown("rule " + rule.name(), strategy);
                    }
                }
            }
            return new ResponsePolicy(this, otherwise);
        }

        private void requireKnown(String where, String strategy) {
            if (!strategies.containsKey(strategy)) {
                throw new IllegalArgumentException(
                        where
                                + " names the strategy \""
                                + strategy
                                + "\", which is not listed; the strategies are "
                                + String.join(", ", strategies.keySet()));
            }
        }
    }

    /**
     * How feedback moves the choice among a rule's strategies. Immutable.
     *
     * <p>For each rule and strategy, a ridge regression predicts from the situation whether the
     * person will say that it helped. The two learning methods differ in how they try what they
     * know little of. Evidence fades, since people change their minds.
     *
     * @param method how to choose
     * @param exploration how strongly uncertain strategies are tried, at least 0: the number of
     *     deviations added or drawn; 0 always takes the best estimate
     * @param memoryAnswers about how many answers on a strategy are remembered, at least 1: with
     *     each, those before count less by the factor {@code 1 - 1 / memoryAnswers}
     */
    public record Learning(Method method, double exploration, double memoryAnswers) {
        private static final double DEFAULT_EXPLORATION = 1.5;
        private static final double DEFAULT_MEMORY_ANSWERS = 75;

        /** How to choose. */
        public enum Method {
            /**
             * Always the strategy listed first of those not refused since the rule was met;
             * otherwise feedback is kept and changes nothing.
             */
            FIXED,
            /**
             * The best upper bound of the estimate: the same situation gives the same choice (Li,
             * Chu, Langford, Schapire 2010, doi:10.1145/1772690.1772758).
             */
            LINUCB,
            /**
             * The best of one draw from each estimate's distribution, with a seeded generator
             * (Agrawal, Goyal 2013, arXiv:1209.3352).
             */
            THOMPSON
        }

        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if the exploration is negative, the memory below 1, or
         *     one of them not a number
         */
        public Learning {
            Objects.requireNonNull(method, "method");
            if (!(exploration >= 0 && Double.isFinite(exploration))) {
                throw new IllegalArgumentException(
                        "exploration must be a number of at least 0, not " + exploration);
            }
            if (!(memoryAnswers >= 1 && Double.isFinite(memoryAnswers))) {
                throw new IllegalArgumentException(
                        "memoryAnswers must be a number of at least 1, not " + memoryAnswers);
            }
        }

        /**
         * Learning with the default memory.
         *
         * @param method how to choose
         * @param exploration how strongly uncertain strategies are tried, at least 0
         * @throws IllegalArgumentException if the exploration is negative or not a number
         */
        public Learning(Method method, double exploration) {
            this(method, exploration, DEFAULT_MEMORY_ANSWERS);
        }

        /**
         * LinUCB with 1.5 deviations and a memory of 75 answers on each strategy.
         *
         * <p>Chosen among 36 settings on 2000 simulated people who each gave 300 answers: of
         * steady, close, changing, situation-dependent or partly mistaken liking. The chance of
         * helping lies 0.037 below that of the best strategy on average (0.017, 0.014, 0.075, 0.039
         * and 0.038 of these kinds). With 1 deviation and without fading it lies 0.065 below, and
         * 0.211 for those who change their minds. Where two strategies help in 0.8 and 0.6, 3 % of
         * people end with the worse one, for LinUCB does not try for ever; with {@link
         * Method#THOMPSON} almost nobody does, but it tries more on the way (0.066 below).
         *
         * @return the defaults
         */
        public static Learning defaults() {
            return new Learning(Method.LINUCB, DEFAULT_EXPLORATION);
        }
    }
}
