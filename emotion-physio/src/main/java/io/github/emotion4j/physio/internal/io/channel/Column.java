package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.physio.internal.check.Rates;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.StringJoiner;

/** Turns one channel's values with their times into blocks. Confined to one thread. */
public abstract class Column {
    /** Values that a block holds: ten seconds, or as many as a fast signal has in fewer. */
    public static int blockSamples(double rateHertz) {
        return (int) Math.max(1, Math.min(1 << 16, Math.round(10 * rateHertz)));
    }

    /** A column of a channel; blocks go to {@code ready}. */
    public static Column of(
            ChannelName channel, double rateHertz, boolean exactTimes, Queue<Signal> ready) {
        return of(channel, rateHertz, exactTimes, Rhythm.toleranceSeconds(rateHertz), ready);
    }

    /** A column whose times are so many seconds or less from those of an even grid. */
    public static Column of(
            ChannelName channel,
            double rateHertz,
            boolean exactTimes,
            double toleranceSeconds,
            Queue<Signal> ready) {
        return channel.kind() == Kind.BEAT_INTERVAL
                ? new Intervals(channel, exactTimes, ready)
                : new Samples(channel, rateHertz, toleranceSeconds, ready);
    }

    /**
     * Takes a value as the file has it.
     *
     * @param seconds its time from the recording's start; NaN where it has none
     * @param value the value, NaN where it is missing
     */
    public abstract void accept(double seconds, double value);

    /**
     * Takes values that came together, as a strap sends the intervals since its last packet.
     *
     * @param seconds the time of the last
     * @param together the values in order, at least one
     */
    public void accept(double seconds, double[] together) {
        accept(seconds, together[together.length - 1]);
    }

    /** Ends the column. */
    public abstract void finish();

    /** What was wrong with times and values. */
    public abstract List<Reason> issues();

    /** Whether most values are left out: their times went back, or no heart has such intervals. */
    public boolean leavesOutMost() {
        return false;
    }

    /** A signal sampled evenly but for holes. */
    private static final class Samples extends Column implements TimeGrid.Places {
        private final ChannelName channel;
        private final double rate;
        private final int most;
        private final Queue<Signal> ready;
        private final TimeGrid grid;
        private double[] values = new double[64];
        private double startSeconds = Double.NaN;
        private int size;
        private long given;
        private long taken;

        Samples(ChannelName channel, double rate, double toleranceSeconds, Queue<Signal> ready) {
            this.channel = channel;
            this.rate = rate;
            this.ready = ready;
            this.most = blockSamples(rate);
            this.grid = new TimeGrid(rate, toleranceSeconds, this);
        }

        @Override
        public void accept(double seconds, double value) {
            if (Double.isNaN(startSeconds) && Double.isFinite(seconds)) {
                startSeconds = Math.max(0, seconds);
            }
            taken++;
            grid.accept(seconds, channel.value(value));
        }

        @Override
        public boolean leavesOutMost() {
            return 2 * grid.backwards() > taken;
        }

        @Override
        public void accept(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
            if (size >= most) {
                flush();
            }
        }

        /** A short hole is NaN in a block; a long one separates blocks. */
        @Override
        public void skip(long places) {
            if (places > most) {
                flush();
                given += places;
            } else {
                TimeGrid.Places.super.skip(places);
            }
        }

        private void flush() {
            if (size > 0) {
                long start =
                        Math.round(startSeconds * 1e9) + TimeInterval.nanosOfSample(given, rate);
                ready.add(
                        new BioBlock(
                                        start,
                                        channel.kind(),
                                        channel.unit(),
                                        rate,
                                        Arrays.copyOf(values, size))
                                .at(channel.site()));
                given += size;
                size = 0;
            }
        }

        @Override
        public void finish() {
            grid.finish();
            flush();
        }

        @Override
        public List<Reason> issues() {
            return grid.issues();
        }
    }

    /**
     * Intervals between beats. Each starts where the one before ended, unless the times between say
     * that beats are missing. Where times are those of beats, that is a tenth of a second; a phone
     * that stamps what a strap sends in bundles is late by up to two seconds.
     */
    private static final class Intervals extends Column {
        /** Where times are those of beats; see above. */
        private static final double EXACT_SECONDS = 0.1;

        /** The two seconds of a bundle and half a second more. */
        private static final double BUNDLED_SECONDS = 2.5;

        private final ChannelName channel;
        private final double tolerance;
        private final Queue<Signal> ready;
        private double end = Double.NaN;
        private double lastTime = Double.NaN;
        private long impossible;
        private long taken;
        private long leftOut;
        private long gaps;

        Intervals(ChannelName channel, boolean exactTimes, Queue<Signal> ready) {
            this.channel = channel;
            this.tolerance = exactTimes ? EXACT_SECONDS : BUNDLED_SECONDS;
            this.ready = ready;
        }

        @Override
        public void accept(double seconds, double value) {
            double millis = channel.value(value);
            if (Double.isNaN(millis)) {
                return; // A row of other columns.
            }
            double length = millis / 1000;
            if (Double.isNaN(end)) {
                end = Double.isFinite(seconds) ? Math.max(0, seconds - length) : 0;
                lastTime = seconds;
            } else if (Double.isFinite(seconds) && Double.isFinite(lastTime)) {
                double between = seconds - lastTime;
                if (between - length > tolerance) {
                    end += between - length;
                    gaps++;
                }
                lastTime = seconds;
            }
            taken++;
            if (!(millis >= Rates.MIN_INTERVAL_MILLIS && millis <= Rates.MAX_INTERVAL_MILLIS)) {
                impossible++;
                leftOut += millis > 0 ? 1 : 0; // 0 stands for none
                // Time advances, so that the next interval does not adjoin the last one.
                end += millis > 0 && millis <= 86_400_000 ? length : 1;
                return;
            }
            ready.add(BioBlock.beatInterval(Math.round(end * 1e9), millis));
            end += length;
        }

        @Override
        public boolean leavesOutMost() {
            return 2 * leftOut > taken;
        }

        @Override
        public void accept(double seconds, double[] together) {
            double at = seconds;
            for (int i = 1; i < together.length; i++) {
                at -= channel.value(together[i]) / 1000;
            }
            for (int i = 0; i < together.length; i++) {
                at += i == 0 ? 0 : channel.value(together[i]) / 1000;
                accept(at, together[i]);
            }
        }

        @Override
        public void finish() {}

        @Override
        public List<Reason> issues() {
            StringJoiner told = new StringJoiner(", and ");
            if (impossible > 0) {
                told.add(impossible + " interval(s) of under 200 ms or over 10 s are left out");
            }
            if (gaps > 0) {
                told.add(gaps + " time(s) beats are missing");
            }
            return told.length() == 0
                    ? List.of()
                    : List.of(new Reason("broken-intervals", told.toString()));
        }
    }
}
