package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Missing;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.TimeInterval;
import org.jspecify.annotations.Nullable;

/**
 * What one modality says of a recording: the mean of its observations, weighted by length and
 * quality. An observation that begins where the last one began says the same again with more signal
 * and takes its place, so that of a growing utterance only the complete one counts. Memory does not
 * grow with the recording.
 */
final class ObservationSum {
    private final QualityWeightedMean mean = new QualityWeightedMean();
    private @Nullable Present open;
    private @Nullable Missing lastMissing;
    private double presentNanos;
    private double missingNanos;

    void add(Evidence evidence) {
        if (evidence instanceof Present present) {
            Present before = open;
            if (before != null
                    && before.interval().startNanos() != present.interval().startNanos()) {
                commit();
            }
            open = present;
        } else if (evidence instanceof Missing missing) {
            lastMissing = missing;
            missingNanos += nanos(missing);
        }
    }

    /** The sum of all; what comes later no longer takes the place of the last. */
    Evidence evidence(TimeInterval whole) {
        commit();
        if (!mean.isEmpty()) {
            return mean.evidence();
        }
        Missing missing = lastMissing;
        return new Missing(whole, missing == null ? StepReasons.NO_SIGNAL : missing.reason());
    }

    /** The share of the time looked at in which something was perceived, in [0, 1]. */
    double share() {
        Present last = open;
        double present = presentNanos + (last == null ? 0 : nanos(last));
        return present == 0 ? 0 : present / (present + missingNanos);
    }

    private void commit() {
        Present last = open;
        if (last != null) {
            presentNanos += nanos(last);
            mean.add(last, nanos(last));
            open = null;
        }
    }

    private static double nanos(Evidence evidence) {
        return Math.max(ModalityTrack.INSTANT_NANOS, (double) evidence.interval().lengthNanos());
    }
}
