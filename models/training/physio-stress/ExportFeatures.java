import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.physio.internal.stress.BodyStream;
import io.github.emotion4j.physio.internal.stress.RunningReference;
import io.github.emotion4j.physio.internal.stress.StressInput;
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
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * Writes the features of each span of a recording, as the library itself measures them, for
 * training.
 *
 * <p>Arguments: folder of the recordings (S02.tsv.gz ...), output file, span in seconds, and what
 * skin conductance is multiplied by (1, or another number to see what a badly scaled sensor does);
 * with a fifth, {@code moved}, bursts of movement are added to the pulse wave; {@code slow} and
 * {@code fast} give the signals as another device might. One row of little-endian float32 a span:
 * person, end of the span in s, features.
 */
final class ExportFeatures {
    private record Channel(Kind kind, Unit unit, double rate, double start, double[] values) {}

    /** Another device: other rates, gains and steps, more noise, and contact that is lost at times. */
    private enum Device {
        SLOW(32, 7, 0.1, 4, 0.4, 0.01, 0.01, 0.01),
        FAST(100, 0.1, 0.02, 15, 2.5, 0.02, 0.002, 0.05);

        private final double pulseRate;
        private final double pulseGain;
        private final double pulseNoise;
        private final double skinRate;
        private final double skinGain;
        private final double skinNoise;
        private final double skinStep;
        private final double lost;

        /** Noise of the pulse in shares of its size, of the skin in µS; lost as a share of the time. */
        Device(
                double pulseRate,
                double pulseGain,
                double pulseNoise,
                double skinRate,
                double skinGain,
                double skinNoise,
                double skinStep,
                double lost) {
            this.pulseRate = pulseRate;
            this.pulseGain = pulseGain;
            this.pulseNoise = pulseNoise;
            this.skinRate = skinRate;
            this.skinGain = skinGain;
            this.skinNoise = skinNoise;
            this.skinStep = skinStep;
            this.lost = lost;
        }

        private Channel heard(Channel c, Random random) {
            if (c.kind != Kind.PPG && c.kind != Kind.EDA) {
                return c;
            }
            boolean pulse = c.kind == Kind.PPG;
            double rate = pulse ? pulseRate : skinRate;
            double size = Math.sqrt(Arrays.stream(c.values).map(v -> v * v).average().orElse(0));
            double[] out = new double[(int) (c.values.length / c.rate * rate)];
            for (int i = 0; i < out.length; i++) {
                double at = i / rate * c.rate;
                int before = Math.min(c.values.length - 1, (int) at);
                int after = Math.min(c.values.length - 1, before + 1);
                double v = c.values[before] + (at - before) * (c.values[after] - c.values[before]);
                out[i] =
                        pulse
                                ? pulseGain * (v + pulseNoise * size * random.nextGaussian())
                                : Math.max(
                                        0,
                                        Math.round(
                                                        (skinGain * v
                                                                        + skinNoise
                                                                                * random
                                                                                        .nextGaussian())
                                                                / skinStep)
                                                * skinStep);
            }
            for (int at = 0; at < out.length; ) {
                at += (int) (-Math.log(1 - random.nextDouble()) * 20 / lost * rate);
                int end = at + (int) ((5 + 30 * random.nextDouble()) * rate);
                for (int i = Math.max(1, at); i < Math.min(out.length, end); i++) {
                    out[i] = out[i - 1];
                }
                at = end;
            }
            return new Channel(c.kind, c.unit, rate, c.start, out);
        }
    }

    public static void main(String[] args) throws IOException {
        double span = Double.parseDouble(args[2]);
        double scale = Double.parseDouble(args[3]);
        List<Path> files;
        try (var listing = Files.list(Path.of(args[0]))) {
            files = listing.filter(p -> p.toString().endsWith(".tsv.gz")).sorted().toList();
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            for (Path file : files) {
                int person = Integer.parseInt(file.getFileName().toString().substring(1, 3));
                BodyStream stream =
                        new BodyStream(
                                span,
                                new RunningReference(StressInput.COUNT, BodyStream.STEP_SECONDS),
                                input -> write(person, input, out));
                List<Channel> channels = read(file, scale);
                String change = args.length > 4 ? args[4] : "";
                if (change.equals("moved")) {
                    channels.stream()
                            .filter(c -> c.kind == Kind.PPG)
                            .forEach(c -> move(c, new Random(person)));
                }
                Optional<Device> device =
                        Arrays.stream(Device.values())
                                .filter(d -> d.name().equalsIgnoreCase(change))
                                .findFirst();
                if (device.isPresent()) {
                    channels.replaceAll(c -> device.get().heard(c, new Random(person)));
                }
                feed(stream, channels);
            }
        }
    }

    private static void feed(BodyStream stream, List<Channel> channels) {
        double end = channels.stream().mapToDouble(c -> c.values.length / c.rate).max().orElse(0);
        for (double t = 0; t < end; t += 10) {
            for (Channel c : channels) {
                int from = index(c, t);
                int to = index(c, t + 10);
                if (to > from) {
                    long start = Math.round((c.start + from / c.rate) * 1e9);
                    double[] part = Arrays.copyOfRange(c.values, from, to);
                    stream.accept(new BioBlock(start, c.kind, c.unit, c.rate, part));
                }
            }
        }
        stream.finish();
    }

    /**
     * Adds movement as of an arm: every 2 to 8 s, for 1 to 6 s, two waves of 0.6 to 4 Hz and noise,
     * 0.5 to 3 times as large as the pulse is there.
     */
    private static void move(Channel c, Random random) {
        double[] values = c.values.clone();
        for (int at = 0; ; ) {
            at += (int) ((2 + 6 * random.nextDouble()) * c.rate);
            int length = (int) ((1 + 5 * random.nextDouble()) * c.rate);
            if (at + length >= values.length) {
                return;
            }
            int around = (int) (10 * c.rate);
            double square =
                    Arrays.stream(
                                    values,
                                    Math.max(0, at - around),
                                    Math.min(values.length, at + around))
                            .map(v -> v * v)
                            .average()
                            .orElse(0);
            double size = Math.sqrt(square) * (0.5 + 2.5 * random.nextDouble());
            double slow = 2 * Math.PI * (0.6 + 2.4 * random.nextDouble());
            double fast = 2 * Math.PI * (0.6 + 3.4 * random.nextDouble());
            double slowPhase = 2 * Math.PI * random.nextDouble();
            double fastPhase = 2 * Math.PI * random.nextDouble();
            for (int i = 0; i < length; i++) {
                double t = i / c.rate;
                c.values[at + i] +=
                        size
                                * Math.sin(Math.PI * i / length)
                                * (Math.sin(slow * t + slowPhase)
                                        + 0.7 * Math.sin(fast * t + fastPhase)
                                        + 0.3 * random.nextGaussian());
            }
            at += length;
        }
    }

    private static int index(Channel c, double t) {
        return (int) Math.max(0, Math.min(c.values.length, Math.ceil((t - c.start) * c.rate)));
    }

    private static void write(int person, StressInput input, OutputStream out) {
        ByteBuffer row =
                ByteBuffer.allocate(4 * (2 + StressInput.COUNT)).order(ByteOrder.LITTLE_ENDIAN);
        row.putFloat(person).putFloat((float) input.endSeconds());
        for (double v : input.features()) {
            row.putFloat((float) v);
        }
        try {
            out.write(row.array());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Channel> read(Path file, double scale) throws IOException {
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
                                    .map(v -> kind == Kind.EDA ? v * scale : v)
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
