package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.io.TableFormat;
import io.github.emotion4j.physio.signal.TimeGrid;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of signals, a line a sample: read line by line, so its size does not matter.
 *
 * <p>With a time column the rate is that of the first {@value #PROBE_LINES} lines unless given, and
 * every sample finds its place by its time; without one, the rate must be given.
 */
public final class TableReader implements SignalReader {
    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    private static final int PROBE_LINES = 1000;
    private static final double BLOCK_SECONDS = 10;

    private final class Column {
        final int index;
        final ChannelName channel;
        final TimeGrid grid;
        double[] values = new double[64];
        int size;
        long given;

        Column(int index, ChannelName channel) {
            this.index = index;
            this.channel = channel;
            this.grid = new TimeGrid(rate, Math.max(3 / rate, 0.05), this::add);
        }

        private void add(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
            if (size >= BLOCK_SECONDS * rate) {
                flush();
            }
        }

        void flush() {
            if (size > 0) {
                long start = TimeInterval.nanosOfSample(given, rate) + offsetNanos;
                ready.add(
                        new BioBlock(
                                start,
                                channel.kind(),
                                channel.site(),
                                channel.unit(),
                                rate,
                                Arrays.copyOf(values, size)));
                given += size;
                size = 0;
            }
        }
    }

    private final String name;
    private final long offsetNanos;
    private final BufferedReader in;
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private final ArrayDeque<String> probed = new ArrayDeque<>();
    private final List<Column> columns = new ArrayList<>();
    private final Header header;
    private final double rate;
    private long lineNumber;
    private long samples;
    private boolean ended;

    /** Opens a table; nothing if its header names no signal that is known here. */
    public static Optional<SignalReader> open(
            String name, long offsetNanos, BufferedReader in, TableFormat format)
            throws IOException {
        Optional<Header> header = Header.read(in, format);
        if (header.isEmpty()) {
            in.close();
            return Optional.empty();
        }
        return Optional.of(new TableReader(name, offsetNanos, in, header.get()));
    }

    private TableReader(String name, long offsetNanos, BufferedReader in, Header header)
            throws IOException {
        this.name = name;
        this.offsetNanos = offsetNanos;
        this.in = in;
        this.header = header;
        this.lineNumber = header.lines();
        probed.addAll(header.probed());
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            probed.add(text);
            if (probed.size() == PROBE_LINES) {
                break;
            }
        }
        this.rate = header.rate().isPresent() ? header.rate().getAsDouble() : probeRate();
        header.channels().forEach((index, channel) -> columns.add(new Column(index, channel)));
    }

    private double probeRate() {
        if (header.timeColumn() < 0) {
            throw new InputException(
                    name,
                    "the table has no time column and names no rate; give it with"
                            + " TableFormat.withRate(...)");
        }
        double first = Double.NaN;
        double last = Double.NaN;
        List<Double> steps = new ArrayList<>();
        long placed = 0;
        for (String text : probed) {
            String[] fields = header.split(text);
            double t =
                    fields.length > header.timeColumn()
                            ? header.time(fields[header.timeColumn()])
                            : Double.NaN;
            if (Double.isNaN(t)) {
                continue;
            }
            if (Double.isNaN(first)) {
                first = t;
            } else if (t > last) {
                steps.add(t - last);
            }
            placed += Double.isNaN(last) || t >= last ? 1 : 0;
            last = Double.isNaN(last) ? t : Math.max(last, t);
        }
        if (steps.isEmpty()) {
            throw new InputException(
                    name, "the time column does not rise, so that no rate can be told from it");
        }
        // Long steps are gaps, not sampling: leave them out of the mean.
        double[] sorted = steps.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double usual = sorted[sorted.length / 2];
        double gaps = Arrays.stream(sorted).filter(s -> s > 10 * usual).sum();
        long within = placed - 1 - Arrays.stream(sorted).filter(s -> s > 10 * usual).count();
        double mean = within / (last - first - gaps);
        // A nominal rate is nearly always meant where the measured one is that close to it.
        double nominal = Math.rint(mean);
        return nominal > 0 && Math.abs(mean - nominal) < 1e-3 * nominal ? nominal : mean;
    }

    @Override
    public Optional<Signal> next() {
        try {
            while (ready.isEmpty() && !ended) {
                String text = probed.isEmpty() ? in.readLine() : probed.poll();
                if (text == null) {
                    end();
                } else {
                    take(text);
                }
            }
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.ofNullable(ready.poll());
    }

    private void take(String text) throws IOException {
        lineNumber++;
        if (text.isBlank()) {
            return;
        }
        String[] fields = header.split(text);
        double time = samples / rate;
        if (header.timeColumn() >= 0) {
            time =
                    header.timeColumn() < fields.length
                            ? header.time(fields[header.timeColumn()])
                            : Double.NaN;
        }
        samples++;
        for (Column c : columns) {
            double raw =
                    c.index < fields.length
                            ? Numbers.parse(fields[c.index], name, lineNumber, "value")
                            : Double.NaN;
            c.grid.accept(time, c.channel.value(raw));
        }
    }

    private void end() {
        ended = true;
        for (Column c : columns) {
            c.flush();
        }
        TimeGrid grid = columns.get(0).grid;
        if (grid.backwards() + grid.gaps() > 0) {
            LOG.warn(
                    "{}: {} gap(s) in time, {} sample(s) left out because their time went back",
                    name,
                    grid.gaps(),
                    grid.backwards());
        }
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
