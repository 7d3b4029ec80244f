package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Missing;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.TimeInterval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one modality says of a recording: the mean of its observations, weighted by length and
 * quality. An observation that begins where the last one began says the same again with more signal
 * and takes its place, so that of a growing utterance only the complete one counts. Memory does not
 * grow with the recording.
 */
final class ObservationSum {
    /** Pieces that are joined at once; more than that are joined to one first. */
    private static final int BLOCK = 64;

    private final List<Weighed> joined = new ArrayList<>();
    private @Nullable Present open;
    private @Nullable Missing lastMissing;
    private double presentNanos;
    private double missingNanos;

    /** Evidence and the time that it represents, without gaps. */
    private record Weighed(Evidence evidence, double nanos) {}

    void add(Evidence evidence) {
        if (evidence instanceof Present present) {
            Present before = open;
            if (before != null
                    && before.interval().startNanos() != present.interval().startNanos()) {
                commit(before);
            }
            open = present;
        } else if (evidence instanceof Missing missing) {
            lastMissing = missing;
            missingNanos += nanos(missing);
        }
    }

    /** The sum so far. */
    Evidence evidence(TimeInterval whole) {
        List<Weighed> all = new ArrayList<>(joined);
        Present last = open;
        if (last != null) {
            all.add(new Weighed(last, nanos(last)));
        }
        if (!all.isEmpty()) {
            return join(all).evidence();
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

    private void commit(Present present) {
        presentNanos += nanos(present);
        joined.add(new Weighed(present, nanos(present)));
        if (joined.size() == BLOCK) {
            Weighed one = join(joined);
            joined.clear();
            joined.add(one);
        }
    }

    private static double nanos(Evidence evidence) {
        return Math.max(ModalityTrack.INSTANT_NANOS, (double) evidence.interval().lengthNanos());
    }

    private static Weighed join(List<Weighed> pieces) {
        double total = pieces.stream().mapToDouble(Weighed::nanos).sum();
        return new Weighed(
                QualityWeightedMean.join(
                        pieces.stream().map(Weighed::evidence).toList(),
                        pieces.stream().mapToDouble(Weighed::nanos).toArray()),
                total);
    }
}
