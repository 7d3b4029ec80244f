package io.github.emotion4j.physio.internal.io.recorder;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * EDF, EDF+ (Kemp and Olivan 2003, doi:10.1016/S1388-2457(03)00123-8) and their 24-bit forms BDF
 * and BDF+, record by record. In EDF+D and BDF+D each record starts where its time-keeping
 * annotation says, so that gaps stay gaps. Channels of no known signal are passed over, broken ones
 * are left out by name, a record that is cut off ends the recording, and so does the last one that
 * the header declares; what follows is told.
 */
public final class EdfReader implements SignalReader {
    private static final Logger LOG = LoggerFactory.getLogger(EdfReader.class);

    /** Longer than any recording: thirty years. */
    private static final double MAX_SECONDS = 1e9;

    private record Channel(
            @Nullable ChannelName name, int samples, double gain, double offset, boolean notes) {}

    private final String name;
    private final DataInputStream in;
    private final ChannelNaming naming;
    private final List<Reason> issues;
    private final long recordBytes;
    private final int width;
    private final Channel[] channels;
    private final long declared;
    private final double recordSeconds;
    private final boolean interrupted;
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private final long[] given;
    private double firstOnset = Double.NaN;
    private double lastOnset;
    private double end;
    private long records;
    private boolean ended;

    /** Whether a file that starts so is EDF or BDF. */
    public static boolean isEdf(String start) {
        if (start.startsWith("\u00ffBIOSEMI")) {
            return true;
        }
        return start.startsWith("0       ")
                && start.length() >= 256
                && start.substring(184, 192).strip().matches("[0-9]+")
                && start.substring(252, 256).strip().matches("-?[0-9]+");
    }

    public static Optional<SignalReader> open(String name, InputStream in, Limits limits)
            throws IOException {
        return Optional.of(new EdfReader(name, in, limits));
    }

    private EdfReader(String name, InputStream stream, Limits limits) throws IOException {
        this.name = name;
        this.in = new DataInputStream(stream);
        this.naming = new ChannelNaming(name);
        this.width = text(8).startsWith("0") ? 2 : 3;
        text(80 + 80 + 8 + 8);
        text(8);
        String reserved = text(44);
        this.interrupted = reserved.startsWith("EDF+D") || reserved.startsWith("BDF+D");
        this.declared = (long) number(text(8), "number of records");
        this.recordSeconds = number(text(8), "record duration");
        double signals = number(text(4), "number of signals");
        if (!(signals >= 1 && signals <= limits.maxEntries())
                || !(recordSeconds >= 0 && recordSeconds <= MAX_SECONDS)) {
            throw new InputException(
                    name,
                    "is no EDF: " + signals + " signals in records of " + recordSeconds + " s");
        }
        int n = (int) signals;
        String[][] fields = new String[10][n];
        int[] widths = {16, 80, 8, 8, 8, 8, 8, 80, 8, 32};
        for (int f = 0; f < widths.length; f++) {
            for (int i = 0; i < n; i++) {
                fields[f][i] = text(widths[f]);
            }
        }
        naming.among(Arrays.asList(fields[0]));
        this.channels = new Channel[n];
        this.given = new long[n];
        long recordSamples = 0;
        for (int i = 0; i < n; i++) {
            channels[i] = channel(fields, i, limits);
            recordSamples += channels[i].samples;
        }
        if (recordSamples == 0 || recordSamples > limits.maxBlockSamples()) {
            throw new InputException(
                    name,
                    recordSamples == 0
                            ? "is no EDF: its records hold no sample"
                            : "has records of "
                                    + recordSamples
                                    + " samples; at most "
                                    + limits.maxBlockSamples()
                                    + " are read");
        }
        this.recordBytes = width * recordSamples;
        this.issues = new ArrayList<>(conclude(fields[0]));
    }

