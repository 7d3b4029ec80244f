package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.util.Arrays;
import java.util.Map;

/**
 * Intervals between beats without names: one a line of the size that intervals have, which change
 * as beats do and not as a wave, or two columns of which one runs on by the other. Immutable.
 */
final class UnnamedIntervals {
    /**
     * Of beats a step is at least four tenths of what sixteen differ by, in 181 series of the
     * MIT-BIH and Stress-Predict data; of a pulse at 25 Hz a fifth, at 100 Hz an eighth.
     */
    private static final double MIN_STEP_SHARE = 0.3;

    /** Of steps of beats at most 62 in 100 go on as the one before, in the same series. */
    private static final double MAX_ONWARD_SHARE = 0.7;

    /** Beats that go on rising and falling do so by less, as a share of an interval. */
    private static final double MAX_ONWARD_STEP = 0.05;

    /** Samples of an ECG in which there is a beat, and too many for beats to be early in each. */
    private static final int SPIKED_ROWS = 200;

    /** In one line; more are a wave rather than beats. */
    private static final int MOST_ROWS = 1000;

    private final FirstRows rows;

    UnnamedIntervals(FirstRows rows) {
        this.rows = rows;
    }

    /**
     * Numbers without names: one a line of the size of intervals between beats, or two of which one
     * runs on by the other.
     */
    Map<Integer, ChannelName> find() {
        int width = rows.width();
        int names = rows.namedWidth();
        boolean named = names > 1 || (names == 1 && !isPlainTitle(rows.name(0)));
        boolean wave = rows.size() > MOST_ROWS;
        if (named || width < 1 || width > 2 || rows.size() < 8 || wave) {
            return Map.of();
        }
        for (int column = 0; column < width; column++) {
            double[] sorted = rows.sorted(column);
            if (sorted.length < 0.9 * rows.size()) {
                return Map.of();
            }
            double low = sorted[sorted.length / 20];
            double median = sorted[sorted.length / 2];
            double high = sorted[sorted.length - 1 - sorted.length / 20];
            boolean millis = low >= 250 && high <= 4000 && median >= 300;
            boolean seconds = low >= 0.25 && high <= 4 && median >= 0.3 && median <= 2.5;
            boolean spread = low > 0.3 * median && high < 2.5 * median;
            if ((millis || seconds) && spread) {
                ChannelName channel =
                        new ChannelName(
                                Kind.BEAT_INTERVAL,
                                "",
                                Unit.MILLISECOND,
                                millis ? 1 : 1000,
                                0,
                                false);
                boolean sure =
                        (width == 2 && !rows.countsRows(1 - column))
                                ? runsBy(1 - column, column, millis ? 1000 : 1)
                                : varies(column, !millis);
                if (sure) {
                    return Map.of(column, channel);
                }
            }
        }
        return Map.of();
    }

    private static boolean isPlainTitle(String name) {
        return Numbers.isNumber(name) || name.length() > 40;
    }

    /** Whether the steps of one column are the values of another. */
    private boolean runsBy(int times, int values, double perSecond) {
        int like = 0;
        for (int i = 1; i < rows.size(); i++) {
            double step = rows.number(i, times) - rows.number(i - 1, times);
            double here = rows.number(i, values);
            double before = rows.number(i - 1, values);
            boolean same =
                    near(step * perSecond, here, perSecond)
                            || near(step * perSecond, before, perSecond)
                            || near(step, here, perSecond)
                            || near(step, before, perSecond);
            like += same ? 1 : 0;
        }
        return like > 0.7 * (rows.size() - 1);
    }

    private static boolean near(double a, double b, double perSecond) {
        return Math.abs(a - b) < 0.05 * perSecond;
    }

    /**
     * Whether values change from row to row as beats do: those of a sampled wave hardly do beside
     * what they do in sixteen rows, and those of a slow signal hardly do at all.
     */
    private boolean varies(int column, boolean inSeconds) {
        double steps = 0;
        double spread = 0;
        int onward = 0;
        double[] changes = new double[rows.size() - 1];
        for (int i = 1; i < rows.size(); i++) {
            double step = Math.abs(rows.number(i, column) - rows.number(i - 1, column));
            changes[i - 1] = step / rows.number(i - 1, column);
            onward += i > 1 && goesOn(i, column) ? 1 : 0;
            if (i >= 16) {
                steps += step;
                double apart = 0;
                for (int k = 1; k <= 16; k++) {
                    apart += Math.abs(rows.number(i, column) - rows.number(i - k, column)) / 16;
                }
                spread += apart;
            }
        }
        Arrays.sort(changes);
        double change = changes[changes.length / 2];
        boolean waves = onward > MAX_ONWARD_SHARE * rows.size() && change > MAX_ONWARD_STEP;
        return !isSpiked(column)
                && (rows.size() < 32 || (steps >= MIN_STEP_SHARE * spread && !waves))
                && (!inSeconds || change > 0.002);
    }

    /** Whether a value rises or falls as the one before it does. */
    private boolean goesOn(int row, int column) {
        double before = rows.number(row - 1, column);
        return (rows.number(row, column) - before) * (before - rows.number(row - 2, column)) > 0;
    }

    /**
     * Whether values hardly change but for spikes that take several rows to rise and fall, over and
     * over, as the samples of an ECG do. An early beat is a step down and one up.
     */
    private boolean isSpiked(int column) {
        int parts = 0;
        int spiked = 0;
        for (int from = 1; from + SPIKED_ROWS <= rows.size(); from += SPIKED_ROWS) {
            double[] steps = new double[SPIKED_ROWS];
            for (int i = 0; i < steps.length; i++) {
                double before = rows.number(from + i - 1, column);
                steps[i] = (rows.number(from + i, column) - before) / before;
            }
            double[] sizes = Arrays.stream(steps).map(Math::abs).sorted().toArray();
            double usual = sizes[sizes.length / 2];
            double large = 6 * Math.max(usual, 0.001);
            int many = 0;
            int onwards = 0;
            for (int i = 1; i < steps.length; i++) {
                boolean isLarge = Math.abs(steps[i]) > large;
                many += isLarge ? 1 : 0;
                onwards += isLarge && steps[i] * steps[i - 1] > large * large / 4 ? 1 : 0;
            }
            parts++;
            spiked += usual < 0.01 && many >= 4 && 5 * onwards >= 2 * many ? 1 : 0;
        }
        return parts > 0 && 2 * spiked > parts;
    }
}
