package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.state.StreamState;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses signals of one modality that time cannot have brought. Confined to one thread at a time.
 */
final class SignalOrder {
    /** A person has a few sensors; each source stays in memory and in every state. */
    private static final int MAX_SOURCES = 1000;

    private final ModalityId modality;
    private final AtomicLong furthestNanos;
    private final long maxLeapNanos;
    private final Map<String, StreamState.Last> last = new TreeMap<>();

    /**
     * Makes a check.
     *
     * @param modality the modality, for messages
     * @param furthestNanos how far the signals of all modalities reached, shared among them
     * @param maxLeapNanos how much later than that a signal may start
     */
    SignalOrder(ModalityId modality, AtomicLong furthestNanos, long maxLeapNanos) {
        this.modality = modality;
        this.furthestNanos = furthestNanos;
        this.maxLeapNanos = maxLeapNanos;
    }

    /** Throws if a signal cannot come next. */
    void check(Signal signal) {
        TimeInterval now = signal.interval();
        StreamState.Last piece = last.get(signal.source());
        if (piece == null && last.size() >= MAX_SOURCES) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s has signals of %d sources already, which is the most of a stream;"
                                    + " \"%s\" was not taken. A source names a sensor or site, not a"
                                    + " single signal",
                            modality,
                            MAX_SOURCES,
                            signal.source()));
        }
        TimeInterval before = piece == null ? null : piece.interval();
        if (before != null && now.startNanos() < before.startNanos()) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "Time goes backwards in %s: a signal starts at %d ns after one at %d"
                                    + " ns; it was not taken",
                            modality,
                            now.startNanos(),
                            before.startNanos()));
        }
        if (piece != null && isRepeated(signal, piece)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "A signal of %s came twice: %s starts when the one before does; it was"
                                    + " not taken",
                            modality,
                            signal));
        }
        long leap = now.startNanos() - furthestNanos.get();
        if (leap > maxLeapNanos) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "A signal of %s starts at %.1f s, %.1f s after all before it. Do the"
                                    + " modalities' clocks differ? All count from one origin near"
                                    + " 0: move it there, or open a new stream after so long a"
                                    + " break",
                            modality,
                            now.startSeconds(),
                            leap / 1e9));
        }
    }

    /** Several instants may be at one time, so that those without a hash cannot be told apart. */
    private static boolean isRepeated(Signal signal, StreamState.Last piece) {
        TimeInterval now = signal.interval();
        TimeInterval before = piece.interval();
        if (now.startNanos() != before.startNanos()) {
            return false;
        }
        boolean same = signal.contentHash() == piece.contentHash();
        if (now.lengthNanos() == 0 && before.lengthNanos() == 0) {
            return same && signal.contentHash() != 0;
        }
        return now.lengthNanos() > 0
                && before.lengthNanos() > 0
                && (same || now.endNanos() < before.endNanos());
    }

    /** Lets a signal pass that was checked. */
    void admit(Signal signal) {
        last.put(signal.source(), new StreamState.Last(signal.interval(), signal.contentHash()));
        furthestNanos.accumulateAndGet(signal.interval().endNanos(), Math::max);
    }

    /** How far the signals of all modalities reached. */
    long furthestNanos() {
        return furthestNanos.get();
    }

    Map<String, StreamState.Last> state() {
        return new TreeMap<>(last);
    }

    void restore(Map<String, StreamState.Last> state) {
        if (state.size() > MAX_SOURCES) {
            throw new InputException(
                    "The state of " + modality, "has " + state.size() + " sources of signals");
        }
        state.forEach(
                (source, piece) -> {
                    TimeInterval interval = piece.interval();
                    if (interval.endNanos() - furthestNanos.get() > maxLeapNanos) {
                        throw new InputException(
                                "The state of " + modality,
                                source + " is at " + interval + ", far after all signals");
                    }
                });
        last.putAll(state);
        state.values()
                .forEach(
                        piece ->
                                furthestNanos.accumulateAndGet(
                                        piece.interval().endNanos(), Math::max));
    }
}
