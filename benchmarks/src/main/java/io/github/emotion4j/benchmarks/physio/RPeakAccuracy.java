package io.github.emotion4j.benchmarks.physio;

import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.Ecg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * R peaks on annotated extracts (MIT-BIH, 360 Hz, 200 units per mV): beats matched one to one
 * within 150 ms, per record and in all. Argument: the folder.
 */
public final class RPeakAccuracy {
    private static final double RATE = 360;
    private static final double WINDOW = 0.15 * RATE;

    private RPeakAccuracy() {}

    /**
     * Runs the program.
     *
     * @param args the folder of the extracts
     * @throws IOException if they cannot be read
     */
    public static void main(String[] args) throws IOException {
        long allBeats = 0;
        long allFound = 0;
        long allMatched = 0;
        System.out.println("record beats found matched sensitivity precision");
        for (Path file : SegmentFile.all(Path.of(args[0]))) {
            SegmentFile record = new SegmentFile(file);
            double[] ecg = record.values("ECG_ADU");
            for (int i = 0; i < ecg.length; i++) {
                ecg[i] = (ecg[i] - 1024) / 200;
            }
            double[] beats = record.values("BEAT_SAMPLE");
            List<Beat> found = Ecg.peaks(ecg, RATE);
            int matched = matched(beats, found);
            print(
                    file.getFileName().toString().replace(".tsv.gz", ""),
                    beats.length,
                    found.size(),
                    matched);
            allBeats += beats.length;
            allFound += found.size();
            allMatched += matched;
        }
        print("all", allBeats, allFound, allMatched);
    }

    private static int matched(double[] beats, List<Beat> found) {
        int matched = 0;
        int i = 0;
        int j = 0;
        while (i < beats.length && j < found.size()) {
            double away = RATE * found.get(j).seconds() - beats[i];
            if (Math.abs(away) <= WINDOW) {
                matched++;
                i++;
                j++;
            } else if (away < 0) {
                j++;
            } else {
                i++;
            }
        }
        return matched;
    }

    private static void print(String name, long beats, long found, long matched) {
        System.out.printf(
                Locale.ROOT,
                "%6s %5d %5d %7d %11.4f %9.4f%n",
                name,
                beats,
                found,
                matched,
                matched / (double) beats,
                matched / (double) found);
    }
}
