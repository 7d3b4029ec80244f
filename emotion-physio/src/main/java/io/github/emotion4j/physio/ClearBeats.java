package io.github.emotion4j.physio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Hands on the waves of a pulse whose intervals can be trusted. A wave that was not found makes one
 * interval of two, and movement makes waves where no beat was; both add more to variability than
 * the heart does.
 *
 * <p>The four values were chosen together on the 17 people of Stress-Predict with even numbers, as
 * those whose RMSSD is nearest to that of the wristband's own intervals; on the 18 others the
 * median ratio is 1.04.
 */
final class ClearBeats implements Consumer<Ppg.Wave> {
    /** Waves less like the others count as moved. */
    private static final double MIN_QUALITY = 0.75;

    /** Of the usual interval; a longer one holds a wave that was not found. */
    private static final double LONGEST = 1.3;

    /** Of the usual interval; a shorter one ends at no beat. */
    private static final double SHORTEST = 0.75;

    /** Fewer intervals in a row are as likely chance, and too few to be corrected. */
    private static final int LEAST_INTERVALS = 5;

    /** The usual interval is the median of so many. */
    private static final int USUAL_OF = 15;

    private final Consumer<Beat> out;
    private final double[] last = new double[USUAL_OF];
    private final List<Beat> waiting = new ArrayList<>();
    private int intervals;
    private double seconds;
    private boolean broken = true;
    private boolean enough;

    ClearBeats(Consumer<Beat> out) {
        this.out = out;
    }

    @Override
    public void accept(Ppg.Wave wave) {
        broken |= wave.first();
        if (wave.quality() < MIN_QUALITY) {
            broken = true;
            return;
        }
        broken |= !broken && !isUsual(wave.seconds() - seconds);
        if (broken) {
            waiting.clear();
            enough = false;
        }
        Beat beat = new Beat(wave.seconds(), wave.amplitude(), wave.quality(), broken);
        seconds = wave.seconds();
        broken = false;
        if (enough) {
            out.accept(beat);
            return;
        }
        waiting.add(beat);
        if (waiting.size() > LEAST_INTERVALS) {
            waiting.forEach(out);
            waiting.clear();
            enough = true;
        }
    }

    private boolean isUsual(double interval) {
        last[intervals++ % USUAL_OF] = interval;
        double[] sorted = Arrays.copyOf(last, Math.min(intervals, USUAL_OF));
        Arrays.sort(sorted);
        double usual = sorted[sorted.length / 2];
        return interval >= SHORTEST * usual && interval <= LONGEST * usual;
    }
}
