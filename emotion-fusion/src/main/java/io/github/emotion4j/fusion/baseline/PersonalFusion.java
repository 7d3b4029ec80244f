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
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Any way to join modalities, after a person's usual levels have been subtracted from all evidence,
 * so that estimates and their evidence are this person's. As thread-safe as the method it is made
 * of.
 *
 * <pre>{@code
 * EmotionRecognizer recognizer = EmotionRecognizer.builder()
 *         .fusion(PersonalFusion.learning(method, baseline))
 *         .build();
 * }</pre>
 *
 * <p>With {@link #learning} and {@link #fixed}, a recogniser serves one person, whose baseline may
 * learn at the same time elsewhere. The state of a stream does not hold the baseline, only how far
 * it has learned from this stream: save the {@link PersonalBaseline} apart at the same moment, and
 * build the recogniser that resumes the stream with it. With {@link #perStream}, a recogniser
 * serves many.
 */
public final class PersonalFusion implements FusionMethod {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4BS",
                    2,
                    "The state of a session with a baseline",
                    "Start a new session, or restore with the library that saved it");

    private enum Kind {
        LEARNING,
        FIXED,
        PER_STREAM
    }

    private final Kind kind;
    private final FusionMethod method;

    /** Gives each session its baseline: the person's, or a new one for each stream. */
    private final Supplier<PersonalBaseline> baselines;

    private PersonalFusion(Kind kind, FusionMethod method, Supplier<PersonalBaseline> baselines) {
        this.kind = kind;
        this.method = Objects.requireNonNull(method, "method");
        this.baselines = baselines;
    }

    /**
     * The fusion of one person whose baseline also learns, slowly and after each step, from the
     * step's evidence. What it has learned cannot be taken back one by one, only {@linkplain
     * PersonalBaseline#forget forgotten}.
     *
     * @param method joins the adapted evidence
     * @param baseline the person's levels; changed by each step of each recording and stream
     * @return the fusion
     */
    public static PersonalFusion learning(FusionMethod method, PersonalBaseline baseline) {
        Objects.requireNonNull(baseline, "baseline");
        return new PersonalFusion(Kind.LEARNING, method, () -> baseline);
    }

    /**
     * The fusion of one person whose baseline it leaves as it is.
     *
     * @param method joins the adapted evidence
     * @param baseline the person's levels; what is taught to it later counts from then on
     * @return the fusion
     */
    public static PersonalFusion fixed(FusionMethod method, PersonalBaseline baseline) {
        Objects.requireNonNull(baseline, "baseline");
        return new PersonalFusion(Kind.FIXED, method, () -> baseline);
    }

    /**
     * The fusion of many persons, one in each stream, compared with the {@linkplain
     * BaselineReference#bundled() bundled reference}; otherwise as {@link #perStream(FusionMethod,
     * BaselineReference)}.
     *
     * @param method joins the adapted evidence
     * @return the fusion
     */
    public static PersonalFusion perStream(FusionMethod method) {
        return perStream(method, BaselineReference.bundled());
    }

    /**
     * The fusion of many persons, one in each stream: a stream slowly learns the usual levels of
     * its own person. What it has learned is part of the state of an {@link
     * io.github.emotion4j.core.EmotionStream} and ends with the stream. The summary of a recording
     * uses the evidence as it was, since what its session learned has ended with it.
     *
     * @param method joins the adapted evidence
     * @param reference how people differ in general
     * @return the fusion
     * @throws IllegalArgumentException if the reference knows no modality
     */
    public static PersonalFusion perStream(FusionMethod method, BaselineReference reference) {
        BaselineReference known = reference.requireKnowing();
        return new PersonalFusion(Kind.PER_STREAM, method, () -> new PersonalBaseline(known));
    }

    @Override
    public String settings() {
        return toString()
                + switch (kind) {
                    case LEARNING -> ""; // It holds something else after each recording.
                    case FIXED, PER_STREAM -> " " + baselines.get().fingerprint();
                };
    }

    /** How it learns and the method, with its settings. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "PersonalFusion[%s, %s]",
                kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                method.settings());
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
            PersonalBaseline own = baselines.get();
            own.beginSession();
            return new AdaptedSession(inner.openSession(), own);
        }

        @Override
        public Fusion.Opinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
            return inner.summary(
                    whole, kind == Kind.PER_STREAM ? evidence : baselines.get().adapted(evidence));
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private final class AdaptedSession implements Fusion.Session {
        private final Fusion.Session inner;
        private final PersonalBaseline own;

        private AdaptedSession(Fusion.Session inner, PersonalBaseline own) {
            this.inner = inner;
            this.own = own;
        }

        @Override
        public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
            Fusion.Opinion joined = inner.step(step, own.adapted(evidence));
            if (kind != Kind.FIXED) {
                evidence.forEach(own::learn);
            }
            return joined;
        }

        @Override
        public byte[] state() {
            byte[] state = inner.state();
            if (kind == Kind.FIXED) {
                return state;
            }
            return ENVELOPE.write(
                    out -> {
                        out.writeInt(state.length);
                        out.write(state);
                        if (kind == Kind.PER_STREAM) {
                            own.write(out);
                        }
                        own.writeEnds(out);
                    });
        }

        @Override
        public void restore(byte[] state) {
            if (kind == Kind.FIXED) {
                inner.restore(state);
                return;
            }
            ENVELOPE.read(
                    state,
                    in -> {
                        byte[] joined = new byte[SavedState.count(in, 1)];
                        in.readFully(joined);
                        inner.restore(joined);
                        if (kind == Kind.PER_STREAM) {
                            own.read(ENVELOPE.what(), in);
                        }
                        own.readEnds(in);
                        return this;
                    });
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
