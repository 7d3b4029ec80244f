package io.github.emotion4j.fusion.baseline;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.io.Hash;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.numeric.Clamp;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One person's usual levels, modality by modality, which are subtracted from what a model gives for
 * this person. The {@linkplain BaselineReference#bundled() bundled reference} knows the voice only:
 * nothing is learned of a face or a body with it.
 *
 * <p>Some people look or sound a little angry when they are not. Tell the baseline when the person
 * is neutral ({@link #addNeutral}, half a minute a modality is good), or let it learn slowly from
 * whatever looks neutral ({@link #learn}), or both; {@link #adapt} then moves
 *
 * <ul>
 *   <li>the logarithms of the class probabilities, less their mean (the centred log-ratio of
 *       Aitchison 1982, doi:10.1111/j.2517-6161.1982.tb01195.x; probabilities below 0.0001 count as
 *       that): a probability becomes {@code p exp(-offset)}, divided by the sum, so that a class
 *       without mass gets none;
 *   <li>valence and arousal, kept in [-1, 1];
 *   <li>the log-odds of stress.
 * </ul>
 *
 * <p>{@link LevelModel} says how an offset is estimated and shrunk. Quality and embedding stay as
 * they are, and deviations are not scaled, since that was tried and did not help.
 *
 * <p>As bytes a {@link SavedState} of the letters {@code E4PB}, version 3, of a few hundred bytes a
 * modality: their number (int), and for each its name, the model that it was learned with (UTF),
 * for how many seconds it was learned, and eleven numbers (doubles).
 *
 * <p>It remembers half an hour as sums and keeps no recordings. For one person, whose recordings
 * and streams follow one another ({@link #beginSession}); thread-safe.
 *
 * <pre>{@code
 * PersonalBaseline baseline = new PersonalBaseline();
 * baseline.addNeutral(ModalityId.VOICE, evidence); // while the person is neutral, about 30 s
 * Evidence adapted = baseline.adapt(ModalityId.VOICE, evidence);
 * }</pre>
 */
public final class PersonalBaseline {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4PB",
                    3,
                    "The baseline",
                    "Learn it again, or restore with the library that saved it");

    /** How much neutral a modality should have before its baseline is relied upon, in seconds. */
    public static final double NEUTRAL_SECONDS = 30;

    /**
     * Half an hour is long compared with an utterance and short compared with a change of
     * microphone or light.
     */
    private static final double MEMORY_SECONDS = 1800;

    /**
     * An observation counts for at most its own length, or a second where it is shorter; a
     * convention.
     */
    private static final double LONGEST_STEP_SECONDS = 1;

    /** Bounds the log-ratio of a probability of 0. */
    private static final double MIN_PROBABILITY = 1e-4;

    /** Bounds the log-odds of stress at probabilities of 0.0025 and 0.9975. */
    private static final double MAX_LOG_ODDS = 6;

    private static final int CLASSES = Emotion.ALL.size();

    /** The probability of neutral of evidence without classes: one class of eight. */
    private static final double NEVER_TOLD = 1.0 / CLASSES;

    /** How many numbers are kept: the classes, valence, arousal and stress. */
    static final int SIZE = CLASSES + 3;

    private static final double NANOS_PER_SECOND = 1e9;

    private final BaselineReference reference;
    private final Map<ModalityId, Levels> modalities = new TreeMap<>();

    /**
     * Starts with nothing known of the person, to be compared with the {@linkplain
     * BaselineReference#bundled() bundled reference}.
     */
    public PersonalBaseline() {
        this(BaselineReference.bundled());
    }

    /**
     * Starts with nothing known of the person.
     *
     * @param reference how people differ in general
     * @throws IllegalArgumentException if the reference knows no modality
     */
    public PersonalBaseline(BaselineReference reference) {
        this.reference = reference.requireKnowing();
    }

    /**
     * The numbers that a baseline keeps of evidence: eight centred log-ratios in the order of
     * {@link Emotion#ALL}, valence, arousal, and the log-odds of stress (at most 6 either way); 0
     * if the modality gives none.
     */
    static double[] levels(Evidence.Present present) {
        double[] values = new double[SIZE];
        EmotionProbabilities said = present.probabilities().orElse(EmotionProbabilities.UNIFORM);
        Affect affect = present.affect().orElse(Affect.CENTRE);
        double mean = 0;
        for (int i = 0; i < CLASSES; i++) {
            double p = said.probability(Emotion.ALL.get(i));
            values[i] = Math.log(Math.max(MIN_PROBABILITY, p));
            mean += values[i] / CLASSES;
        }
        for (int i = 0; i < CLASSES; i++) {
            values[i] -= mean;
        }
        values[CLASSES] = affect.valence();
        values[CLASSES + 1] = affect.arousal();
        values[CLASSES + 2] =
                present.stress().isPresent() ? logOdds(present.stress().getAsDouble()) : 0;
        return values;
    }

    /**
     * Learns from evidence of a time in which the person is neutral. It counts by its quality and
     * by the time since the last one, at most its own length or a second. Missing evidence counts
     * nothing.
     *
     * @param modality a modality of the reference
     * @param evidence the evidence, in the order of time since {@link #beginSession}
     * @throws IllegalArgumentException if the reference does not know the modality
     */
    public synchronized void addNeutral(ModalityId modality, Evidence evidence) {
        model(modality);
        add(modality, evidence, 1);
    }

    /**
     * Learns slowly from evidence of any time: it counts as neutral by the probability of neutral
     * that it has for this person by now, a step of expectation-maximisation made once (Neal,
     * Hinton 1998, doi:10.1007/978-94-011-5014-9_12); otherwise as {@link #addNeutral}.
     *
     * @param modality the modality; nothing is learned if the reference does not know it
     * @param evidence the evidence as the model gave it, not adapted, in the order of time since
     *     {@link #beginSession}
     */
    public synchronized void learn(ModalityId modality, Evidence evidence) {
        if (adapt(modality, evidence) instanceof Evidence.Present adapted) {
            add(
                    modality,
                    evidence,
                    adapted.probabilities()
                            .map(p -> p.probability(Emotion.NEUTRAL))
                            .orElse(NEVER_TOLD));
        }
    }

    /**
     * Subtracts the person's levels from evidence.
     *
     * @param modality the modality
     * @param evidence what a model gave
     * @return the same for this person; unchanged if it is missing, or nothing has been learned, or
     *     the reference does not know the modality
     */
    public synchronized Evidence adapt(ModalityId modality, Evidence evidence) {
        if (!modalities.containsKey(modality) || !(evidence instanceof Evidence.Present present)) {
            return evidence;
        }
        double[] offset = known(modality).offset();
        Optional<EmotionProbabilities> probabilities =
                present.probabilities()
                        .map(
                                p -> {
                                    double[] weights = p.toArray();
                                    for (int i = 0; i < CLASSES; i++) {
                                        weights[i] *= Math.exp(-offset[i]);
                                    }
                                    return EmotionProbabilities.of(weights);
                                });
        Optional<Affect> affect =
                present.affect()
                        .map(
                                point ->
                                        new Affect(
                                                Clamp.between(
                                                        point.valence() - offset[CLASSES], -1, 1),
                                                Clamp.between(
                                                        point.arousal() - offset[CLASSES + 1],
                                                        -1,
                                                        1),
                                                point.source()));
        OptionalDouble stress = present.stress();
        if (stress.isPresent()) {
            double odds = logOdds(stress.getAsDouble()) - offset[CLASSES + 2];
            stress = OptionalDouble.of(1 / (1 + Math.exp(-odds)));
        }
        return new Evidence.Present(
                present.interval(),
                probabilities,
                affect,
                stress,
                present.embedding(),
                present.quality(),
                present.issues());
    }

    /** For how long it has learned of each modality. */
    @Override
    public synchronized String toString() {
        return modalities.entrySet().stream()
                .map(
                        entry ->
                                String.format(
                                        Locale.ROOT,
                                        "%s %.1f s",
                                        entry.getKey(),
                                        entry.getValue().neutral.seconds))
                .collect(Collectors.joining(", ", "PersonalBaseline[", "]"));
    }

    /** The evidence of a step, each modality's adapted. */
    Map<ModalityId, Evidence> adapted(Map<ModalityId, Evidence> evidence) {
        Map<ModalityId, Evidence> adapted = new TreeMap<>();
        evidence.forEach((id, e) -> adapted.put(id, adapt(id, e)));
        return adapted;
    }

    /**
     * How much neutral has been learned from, quality counted.
     *
     * @param modality the modality
     * @return seconds; {@link #NEUTRAL_SECONDS} are enough
     */
    public synchronized double neutralSeconds(ModalityId modality) {
        Levels levels = modalities.get(modality);
        return levels == null ? 0 : levels.neutral.seconds;
    }

    /**
     * Announces that a new recording or stream begins, whose clock starts again. Without this call,
     * evidence from before the latest time so far would count as already used and teach nothing.
     * {@link PersonalFusion} makes this call itself. Nothing that was learned is forgotten.
     */
    public synchronized void beginSession() {
        modalities.values().forEach(levels -> levels.neutral.endNanos = Mean.NO_END);
    }

    /**
     * Forgets everything in memory. A saved file stays; {@link
     * io.github.emotion4j.core.PersonalFile#delete} deletes it.
     */
    public synchronized void forget() {
        modalities.clear();
    }

    private void add(ModalityId modality, Evidence evidence, double neutral) {
        if (!(evidence instanceof Evidence.Present present)
                || reference.levels(modality).isEmpty()) {
            return;
        }
        Mean mean = known(modality).neutral;
        double length = present.interval().lengthNanos() / NANOS_PER_SECOND;
        long end = present.interval().endNanos();
        double since =
                mean.endNanos == Mean.NO_END
                        ? length
                        : Math.max(0, (end - mean.endNanos) / NANOS_PER_SECOND);
        mean.endNanos = Math.max(end, mean.endNanos);
        double seconds = Math.min(since, Math.max(length, LONGEST_STEP_SECONDS));
        mean.add(levels(present), seconds * present.quality() * neutral);
    }

    private Levels known(ModalityId modality) {
        LevelModel model = model(modality);
        return modalities.computeIfAbsent(modality, m -> new Levels(model));
    }

    private LevelModel model(ModalityId modality) {
        return reference
                .levels(modality)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "The reference does not know the modality "
                                                + modality
                                                + "; add it with BaselineReference.with"));
    }

    /** Tells baselines apart: the start of the hash of the reference and of what was learned. */
    synchronized String fingerprint() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(content)) {
            out.write(reference.toJson().getBytes(StandardCharsets.UTF_8));
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory takes everything.
        }
        return Hash.sha256(content.toByteArray()).substring(0, 8);
    }

    /**
     * {@return what was learned as bytes, in the form that the class describes} They are personal
     * data: keep them in a {@link io.github.emotion4j.core.PersonalFile}, or as you keep the
     * person's other data.
     */
    public synchronized byte[] toBytes() {
        return ENVELOPE.write(this::write);
    }

    /**
     * Goes on from what was learned with the {@linkplain BaselineReference#bundled() bundled
     * reference}; otherwise as {@link #ofBytes(byte[], BaselineReference)}.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the baseline
     */
    public static PersonalBaseline ofBytes(byte[] bytes) {
        return ofBytes(bytes, BaselineReference.bundled());
    }

    /**
     * Goes on from what was learned.
     *
     * @param bytes what {@link #toBytes} gave
     * @param reference the reference that it was learned with
     * @return the baseline, at the start of another session
     * @throws InputException if these are not the bytes of a baseline, of another version or
     *     damaged, or learned with another reference
     * @throws IllegalArgumentException if the reference knows no modality
     */
    public static PersonalBaseline ofBytes(byte[] bytes, BaselineReference reference) {
        PersonalBaseline baseline = new PersonalBaseline(reference);
        ENVELOPE.restore(bytes, in -> baseline.read(ENVELOPE.what(), in));
        return baseline;
    }

    synchronized void write(DataOutputStream out) throws IOException {
        out.writeInt(modalities.size());
        for (Map.Entry<ModalityId, Levels> entry : modalities.entrySet()) {
            out.writeUTF(entry.getKey().name());
            out.writeUTF(entry.getValue().model.model());
            entry.getValue().neutral.write(out);
        }
    }

    /** Reads levels; {@code origin} is for messages. */
    synchronized void read(String origin, DataInputStream in) throws IOException {
        for (int left = SavedState.count(in, Integer.BYTES); left > 0; left--) {
            ModalityId modality = new ModalityId(in.readUTF());
            String model = in.readUTF();
            Optional<LevelModel> own = reference.levels(modality);
            if (own.isEmpty() || !own.get().model().equals(model)) {
                throw new InputException(
                        origin,
                        "holds the levels of "
                                + modality
                                + " by "
                                + model
                                + ", but the reference has "
                                + own.map(m -> "those of " + m.model()).orElse("none")
                                + ". Learn the baseline again, or give the reference it was learned"
                                + " with",
                        null);
            }
            Levels levels = new Levels(own.get());
            levels.neutral.read(in);
            modalities.put(modality, levels);
        }
    }

    /** Writes where the session's evidence ended, which {@link #write} leaves out. */
    synchronized void writeEnds(DataOutputStream out) throws IOException {
        out.writeInt(modalities.size());
        for (Map.Entry<ModalityId, Levels> entry : modalities.entrySet()) {
            out.writeUTF(entry.getKey().name());
            out.writeLong(entry.getValue().neutral.endNanos);
        }
    }

    /** Reads what {@link #writeEnds} wrote; modalities of which nothing is known have no end. */
    synchronized void readEnds(DataInputStream in) throws IOException {
        for (int left = SavedState.count(in, Long.BYTES); left > 0; left--) {
            Levels levels = modalities.get(new ModalityId(in.readUTF()));
            long endNanos = in.readLong();
            if (levels != null) {
                levels.neutral.endNanos = endNanos;
            }
        }
    }

    private static double logOdds(double p) {
        double odds = Math.log(p / (1 - p));
        return Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, odds));
    }

    /** What is known of one modality. */
    private static final class Levels {
        private final LevelModel model;
        private final Mean neutral = new Mean();

        private Levels(LevelModel model) {
            this.model = model;
        }

        private double[] offset() {
            return model.offset(neutral.mean, neutral.seconds / model.secondsPerObservation());
        }
    }

    /** A mean over time that keeps in mind no more than half an hour. */
    private static final class Mean {
        private static final long NO_END = -1;

        private final double[] mean = new double[SIZE];
        private double seconds;

        /** Where the session's latest evidence ended. */
        private long endNanos = NO_END;

        private void add(double[] values, double added) {
            if (added == 0) {
                return;
            }
            double share = added / (seconds + added);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += share * (values[i] - mean[i]);
            }
            seconds = Math.min(MEMORY_SECONDS, seconds + added);
        }

        private void write(DataOutputStream out) throws IOException {
            out.writeDouble(seconds);
            for (double value : mean) {
                out.writeDouble(value);
            }
        }

        private void read(DataInputStream in) throws IOException {
            seconds = in.readDouble();
            if (!(seconds >= 0 && seconds <= MEMORY_SECONDS)) {
                throw new IOException("it counts " + seconds + " seconds");
            }
            for (int i = 0; i < mean.length; i++) {
                mean[i] = SavedState.finite(in.readDouble());
            }
        }
    }
}
