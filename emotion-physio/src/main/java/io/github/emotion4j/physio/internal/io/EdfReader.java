package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * EDF and EDF+ (Kemp and Olivan 2003, doi:10.1016/S1388-2457(03)00123-8), record by record. In
 * EDF+D each record starts where its time-keeping annotation says, so that gaps stay gaps. Channels
 * of no known signal and annotations are passed over.
 */
final class EdfReader implements SignalReader {
    private static final int MAX_SAMPLES = 10_000_000;

    private record Channel(
            @Nullable ChannelName name, int samples, double gain, double offset, boolean notes) {}

    private final String name;
    private final DataInputStream in;
    private final Channel[] channels;
    private final double recordSeconds;
    private final boolean interrupted;
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private final long[] given;
    private double firstOnset = Double.NaN;
    private long records;

    EdfReader(String name, InputStream stream) throws IOException {
        this.name = name;
        this.in = new DataInputStream(stream);
        text(8);
        text(80 + 80 + 8 + 8);
        text(8);
        String reserved = text(44);
        this.interrupted = reserved.startsWith("EDF+D");
        text(8);
        this.recordSeconds = number(text(8), "record duration");
        int n = (int) number(text(4), "number of signals");
        if (n < 1 || n > 4096 || !(recordSeconds > 0 && recordSeconds < Double.POSITIVE_INFINITY)) {
            throw new InputException(
                    name, "is no EDF: " + n + " signals in records of " + recordSeconds + " s");
        }
        String[][] fields = new String[10][n];
        int[] widths = {16, 80, 8, 8, 8, 8, 8, 80, 8, 32};
        for (int f = 0; f < widths.length; f++) {
            for (int i = 0; i < n; i++) {
                fields[f][i] = text(widths[f]);
            }
        }
        this.channels = new Channel[n];
        this.given = new long[n];
        Set<String> earlier = new HashSet<>();
        long recordSamples = 0;
        for (int i = 0; i < n; i++) {
            channels[i] = channel(fields, i, earlier);
            recordSamples += channels[i].samples;
        }
        if (recordSamples == 0) {
            throw new InputException(name, "is no EDF: its records hold no sample");
        }
    }

    private Channel channel(String[][] f, int i, Set<String> earlier) {
        double size = number(f[8][i], "samples per record");
        if (!(size >= 0 && size <= MAX_SAMPLES)) {
            throw new InputException(
                    name,
                    "is no EDF: signal \""
                            + f[0][i]
                            + "\" has "
                            + f[8][i]
                            + " samples per record, which must be 0 to "
                            + MAX_SAMPLES);
        }
        int samples = (int) size;
        if (f[0][i].startsWith("EDF Annotations")) {
            return new Channel(null, samples, 1, 0, true);
        }
        double low = number(f[3][i], "physical minimum");
        double high = number(f[4][i], "physical maximum");
        double digitalLow = number(f[5][i], "digital minimum");
        double digitalHigh = number(f[6][i], "digital maximum");
        ChannelName channel =
                ChannelName.of(name, f[0][i], f[2][i]).map(c -> c.besides(earlier)).orElse(null);
        double gain = (high - low) / (digitalHigh - digitalLow);
        if (channel != null && !Double.isFinite(gain)) {
            throw new InputException(
                    name,
                    String.format(
                            "is no EDF: signal \"%s\" has physical values of %s to %s over digital"
                                    + " values of %s to %s",
                            f[0][i], f[3][i], f[4][i], f[5][i], f[6][i]));
        }
        return new Channel(channel, samples, gain, low - gain * digitalLow, false);
    }

    private String text(int width) throws IOException {
        return new String(in.readNBytes(width), StandardCharsets.ISO_8859_1).strip();
    }

    private double number(String text, String what) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException(
                    name, "is no EDF: its " + what + " is \"" + text + "\", not a number", e);
        }
    }

    /** Whether there is a channel to read. */
    boolean hasSignals() {
        for (Channel c : channels) {
            if (c.name != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<Signal> next() {
        try {
            while (ready.isEmpty()) {
                if (!readRecord()) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.of(ready.poll());
    }

    private boolean readRecord() throws IOException {
        byte[][] raw = new byte[channels.length][];
        double onset = records * recordSeconds;
        for (int i = 0; i < channels.length; i++) {
            raw[i] = in.readNBytes(2 * channels[i].samples);
            if (raw[i].length < 2 * channels[i].samples) {
                if (i == 0 && raw[i].length == 0) {
                    return false;
                }
                throw new EOFException("record " + (records + 1) + " is cut off");
            }
            if (interrupted && channels[i].notes) {
                onset = onset(raw[i], onset);
            }
        }
        for (int i = 0; i < channels.length; i++) {
            Channel c = channels[i];
            ChannelName channel = c.name;
            if (channel == null || c.samples == 0) {
                continue;
            }
            double[] values = new double[c.samples];
            for (int k = 0; k < c.samples; k++) {
                int digital = (short) ((raw[i][2 * k] & 0xff) | (raw[i][2 * k + 1] << 8));
                values[k] = channel.value(digital * c.gain + c.offset);
            }
            double rate = c.samples / recordSeconds;
            long start =
                    interrupted
                            ? Math.round(onset * 1e9)
                            : TimeInterval.nanosOfSample(given[i], rate);
            given[i] += c.samples;
            ready.add(
                    new BioBlock(
                            start, channel.kind(), channel.site(), channel.unit(), rate, values));
        }
        records++;
        return true;
    }

    /** The record's onset, from the first annotation: {@code "+12.5\u0014\u0014"}. */
    private double onset(byte[] notes, double otherwise) {
        int end = 0;
        while (end < notes.length && notes[end] != 0x14) {
            end++;
        }
        String text = new String(notes, 0, end, StandardCharsets.ISO_8859_1).strip();
        if (!text.matches("[-+][0-9]+(\\.[0-9]+)?")) {
            return otherwise;
        }
        double onset = Double.parseDouble(text);
        if (Double.isNaN(firstOnset)) {
            firstOnset = onset;
        }
        return Math.max(0, onset - firstOnset);
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
