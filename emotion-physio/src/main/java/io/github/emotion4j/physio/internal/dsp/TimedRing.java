package io.github.emotion4j.physio.internal.dsp;

/** The values of the last seconds with their times, oldest first. */
public final class TimedRing {
    private final double spanSeconds;
    private double[] times = new double[64];
    private double[] values = new double[64];
    private int head;
    private int size;

    /** Keeps values that are at most {@code spanSeconds} older than the newest. */
    public TimedRing(double spanSeconds) {
        this.spanSeconds = spanSeconds;
    }

    /** Adds a value; times never go back. */
    public void add(double seconds, double value) {
        while (size > 0 && times[head] < seconds - spanSeconds) {
            head = (head + 1) % times.length;
            size--;
        }
        if (size == times.length) {
            grow();
        }
        int at = (head + size) % times.length;
        times[at] = seconds;
        values[at] = value;
        size++;
    }

    private void grow() {
        double[] t = new double[2 * times.length];
        double[] v = new double[2 * times.length];
        for (int i = 0; i < size; i++) {
            t[i] = times[(head + i) % times.length];
            v[i] = values[(head + i) % times.length];
        }
        times = t;
        values = v;
        head = 0;
    }

    /** How many values there are. */
    public int size() {
        return size;
    }

    /** Copies the values in {@code [from, to)} into the arrays and returns their number. */
    public int copy(double from, double to, double[] t, double[] v) {
        int n = 0;
        for (int i = 0; i < size && n < t.length; i++) {
            int at = (head + i) % times.length;
            if (times[at] >= from && times[at] < to) {
                t[n] = times[at];
                v[n++] = values[at];
            }
        }
        return n;
    }
}
