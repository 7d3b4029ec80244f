package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.state.StreamState;
import io.github.emotion4j.core.internal.state.TrackState;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings the modalities' observations onto one grid of steps; {@link ModalityTrack} has the rule. A
 * step closes when every modality has reached its end, or has fallen too far behind the furthest.
 *
 * <p>Thread-safe: calls are serialised, and the listener receives one event at a time, in order:
 * what follows a step that waits in a batch waits with it.
 */
public final class StepGrid implements AutoCloseable {
    private static final String STATE = "The stream's state";

    /** Over a century: nothing is added to times that overflows. */
    private static final long MAX_NANOS = 1L << 62;

    /** How far steps may lie behind beyond the wait: by a leap and a long signal. */
    private static final long MAX_BEHIND_NANOS = 1_200_000_000_000L;

    private static final Duration SHORTEST = Duration.ofMillis(40);

    /** Steps that follow one another for a century do not overflow. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final long stepNanos;
    private final long maxWaitNanos;
    private final DecidingFusion.Session fusion;
    private final OrderedEvents events;
    private final Map<ModalityId, ModalityTrack> tracks = new TreeMap<>();
    private long openStep;
    private long furthestNanos;
    private boolean anything;

    /**
     * Makes a grid.
     *
     * @param stepNanos the length of a step
     * @param maxWaitNanos how far a modality may fall behind before it is not waited for
     * @param holdNanos for each modality, how long an observation stands
     * @param fusion makes one estimate of a step's evidence; closed with the grid
     * @param listener takes observations and estimates
     */
    public StepGrid(
            long stepNanos,
            long maxWaitNanos,
            Map<ModalityId, Long> holdNanos,
            DecidingFusion.Session fusion,
            RecognitionListener listener) {
        this.stepNanos = stepNanos;
        this.maxWaitNanos = maxWaitNanos;
        this.fusion = fusion;
        this.events = new OrderedEvents(listener);
        holdNanos.forEach((id, hold) -> tracks.put(id, new ModalityTrack(hold)));
    }

    /** Whether steps may be that long: whole milliseconds, at least 40 ms, at most a day. */
    public static boolean isStep(Duration step) {
        return step.compareTo(SHORTEST) >= 0
                && step.compareTo(LONGEST) <= 0
                && step.equals(Duration.ofMillis(step.toMillis()));
    }

    /** Accepts an observation; only observations of the subject count. */
    public synchronized void observe(Observation observation) {
        events.add(listener -> listener.onObservation(observation));
        if (observation.subject()) {
            track(observation.modality()).observe(observation.evidence());
            reach(observation.evidence().interval().endNanos());
        }
    }

    /** Says that a modality's signal has reached a time, and all its observations until then. */
    public synchronized void advance(ModalityId modality, long nanos) {
        reached(modality, nanos);
        closeComplete();
    }

    /** The same without closing steps, for a replay, which closes them as the record says. */
    public synchronized void reached(ModalityId modality, long nanos) {
        track(modality).reach(nanos);
        reach(nanos);
        events.add(listener -> listener.onReached(modality, nanos));
    }

    /** Says that no more signal of a modality comes. */
    public synchronized void end(ModalityId modality) {
        track(modality).end();
        closeComplete();
    }

    /**
     * Closes all steps up to the last signal, the last one even if it is not full. Where a modality
     * reports only at the end of its signal, and that is the end of a step, one more step follows;
     * otherwise its observation would not appear.
     */
    public synchronized void finish() {
        while (anything && (openStepEnd() - stepNanos < furthestNanos || openStep == 0)) {
            closeStep();
        }
        if (tracks.values().stream().anyMatch(ModalityTrack::tellsOnlyAtItsEnd)) {
            closeStep();
        }
        fusion.settle();
    }

    /** Closes the open step, whether it is complete or not. */
    public synchronized void closeStep() {
        TimeInterval interval = openStep();
        Map<ModalityId, Evidence> evidence = new TreeMap<>();
        tracks.forEach((id, track) -> evidence.put(id, track.at(interval)));
        openStep++;
        fusion.step(interval, evidence, events.addStep());
    }

    /** The step that is closed next. */
    synchronized TimeInterval openStep() {
        return new TimeInterval(openStep * stepNanos, openStepEnd());
    }

    /** How far the signal of a modality reached. */
    public synchronized long reachedNanos(ModalityId modality) {
        return track(modality).reachedNanos();
    }

    /** The grid between two signals, with the fusion's state. */
    public synchronized StreamState.Grid state() {
        Map<ModalityId, TrackState> states = new TreeMap<>();
        tracks.forEach((id, track) -> states.put(id, track.state()));
        return new StreamState.Grid(
                stepNanos, openStep, furthestNanos, anything, fusion.state(), states);
    }

    /**
     * Goes on from a state.
     *
     * @throws InputException if it is of another step or of other modalities, or its times cannot
     *     be or would have more steps closed at once than any stream has
     */
    public synchronized void restore(StreamState.Grid state) {
        if (state.stepNanos() != stepNanos || !state.tracks().keySet().equals(tracks.keySet())) {
            throw new InputException(
                    STATE,
                    String.format(
                            Locale.ROOT,
                            "has steps of %d ms of %s, the recogniser %d ms of %s; build it like"
                                    + " the one that gave the state",
                            state.stepNanos() / 1_000_000,
                            state.tracks().keySet(),
                            stepNanos / 1_000_000,
                            tracks.keySet()));
        }
        requirePossible(state);
        openStep = state.openStep();
        furthestNanos = state.furthestNanos();
        anything = state.anything();
        state.tracks().forEach((id, track) -> track(id).restore(track));
        Guard.read(
                "The state of the fusion",
                () -> {
                    fusion.restore(state.fusion());
                    return fusion;
                });
    }

    private void requirePossible(StreamState.Grid state) {
        long start = state.openStep() * stepNanos;
        boolean possible =
                state.openStep() >= 0
                        && state.openStep() < MAX_NANOS / stepNanos
                        && state.furthestNanos() >= 0
                        && state.furthestNanos() < MAX_NANOS
                        && state.tracks().values().stream()
                                .allMatch(t -> t.isBefore(state.furthestNanos()));
        if (!possible) {
            throw new InputException(
                    STATE, "has times that cannot be; it was changed, or made by another program");
        }
        if (state.furthestNanos() - start - MAX_BEHIND_NANOS > maxWaitNanos) {
            throw new InputException(
                    STATE,
                    String.format(
                            Locale.ROOT,
                            "is %d s behind its furthest signal; go on with a maxWait of as long,"
                                    + " or open a new stream",
                            (state.furthestNanos() - start) / 1_000_000_000));
        }
    }

    /** Has the steps that wait in a batch given to the listener. */
    public void settle() {
        fusion.settle();
    }

    @Override
    public synchronized void close() {
        fusion.close();
    }

    private void reach(long nanos) {
        anything = true;
        furthestNanos = Math.max(furthestNanos, nanos);
    }

    private ModalityTrack track(ModalityId modality) {
        ModalityTrack track = tracks.get(modality);
        if (track == null) {
            throw new IllegalArgumentException("An observation of the unknown " + modality);
        }
        return track;
    }

    private long openStepEnd() {
        return (openStep + 1) * stepNanos;
    }

    private void closeComplete() {
        while (anything && openStepEnd() <= furthestNanos && complete()) {
            closeStep();
        }
    }

    private boolean complete() {
        return tracks.values().stream()
                .allMatch(
                        track ->
                                track.covers(openStepEnd())
                                        || furthestNanos - track.reachedNanos() > maxWaitNanos);
    }
}
