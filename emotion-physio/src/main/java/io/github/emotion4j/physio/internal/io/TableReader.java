package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
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
            this.grid =
                    new TimeGrid(
                            rate,
                            Math.max(3 / rate, 0.05),
                            new TimeGrid.Places() {
                                @Override
                                public void accept(double value) {
                                    add(value);
                                }

                                /** A short hole is NaN in a block, a long one lies between. */
                                @Override
                                public void skip(long places) {
                                    if (places > BLOCK_SECONDS * rate) {
                                        flush();
                                        given += places;
                                    } else {
                                        TimeGrid.Places.super.skip(places);
                                    }
                                }
                            });
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
                long start = TimeInterval.nanosOfSample(given, rate);
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
    public static Optional<SignalReader> open(String name, BufferedReader in, TableFormat format)
            throws IOException {
        Optional<Header> header = Header.read(name, in, format);
        if (header.isEmpty()) {
            in.close();
            return Optional.empty();
        }
        return Optional.of(new TableReader(name, in, header.get()));
    }

    private TableReader(String name, BufferedReader in, Header header) throws IOException {
        this.name = name;
        this.in = in;
        this.lineNumber = header.lines();
        probed.addAll(header.probed());
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            probed.add(text);
            if (probed.size() == PROBE_LINES) {
                break;
            }
        }
        this.header = header.withTimesLike(probed);
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
        double last = Double.NaN;
        List<Double> steps = new ArrayList<>();
        for (String text : probed) {
            double t = header.time(text);
            if (!Double.isFinite(t)) {
                continue;
            }
            if (t >= last) {
                steps.add(t - last);
            }
            last = t;
        }
        double[] rising = steps.stream().mapToDouble(d -> d).filter(d -> d > 0).sorted().toArray();
        if (rising.length == 0) {
            throw new InputException(
                    name, "the time column does not rise, so that no rate can be told from it");
        }
        // Long steps are gaps or stray times, not sampling: leave them out of the mean.
        double usual = rising[rising.length / 2];
        double[] within = steps.stream().mapToDouble(d -> d).filter(d -> d <= 10 * usual).toArray();
        double mean = within.length / Arrays.stream(within).sum();
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
        double time = header.timeColumn() < 0 ? samples / rate : header.time(fields);
        if (!Double.isFinite(time)) {
            // An empty field leaves its row out; one that is no time is an error, as in values.
            Numbers.parse(header.timeText(fields), name, lineNumber, "time");
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
            c.grid.finish();
            c.flush();
        }
        for (Reason reason : columns.get(0).grid.issues()) {
            LOG.warn("{}: {}", name, reason.message());
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
