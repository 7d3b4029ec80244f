package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A WFDB record (PhysioNet; header(5), signal(5)): a {@code .hea} text and one {@code .dat} file in
 * format 16, 61, 80 or 212. The lowest value of a format means a missing sample and becomes NaN.
 */
final class WfdbReader implements SignalReader {
    private static final double BLOCK_SECONDS = 10;

    private record Channel(@Nullable ChannelName name, double gain, double baseline) {}

    private final String name;
    private final InputStream in;
    private final List<Channel> channels;
    private final double rate;
    private final int format;
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private final int[] pair = new int[2];
    private boolean half;
    private long frames;

    static WfdbReader open(Path header) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(header, StandardCharsets.ISO_8859_1)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line.strip());
            }
        }
        String name = header.toString();
        if (lines.isEmpty()) {
            throw new InputException(name, "is an empty WFDB header");
        }
        String[] record = lines.get(0).split("\\s+");
        if (record.length < 3 || record[0].contains("/")) {
            throw new InputException(
                    name,
                    "needs a record line with name, signals and rate; multi-segment records"
                            + " are not read: open their segments");
        }
        int n = (int) number(name, record[1]);
        double rate = number(name, record[2].replaceFirst("[/(].*", ""));
        List<Channel> channels = new ArrayList<>();
        Set<String> earlier = new HashSet<>();
        String file = "";
        String format = "";
        for (int i = 1; i <= n && i < lines.size(); i++) {
            String[] f = lines.get(i).split("\\s+", 9);
            if (f.length < 2 || (i > 1 && !(f[0].equals(file) && f[1].equals(format)))) {
                throw new InputException(
                        name, "signals in several files or formats are not read: " + lines.get(i));
            }
            file = f[0];
            format = f[1];
            channels.add(channel(name, f, n > 1, earlier));
        }
        if (channels.isEmpty() || !(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new InputException(
                    name, "is no WFDB header: " + n + " signals at " + record[2] + " Hz");
        }
        InputStream in = new BufferedInputStream(data(name, header, file), 1 << 16);
        return new WfdbReader(name, in, channels, rate, format);
    }

    private WfdbReader(
            String name, InputStream in, List<Channel> channels, double rate, String format) {
        this.name = name;
        this.in = in;
        this.channels = channels;
        this.rate = rate;
        this.format =
                switch (format) {
                    case "16" -> 16;
                    case "61" -> 61;
                    case "80" -> 80;
                    case "212" -> 212;
                    default ->
                            throw new InputException(
                                    name,
                                    "has signal format "
                                            + format
                                            + "; 16, 61, 80 and 212 are read (convert with"
                                            + " WFDB's xform)");
                };
    }

    private static InputStream data(String name, Path header, String file) throws IOException {
        try {
            return Files.newInputStream(header.resolveSibling(file));
        } catch (NoSuchFileException e) {
            throw new InputException(
                    name, "names the file " + file + ", which is not beside it", e);
        } catch (InvalidPathException e) {
            throw new InputException(name, "names a file that none can be: " + file, e);
        }
    }

    private static Channel channel(
            String name, String[] f, boolean ofSeveral, Set<String> earlier) {
        double gain = 200;
        String unit = "mV";
        double baseline = f.length > 4 ? number(name, f[4]) : 0;
        if (f.length > 2) {
            String[] parts = f[2].split("/", 2);
            unit = parts.length > 1 ? parts[1] : unit;
            String size = parts[0];
            int open = size.indexOf('(');
            if (open >= 0) {
                baseline = number(name, baseline(name, f[2], open));
                size = size.substring(0, open);
            }
            double given = number(name, size);
            gain = given == 0 ? gain : given;
        }
        String label = f.length > 8 ? f[8] : "ECG";
        // A lead's name without more is an ECG's: WFDB was made for them.
        Optional<ChannelName> named = ChannelName.of(name, label, unit);
        if (named.isEmpty() && unitIsVoltage(f)) {
            named = ChannelName.of(name, "ECG " + label, "mV");
        }
        ChannelName channel =
                named.map(c -> (ofSeveral ? c.at(label) : c).besides(earlier)).orElse(null);
        return new Channel(channel, gain, baseline);
    }

    private static String baseline(String name, String gain, int open) {
        int close = gain.indexOf(')', open);
        if (close < 0) {
            throw new InputException(
                    name,
                    "is no WFDB header: \"" + gain + "\" opens a bracket and does not close it");
        }
        return gain.substring(open + 1, close);
    }

    private static boolean unitIsVoltage(String[] f) {
        return f.length < 3 || !f[2].contains("/") || f[2].toLowerCase(Locale.ROOT).endsWith("mv");
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException(
                    name, "is no WFDB header: \"" + text + "\" is not a number", e);
        }
    }

    @Override
    public Optional<Signal> next() {
        try {
            if (ready.isEmpty()) {
                readBlock();
            }
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.ofNullable(ready.poll());
    }

    private void readBlock() throws IOException {
        int most = (int) Math.max(1, Math.round(BLOCK_SECONDS * rate));
        double[][] values = new double[channels.size()][most];
        int n = 0;
        reading:
        while (n < most) {
            for (int c = 0; c < values.length; c++) {
                int sample = sample();
                if (sample == Integer.MIN_VALUE) {
                    break reading;
                }
                Channel channel = channels.get(c);
                values[c][n] =
                        sample == missing()
                                ? Double.NaN
                                : (sample - channel.baseline) / channel.gain;
            }
            n++;
        }
        if (n == 0) {
            return;
        }
        long start = TimeInterval.nanosOfSample(frames, rate);
        frames += n;
        for (int c = 0; c < values.length; c++) {
            ChannelName channel = channels.get(c).name;
            if (channel == null) {
                continue;
            }
            double[] block = Arrays.copyOf(values[c], n);
            for (int i = 0; i < n; i++) {
                block[i] = channel.value(block[i]);
            }
            ready.add(
                    new BioBlock(
                            start, channel.kind(), channel.site(), channel.unit(), rate, block));
        }
    }

    private int missing() {
        return switch (format) {
            case 80 -> -128;
            case 212 -> -2048;
            default -> -32768;
        };
    }

    /** The next sample; {@link Integer#MIN_VALUE} at the end. */
    private int sample() throws IOException {
        if (format == 212 && half) {
            half = false;
            return pair[1];
        }
        int a = in.read();
        if (a < 0) {
            return Integer.MIN_VALUE;
        }
        if (format == 80) {
            return a - 128;
        }
        int b = in.read();
        if (b < 0) {
            return Integer.MIN_VALUE;
        }
        if (format == 16) {
            return (short) ((b << 8) | a);
        }
        if (format == 61) {
            return (short) ((a << 8) | b);
        }
        int c = in.read();
        pair[0] = signed12(((b & 0x0f) << 8) | a);
        if (c < 0) {
            return pair[0];
        }
        pair[1] = signed12(((b & 0xf0) << 4) | c);
        half = true;
        return pair[0];
    }

    private static int signed12(int value) {
        return value > 2047 ? value - 4096 : value;
    }

    @Override
    public double progress() {
        return 0;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new InputException(name, "cannot be closed: " + e.getMessage(), e);
        }
    }
}
