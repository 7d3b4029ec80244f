package io.github.emotion4j.physio.internal.dsp;

import io.github.emotion4j.core.internal.numeric.Quantile;

/** Running order statistics over a centred window, cut off at the ends of the series. */
public final class SortedWindow {
    private final double[] sorted;
    private int size;

    private SortedWindow(int width) {
        sorted = new double[width + 1];
    }

    private void add(double x) {
        int at = find(x);
        System.arraycopy(sorted, at, sorted, at + 1, size - at);
        sorted[at] = x;
        size++;
    }

    private void remove(double x) {
        int at = find(x);
        System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
        size--;
    }

    private int find(double x) {
        int low = 0;
        int high = size;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (sorted[mid] < x) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    /** Median of the {@code width} values around each. */
    public static double[] medians(double[] x, int width) {
        return run(x, width, true);
    }

    /** Half the distance between the quartiles of the {@code width} values around each. */
    public static double[] quartileDeviations(double[] x, int width) {
        return run(x, width, false);
    }

    private static double[] run(double[] x, int width, boolean median) {
        int half = width / 2;
        SortedWindow window = new SortedWindow(width);
        double[] out = new double[x.length];
        for (int i = 0; i < Math.min(half, x.length); i++) {
            window.add(x[i]);
        }
        for (int i = 0; i < x.length; i++) {
            if (i + half < x.length) {
                window.add(x[i + half]);
            }
            if (i - half - 1 >= 0) {
                window.remove(x[i - half - 1]);
            }
            out[i] =
                    median
                            ? Quantile.of(window.sorted, window.size, 0.5)
                            : (Quantile.of(window.sorted, window.size, 0.75)
                                            - Quantile.of(window.sorted, window.size, 0.25))
                                    / 2;
        }
        return out;
    }
}
