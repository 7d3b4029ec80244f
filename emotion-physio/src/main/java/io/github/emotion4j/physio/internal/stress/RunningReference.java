package io.github.emotion4j.physio.internal.stress;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where a person's features have been: the running mean and deviation of the last hour, and the
 * running mean of the last 90 s. Until a mean has seen its span it is the plain mean of what there
 * was, so a stream has a reference from its second span on. O(1) memory.
 */
public final class RunningReference {
    /** Rows of {@link #copy}: the slow mean, the fast mean, the deviation from the slow mean. */
    public static final int COUNT = 3;

    /** Row of the slow mean. */
    static final int SLOW = 0;

    private static final int FAST = 1;
    private static final int DEVIATION = 2;

    /** The training recordings last an hour, so they do not show what to forget later. */
    private static final double SLOW_SECONDS = 3600;

    /** A span and a half: chosen among 90 to 300 s by the recordings learned from. */
    private static final double FAST_SECONDS = 90;

    private final int n;
    private final double stepSeconds;
    private final double[] rows;
    private final double[] seen;

    /** References of {@code n} features that come every {@code stepSeconds}. */
    public RunningReference(int n, double stepSeconds) {
        this(n, stepSeconds, new double[COUNT * n], new double[n]);
    }

    private RunningReference(int n, double stepSeconds, double[] rows, double[] seen) {
        this.n = n;
        this.stepSeconds = stepSeconds;
        this.rows = rows;
        this.seen = seen;
    }

    /** A copy that continues from here. */
    public RunningReference fork() {
        return new RunningReference(n, stepSeconds, rows.clone(), seen.clone());
    }

    /** Writes where the features are: {@link #copy} and {@link #seen}. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(n);
        for (double[] values : new double[][] {rows, seen}) {
            for (double value : values) {
                out.writeDouble(value);
            }
        }
    }

    /** Goes on from what {@link #write} wrote. */
    public void read(DataInput in) throws IOException {
        int features = in.readInt();
        if (features != n) {
            throw new IOException(features + " features, and this release has " + n);
        }
        for (double[] values : new double[][] {rows, seen}) {
            for (int i = 0; i < values.length; i++) {
                values[i] = in.readDouble();
            }
        }
    }

    /** Learns one span's features; NaN is passed over. */
    public void learn(double[] features) {
        for (int i = 0; i < n; i++) {
            if (!Double.isNaN(features[i])) {
                learn(i, features[i]);
            }
        }
    }

    private void learn(int i, double x) {
        seen[i]++;
        int slow = SLOW * n + i;
        int fast = FAST * n + i;
        int deviation = DEVIATION * n + i;
        double weight = Math.max(1 / seen[i], stepSeconds / SLOW_SECONDS);
        double away = x - rows[slow];
        double square = rows[deviation] * rows[deviation];
        // The first span has no deviation: its weight is 1.
        rows[deviation] = Math.sqrt((1 - weight) * (square + weight * away * away));
        rows[slow] += weight * away;
        rows[fast] += Math.max(1 / seen[i], stepSeconds / FAST_SECONDS) * (x - rows[fast]);
    }

    /** The references, row after row; 0 for a feature never seen. */
    public double[] copy() {
        return rows.clone();
    }

    /** How many spans had each feature. */
    public double[] seen() {
        return seen.clone();
    }
}
