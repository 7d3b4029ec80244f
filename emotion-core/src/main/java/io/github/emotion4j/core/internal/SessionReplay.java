package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.LineReader;
import io.github.emotion4j.core.internal.state.SessionLines;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives a recorded session's observations to the grid and the fusion again. */
public final class SessionReplay {
    private final String name;
    private final LineReader reader;
    private final long maxNanos;
    private final long maxSilentSteps;
    private final SessionLines.Header header;
    private long lineNumber;
    private long reachedNanos;
    private long silentSteps;

    /**
     * Reads the header.
     *
     * @param name the record's name, for messages
     * @param reader the record's lines; stays the caller's to close
     * @param limits bound its times
     * @throws InputException if it is no record
     */
    public SessionReplay(String name, LineReader reader, Limits limits) throws IOException {
        this.name = name;
        this.reader = reader;
        this.maxNanos = limits.maxDuration().toNanos();
        this.maxSilentSteps = limits.maxSilentSteps();
        String first = reader.readLine();
        if (first == null) {
            throw new InputException(name, "is empty; nothing was recorded");
        }
        this.header = SessionLines.readHeader(name, first);
        Duration step = Duration.ofNanos(header.stepNanos());
        if (!StepGrid.isStep(step)) {
            throw new InputException(name, "has the impossible step " + step);
        }
    }

    /** The length of the record's steps. */
    public long stepNanos() {
        return header.stepNanos();
    }

    /** The modalities recorded. */
    public Set<ModalityId> modalities() {
        return header.holdNanos().keySet();
    }

    /**
     * Replays the record to its end; a line that was cut when the recording broke off is the end.
     *
     * @param fusion joins the steps; closed by this call
     * @param listener takes observations and estimates
     * @throws InputException if a line in its midst is broken
     */
    public void run(DecidingFusion.Session fusion, RecognitionListener listener)
            throws IOException {
        try (StepGrid grid =
                new StepGrid(stepNanos(), Long.MAX_VALUE, header.holdNanos(), fusion, listener)) {
            SessionLines.Events events = events(grid);
            String line = nextLine();
            while (line != null) {
                lineNumber = reader.lineNumber();
                String following = nextLine();
                read(line, following == null).ifPresent(told -> told.accept(events));
                line = following;
            }
        }
    }

    private Optional<Consumer<SessionLines.Events>> read(String line, boolean last) {
        try {
            return Optional.of(SessionLines.read(name, line));
        } catch (InputException e) {
            if (last) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private @Nullable String nextLine() throws IOException {
        try {
            return reader.readLine();
        } catch (EOFException e) {
            // A compressed record that broke off.
            return null;
        }
    }

    private void require(ModalityId modality, long nanos) {
        if (!modalities().contains(modality) || nanos < 0 || nanos > maxNanos) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "line %d is about %s at %.1f s; its header knows %s, and no recording"
                                    + " may be longer than Limits.maxDuration, %.0f s",
                            lineNumber,
                            modality,
                            nanos / 1e9,
                            modalities(),
                            maxNanos / 1e9));
        }
        reachedNanos = Math.max(reachedNanos, nanos);
    }

    /** A step costs a forward, however few bytes of the record tell of it. */
    private void requireStep(TimeInterval next, long endNanos) {
        if (endNanos != next.endNanos()) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "line %d ends a step at %.3f s, where the next one ends at %.3f s; the"
                                    + " record was changed, or is of a stream that was resumed",
                            lineNumber,
                            endNanos / 1e9,
                            next.endSeconds()));
        }
        if (next.startNanos() > maxNanos) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "line %d goes on to %.1f s, and no recording may be longer than"
                                    + " Limits.maxDuration, %.0f s",
                            lineNumber,
                            next.startSeconds(),
                            maxNanos / 1e9));
        }
        if (next.startNanos() > reachedNanos && ++silentSteps > maxSilentSteps) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "no signal reached %d of its steps, more than Limits.maxSilentSteps",
                            silentSteps));
        }
    }

    private SessionLines.Events events(StepGrid grid) {
        return new SessionLines.Events() {
            @Override
            public void observation(Observation observation) {
                require(observation.modality(), observation.evidence().interval().endNanos());
                grid.observe(observation);
            }

            @Override
            public void reached(ModalityId modality, long nanos) {
                require(modality, nanos);
                grid.reached(modality, nanos);
            }

            @Override
            public void step(long endNanos) {
                requireStep(grid.openStep(), endNanos);
                grid.closeStep();
            }
        };
    }
}
