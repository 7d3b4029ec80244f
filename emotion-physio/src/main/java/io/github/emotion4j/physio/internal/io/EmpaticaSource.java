package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.TimeInterval;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One column of an Empatica E4 file: a line with the start in UNIX seconds, a line with the rate,
 * then a value a line. {@code IBI.csv} and {@code tags.csv} are not sampled signals and are not
 * read.
 */
final class EmpaticaSource implements Source {
    private static final double BLOCK_SECONDS = 10;

    /** What a file of an E4 holds. */
    record Kinds(Kind kind, Unit unit, double scale, int columns) {}

    private final String name;
    private final BufferedReader in;
    private final Kinds kinds;
    private final int column;
    private final double rate;
    private final double startUnix;
    private long startNanos;
    private long samples;
    private long line = 2;

    EmpaticaSource(String name, BufferedReader in, Kinds kinds, int column) throws IOException {
        this.name = name;
        this.in = in;
        this.kinds = kinds;
        this.column = column;
        this.startUnix = number(in.readLine(), "start time");
        this.rate = number(in.readLine(), "rate");
        if (!(rate > 0)) {
            throw new IOException(name + ", line 2: the rate must be above 0, not " + rate);
        }
    }

    static Optional<Kinds> kinds(String fileName) {
        return switch (fileName) {
            case "BVP.csv" -> Optional.of(new Kinds(Kind.PPG, Unit.ARBITRARY, 1, 1));
            case "EDA.csv" -> Optional.of(new Kinds(Kind.EDA, Unit.MICROSIEMENS, 1, 1));
            case "TEMP.csv" -> Optional.of(new Kinds(Kind.SKIN_TEMPERATURE, Unit.CELSIUS, 1, 1));
            case "HR.csv" -> Optional.of(new Kinds(Kind.HEART_RATE, Unit.BEATS_PER_MINUTE, 1, 1));
            case "ACC.csv" ->
                    Optional.of(new Kinds(Kind.ACCELERATION, Unit.STANDARD_GRAVITY, 1 / 64.0, 3));
            default -> Optional.empty();
        };
    }

    double startUnix() {
        return startUnix;
    }

    void origin(double unix) {
        startNanos = Math.round((startUnix - unix) * 1e9);
    }

    @Override
    public @Nullable BioBlock next() throws IOException {
        int most = (int) Math.max(1, Math.round(BLOCK_SECONDS * rate));
        double[] values = new double[most];
        int n = 0;
        while (n < most) {
            String text = in.readLine();
            if (text == null) {
                break;
            }
            line++;
            if (!text.isBlank()) {
                values[n++] = number(text, "value") * kinds.scale;
            }
        }
        if (n == 0) {
            return null;
        }
        long start = startNanos + TimeInterval.nanosOfSample(samples, rate);
        samples += n;
        String site = kinds.columns == 1 ? "" : String.valueOf("xyz".charAt(column));
        return new BioBlock(
                start,
                kinds.kind,
                site,
                kinds.unit,
                rate,
                n == most ? values : Arrays.copyOf(values, n));
    }

    private double number(@Nullable String text, String what) throws IOException {
        if (text == null) {
            throw new IOException(name + " ends before its " + what);
        }
        return Numbers.parse(field(text), name, line, what);
    }

    private String field(String text) throws IOException {
        int from = 0;
        for (int c = 0; c < column; c++) {
            from = text.indexOf(',', from) + 1;
            if (from == 0) {
                throw new IOException(name + ", line " + line + ": fewer than 3 columns");
            }
        }
        int to = text.indexOf(',', from);
        return to < 0 ? text.substring(from) : text.substring(from, to);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
