package io.github.emotion4j.physio.internal.io.health;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.physio.internal.io.input.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * FIT, which Garmin's and others' watches write: intervals between beats where the watch recorded
 * them for at least half of the time, else heart rates.
 */
public final class FitRows extends RowStream {
    /** 1989-12-31 00:00 UTC, where the times of FIT begin, in s since 1970. */
    private static final long EPOCH_SECONDS = 631_065_600;

    /** A watch that waits longer for its next heart rate has paused. */
    private static final double MAX_STEP_SECONDS = 60;

    private final FitMessages messages;
    private final boolean intervals;
    private final List<Reason> issues;
    private final ArrayDeque<String> ready = new ArrayDeque<>();

    public static boolean isFit(String start) {
        return start.length() > 12 && start.startsWith(".FIT", 8);
    }

    /** The rows of a file; {@code in} is its bytes, and is closed with the rows. */
    public static FitRows of(Content content, InputStream in) throws IOException {
        Amount amount = new Amount();
        try (FitMessages messages = new FitMessages(content.name(), content.open(), amount)) {
            while (messages.next()) {
                // The amount counts.
            }
            if (amount.rates + amount.intervals == 0) {
                throw new InputException(
                        content.name(),
                        messages.stored()
                                ? "holds the heart rates that a strap stored in water, which are not"
                                        + " read; export the activity as TCX or CSV"
                                : "is a FIT file without heart rates and intervals between beats;"
                                        + " give that of an activity recorded with a strap or on the"
                                        + " wrist");
            }
        }
        boolean intervals =
                amount.intervals > 0 && 2 * amount.intervalsSeconds >= amount.ratesSeconds;
        return new FitRows(
                content.name(),
                in,
                intervals,
                intervals || amount.intervals == 0 ? List.of() : List.of(leftOut(amount)));
    }

    private static Reason leftOut(Amount amount) {
        return new Reason(
                "channels-left-out",
                String.format(
                        Locale.ROOT,
                        "left out: intervals between beats, of %.1f s in %.0f s of heart rates",
                        amount.intervalsSeconds,
                        amount.ratesSeconds));
    }

    private FitRows(String name, InputStream in, boolean intervals, List<Reason> issues) {
        this.intervals = intervals;
        this.messages = new FitMessages(name, in, new Chosen());
        this.issues = issues;
        ready.add(intervals ? "time (s),RR (ms)" : "time (s),HR (bpm)");
    }

    /** What is left out. */
    public List<Reason> issues() {
        return issues;
    }

    @Override
    @Nullable String nextRow() throws IOException {
        while (ready.isEmpty() && messages.next()) {
            // Messages make rows ready.
        }
        return ready.poll();
    }

    @Override
    public void close() throws IOException {
        messages.close();
    }

    /** Makes rows of intervals or of heart rates. */
    private final class Chosen implements FitMessages.Heart {
        @Override
        public void rate(long seconds, int beatsPerMinute) {
            if (!intervals) {
                ready.add((EPOCH_SECONDS + seconds) + "," + beatsPerMinute);
            }
        }

        @Override
        public void interval(long seconds, int millis) {
            if (intervals) {
                ready.add((EPOCH_SECONDS + seconds) + "," + millis);
            }
        }
    }

    /** How many heart rates and intervals there are, and how long they last. */
    private static final class Amount implements FitMessages.Heart {
        private long rates;
        private long intervals;
        private double ratesSeconds;
        private double intervalsSeconds;
        private long lastRate;

        @Override
        public void rate(long seconds, int beatsPerMinute) {
            double step = seconds - lastRate;
            ratesSeconds += rates > 0 ? Clamp.between(step, 0, MAX_STEP_SECONDS) : 0;
            lastRate = seconds;
            rates++;
        }

        @Override
        public void interval(long seconds, int millis) {
            intervalsSeconds += Clamp.between(millis / 1000.0, 0, MAX_STEP_SECONDS);
            intervals++;
        }
    }
}
