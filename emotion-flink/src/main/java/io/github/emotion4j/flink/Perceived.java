package io.github.emotion4j.flink;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;

/**
 * What a modality perceived elsewhere, such as on the person's own device, as a signal: a stream of
 * features needs a hundredth of the network and of the processor that pictures and sound need.
 * {@link PerceivedModality} takes it. Immutable.
 *
 * @param modality the modality that perceived it
 * @param evidence what it perceived, or why nothing
 */
public record Perceived(ModalityId modality, Evidence evidence) implements Signal {
    @Override
    public TimeInterval interval() {
        return evidence.interval();
    }

    @Override
    public String source() {
        return "perceived " + modality.name();
    }

    @Override
    public Perceived later(long nanos) {
        TimeInterval moved = evidence.interval().plusNanos(nanos);
        if (evidence instanceof Evidence.Present present) {
            return new Perceived(
                    modality,
                    new Evidence.Present(
                            moved,
                            present.probabilities(),
                            present.affect(),
                            present.stress(),
                            present.embedding(),
                            present.quality(),
                            present.issues()));
        }
        return new Perceived(
                modality, new Evidence.Missing(moved, ((Evidence.Missing) evidence).reason()));
    }
}