    private List<Reason> conclude(String[] labels) {
        boolean found = Arrays.stream(channels).anyMatch(c -> c.name != null);
        List<Reason> leftOut = naming.conclude(found);
        if (!found) {
            boolean notesOnly = Arrays.stream(channels).allMatch(Channel::notes);
            throw new InputException(
                    name,
                    notesOnly
                            ? "holds annotations and no signal; give the recording they belong to"
                            : "none of its channels "
                                    + Numbers.shortened(Arrays.toString(labels))
                                    + " is named after a signal of the body");
        }
        return leftOut;
    }

    private Channel channel(String[][] f, int i, Limits limits) {
        String label = f[0][i];
        int samples = samples(label, f[8][i], limits);
        if (label.startsWith("EDF Annotations") || label.startsWith("BDF Annotations")) {
            return new Channel(null, samples, 1, 0, true);
        }
        if (width == 3 && label.matches("(?i)EXG ?[0-9]{1,2}")) {
            naming.refuse(
                    "signal \""
                            + label
                            + "\" is of an electrode beside those of the EEG; name it after what it"
                            + " records, as \"ECG\" or \"EMG\"");
            return new Channel(null, samples, 1, 0, false);
        }
        // BioSemi numbers its electrodes A1 to D32.
        boolean biosemi = width == 3 && label.matches("[A-D][0-9]{1,2}");
        ChannelName channel = naming.readSampled(biosemi ? "EEG " + label : label, f[2][i]);
        if (channel == null) {
            return new Channel(null, samples, 1, 0, false);
        }
        double low = parse(f[3][i]);
        double high = parse(f[4][i]);
        double digitalLow = parse(f[5][i]);
        double digitalHigh = parse(f[6][i]);
        double gain = (high - low) / (digitalHigh - digitalLow);
        String problem = problem(channel, samples, gain, f, i);
        if (!problem.isEmpty()) {
            naming.refuse("signal \"" + label + "\" " + problem);
            return new Channel(null, samples, 1, 0, false);
        }
        boolean large = Math.max(Math.abs(low), Math.abs(high)) > ChannelName.MAX_MILLIVOLTS;
        ChannelName sized = channel.sized(label, f[2][i], large);
        return new Channel(sized, samples, gain, low - gain * digitalLow, false);
    }

    private int samples(String label, String field, Limits limits) {
        double size = number(field, "number of samples per record");
        if (!(size >= 0 && size <= limits.maxBlockSamples())) {
            throw new InputException(
                    name,
                    "is no EDF: signal \""
                            + label
                            + "\" has "
                            + field
                            + " samples per record, which must be 0 to "
                            + limits.maxBlockSamples());
        }
        return (int) size;
    }

    /** Why signal i is left out; empty if it is not. */
    private String problem(ChannelName channel, int samples, double gain, String[][] f, int i) {
        double rate = samples / recordSeconds;
        if (!Double.isFinite(gain) || gain == 0) {
            return String.format(
                    Locale.ROOT,
                    "has physical values of %s to %s over digital values of %s to %s",
                    f[3][i],
                    f[4][i],
                    f[5][i],
                    f[6][i]);
        }
        if (!PossibleRate.is(rate)) {
            return "has " + samples + " samples in records of " + recordSeconds + " s";
        }
        if (rate < channel.leastHertz()) {
            return String.format(
                    Locale.ROOT,
                    "at %s Hz is no wave, which needs %.0f Hz; a rate is named \"HR\" or \"Resp"
                            + " Rate\" in \"bpm\"",
                    rate,
                    channel.leastHertz());
        }
        return "";
    }

    private String text(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new InputException(name, "is no EDF: it ends within its header");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    }

    private double number(String text, String what) {
        double number = parse(text);
        if (Double.isNaN(number)) {
            throw new InputException(
                    name, "is no EDF: its " + what + " is \"" + text + "\", not a number");
        }
        return number;
    }

    /** A number, which some programs write with a decimal comma. */
    private static double parse(String text) {
        return Numbers.plain(text.replace(',', '.'));
    }

