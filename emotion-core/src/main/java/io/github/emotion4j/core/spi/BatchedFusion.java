package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import java.util.List;
import java.util.Map;

/**
 * A fusion that joins steps of several persons together, such as by one call of its network. A
 * {@link io.github.emotion4j.core.StepBatch} uses it.
 */
public interface BatchedFusion extends Fusion {
    /**
     * One person's next step, as {@link Fusion.Session#step} takes it.
     *
     * @param session a session of this fusion
     * @param interval the step
     * @param evidence one entry for each modality of the recogniser
     */
    record Step(
            Fusion.Session session, TimeInterval interval, Map<ModalityId, Evidence> evidence) {}

    /**
     * Joins one step of each of several persons. If this throws, no session has advanced.
     *
     * @param steps the steps, each of another session, which no other thread uses
     * @return the result of {@link Fusion.Session#step} for each, in their order
     */
    List<Fusion.Opinion> steps(List<Step> steps);
}
