package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.Reason;
import java.util.Locale;
import java.util.Set;

/**
 * Why a modality has nothing in a step, as the grid sees it; {@code Evidence.Missing} has the list.
 */
final class StepReasons {
    static final Reason NO_SIGNAL = new Reason("no-signal", "no signal came in");
    static final Reason NOT_YET = new Reason("not-yet", "there was too little signal so far");
    static final Reason TOO_OLD = new Reason("too-old", "what was last perceived is too old");

    private static final Set<String> NO_INPUT = Set.of("no-signal", "signal-ends", "signal-late");

    private StepReasons() {}

    /** The signal stopped, or is late for the first time; the time is how far it reached. */
    static Reason signalEnds(long nanos) {
        return new Reason(
                "signal-ends",
                String.format(Locale.ROOT, "its signal ends at %.1f s", nanos / 1e9));
    }

    /** The signal goes on, and what came last was of a step that was over; up to that time. */
    static Reason signalLate(long nanos) {
        return new Reason(
                "signal-late",
                String.format(
                        Locale.ROOT,
                        "its signal comes too late, by now that of %.1f s; do the clocks differ?",
                        nanos / 1e9));
    }

    /** Whether a reason says no more than that there was nothing to look at. */
    static boolean isNoInput(Reason reason) {
        return NO_INPUT.contains(reason.code());
    }
}
