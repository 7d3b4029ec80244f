package io.github.emotion4j.flink;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

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

    /**
     * The estimates of an utterance that grows begin at the same time, and differ in what they say.
     */
    @Override
    public int contentHash() {
        if (evidence instanceof Evidence.Present present) {
            return Objects.hash(
                    interval().lengthNanos(),
                    present.probabilities(),
                    present.affect().map(Affect::valence),
                    present.affect().map(Affect::arousal),
                    present.stress(),
                    Arrays.hashCode(present.embedding()),
                    present.quality(),
                    codes(present.issues()));
        }
        return Objects.hash(
                interval().lengthNanos(), codes(List.of(((Evidence.Missing) evidence).reason())));
    }

    private static List<String> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }

    @Override
    public Perceived later(long nanos) {
        return during(evidence.interval().plusNanos(nanos));
    }

    /**
     * The part from a time on: evidence of a longer time holds for a part of it, too.
     *
     * @param nanos the time, not after the end
     * @return the same evidence of less time, or this one if it begins later
     */
    public Perceived from(long nanos) {
        TimeInterval interval = interval();
        return nanos <= interval.startNanos()
                ? this
                : during(new TimeInterval(nanos, interval.endNanos()));
    }

    private Perceived during(TimeInterval interval) {
        if (evidence instanceof Evidence.Present present) {
            return new Perceived(
                    modality,
                    new Evidence.Present(
                            interval,
                            present.probabilities(),
                            present.affect(),
                            present.stress(),
                            present.embedding(),
                            present.quality(),
                            present.issues()));
        }
        return new Perceived(
                modality, new Evidence.Missing(interval, ((Evidence.Missing) evidence).reason()));
    }
}
