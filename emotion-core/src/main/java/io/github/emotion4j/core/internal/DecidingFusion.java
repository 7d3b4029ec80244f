package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.Fusion;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fusion method with the rule that turns its result into estimates.
 *
 * @param method the way to join; closed with this
 * @param rule the rule
 * @param decided is told of each step that was decided
 */
public record DecidingFusion(Fusion method, DecisionRule rule, Consumer<EmotionEstimate> decided)
        implements AutoCloseable {
    /** Starts following one person. */
    public Session openSession() {
        return new Session(this, null, NOBODY);
    }

    /**
     * Starts following one person whose steps wait.
     *
     * @param batch where they wait
     * @param deliver delivers the estimates that were given to the sinks
     * @param fail takes the exception of the method
     */
    public Session openSession(WaitingSteps batch, Runnable deliver, Consumer<Throwable> fail) {
        WaitingSteps.Owner owner =
                new WaitingSteps.Owner() {
                    @Override
                    public void deliver() {
                        deliver.run();
                    }

                    @Override
                    public void fail(Throwable cause) {
                        fail.accept(cause);
                    }
                };
        return new Session(this, batch, owner);
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

    /** One person followed. */
    public static final class Session implements AutoCloseable {
        private final DecidingFusion deciding;
        private final Fusion.Session fusion;
        private final @Nullable WaitingSteps batch;
        private final WaitingSteps.Owner owner;

        private Session(
                DecidingFusion deciding, @Nullable WaitingSteps batch, WaitingSteps.Owner owner) {
            this.deciding = deciding;
            this.fusion = deciding.method.openSession();
            this.batch = batch;
            this.owner = owner;
        }

        Fusion method() {
            return deciding.method;
        }

        Fusion.Session fusion() {
            return fusion;
        }

        /** The estimate of a step that the method has joined. */
        EmotionEstimate decide(TimeInterval step, Fusion.Opinion joined) {
            EmotionEstimate estimate = deciding.rule.estimate(step, joined);
            deciding.decided.accept(estimate);
            return estimate;
        }

        WaitingSteps.Owner owner() {
            return owner;
        }

        /** Gives the estimate of the next step to the sink, now or when the batch is run. */
        public void step(
                TimeInterval step,
                Map<ModalityId, Evidence> evidence,
                Consumer<EmotionEstimate> sink) {
            if (batch == null) {
                sink.accept(decide(step, fusion.step(step, evidence)));
            } else {
                batch.add(this, step, evidence, sink);
            }
        }

        /** Has the steps that wait given to their sinks. */
        public void settle() {
            if (batch != null) {
                batch.join();
            }
        }

        /** The method's own state, after the steps that wait. */
        public byte[] state() {
            settle();
            return fusion.state();
        }

        /** Goes on from the method's own state. */
        public void restore(byte[] state) {
            fusion.restore(state);
        }

        @Override
        public void close() {
            if (batch != null) {
                batch.remove(this);
            }
            fusion.close();
        }
    }

    private static final WaitingSteps.Owner NOBODY =
            new WaitingSteps.Owner() {
                @Override
                public void deliver() {}

                @Override
                public void fail(Throwable cause) {}
            };
}
