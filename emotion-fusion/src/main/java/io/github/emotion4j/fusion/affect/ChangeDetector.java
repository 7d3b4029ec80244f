package io.github.emotion4j.fusion.affect;

import io.github.emotion4j.fusion.affect.AffectState.Axis;
import io.github.emotion4j.fusion.affect.AffectState.ChangePoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Hawkins' self-starting two-sided CUSUM on one axis; AffectTracker describes the method and its
 * reasons.
 */
final class ChangeDetector {
    /** Keeps a nearly constant signal from turning noise into changes. */
    private static final double MIN_DEVIATION = 0.05;

    /** Limits how much one outlier moves the sums. */
    private static final double MAX_DEVIATE = 4;

    private final double allowance;
    private final double threshold;
    private final Moments segment = new Moments();
    private final Side rise = new Side();
    private final Side fall = new Side();

    ChangeDetector(AffectRates rates) {
        allowance = rates.allowanceDeviations();
        threshold = rates.thresholdDeviations();
    }

    Optional<ChangePoint> accept(Axis axis, double value, long startNanos, long endNanos) {
        double deviate = deviate(value);
        rise.add(deviate - allowance, value, startNanos);
        fall.add(-deviate - allowance, value, startNanos);
        segment.add(value);
        for (Side side : new Side[] {rise, fall}) {
            if (side.sum > threshold) {
                ChangePoint found =
                        new ChangePoint(
                                axis,
                                side.onsetNanos,
                                endNanos,
                                segment.meanWithout(side.since),
                                side.since.mean);
                segment.set(side.since);
                forgetSums();
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Resets the sums and keeps the known level. */
    void forgetSums() {
        rise.clear();
        fall.clear();
    }

    /** What the value would be among normal deviates, had nothing changed. */
    private double deviate(double value) {
        if (segment.count < 2) {
            return 0;
        }
        double n = segment.count;
        double freedom = n - 1;
        double deviation = Math.max(MIN_DEVIATION, Math.sqrt(segment.squares / freedom));
        double t = (value - segment.mean) / deviation * Math.sqrt(n / (n + 1));
        double size =
                (8 * freedom + 1)
                        / (8 * freedom + 3)
                        * Math.sqrt(freedom * Math.log1p(t * t / freedom));
        return Math.copySign(Math.min(MAX_DEVIATE, size), t);
    }

    void write(DataOutputStream out) throws IOException {
        segment.write(out);
        rise.write(out);
        fall.write(out);
    }

    void read(DataInputStream in) throws IOException {
        segment.read(in);
        rise.read(in);
        fall.read(in);
    }

    /** One of the two sums, and the values since it last left 0. */
    private static final class Side {
        private double sum;
        private long onsetNanos;
        private final Moments since = new Moments();

        private void add(double excess, double value, long startNanos) {
            if (sum == 0) {
                onsetNanos = startNanos;
                since.clear();
            }
            sum = Math.max(0, sum + excess);
            since.add(value);
        }

        private void clear() {
            sum = 0;
            since.clear();
        }

        private void write(DataOutputStream out) throws IOException {
            out.writeDouble(sum);
            out.writeLong(onsetNanos);
            since.write(out);
        }

        private void read(DataInputStream in) throws IOException {
            sum = in.readDouble();
            onsetNanos = in.readLong();
            since.read(in);
        }
    }

    /** Count, mean and sum of squared differences, updated after Welford (1962). */
    private static final class Moments {
        private long count;
        private double mean;
        private double squares;

        private void add(double value) {
            count++;
            double difference = value - mean;
            mean += difference / count;
            squares += difference * (value - mean);
        }

        private double meanWithout(Moments last) {
            long before = count - last.count;
            return before > 0 ? (count * mean - last.count * last.mean) / before : mean;
        }

        private void set(Moments other) {
            count = other.count;
            mean = other.mean;
            squares = other.squares;
        }

        private void clear() {
            count = 0;
            mean = 0;
            squares = 0;
        }

        private void write(DataOutputStream out) throws IOException {
            out.writeLong(count);
            out.writeDouble(mean);
            out.writeDouble(squares);
        }

        private void read(DataInputStream in) throws IOException {
            count = in.readLong();
            mean = in.readDouble();
            squares = in.readDouble();
        }
    }
}