    @Override
    public Optional<Signal> next() {
        try {
            while (ready.isEmpty() && !ended) {
                ended = !readRecord();
            }
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.ofNullable(ready.poll());
    }

    private boolean readRecord() throws IOException {
        if (declared > 0 && records == declared) {
            tellMore();
            return false;
        }
        byte[][] raw = new byte[channels.length][];
        double onset = records * recordSeconds;
        boolean timed = false;
        for (int i = 0; i < channels.length; i++) {
            raw[i] = in.readNBytes(width * channels[i].samples);
            if (raw[i].length < width * channels[i].samples) {
                tellCut(i > 0 || raw[i].length > 0);
                return false;
            }
            // Of several annotation signals the first one keeps the time (EDF+, 2.2.4).
            if (interrupted && channels[i].notes && !timed) {
                onset = onset(raw[i], onset);
                timed = true;
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
                values[k] = channel.value(digital(raw[i], k) * c.gain + c.offset);
            }
            double rate = c.samples / recordSeconds;
            long start =
                    interrupted
                            ? Math.round(onset * 1e9)
                            : TimeInterval.nanosOfSample(given[i], rate);
            given[i] += c.samples;
            ready.add(
                    new BioBlock(start, channel.kind(), channel.unit(), rate, values)
                            .at(channel.site()));
        }
        records++;
        end = onset + recordSeconds;
        return true;
    }

    private void tellCut(boolean within) {
        if (within || records < declared) {
            tell(
                    "breaks-off",
                    String.format(
                            Locale.ROOT,
                            "%d whole records of %s s are read%s%s",
                            records,
                            recordSeconds,
                            declared > 0 ? " of the " + declared + " that its header names" : "",
                            within ? "; the last is cut off and left out" : ""));
        }
    }

    /** Some recorders end before they have written how many records there are. */
    private void tellMore() throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes += n;
        }
        if (bytes >= recordBytes) {
            tell(
                    "channels-left-out",
                    String.format(
                            Locale.ROOT,
                            "left out: %d record(s) after the %d that its header names; write how"
                                    + " many there are into its bytes 236 to 243, or -1",
                            bytes / recordBytes,
                            declared));
        }
    }

    private void tell(String code, String message) {
        LOG.warn("{}: {}", name, message);
        issues.add(new Reason(code, message));
    }

    private int digital(byte[] raw, int sample) {
        int at = width * sample;
        int low = raw[at] & 0xff;
        return width == 2
                ? low | (raw[at + 1] << 8)
                : low | ((raw[at + 1] & 0xff) << 8) | (raw[at + 2] << 16);
    }

    /** The record's onset, from the first annotation: {@code "+12.5\u0014\u0014"}. */
    private double onset(byte[] notes, double otherwise) {
        int to = 0;
        while (to < notes.length && notes[to] != 0x14 && to < 40) {
            to++;
        }
        double onset = parse(new String(notes, 0, to, StandardCharsets.ISO_8859_1));
        if (Double.isNaN(onset) || Math.abs(onset) > MAX_SECONDS) {
            return otherwise;
        }
        if (Double.isNaN(firstOnset)) {
            firstOnset = onset;
        } else if (onset < lastOnset + recordSeconds / 2) {
            throw new InputException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "record %d begins at %s s, before the one before it has ended at %s s;"
                                    + " write the records of each block to a file of its own",
                            records + 1,
                            onset,
                            lastOnset + recordSeconds));
        }
        lastOnset = onset;
        // Records in order of time cannot overlap but by rounding.
        return Math.max(end, onset - firstOnset);
    }

    @Override
    public double progress() {
        return declared > 0 ? Math.min(1, records / (double) declared) : 0;
    }

    @Override
    public List<Reason> issues() {
        return List.copyOf(issues);
    }

    @Override
    public void close() {
        Guard.close(name, in);
    }
}
