package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.fusion.affect.AffectState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * A number that a rule may look at. Immutable.
 *
 * <p>In a step in which no modality is present every measure is unknown, except {@code
 * quality.<modality>}, which is then 0: no person is responded to because of what was seen of them
 * earlier.
 */
public final class Measure {
    /** Valence of the step, in [-1, 1]: {@code "valence"}. */
    public static final Measure VALENCE =
            new Measure("valence", -1, 1, (e, a) -> number(e.affect().map(Affect::valence)));

    /** Arousal of the step, in [-1, 1]: {@code "arousal"}. */
    public static final Measure AROUSAL =
            new Measure("arousal", -1, 1, (e, a) -> number(e.affect().map(Affect::arousal)));

    /** Stress of the step, in [0, 1]; unknown if no modality gives it: {@code "stress"}. */
    public static final Measure STRESS = new Measure("stress", 0, 1, (e, a) -> e.stress());

    /** Valence of the mood, in [-1, 1]: {@code "mood.valence"}. */
    public static final Measure MOOD_VALENCE =
            new Measure("mood.valence", -1, 1, (e, a) -> OptionalDouble.of(a.mood().valence()));

    /** Arousal of the mood, in [-1, 1]: {@code "mood.arousal"}. */
    public static final Measure MOOD_AROUSAL =
            new Measure("mood.arousal", -1, 1, (e, a) -> OptionalDouble.of(a.mood().arousal()));

    /** Valence of the session so far, in [-1, 1]: {@code "sessionValence"}. */
    public static final Measure SESSION_VALENCE =
            new Measure("sessionValence", -1, 1, (e, a) -> OptionalDouble.of(a.sessionValence()));

    /** Slope of valence, per minute; unknown at first: {@code "trend.valence"}. */
    public static final Measure TREND_VALENCE =
            new Measure(
                    "trend.valence",
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    (e, a) ->
                            a.trend().stream()
                                    .mapToDouble(AffectState.Trend::valencePerMinute)
                                    .findFirst());

    /** Slope of arousal, per minute; unknown at first: {@code "trend.arousal"}. */
    public static final Measure TREND_AROUSAL =
            new Measure(
                    "trend.arousal",
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    (e, a) ->
                            a.trend().stream()
                                    .mapToDouble(AffectState.Trend::arousalPerMinute)
                                    .findFirst());

    /**
     * Seconds since the latest lasting change was found, at least 0; unknown before the first:
     * {@code "change.age"}.
     */
    public static final Measure CHANGE_AGE =
            new Measure(
                    "change.age",
                    0,
                    Double.POSITIVE_INFINITY,
                    (e, a) ->
                            a.change().stream()
                                    .mapToDouble(c -> (a.atNanos() - c.foundNanos()) / 1e9)
                                    .findFirst());

    private static final List<Measure> PLAIN =
            List.of(
                    VALENCE,
                    AROUSAL,
                    STRESS,
                    MOOD_VALENCE,
                    MOOD_AROUSAL,
                    SESSION_VALENCE,
                    TREND_VALENCE,
                    TREND_AROUSAL,
                    CHANGE_AGE);
    private static final String PROBABILITY = "probability.";
    private static final String QUALITY = "quality.";

    private final String name;
    private final double least;
    private final double greatest;
    private final boolean needsEvidence;
    private final BiFunction<EmotionEstimate, AffectState, OptionalDouble> reader;

    private Measure(
            String name,
            double least,
            double greatest,
            BiFunction<EmotionEstimate, AffectState, OptionalDouble> reader) {
        this(name, least, greatest, true, reader);
    }

    private Measure(
            String name,
            double least,
            double greatest,
            boolean needsEvidence,
            BiFunction<EmotionEstimate, AffectState, OptionalDouble> reader) {
        this.name = name;
        this.least = least;
        this.greatest = greatest;
        this.needsEvidence = needsEvidence;
        this.reader = reader;
    }

    /**
     * The probability of a class in the step, in [0, 1]: {@code "probability.anger"}.
     *
     * @param emotion the class
     * @return the measure
     */
    public static Measure probability(Emotion emotion) {
        return new Measure(
                PROBABILITY + emotion.label(),
                0,
                1,
                (e, a) -> number(e.probabilities().map(p -> p.probability(emotion))));
    }

    /**
     * The quality of a modality in the step, in [0, 1], 0 where it is missing: {@code
     * "quality.face"}.
     *
     * @param modality the modality
     * @return the measure
     */
    public static Measure quality(ModalityId modality) {
        return new Measure(
                QUALITY + modality.name(),
                0,
                1,
                false,
                (e, a) ->
                        OptionalDouble.of(
                                e.evidence().get(modality) instanceof Evidence.Present p
                                        ? p.quality()
                                        : 0));
    }

    /**
     * The measure of a name.
     *
     * @param name as in a policy file
     * @return the measure
     * @throws IllegalArgumentException if there is none of that name; the message lists them
     */
    public static Measure ofName(String name) {
        for (Measure measure : PLAIN) {
            if (measure.name.equals(name)) {
                return measure;
            }
        }
        for (Emotion emotion : Emotion.ALL) {
            if (name.equals(PROBABILITY + emotion.label())) {
                return probability(emotion);
            }
        }
        if (name.startsWith(QUALITY)) {
            return quality(new ModalityId(name.substring(QUALITY.length())));
        }
        List<String> names = new ArrayList<>(PLAIN.stream().map(Measure::name).toList());
        Emotion.ALL.forEach(e -> names.add(PROBABILITY + e.label()));
        names.add(QUALITY + "<modality>");
        throw new IllegalArgumentException(
                "unknown measure \"" + name + "\"; the measures are " + String.join(", ", names));
    }

    /** {@return the name in a policy file, such as {@code "mood.valence"}} */
    public String name() {
        return name;
    }

    OptionalDouble read(EmotionEstimate estimate, AffectState affect) {
        return !needsEvidence || perceived(estimate)
                ? reader.apply(estimate, affect)
                : OptionalDouble.empty();
    }

    void requireInRange(String what, double value) {
        if (!(value >= least && value <= greatest && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                    what
                            + " is "
                            + value
                            + ", but "
                            + name
                            + " lies in ["
                            + limit(least)
                            + ", "
                            + limit(greatest)
                            + "]");
        }
    }

    static boolean perceived(EmotionEstimate estimate) {
        return estimate.evidence().values().stream().anyMatch(Evidence.Present.class::isInstance);
    }

    private static String limit(double value) {
        return Double.isInfinite(value)
                ? (value > 0 ? "infinity" : "-infinity")
                : String.valueOf((int) value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Measure that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }

    private static OptionalDouble number(Optional<Double> value) {
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }
}
