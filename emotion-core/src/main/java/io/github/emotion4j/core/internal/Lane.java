package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.Channel;
import io.github.emotion4j.core.spi.ChannelSession;
import io.github.emotion4j.core.spi.SignalReader;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One modality of one person: its session, in the order of time, feeding the grid. Writers take
 * turns on the lane's own lock.
 */
public final class Lane implements AutoCloseable {
    private final ModalityId modality;
    private final Channel channel;
    private final ChannelSession session;
    private final StepGrid grid;
    private final Map<String, Long> lastStartNanos = new HashMap<>();
    private int openSources;
    private boolean closed;

    /**
     * Opens a session.
     *
     * @param modality the modality
     * @param channel its channel
     * @param grid takes the observations
     */
    public Lane(ModalityId modality, Channel channel, StepGrid grid) {
        this.modality = modality;
        this.channel = channel;
        this.session = channel.openSession();
        this.grid = grid;
    }

    /** The modality. */
    public ModalityId modality() {
        return modality;
    }

    /** Whether the lane takes such a signal. */
    public boolean accepts(Signal signal) {
        return channel.accepts(signal);
    }

    /** Whether no source feeds the lane. */
    public boolean idle() {
        return openSources == 0;
    }

    /** Takes one signal. */
    public synchronized void accept(Signal signal) {
        TimeInterval interval = signal.interval();
        long before = lastStartNanos.getOrDefault(signal.source(), 0L);
        if (interval.startNanos() < before) {
            throw new IllegalArgumentException(
                    String.format(
                            "Time goes backwards in %s: a signal starts at %d ns after one at %d ns",
                            modality, interval.startNanos(), before));
        }
        if (closed) {
            return;
        }
        session.accept(signal, grid::observe);
        lastStartNanos.put(signal.source(), interval.startNanos());
        grid.advance(modality, interval.endNanos());
    }

    /** Says that no more signal comes. */
    public synchronized void finish() {
        if (!closed) {
            session.finish(grid::observe);
            grid.end(modality);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            session.close();
        }
    }

    private Optional<Source> openSource(Recording.Part part) {
        if (part instanceof Recording.SignalPart signals) {
            Iterator<Signal> taken = signals.signals().stream().filter(channel::accepts).iterator();
            return taken.hasNext()
                    ? Optional.of(new Source(new ListReader(taken), 0))
                    : Optional.empty();
        }
        return channel.reader(part).map(reader -> new Source(reader, part.offsetNanos()));
    }

    /** Opens a part as a source of this lane, if it is of this modality. */
    public Optional<Source> open(Recording.Part part) {
        Optional<Source> source = openSource(part);
        source.ifPresent(s -> openSources++);
        return source;
    }

    /** A part of a recording that feeds the lane. Confined to one thread. */
    public final class Source implements AutoCloseable {
        private final SignalReader reader;
        private final long offsetNanos;
        private @Nullable Signal next;

        private Source(SignalReader reader, long offsetNanos) {
            this.reader = reader;
            this.offsetNanos = offsetNanos;
        }

        /** Reads the next signal; false at the end. */
        public boolean advance() {
            next = reader.next().map(s -> offsetNanos == 0 ? s : s.later(offsetNanos)).orElse(null);
            return next != null;
        }

        /** When the next signal starts on the recording's clock. */
        public long nextStartNanos() {
            return next == null ? Long.MAX_VALUE : next.interval().startNanos();
        }

        /** Gives the next signal to the lane. */
        public void deliver() {
            if (next != null) {
                accept(next);
            }
        }

        /** Says that this source is at its end; the last one finishes the lane. */
        public void finish() {
            openSources--;
            if (openSources == 0) {
                Lane.this.finish();
            }
        }

        /** The share that was read, in [0, 1]. */
        public double progress() {
            return next == null ? 1 : reader.progress();
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** Reads a list. */
    private record ListReader(Iterator<Signal> signals) implements SignalReader {
        @Override
        public Optional<Signal> next() {
            return signals.hasNext() ? Optional.of(signals.next()) : Optional.empty();
        }

        @Override
        public double progress() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
