package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.internal.io.SavedState;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much a sensor moves: the deviation of acceleration within each second, over all axes, so that
 * gravity and posture do not count. Of several sensors, as of two wrists, the first is followed.
 * Memory is the last two minutes.
 */
final class Movement {
    /** A span and what other signals may be late by, twice over. */
    private static final int SECONDS = 128;

    /** What an axis has of the second that is under way. */
    private static final class Axis {
        long second = -1;
        int count;
        double sum;
        double squares;
    }

    private static final Set<String> AXIS_NAMES = Set.of("x", "y", "z");

    /** Of one sensor, by its axes' sites. */
    private final TreeMap<String, Axis> axes = new TreeMap<>();

    private final long[] seconds = new long[SECONDS];
    private final double[] variances = new double[SECONDS];

    Movement() {
        Arrays.fill(seconds, -1);
    }

    /** Takes a block of one axis; acceleration in another unit than g is passed over. */
    void accept(BioBlock block) {
        if (block.unit() != Unit.STANDARD_GRAVITY
                || (!axes.isEmpty() && !sensor(axes.firstKey()).equals(sensor(block.site())))) {
            return;
        }
        Axis axis = axes.computeIfAbsent(block.site(), site -> new Axis());
        double start = block.interval().startSeconds();
        for (int i = 0; i < block.length(); i++) {
            long second = (long) (start + i / block.sampleRateHertz());
            if (second != axis.second) {
                close(axis);
                axis.second = second;
            }
            double x = block.value(i);
            if (Double.isFinite(x)) {
                axis.count++;
                axis.sum += x;
                axis.squares += x * x;
            }
        }
    }

    /** The part of a site that does not name the axis; empty where none is named. */
    private static String sensor(String site) {
        List<String> words = new ArrayList<>(List.of(site.split(" ")));
        boolean named = words.removeIf(w -> AXIS_NAMES.contains(w.toLowerCase(Locale.ROOT)));
        return named ? String.join(" ", words) : "";
    }

    private void close(Axis axis) {
        if (axis.count > 1) {
            int at = (int) (axis.second % SECONDS);
            if (seconds[at] != axis.second) {
                seconds[at] = axis.second;
                variances[at] = 0;
            }
            double mean = axis.sum / axis.count;
            variances[at] += Math.max(0, axis.squares / axis.count - mean * mean);
        }
        axis.count = 0;
        axis.sum = 0;
        axis.squares = 0;
    }

    /** The mean deviation over a time, g; NaN if less than half of it is known. */
    double over(double fromSeconds, double toSeconds) {
        double sum = 0;
        int known = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (seconds[i] >= fromSeconds && seconds[i] < toSeconds) {
                sum += Math.sqrt(variances[i]);
                known++;
            }
        }
        return known < (toSeconds - fromSeconds) / 2 ? Double.NaN : sum / known;
    }

    void write(DataOutput out) throws IOException {
        for (int i = 0; i < SECONDS; i++) {
            out.writeLong(seconds[i]);
            out.writeDouble(variances[i]);
        }
        out.writeInt(axes.size());
        for (Map.Entry<String, Axis> entry : axes.entrySet()) {
            out.writeUTF(entry.getKey());
            Axis axis = entry.getValue();
            out.writeLong(axis.second);
            out.writeInt(axis.count);
            out.writeDouble(axis.sum);
            out.writeDouble(axis.squares);
        }
    }

    void read(DataInputStream in) throws IOException {
        for (int i = 0; i < SECONDS; i++) {
            seconds[i] = in.readLong();
            variances[i] = in.readDouble();
        }
        for (int left = SavedState.count(in, 2 * Double.BYTES); left > 0; left--) {
            Axis axis = new Axis();
            axes.put(in.readUTF(), axis);
            axis.second = in.readLong();
            axis.count = in.readInt();
            axis.sum = in.readDouble();
            axis.squares = in.readDouble();
        }
    }
}
