package io.github.emotion4j.audio.descriptor;

import java.util.Arrays;

/**
 * Finds one pulse for each glottal period: from the largest excursion in the middle of each voiced
 * segment outwards, each next pulse where the waveform around it resembles the last one most
 * (normalised cross-correlation between 0.8 and 1.25 periods away, refined by a parabola).
 */
final class PulseFinder {
    private final int rate;
    private final float[] samples;
    private final int length;
    private final float[] f0;
    private final int firstCentre;
    private final int hop;
    private final float zero;
    private final double globalPeak;
    private double[] times = new double[64];
    private int count;
    private double bestTime;

    PulseFinder(
            int rate,
            float[] samples,
            int length,
            float[] f0,
            int firstCentre,
            int hop,
            float zero,
            double globalPeak) {
        this.rate = rate;
        this.samples = samples;
        this.length = length;
        this.f0 = f0;
        this.firstCentre = firstCentre;
        this.hop = hop;
        this.zero = zero;
        this.globalPeak = globalPeak;
    }

    /** Pulse positions in samples, ascending. */
    double[] find() {
        int t = 0;
        while (t < f0.length) {
            if (f0[t] == 0) {
                t++;
                continue;
            }
            int end = t;
            while (end + 1 < f0.length && f0[end + 1] > 0) {
                end++;
            }
            segment(firstCentre + (t - 0.5) * hop, firstCentre + (end + 0.5) * hop);
            t = end + 1;
        }
        double[] found = Arrays.copyOf(times, count);
        Arrays.sort(found);
        return found;
    }

    private void segment(double left, double right) {
        double rightmost = count == 0 ? -1e9 : max();
        double middle = 0.5 * (left + right);
        double period = rate / pitchAt(middle);
        double start = extremum(middle - 0.5 * period, middle + 0.5 * period);
        add(start);
        walk(start, -1, left, rightmost);
        walk(start, 1, right, rightmost);
    }

    private void walk(double start, int direction, double end, double rightmost) {
        double at = start;
        for (int guard = 0; guard < 1_000_000; guard++) {
            double period = rate / pitchAt(at);
            double from = direction < 0 ? at - 1.25 * period : at + 0.8 * period;
            double to = direction < 0 ? at - 0.8 * period : at + 1.25 * period;
            double correlation = mostAlike(at, period, from, to);
            double next = correlation <= -1 ? at + direction * period : bestTime;
            boolean outside = direction < 0 ? next < end : next > end;
            double peak = peakNear(next, period);
            boolean apart = direction > 0 || next - rightmost > 0.8 * period;
            boolean clear =
                    outside
                            ? correlation > 0.7 && peak > 0.023333 * globalPeak
                            : correlation > 0.3 && (peak == 0 || peak > 0.01 * globalPeak);
            if (clear && apart && next >= 0 && next < length) {
                add(next);
            }
            if (outside || next < 0 || next >= length) {
                return;
            }
            at = next;
        }
    }

    /**
     * The normalised cross-correlation at its best; sets {@link #bestTime}. -1 if none is found.
     */
    private double mostAlike(double at, double period, double from, double to) {
        int half = Math.max(2, (int) (0.5 * period));
        int centre = (int) Math.round(at);
        int first = (int) Math.floor(from);
        int last = (int) Math.ceil(to);
        double best = -1;
        double before = -2;
        double here = -2;
        bestTime = at;
        for (int c = first; c <= last + 1; c++) {
            double after = c <= last ? similarity(centre, c, half) : -2;
            if (here > best && here > before && here >= after && before > -2 && after > -2) {
                double slope = 0.5 * (after - before);
                double curve = 2 * here - before - after;
                boolean round = curve > 0; // Of a flat top rounding leaves nothing.
                best = round ? here + 0.5 * slope * slope / curve : here;
                bestTime = at + (c - 1 - centre) + (round ? slope / curve : 0);
            }
            before = here;
            here = after;
        }
        return best;
    }

    private double similarity(int a, int b, int half) {
        int from = Math.max(-half, -Math.min(a, b));
        int to = Math.min(half, length - 1 - Math.max(a, b));
        if (to - from < half) {
            return -2;
        }
        float xy = 0;
        float xx = 0;
        float yy = 0;
        for (int i = from; i <= to; i++) {
            float x = samples[a + i] - zero;
            float y = samples[b + i] - zero;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        return xx == 0 || yy == 0 ? -1 : xy / Math.sqrt((double) xx * yy);
    }

    private double peakNear(double at, double period) {
        int from = Math.max(0, (int) (at - 0.5 * period));
        int to = Math.min(length - 1, (int) (at + 0.5 * period));
        float peak = 0;
        for (int i = from; i <= to; i++) {
            peak = Math.max(peak, Math.abs(samples[i] - zero));
        }
        return peak;
    }

    private double extremum(double from, double to) {
        int best = (int) Math.max(0, from);
        for (int i = best; i <= Math.min(length - 1, to); i++) {
            if (Math.abs(samples[i] - zero) > Math.abs(samples[best] - zero)) {
                best = i;
            }
        }
        return best;
    }

    /**
     * F0 between frames by linear interpolation; outside a voiced segment the value of its nearest
     * frame.
     */
    private double pitchAt(double sample) {
        double frame = Math.max(0, Math.min(f0.length - 1, (sample - firstCentre) / hop));
        int left = (int) Math.floor(frame);
        int right = Math.min(f0.length - 1, left + 1);
        if (f0[left] > 0 && f0[right] > 0) {
            return f0[left] + (frame - left) * (f0[right] - f0[left]);
        }
        for (int away = 0; away < f0.length; away++) {
            if (left - away >= 0 && f0[left - away] > 0) {
                return f0[left - away];
            }
            if (right + away < f0.length && f0[right + away] > 0) {
                return f0[right + away];
            }
        }
        return PitchTracker.FLOOR_HERTZ;
    }

    private double max() {
        double max = times[0];
        for (int i = 1; i < count; i++) {
            max = Math.max(max, times[i]);
        }
        return max;
    }

    private void add(double time) {
        if (count == times.length) {
            times = Arrays.copyOf(times, count * 2);
        }
        times[count++] = time;
    }
}
