package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.physio.internal.dsp.SortedWindow;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What {@link Intervals#corrected} does, with the steps and constants of Lipponen and Tarvainen
 * 2019: differences of intervals and distances from a running median of 11, each relative to 5.2
 * times the quartile deviation of the 91 values around, classify the beats. Stateless and
 * thread-safe.
 */
final class IntervalCorrector {
    /** The value of Lipponen and Tarvainen 2019, as are the next ones. */
    private static final double ALPHA = 5.2;

    /** The value of Lipponen and Tarvainen 2019. */
    private static final double C1 = 0.13;

    /** The value of Lipponen and Tarvainen 2019. */
    private static final double C2 = 0.17;

    /** The value of Lipponen and Tarvainen 2019. */
    private static final int WINDOW = 91;

    /** The value of Lipponen and Tarvainen 2019. */
    private static final int MEDIAN = 11;

    /** Fewer intervals give no running median and no quartiles to judge by. */
    private static final int LEAST = 5;

    private enum Kind {
        SOUND,
        ECTOPIC,
        MISSED,
        EXTRA,
        MISPLACED
    }

    private IntervalCorrector() {}

    static Intervals.Correction correct(Intervals intervals) {
        int n = intervals.size();
        double[] millis = new double[2 * n];
        double[] ends = new double[2 * n];
        boolean[] adjoins = new boolean[2 * n];
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        int size = 0;
        int from = 0;
        while (from < n) {
            int to = from + 1;
            while (to < n && intervals.adjoins(to)) {
                to++;
            }
            double[] x = Arrays.copyOfRange(intervals.values(), from, to);
            Kind[] kinds = classify(x);
            int begin = size;
            boolean half = false;
            for (int i = 0; i < x.length; i++) {
                Kind kind = kinds[i];
                // A beat that is out of place makes two wrong intervals, and is counted once.
                boolean other = half && replaced(kind);
                half = replaced(kind) && !other;
                if (!other) {
                    counts.merge(kind, 1, Integer::sum);
                }
                double end = intervals.endSeconds(from + i);
                if (kind == Kind.EXTRA && i + 1 < x.length) {
                    // The beat that ends this interval goes: the next interval grows.
                    x[i + 1] += x[i];
                    continue;
                }
                double value = x[i];
                if (kind == Kind.MISSED) {
                    millis[size] = value / 2;
                    ends[size] = end - value / 2000;
                    adjoins[size] = size > begin;
                    size++;
                    value /= 2;
                } else if (replaced(kind)) {
                    value = between(x, kinds, i);
                }
                millis[size] = value;
                ends[size] = end;
                adjoins[size] = size > begin;
                size++;
            }
            from = to;
        }
        return new Intervals.Correction(
                Intervals.of(millis, ends, adjoins, size),
                counts.getOrDefault(Kind.ECTOPIC, 0),
                counts.getOrDefault(Kind.MISSED, 0),
                counts.getOrDefault(Kind.EXTRA, 0),
                counts.getOrDefault(Kind.MISPLACED, 0));
    }

    /** Whether the line between sound intervals takes the place of such an interval. */
    private static boolean replaced(Kind kind) {
        return kind == Kind.ECTOPIC || kind == Kind.MISPLACED;
    }

    private static double between(double[] x, Kind[] kinds, int i) {
        int a = i - 1;
        while (a >= 0 && kinds[a] != Kind.SOUND) {
            a--;
        }
        int b = i + 1;
        while (b < x.length && kinds[b] != Kind.SOUND) {
            b++;
        }
        if (a < 0) {
            return b < x.length ? x[b] : x[i];
        }
        return b < x.length ? x[a] + (x[b] - x[a]) * (i - a) / (b - a) : x[a];
    }

    private static Kind[] classify(double[] x) {
        int n = x.length;
        Kind[] kinds = new Kind[n];
        Arrays.fill(kinds, Kind.SOUND);
        if (n < LEAST) {
            return kinds;
        }
        double[] d = new double[n];
        double sum = 0;
        for (int i = 1; i < n; i++) {
            d[i] = x[i] - x[i - 1];
            sum += d[i];
        }
        d[0] = sum / (n - 1);
        double[] median = SortedWindow.medians(x, MEDIAN);
        double[] m = new double[n];
        for (int i = 0; i < n; i++) {
            m[i] = x[i] - median[i];
            m[i] = m[i] < 0 ? 2 * m[i] : m[i];
        }
        double[] limit1 = limits(d);
        double[] limit2 = limits(m);
        double[] dr = new double[n + 2];
        double[] mr = new double[n];
        for (int i = 0; i < n; i++) {
            dr[i] = d[i] / limit1[i];
            mr[i] = m[i] / limit2[i];
        }
        for (int i = 0; i < n; i++) {
            if (kinds[i] != Kind.SOUND || Math.abs(dr[i]) <= 1) {
                continue;
            }
            if (isEctopic(dr, i)) {
                kinds[i] = Kind.ECTOPIC;
                continue;
            }
            int candidates = Math.abs(dr[i + 1]) < Math.abs(dr[i + 2]) ? 2 : 1;
            for (int j = i; j < Math.min(n, i + candidates); j++) {
                kinds[j] = longOrShort(x, median, limit2, dr, mr, j);
                if (kinds[j] != Kind.SOUND) {
                    break;
                }
            }
        }
        return kinds;
    }

    private static boolean isEctopic(double[] dr, int i) {
        double before = i == 0 ? 0 : dr[i - 1];
        if (dr[i] > 1) {
            return Math.max(before, dr[i + 1]) < -C1 * dr[i] - C2;
        }
        return Math.min(before, dr[i + 1]) > -C1 * dr[i] + C2;
    }

    private static Kind longOrShort(
            double[] x, double[] median, double[] limit2, double[] dr, double[] mr, int j) {
        double next = j + 1 < dr.length ? dr[j + 1] : 0;
        double afterNext = j + 2 < dr.length ? dr[j + 2] : 0;
        boolean isLong = dr[j] > 1 && Math.min(next, afterNext) < -1;
        boolean isShort = dr[j] < -1 && Math.max(next, afterNext) > 1;
        if (!isLong && !isShort && Math.abs(mr[j]) <= 3) {
            return Kind.SOUND;
        }
        if (isLong && Math.abs(x[j] / 2 - median[j]) < limit2[j]) {
            return Kind.MISSED;
        }
        if (isShort && j + 1 < x.length && Math.abs(x[j] + x[j + 1] - median[j]) < limit2[j]) {
            return Kind.EXTRA;
        }
        return Kind.MISPLACED;
    }

    /** 5.2 times the quartile deviation of the absolute values around each; never 0. */
    private static double[] limits(double[] x) {
        double[] size = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            size[i] = Math.abs(x[i]);
        }
        double[] limits = SortedWindow.quartileDeviations(size, WINDOW);
        for (int i = 0; i < limits.length; i++) {
            limits[i] = Math.max(ALPHA * limits[i], 1e-6);
        }
        return limits;
    }
}
