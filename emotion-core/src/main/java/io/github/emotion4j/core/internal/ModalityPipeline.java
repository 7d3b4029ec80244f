package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.state.StreamState;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One modality of one person: its session, in the order of time, feeding the grid. Confined to one
 * thread at a time, but for {@link #accepts}.
 */
public final class ModalityPipeline implements AutoCloseable {
    /**
     * Signals of the body have as little as one sample a second, to which times are rounded, and
     * the voice counts samples, up to a second ahead of a clock that falls behind.
     */
    private static final long AHEAD_NANOS = 2_000_000_000;

    private final ModalityId modality;
    private final ModalityModel model;
    private final ModalitySession session;
    private final StepGrid grid;
    private final SignalOrder order;
    private final Map<String, Reason> notes = new LinkedHashMap<>();
    private int dropped;
    private boolean closed;

    /**
     * Opens a session.
     *
     * @param modality the modality
     * @param model its model
     * @param grid takes the observations
     * @param furthestNanos how far the signals of all pipelines reached, shared among them
     * @param maxLeapNanos how much later than that a signal may start
     */
    public ModalityPipeline(
            ModalityId modality,
            ModalityModel model,
            StepGrid grid,
            AtomicLong furthestNanos,
            long maxLeapNanos) {
        this.modality = modality;
        this.model = model;
        this.session = model.openSession();
        this.grid = grid;
        this.order = new SignalOrder(modality, furthestNanos, maxLeapNanos);
    }

    /** The modality. */
    public ModalityId modality() {
        return modality;
    }

    /** The model. */
    ModalityModel model() {
        return model;
    }

    /** Whether the pipeline takes such a signal. */
    public boolean accepts(Signal signal) {
        return model.accepts(signal);
    }

    /**
     * Checks that a signal may come next; may be called while another thread is within the session.
     *
     * @throws IllegalArgumentException if time goes backwards or leaps, or the signal came before
     */
    public void check(Signal signal) {
        order.check(signal);
    }

    /** Lets the signal pass that was checked last and is accepted after the earlier ones. */
    public void admit(Signal signal) {
        order.admit(signal);
    }

    /**
     * Takes one signal that was {@linkplain #admit admitted}.
     *
     * @param signal the signal
     * @param droppedBefore how many signals just before it were dropped
     */
    public void accept(Signal signal, int droppedBefore) {
        if (!closed) {
            dropped += droppedBefore;
            session.accept(signal, this::forward);
            grid.advance(modality, signal.interval().endNanos());
        }
    }

    /**
     * Adds to what is perceived of the person what a part of the recording does not give.
     *
     * @param issue the reason; the messages of one code are joined
     */
    void note(Reason issue) {
        notes.merge(
                issue.code(),
                issue,
                (a, b) -> new Reason(a.code(), a.message() + "; " + b.message()));
    }

    /** Says that no more signal comes. */
    public void finish() {
        if (!closed) {
            session.finish(this::forward);
            grid.end(modality);
        }
    }

    /** The pipeline between two signals. */
    public StreamState.ModalityState state() {
        return new StreamState.ModalityState(order.state(), dropped, session.state());
    }

    /**
     * Goes on from a state.
     *
     * @throws EmotionException if the session cannot
     */
    public void restore(StreamState.ModalityState state) {
        order.restore(state.sources());
        dropped = state.dropped();
        if (state.session().length > 0) {
            Guard.read(
                    "The state of " + modality,
                    () -> {
                        session.restore(state.session());
                        return modality;
                    });
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            session.close();
        }
    }

    /** Each step until the end of an observation is closed at once, however far it is away. */
    private void forward(Observation observation) {
        long endNanos = observation.evidence().interval().endNanos();
        if (endNanos - AHEAD_NANOS > order.furthestNanos()) {
            throw new IllegalStateException(
                    String.format(
                            Locale.ROOT,
                            "The modality %s gave an observation that ends at %.3f s, after all"
                                    + " signals, which end at %.3f s; its times must count in"
                                    + " nanoseconds from the signals' origin",
                            modality,
                            endNanos / 1e9,
                            order.furthestNanos() / 1e9));
        }
        if (!observation.subject() || (dropped == 0 && notes.isEmpty())) {
            grid.observe(observation);
            return;
        }
        Evidence evidence = observation.evidence();
        for (Reason note : notes.values()) {
            evidence = with(evidence, note);
        }
        if (dropped > 0 && evidence instanceof Evidence.Present present) {
            evidence =
                    present.withIssue(
                            new Reason(
                                    "signals-dropped",
                                    dropped
                                            + " signals before it were dropped, as they came too"
                                            + " fast"));
            dropped = 0;
        }
        Observation.@Nullable Detail detail =
                observation.detail(Observation.Detail.class).orElse(null);
        grid.observe(
                new Observation(
                        observation.modality(), observation.personId(), true, evidence, detail));
    }

    /** What is missing has one reason: its message goes on with what else is not there. */
    private static Evidence with(Evidence evidence, Reason note) {
        if (evidence instanceof Evidence.Present present) {
            return present.withIssue(note);
        }
        Reason reason = ((Evidence.Missing) evidence).reason();
        return new Evidence.Missing(
                evidence.interval(),
                new Reason(reason.code(), reason.message() + "; " + note.message()));
    }
}
