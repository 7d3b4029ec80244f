package io.github.emotion4j.physio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where a person's features have been lately: running means over about 90 s, 4 min, 10 min and 30
 * min, and over 30 min the running deviation and the running 10th and 90th expectiles, which follow
 * the low and the high end. Until a mean has seen its span it is the plain mean of what there was,
 * so a stream has a reference from its second span on. O(1) memory.
 */
public final class RunningReference {
    /** Rows of {@link #copy}: four means, deviation, low and high end. */
    public static final int COUNT = 7;

    private static final double[] SPANS_SECONDS = {90, 240, 600, 1800};
    private static final int SLOWEST = SPANS_SECONDS.length - 1;
    private static final int DEVIATION = SLOWEST + 1;
    private static final int LOW = DEVIATION + 1;
    private static final int HIGH = LOW + 1;
    private static final double TAIL = 0.1;

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

    /** One that goes on from {@code rows} as {@link #copy} gives them and the counts of spans. */
    public static RunningReference resumed(double stepSeconds, double[] rows, double[] seen) {
        return new RunningReference(seen.length, stepSeconds, rows.clone(), seen.clone());
    }

    /** Another that goes on from here. */
    public RunningReference fork() {
        return resumed(stepSeconds, rows, seen);
    }

    /** Writes where the features are. */
    void write(DataOutput out) throws IOException {
        out.writeInt(n);
        for (double[] values : new double[][] {rows, seen}) {
            for (double value : values) {
                out.writeDouble(value);
            }
        }
    }

    /** Goes on from what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
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
        if (seen[i] == 1) {
            for (int row = 0; row < COUNT; row++) {
                rows[row * n + i] = row == DEVIATION ? 0 : x;
            }
            return;
        }
        double away = x - rows[SLOWEST * n + i];
        double weight = 0;
        for (int k = 0; k < SPANS_SECONDS.length; k++) {
            weight = Math.max(1.0 / seen[i], stepSeconds / SPANS_SECONDS[k]);
            rows[k * n + i] += weight * (x - rows[k * n + i]);
        }
        double deviation = rows[DEVIATION * n + i];
        double variance = (1 - weight) * (deviation * deviation + weight * away * away);
        rows[DEVIATION * n + i] = Math.sqrt(variance);
        follow(LOW * n + i, x, weight, TAIL);
        follow(HIGH * n + i, x, weight, 1 - TAIL);
    }

    /** An expectile goes a share up towards what is above it, the other share down. */
    private void follow(int at, double x, double weight, double share) {
        double away = x - rows[at];
        rows[at] += Math.min(1, 2 * weight * (away > 0 ? share : 1 - share)) * away;
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
