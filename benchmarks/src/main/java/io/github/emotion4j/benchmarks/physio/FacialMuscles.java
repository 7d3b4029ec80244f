package io.github.emotion4j.benchmarks.physio;

import io.github.emotion4j.physio.Emg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Frown and smile while people watch faces: the envelope of corrugator and zygomaticus (100 Hz,
 * rectified by the device) in films of angry, happy and neutral faces, four of each a person, as a
 * share above or below the person's neutral films. Argument: the folder.
 */
public final class FacialMuscles {
    private static final int RATE = 100;
    private static final List<String> FILMS = List.of("angry", "happy", "neutral");
    private static final double FILM_SECONDS = 18;

    private FacialMuscles() {}

    /**
     * Runs the program.
     *
     * @param args the folder of the recordings
     * @throws IOException if they cannot be read
     */
    public static void main(String[] args) throws IOException {
        List<Path> files = SegmentFile.all(Path.of(args[0]));
        System.out.println("muscle: film, mean change against neutral, 95 % interval, t, people");
        for (String muscle : new String[] {"CORR", "ZYG"}) {
            List<double[]> people = new ArrayList<>();
            for (Path file : files) {
                people.add(levels(new SegmentFile(file), "EMG_" + muscle + "_RECT_mV"));
            }
            report(muscle, "angry - neutral", people, 0, 2);
            report(muscle, "happy - neutral", people, 1, 2);
            report(muscle, "angry - happy", people, 0, 1);
        }
    }

    /** A person's mean log envelope in the films of each emotion. */
    private static double[] levels(SegmentFile recording, String channel) {
        double[] envelope = Emg.envelope(recording.values(channel), RATE, Emg.Form.RECTIFIED);
        double[] onsets = recording.values("EVENT_T");
        String[] films = recording.words("EVENT");
        double[] sum = new double[FILMS.size()];
        int[] count = new int[FILMS.size()];
        for (int i = 0; i < onsets.length; i++) {
            int from = (int) (onsets[i] * RATE);
            int to = Math.min(envelope.length, (int) ((onsets[i] + FILM_SECONDS) * RATE));
            double mean = Arrays.stream(envelope, from, to).average().orElse(Double.NaN);
            int film = FILMS.indexOf(films[i]);
            if (mean > 0 && film >= 0) {
                sum[film] += Math.log(mean);
                count[film]++;
            }
        }
        double[] level = new double[FILMS.size()];
        Arrays.setAll(level, k -> sum[k] / count[k]);
        return level;
    }

    private static void report(String muscle, String name, List<double[]> people, int a, int b) {
        double[] d =
                people.stream().mapToDouble(p -> p[a] - p[b]).filter(Double::isFinite).toArray();
        double mean = Arrays.stream(d).average().orElse(Double.NaN);
        double square = Arrays.stream(d).map(v -> (v - mean) * (v - mean)).sum();
        double error = Math.sqrt(square / (d.length - 1) / d.length);
        long same = Arrays.stream(d).filter(v -> v > 0 == mean > 0).count();
        System.out.printf(
                Locale.ROOT,
                "%s: %s %+.1f %% (%+.1f to %+.1f), t %.1f, %d of %d people that way%n",
                muscle,
                name,
                100 * Math.expm1(mean),
                100 * Math.expm1(mean - 2.03 * error),
                100 * Math.expm1(mean + 2.03 * error),
                mean / error,
                same,
                d.length);
    }
}
