package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionSession;
import java.util.Map;

/**
 * A fusion method with the rule that turns its result into estimates.
 *
 * @param method the way to join; closed with this
 * @param rule the rule
 */
public record DecidingFusion(Fusion method, DecisionRule rule) implements AutoCloseable {
    /** Starts following one person. */
    public Session openSession() {
        return new Session(method.openSession(), rule);
    }

    /** The estimate of a recording of which each modality's evidence was summed. */
    public EmotionEstimate summary(
            TimeInterval whole,
            Map<ModalityId, Evidence> evidence,
            Map<ModalityId, Double> shares) {
        return rule.summary(whole, method.summary(whole, evidence), shares);
    }

    @Override
    public void close() {
        method.close();
    }

    /**
     * One person followed.
     *
     * @param fusion the method's session; closed with this
     * @param rule the rule
     */
    public record Session(FusionSession fusion, DecisionRule rule) implements AutoCloseable {
        /** The estimate of the next step. */
        public EmotionEstimate step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
            return rule.estimate(step, fusion.step(step, evidence));
        }

        /** The method's own state. */
        public byte[] state() {
            return fusion.state();
        }

        /** Goes on from the method's own state. */
        public void restore(byte[] state) {
            fusion.restore(state);
        }

        @Override
        public void close() {
            fusion.close();
        }
    }
}
