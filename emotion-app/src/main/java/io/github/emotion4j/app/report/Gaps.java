package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The spans in which a modality was missing or the estimate abstained, and why. */
final class Gaps {
    private Gaps() {}

    /**
     * A span.
     *
     * @param what a modality, or the estimate
     * @param startNanos where it starts
     * @param endNanos where it ends
     * @param reason why, as reported at its start
     */
    record Gap(String what, long startNanos, long endNanos, Reason reason) {
        Gap until(long nanos) {
            return new Gap(what, startNanos, nanos, reason);
        }
    }

    static List<Gap> of(List<EmotionEstimate> estimates, List<ModalityId> modalities) {
        List<Gap> gaps = new ArrayList<>();
        for (ModalityId modality : modalities) {
            collect(gaps, modality.name(), estimates, e -> missing(e.evidence().get(modality)));
        }
        collect(gaps, "estimate", estimates, Gaps::abstained);
        return gaps;
    }

    private static Optional<Reason> missing(Evidence evidence) {
        return evidence instanceof Evidence.Missing gap
                ? Optional.of(gap.reason())
                : Optional.empty();
    }

    /** Where all modalities are missing, that has been said already. */
    private static Optional<Reason> abstained(EmotionEstimate estimate) {
        return estimate.contribution().isEmpty()
                ? Optional.empty()
                : estimate.abstentionReasons().stream()
                        .findFirst()
                        .map(r -> new Reason(r.code(), Verdict.of(estimate).reason()));
    }

    private static void collect(
            List<Gap> gaps,
            String what,
            List<EmotionEstimate> estimates,
            Function<EmotionEstimate, Optional<Reason>> reasonOf) {
        boolean open = false;
        for (EmotionEstimate estimate : estimates) {
            Optional<Reason> reason = reasonOf.apply(estimate);
            if (reason.isEmpty()) {
                open = false;
                continue;
            }
            Gap last = open ? gaps.get(gaps.size() - 1) : null;
            long endNanos = estimate.interval().endNanos();
            if (last != null && last.reason.code().equals(reason.get().code())) {
                gaps.set(gaps.size() - 1, last.until(endNanos));
            } else {
                gaps.add(new Gap(what, estimate.interval().startNanos(), endNanos, reason.get()));
            }
            open = true;
        }
    }
}
