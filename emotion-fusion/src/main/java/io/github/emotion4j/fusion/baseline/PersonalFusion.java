package io.github.emotion4j.fusion.baseline;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import java.util.Locale;
import java.util.Map;

/**
 * Any way to join modalities, after one person's usual levels have been subtracted from all
 * evidence, so that estimates and their evidence are this person's. For a recogniser that serves
 * one person: {@code builder().fusion(new PersonalFusion(method, baseline, true))}. As thread-safe
 * as the method; the baseline may learn at the same time. A session's state, and so that of an
 * {@link io.github.emotion4j.core.EmotionStream}, does not hold the baseline: save it apart, with a
 * {@link BaselineFile}, and build the recogniser that resumes the stream with it.
 *
 * @param method joins the adapted evidence
 * @param baseline the person's levels
 * @param learning whether the baseline also learns slowly from the evidence of each step, after the
 *     step
 */
public record PersonalFusion(FusionMethod method, PersonalBaseline baseline, boolean learning)
        implements FusionMethod {
    @Override
    public String settings() {
        // A baseline that learns holds something else after each recording.
        return String.format(
                Locale.ROOT,
                "%s of %s, %s",
                getClass().getName(),
                method.settings(),
                learning ? "learning" : "baseline " + baseline.fingerprint());
    }

    @Override
    public Fusion open(ModelLoader models) {
        return new Adapted(method.open(models));
    }

    private final class Adapted implements Fusion {
        private final Fusion inner;

        private Adapted(Fusion inner) {
            this.inner = inner;
        }

        @Override
        public Fusion.Session openSession() {
            baseline.beginSession();
            return new AdaptedSession(inner.openSession());
        }

        @Override
        public Fusion.Opinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
            return inner.summary(whole, baseline.adapted(evidence));
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private final class AdaptedSession implements Fusion.Session {
        private final Fusion.Session inner;

        private AdaptedSession(Fusion.Session inner) {
            this.inner = inner;
        }

        @Override
        public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
            Fusion.Opinion joined = inner.step(step, baseline.adapted(evidence));
            if (learning) {
                evidence.forEach(baseline::learn);
            }
            return joined;
        }

        @Override
        public byte[] state() {
            return inner.state();
        }

        @Override
        public void restore(byte[] state) {
            inner.restore(state);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
