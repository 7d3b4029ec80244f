package io.github.emotion4j.benchmarks.physio;

import io.github.emotion4j.physio.Ppg;
import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Heart rate and RMSSD of a wristband's pulse, as users get them, beside the band's own intervals
 * and rate. Argument: the folder of Stress-Predict.
 */
public final class PulseVariability {
    private static final double RATE = 64;

    /** Fewer of the band's intervals in a span are no reference. */
    private static final int LEAST_INTERVALS = 100;

    private final List<Double> people = new ArrayList<>();
    private final List<Double> chosenOn = new ArrayList<>();
    private final List<Double> leftOut = new ArrayList<>();
    private final List<Double> intervals = new ArrayList<>();
    private final List<Double> spans = new ArrayList<>();
    private final int[] minutes = new int[3];
    private final int[] off = new int[3];

    private PulseVariability() {}

    /**
     * Runs the program.
     *
     * @param args the folder of the recordings
     * @throws IOException if they cannot be read
     */
    public static void main(String[] args) throws IOException {
        PulseVariability all = new PulseVariability();
        for (Path file : SegmentFile.all(Path.of(args[0]))) {
            all.add(file);
        }
        all.print();
    }

    private void add(Path file) throws IOException {
        SegmentFile person = new SegmentFile(file);
        double[] pulse = person.values("BVP");
        double[] millis = Arrays.stream(person.values("IBI")).map(s -> 1000 * s).toArray();
        Intervals band = Intervals.timed(person.values("IBI_T"), millis);
        Intervals ours = Ppg.intervals(Ppg.peaks(pulse, RATE));
        double ratio = rmssd(ours) / rmssd(band);
        people.add(ratio);
        boolean even = Integer.parseInt(file.getFileName().toString().substring(1, 3)) % 2 == 0;
        (even ? chosenOn : leftOut).add(ratio);
        intervals.add(ours.size() / (double) band.size());
        double end = pulse.length / RATE;
        for (double t = 0; t + 300 <= end; t += 300) {
            Intervals theirs = band.within(t, t + 300);
            if (theirs.size() >= LEAST_INTERVALS) {
                spans.add(rmssd(ours.within(t, t + 300)) / rmssd(theirs));
            }
        }
        double[] rates = person.values("HR");
        int start = (int) person.startSeconds("HR");
        for (int t = start; t + 60 <= Math.min(end, start + rates.length); t += 60) {
            double theirs = Arrays.stream(rates, t - start, t - start + 60).average().orElse(0);
            rate(ours.within(t, t + 60).toArray(), theirs);
        }
    }

    private void rate(double[] minute, double theirs) {
        double covered = Arrays.stream(minute).sum() / 60_000;
        int group = covered < 0.25 ? 0 : covered < 0.5 ? 1 : 2;
        minutes[group]++;
        double rate = minute.length / covered;
        off[group] += Math.abs(rate - theirs) > 10 ? 1 : 0;
    }

    private static double rmssd(Intervals intervals) {
        return HeartRateVariability.of(intervals).time().rmssdMillis();
    }

    private void print() {
        print("RMSSD beside the band's, people", people);
        print("  with even numbers, on whom the thresholds were chosen", chosenOn);
        print("  with odd numbers", leftOut);
        print("intervals for each of the band's", intervals);
        print("RMSSD beside the band's, five minutes with its intervals", spans);
        String[] names = {"under a quarter", "a quarter to a half", "a half or more"};
        for (int i = 0; i < names.length; i++) {
            System.out.printf(
                    Locale.ROOT,
                    "minutes with clear waves in %s: %d, rate over 10 beats off in %d%n",
                    names[i],
                    minutes[i],
                    off[i]);
        }
    }

    private static void print(String name, List<Double> values) {
        double[] x =
                values.stream().mapToDouble(v -> v).filter(Double::isFinite).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f, 10th to 90th percentile %.2f to %.2f, over 2 in %d; %d of %d%n",
                name,
                (x[(x.length - 1) / 2] + x[x.length / 2]) / 2,
                x[(int) (0.1 * (x.length - 1))],
                x[(int) (0.9 * (x.length - 1))],
                Arrays.stream(x).filter(v -> v > 2).count(),
                x.length,
                values.size());
    }
}
