package io.github.emotion4j.fusion.baseline;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import java.util.Locale;
import java.util.Map;

/**
 * Any way to join modalities, for a recogniser that serves many persons at a time. Each stream
 * slowly learns the usual level of its own person from its evidence, and this level is subtracted
 * before modalities are joined. What was learned is part of the state of an {@link
 * io.github.emotion4j.core.EmotionStream} and ends with the stream. To keep it longer, or to mark
 * when the person is neutral, use {@link PersonalFusion} for one person. The summary of a recording
 * uses the evidence as it was, since what its session learned has ended with it. Immutable.
 *
 * <pre>{@code
 * EmotionRecognizer recognizer =
 *         EmotionRecognizer.builder()
 *                 .fusion(new BaselinePerStream(method, BaselineReference.bundled()))
 *                 .build();
 * }</pre>
 *
 * @param method joins the adapted evidence
 * @param reference how people differ in general
 */
public record BaselinePerStream(FusionMethod method, BaselineReference reference)
        implements FusionMethod {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4BS",
                    1,
                    "The state of a session with a baseline",
                    "Start a new session, or restore with the library that saved it");

    @Override
    public String settings() {
        return String.format(
                Locale.ROOT,
                "%s of %s, baseline %s",
                getClass().getName(),
                method.settings(),
                new PersonalBaseline(reference).fingerprint());
    }

    @Override
    public Fusion open(ModelLoader models) {
        return new Adapted(method.open(models), reference);
    }

    private record Adapted(Fusion inner, BaselineReference reference) implements Fusion {
        @Override
        public Fusion.Session openSession() {
            return new AdaptedSession(inner.openSession(), new PersonalBaseline(reference));
        }

        @Override
        public Fusion.Opinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
            return inner.summary(whole, evidence);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private record AdaptedSession(Fusion.Session inner, PersonalBaseline baseline)
            implements Fusion.Session {
        @Override
        public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
            Fusion.Opinion joined = inner.step(step, baseline.adapted(evidence));
            evidence.forEach(baseline::learn);
            return joined;
        }

        @Override
        public byte[] state() {
            byte[] state = inner.state();
            return ENVELOPE.write(
                    out -> {
                        out.writeInt(state.length);
                        out.write(state);
                        baseline.write(out);
                        baseline.writeEnds(out);
                    });
        }

        @Override
        public void restore(byte[] state) {
            ENVELOPE.read(
                    state,
                    in -> {
                        byte[] own = new byte[SavedState.count(in, 1)];
                        in.readFully(own);
                        inner.restore(own);
                        baseline.read(ENVELOPE.what(), in);
                        baseline.readEnds(in);
                        return this;
                    });
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
