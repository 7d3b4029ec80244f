package io.github.emotion4j.core;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one modality perceived of one person at one time. Immutable.
 *
 * <p>A picture with three faces gives three observations. Those of the person whom the recogniser
 * follows are marked {@linkplain #subject() subject}, and only they count in the estimates.
 */
public final class Observation {
    /** Marks the types that say where and how a modality saw the person, such as a face's box. */
    public interface Detail {
        /**
         * The numbers that are written to JSON, by name; finite, since JSON has no others.
         *
         * @return such as {@code "box"} with left, top, width and height; none by default
         */
        default Map<String, List<Double>> numbers() {
            return Map.of();
        }
    }

    private final ModalityId modality;
    private final int personId;
    private final boolean subject;
    private final Evidence evidence;
    private final @Nullable Detail detail;

    /**
     * Makes an observation.
     *
     * @param modality the channel
     * @param personId the person's number within the recording or stream; stable over time where
     *     the modality can follow a person
     * @param subject whether this is the person of interest
     * @param evidence what was perceived, or why nothing was
     * @param detail where and how the person was seen, or null
     */
    public Observation(
            ModalityId modality,
            int personId,
            boolean subject,
            Evidence evidence,
            @Nullable Detail detail) {
        this.modality = Objects.requireNonNull(modality, "modality");
        this.personId = personId;
        this.subject = subject;
        this.evidence = Objects.requireNonNull(evidence, "evidence");
        this.detail = detail;
    }

    /** {@return the channel's name} */
    public ModalityId modality() {
        return modality;
    }

    /**
     * {@return the person's number within the recording or stream, which stays with the person as
     * far as the modality can follow them}
     */
    public int personId() {
        return personId;
    }

    /**
     * {@return whether this is the person of interest, whose observations count in the estimates}
     */
    public boolean subject() {
        return subject;
    }

    /** {@return what was perceived, or why nothing was} */
    public Evidence evidence() {
        return evidence;
    }

    /**
     * Where and how the modality saw the person.
     *
     * @param <D> the detail's type
     * @param type the detail's type, such as emotion-vision's {@code FaceDetail}
     * @return the detail, if there is one of that type
     */
    public <D extends Detail> Optional<D> detail(Class<D> type) {
        return type.isInstance(detail) ? Optional.of(type.cast(detail)) : Optional.empty();
    }

    /**
     * {@return the numbers of the detail by name ({@link Detail#numbers()}); empty if there is no
     * detail}
     */
    public Map<String, List<Double>> detailNumbers() {
        return detail == null ? Map.of() : detail.numbers();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Observation that
                && modality.equals(that.modality)
                && personId == that.personId
                && subject == that.subject
                && evidence.equals(that.evidence)
                && Objects.equals(detail, that.detail);
    }

    @Override
    public int hashCode() {
        return Objects.hash(modality, personId, subject, evidence, detail);
    }

    @Override
    public String toString() {
        return modality + " " + personId + ": " + evidence;
    }
}
