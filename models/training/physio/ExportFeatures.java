import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.physio.internal.BodyStream;
import io.github.emotion4j.physio.internal.RunningReference;
import io.github.emotion4j.physio.internal.StressInput;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Writes what the stress model is given, as the library itself measures it, for training.
 *
 * <p>Arguments: folder of the recordings (S02.tsv.gz ...), output file, span in seconds. Each
 * recording is run from its start and again from 10, 20 and 30 minutes in: of a person whom nothing
 * is known of, and of one with a baseline of the first ten minutes (the offset is then negative).
 * One row of little-endian float32 a span: person, offset in minutes, end of the span in s,
 * features, references, presence.
 */
final class ExportFeatures {
    private static final int[] LATER_MINUTES = {10, 20, 30};
    private static final double BASELINE_SECONDS = 600;

    private record Channel(Kind kind, Unit unit, double rate, double start, double[] values) {}

    public static void main(String[] args) throws IOException {
        double span = Double.parseDouble(args[2]);
        List<Path> files;
        try (var listing = Files.list(Path.of(args[0]))) {
            files = listing.filter(p -> p.toString().endsWith(".tsv.gz")).sorted().toList();
        }
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            for (Path file : files) {
                int person = Integer.parseInt(file.getFileName().toString().substring(1, 3));
                List<Channel> channels = read(file);
                run(person, 0, channels, span, fresh(), out);
                RunningReference calm = baseline(channels, span);
                for (int minutes : LATER_MINUTES) {
                    run(person, minutes, channels, span, fresh(), out);
                    run(person, -minutes, channels, span, calm.fork(), out);
                }
            }
        }
    }

    private static RunningReference fresh() {
        return new RunningReference(StressInput.COUNT, BodyStream.STEP_SECONDS);
    }

    private static RunningReference baseline(List<Channel> channels, double span) {
        BodyStream stream = new BodyStream(span, fresh(), input -> {});
        feed(stream, channels, 0, BASELINE_SECONDS);
        return stream.reference();
    }

    private static void run(
            int person,
            int offset,
            List<Channel> channels,
            double span,
            RunningReference reference,
            OutputStream out) {
        int[] count = new int[1];
        BodyStream stream =
                new BodyStream(
                        span,
                        reference,
                        input -> {
                            // Neighbours overlap almost wholly: every ten seconds is enough.
                            if (count[0]++ % 2 == 0) {
                                write(person, offset, input, out);
                            }
                        });
        double end = channels.stream().mapToDouble(c -> c.values.length / c.rate).max().orElse(0);
        feed(stream, channels, 60 * Math.abs(offset), end);
    }

    private static void feed(BodyStream stream, List<Channel> channels, double begin, double end) {
        for (double t = begin; t < end; t += 10) {
            for (Channel c : channels) {
                int from = index(c, t);
                int to = index(c, t + 10);
                if (to > from) {
                    long start = Math.round((c.start + from / c.rate) * 1e9);
                    double[] part = Arrays.copyOfRange(c.values, from, to);
                    stream.accept(new BioBlock(start, c.kind, "", c.unit, c.rate, part));
                }
            }
        }
        stream.finish();
    }

    private static int index(Channel c, double t) {
        return (int) Math.max(0, Math.min(c.values.length, Math.ceil((t - c.start) * c.rate)));
    }

    private static void write(int person, int offset, StressInput input, OutputStream out) {
        int n = 3 + input.features().length + input.references().length + input.present().length;
        ByteBuffer row = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
        row.putFloat(person).putFloat(offset).putFloat((float) input.endSeconds());
        for (double v : input.features()) {
            row.putFloat((float) v);
        }
        for (double v : input.references()) {
            row.putFloat((float) v);
        }
        for (boolean p : input.present()) {
            row.putFloat(p ? 1 : 0);
        }
        try {
            out.write(row.array());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Channel> read(Path file) throws IOException {
        Map<String, Channel> channels = new HashMap<>();
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(Files.newInputStream(file))))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] f = line.split("\t");
                Kind kind =
                        switch (f[1]) {
                            case "BVP" -> Kind.PPG;
                            case "EDA" -> Kind.EDA;
                            case "TEMP" -> Kind.SKIN_TEMPERATURE;
                            case "HR" -> Kind.HEART_RATE;
                            default -> null;
                        };
                if (kind != null) {
                    Unit unit =
                            switch (kind) {
                                case EDA -> Unit.MICROSIEMENS;
                                case SKIN_TEMPERATURE -> Unit.CELSIUS;
                                case HEART_RATE -> Unit.BEATS_PER_MINUTE;
                                default -> Unit.ARBITRARY;
                            };
                    double[] values =
                            Arrays.stream(f[4].split(" "))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray();
                    channels.put(
                            f[1],
                            new Channel(
                                    kind,
                                    unit,
                                    Double.parseDouble(f[2]),
                                    Double.parseDouble(f[3]),
                                    values));
                }
            }
        }
        return new ArrayList<>(channels.values());
    }
}
