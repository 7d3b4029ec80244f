package io.github.emotion4j.benchmarks.physio;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.physio.Ecg;
import io.github.emotion4j.physio.Eda;
import io.github.emotion4j.physio.Ppg;
import io.github.emotion4j.physio.Respiration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Agreement with what HeartPy and NeuroKit2 find in their own examples, and with the beats
 * annotated in MIT-BIH record 118 with noise added. Argument: the folder of the peers' examples as
 * gzipped tables, named {@code peer__example.csv.gz}, with {@code peer_outputs.json}.
 */
public final class PeerAgreement {
    private final Path folder;
    private final JsonObject peers;

    private PeerAgreement(Path folder) throws IOException {
        this.folder = folder;
        this.peers =
                JsonParser.parseString(Files.readString(folder.resolve("peer_outputs.json")))
                        .getAsJsonObject();
    }

    /**
     * Runs the program.
     *
     * @param args the folder of the examples
     * @throws IOException if they cannot be read
     */
    public static void main(String[] args) throws IOException {
        PeerAgreement agreement = new PeerAgreement(Path.of(args[0]));
        agreement.pulse("heartpy__data", 0, 100, "heartpy/data", 0.02);
        JsonObject outputs = agreement.peers;
        for (String name : new String[] {"data2", "data3"}) {
            double rate = outputs.getAsJsonObject("heartpy/" + name).get("fs").getAsDouble();
            agreement.pulse("heartpy__" + name, 1, rate, "heartpy/" + name, 0.1);
        }
        agreement.pulse("neurokit__bio_resting_5min_100hz", 1, 100, "nk_rest5/ppg_peaks", 0.1);
        for (String noise : new String[] {"24", "12", "06", "00"}) {
            agreement.noisyBeats("heartpy__118e" + noise);
        }
        agreement.breath("bio_resting_5min_100hz", 2);
        agreement.breath("bio_resting_8min_100hz", 1);
        agreement.breath("bio_eventrelated_100hz", 3);
        agreement.skin("bio_eventrelated_100hz", 1);
    }

    private void pulse(String file, int column, double rate, String peer, double seconds)
            throws IOException {
        JsonElement output = peers.get(peer);
        double[] theirs =
                output instanceof JsonObject o ? accepted(o) : positions(output.getAsJsonArray());
        List<Ppg.Wave> waves = Ppg.peaks(column(file, column), rate);
        double[] ours = waves.stream().mapToDouble(w -> rate * w.peakSeconds()).toArray();
        int matched = matched(theirs, ours, seconds * rate);
        System.out.printf(
                Locale.ROOT,
                "%s: %d waves, the peer accepts %d; %d of them (%.1f %%) within %.0f ms%n",
                file,
                ours.length,
                theirs.length,
                matched,
                100.0 * matched / theirs.length,
                1000 * seconds);
    }

    /** HeartPy's peaks less those it rejects itself. */
    private static double[] accepted(JsonObject output) {
        double[] removed = positions(output.getAsJsonArray("removed"));
        return Arrays.stream(positions(output.getAsJsonArray("peaks")))
                .filter(p -> Arrays.stream(removed).noneMatch(r -> r == p))
                .toArray();
    }

    private static double[] positions(JsonArray array) {
        return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    private void noisyBeats(String file) throws IOException {
        int seconds = 120;
        double rate = 360;
        double[] ecg = Arrays.copyOf(column(file, 0), (int) (seconds * rate));
        double[] beats =
                Arrays.stream(column(file + "_ann", 0)).filter(b -> b < ecg.length).toArray();
        double[] found =
                Ecg.peaks(ecg, rate).stream().mapToDouble(b -> rate * b.seconds()).toArray();
        int matched = matched(beats, found, 0.15 * rate);
        System.out.printf(
                Locale.ROOT,
                "%s: %d of %d beats found, %d too many; sensitivity %.3f, precision %.3f%n",
                file,
                matched,
                beats.length,
                found.length - matched,
                matched / (double) beats.length,
                matched / (double) found.length);
    }

    private void breath(String name, int column) throws IOException {
        double[] x = column("neurokit__" + name, column);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f breaths a minute, NeuroKit %.1f%n",
                name,
                Respiration.features(x, 100).breathsPerMinute(),
                peers.getAsJsonObject(name + "/rsp").get("mean_rate").getAsDouble());
    }

    private void skin(String name, int column) throws IOException {
        double[] x = column("neurokit__" + name, column);
        double[] ours =
                Eda.peaks(x, 100, 0.05).stream().mapToDouble(Eda.Response::peakSeconds).toArray();
        JsonObject output = peers.getAsJsonObject(name + "/eda_neurokit");
        double[] theirs =
                Arrays.stream(positions(output.getAsJsonArray("peaks")))
                        .map(p -> p / 100)
                        .toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %d responses of at least 0.05 µS, NeuroKit %d; %d within 0.2 s, %d within 1 s%n",
                name,
                ours.length,
                theirs.length,
                matched(theirs, ours, 0.2),
                matched(theirs, ours, 1));
    }

    /** How many of {@code wanted} have one of {@code found} to themselves; both ascend. */
    private static int matched(double[] wanted, double[] found, double tolerance) {
        int matched = 0;
        int j = 0;
        for (double w : wanted) {
            while (j < found.length && found[j] < w - tolerance) {
                j++;
            }
            if (j < found.length && found[j] <= w + tolerance) {
                matched++;
                j++;
            }
        }
        return matched;
    }

    /**
     * A column's numbers; a line that has none there, such as that of the names, is passed over.
     */
    private double[] column(String name, int column) throws IOException {
        Path file = folder.resolve(name + ".csv.gz");
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            return in.lines()
                    .map(line -> line.split(",", -1)[column].strip())
                    .filter(text -> text.matches("[-+0-9.eE]+"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }
}
