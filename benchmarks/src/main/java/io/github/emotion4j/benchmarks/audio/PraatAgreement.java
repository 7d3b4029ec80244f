package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.descriptor.Descriptor;
import io.github.emotion4j.audio.descriptor.DescriptorTrack;
import io.github.emotion4j.audio.descriptor.PitchContour;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the descriptors with Praat's values of many sounds.
 *
 * <p>Arguments: a tab-separated table with a header (columns {@code file}, {@code f0_median_hz},
 * {@code jitter_local} ...) and the folder of its sounds. Files {@code pitch_*.tsv} beside the
 * table (seconds and hertz of each frame, 0 where unvoiced; the sound's name with "__" for "/") are
 * compared frame by frame: half the frames that Praat voices are nearer than the median error, and
 * a gross error is one of more than 20 % or a frame that is not voiced here. Prints, for each
 * value, the median and the 90th percentile of the difference, each sound that lies far off, and
 * each that is left out because the value is not defined here or there.
 */
public final class PraatAgreement {
    private PraatAgreement() {}

    /**
     * Runs the comparison.
     *
     * @param args table and folder
     * @throws IOException if the table cannot be read
     */
    public static void main(String[] args) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(args[0]));
        List<String> header = Arrays.asList(lines.get(0).split("\t"));
        Map<String, List<Double>> differences = new LinkedHashMap<>();
        List<String> far = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t");
            Path sound = Path.of(args[1]).resolve(cells[0]);
            if (!Files.exists(sound)) {
                System.out.println("not there: " + sound);
                continue;
            }
            for (Map.Entry<String, Double> value : ours(Sounds.describe(sound)).entrySet()) {
                String name = value.getKey();
                double praat = number(cells[header.indexOf(name)]);
                double difference = difference(name, value.getValue(), praat);
                if (Double.isNaN(difference)) {
                    leftOut.add(row(cells[0], name, value.getValue(), praat));
                    continue;
                }
                differences.computeIfAbsent(name, n -> new ArrayList<>()).add(difference);
                if (difference > (isDecibel(name) ? 2 : 0.25)) {
                    far.add(row(cells[0], name, value.getValue(), praat));
                }
            }
        }
        print(differences);
        System.out.println("far off:");
        far.forEach(System.out::println);
        System.out.println("left out:");
        leftOut.forEach(System.out::println);
        compareTracks(Path.of(args[0]).toAbsolutePath().getParent(), Path.of(args[1]));
    }

    private static String row(String sound, String name, double ours, double praat) {
        return String.format(
                Locale.ROOT, "%-45s %-18s %.5g here, %.5g Praat", sound, name, ours, praat);
    }

    private static boolean isDecibel(String name) {
        return name.endsWith("_db");
    }

    private static double difference(String name, double ours, double praat) {
        return Math.abs(isDecibel(name) ? ours - praat : ours / praat - 1);
    }

    private static void print(Map<String, List<Double>> differences) {
        differences.forEach(
                (name, d) ->
                        System.out.printf(
                                Locale.ROOT,
                                "%-18s %3d sounds  median %.4f  90th percentile %.4f %s%n",
                                name,
                                d.size(),
                                percentile(d, 50),
                                percentile(d, 90),
                                isDecibel(name) ? "dB" : "relative"));
    }

    private static void compareTracks(@Nullable Path tracks, Path sounds) throws IOException {
        if (tracks == null) {
            return;
        }
        for (PitchContour.Method method : PitchContour.Method.values()) {
            compareTracks(tracks, sounds, method);
        }
    }

    private static void compareTracks(Path tracks, Path sounds, PitchContour.Method method)
            throws IOException {
        List<Double> errors = new ArrayList<>();
        int gross = 0;
        int unvoiced = 0;
        int voicedHere = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(tracks, "pitch_*.tsv")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                name = name.substring(6, name.length() - 4).replace("__", "/");
                if (!Files.exists(sounds.resolve(name))) {
                    continue;
                }
                PitchContour ours =
                        PitchContour.of(Sounds.read(sounds.resolve(name)), 16_000, method);
                List<String> lines = Files.readAllLines(file);
                for (String line : lines.subList(1, lines.size())) {
                    String[] cells = line.split("\t");
                    double praat = Double.parseDouble(cells[1]);
                    long frame = Math.round((Double.parseDouble(cells[0]) - 0.0125) / 0.01);
                    if (frame < 0 || frame >= ours.frames()) {
                        continue;
                    }
                    if (praat == 0) {
                        unvoiced++;
                        voicedHere += Double.isNaN(ours.hertz((int) frame)) ? 0 : 1;
                        continue;
                    }
                    double error = Math.abs(ours.hertz((int) frame) / praat - 1);
                    boolean wrong = Double.isNaN(error) || error > 0.2;
                    gross += wrong ? 1 : 0;
                    errors.add(Double.isNaN(error) ? 1 : error);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "pitch by %s: %d voiced frames, median error %.4f, gross errors %.3f; of %d"
                        + " unvoiced frames %.3f voiced here%n",
                method,
                errors.size(),
                percentile(errors, 50),
                (double) gross / errors.size(),
                unvoiced,
                (double) voicedHere / unvoiced);
    }

    private static Map<String, Double> ours(DescriptorTrack track) {
        DescriptorTrack.VoiceQuality quality = track.voiceQuality();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("f0_median_hz", median(track.contour(Descriptor.F0)));
        values.put("f0_mean_hz", mean(track.contour(Descriptor.F0)));
        values.put("jitter_local", quality.jitterLocal());
        values.put("jitter_rap", quality.jitterRap());
        values.put("jitter_ppq5", quality.jitterPpq5());
        values.put("shimmer_local", quality.shimmerLocal());
        values.put("shimmer_local_db", quality.shimmerLocalDb());
        values.put("shimmer_apq3", quality.shimmerApq3());
        values.put("shimmer_apq5", quality.shimmerApq5());
        values.put("hnr_mean_db", quality.harmonicsToNoiseRatioDb());
        values.put("f1_mean_hz", mean(track.contour(Descriptor.F1)));
        values.put("f2_mean_hz", mean(track.contour(Descriptor.F2)));
        values.put("f3_mean_hz", mean(track.contour(Descriptor.F3)));
        values.put("pulses", (double) quality.pulses());
        return values;
    }

    private static double mean(float[] contour) {
        double sum = 0;
        int n = 0;
        for (float v : contour) {
            if (!Float.isNaN(v)) {
                sum += v;
                n++;
            }
        }
        return sum / n;
    }

    private static double median(float[] contour) {
        List<Double> values = new ArrayList<>();
        for (float v : contour) {
            if (!Float.isNaN(v)) {
                values.add((double) v);
            }
        }
        return values.isEmpty() ? Double.NaN : percentile(values, 50);
    }

    private static double percentile(List<Double> values, double percent) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static double number(String cell) {
        return cell.startsWith("-") && cell.endsWith("-") ? Double.NaN : Double.parseDouble(cell);
    }
}
