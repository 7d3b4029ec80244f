package io.github.emotion4j.physio.internal.io.wfdb;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.Column;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
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
 * A WFDB record of PhysioNet: its header and the files that it names, one after the other where it
 * is in segments. A file that ends early ends its signals, which is told with the missing part; a
 * segment that is missing or of another rate is a hole.
 */
public final class WfdbReader implements SignalReader {
    private static final Logger LOG = LoggerFactory.getLogger(WfdbReader.class);

    private final WfdbHeader header;

    /** Of all signals together: no recorder has a thousandth of it. */
    private static final int MAX_FRAME_SAMPLES = 1 << 20;

    /** A record may have ten thousands of segments. */
    private static final int MAX_ISSUES = 20;

    private static final int MAX_BLOCK_SAMPLES = 1 << 21;

    private final Limits limits;
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private final List<Reason> issues = new ArrayList<>();
    private @Nullable Part part;
    private int nextSegment;
    private long segmentStart;

    public static WfdbReader open(Path header, Limits limits) throws IOException {
        return new WfdbReader(WfdbHeader.read(header, limits), limits);
    }

    private WfdbReader(WfdbHeader header, Limits limits) throws IOException {
        this.header = header;
        this.limits = limits;
        if (header.segments().isEmpty()) {
            part = new Part(header, 0, header.samples());
        } else {
            nextPart();
            if (part == null) {
                throw new InputException(
                        header.name(), "none of its segments holds a known signal");
            }
        }
        issues.addAll(0, part.header.issues());
    }

    /** Opens the next segment that can be read; leaves none at the end. */
    private void nextPart() throws IOException {
        Part before = part;
        part = null;
        if (before != null) {
            before.close();
        }
        while (part == null && nextSegment < header.segments().size()) {
            WfdbHeader.Segment segment = header.segments().get(nextSegment++);
            long start = segmentStart;
            segmentStart += segment.samples();
            if (segment.record().equals("~") || segment.samples() == 0) {
                continue; // A gap, or the layout of segments that differ.
            }
            try {
                WfdbHeader inner =
                        WfdbHeader.read(header.within(segment.record() + ".hea"), limits);
                if (!inner.segments().isEmpty()) {
                    throw new InputException(inner.name(), "is a segment in segments");
                }
                if (inner.frameHertz() != header.frameHertz()) {
                    throw new InputException(
                            inner.name(),
                            String.format(
                                    Locale.ROOT,
                                    "has %s frames a second, and the record %s; open it by itself",
                                    inner.frameHertz(),
                                    header.frameHertz()));
                }
                if (inner.signals().stream().anyMatch(s -> s.channel() != null)) {
                    part = new Part(inner, start, segment.samples());
                }
            } catch (InputException e) {
                tell("channels-left-out", "left out: a segment: " + e.getMessage());
            }
        }
    }

    @Override
    public Optional<Signal> next() {
        try {
            while (ready.isEmpty() && part != null) {
                if (!part.readBlock(ready)) {
                    tellLack(part);
                    nextPart();
                }
            }
        } catch (IOException e) {
            throw new InputException(header.name(), "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.ofNullable(ready.poll());
    }

    private void tellLack(Part ended) {
        if (ended.frames != Long.MAX_VALUE && ended.read < ended.frames) {
            tell(
                    "breaks-off",
                    String.format(
                            Locale.ROOT,
                            "%s: %d of %d samples are there; the files are cut off",
                            ended.header.name(),
                            ended.read,
                            ended.frames));
        }
    }

    private void tell(String code, String message) {
        LOG.warn("{}: {}", header.name(), message);
        if (issues.size() < MAX_ISSUES) {
            issues.add(new Reason(code, message));
        }
    }

    @Override
    public List<Reason> issues() {
        return List.copyOf(issues);
    }

    @Override
    public void close() {
        Part open = part;
        part = null;
        if (open != null) {
            Guard.close(header.name(), open);
        }
    }

    /** A record of signals: the whole, or one segment. */
    private static final class Part implements Closeable {
        private final WfdbHeader header;
        private final long startFrame;
        private final long frames;
        private final List<FileGroup> groups = new ArrayList<>();
        private final int blockFrames;
        private long read;

        Part(WfdbHeader header, long startFrame, long frames) throws IOException {
            this.header = header;
            this.startFrame = startFrame;
            this.frames = frames > 0 ? frames : Long.MAX_VALUE;
            int densest = 1;
            for (WfdbHeader.SignalLine signal : header.signals()) {
                densest = Math.max(densest, signal.perFrame());
                PossibleRate.checked(header.name(), header.frameHertz() * signal.perFrame());
            }
            long total = header.signals().stream().mapToLong(WfdbHeader.SignalLine::perFrame).sum();
            if (total > MAX_FRAME_SAMPLES) {
                throw new InputException(
                        header.name(),
                        "has frames of "
                                + total
                                + " samples; at most "
                                + MAX_FRAME_SAMPLES
                                + " are read");
            }
            // A block of all signals together is bounded, too.
            int most = (int) Math.max(1, MAX_BLOCK_SAMPLES / Math.max(1, total));
            this.blockFrames = Math.min(most, Column.blockSamples(header.frameHertz() * densest));
            boolean done = false;
            try {
                open();
                done = true;
            } finally {
                if (!done) {
                    close();
                }
            }
        }

        private void open() throws IOException {
            List<WfdbHeader.SignalLine> signals = header.signals();
            boolean found = false;
            for (int from = 0; from < signals.size(); ) {
                int to = from + 1;
                while (to < signals.size()
                        && signals.get(to).file().equals(signals.get(from).file())) {
                    to++;
                }
                List<WfdbHeader.SignalLine> ofFile = signals.subList(from, to);
                if (!ofFile.get(0).file().equals("~")) {
                    groups.add(new FileGroup(header, ofFile));
                }
                found |= ofFile.stream().anyMatch(s -> s.channel() != null);
                from = to;
            }
            if (!found) {
                throw new InputException(
                        header.name(),
                        "none of its signals is one of the body by name and unit; a header names"
                                + " them as in \"r.dat 16 200/mV 16 0 0 0 0 ECG\"");
            }
        }

        boolean readBlock(ArrayDeque<Signal> ready) throws IOException {
            int most = (int) Math.min(blockFrames, frames - read);
            if (most == 0) {
                return false;
            }
            int longest = 0;
            for (FileGroup group : groups) {
                longest = Math.max(longest, group.readFrames(most));
            }
            for (FileGroup group : groups) {
                group.emit(startFrame + read, header.frameHertz(), ready);
            }
            read += longest;
            return longest > 0;
        }

        @Override
        public void close() throws IOException {
            for (FileGroup group : groups) {
                group.samples.close();
            }
        }
    }

    /** The signals of one file. */
    private static final class FileGroup {
        private final List<WfdbHeader.SignalLine> signals;
        private final WfdbSamples samples;
        private final double[][] values;
        private final long[] skip;
        private int frames;
        private boolean ended;

        FileGroup(WfdbHeader header, List<WfdbHeader.SignalLine> signals) throws IOException {
            this.signals = signals;
            WfdbHeader.SignalLine first = signals.get(0);
            for (WfdbHeader.SignalLine s : signals) {
                if (s.format() != first.format()) {
                    throw new InputException(
                            header.name(),
                            "has signals of two formats in the file " + first.file());
                }
            }
            InputStream in = BoundedInput.open(header.within(first.file()));
            boolean done = false;
            try {
                in.skipNBytes(first.byteOffset());
                this.samples =
                        WfdbSamples.of(
                                header.name(),
                                in,
                                first.format(),
                                signals.stream()
                                        .mapToInt(WfdbHeader.SignalLine::perFrame)
                                        .toArray(),
                                signals.stream()
                                        .mapToInt(WfdbHeader.SignalLine::initial)
                                        .toArray());
                done = true;
            } catch (EOFException e) {
                throw new InputException(
                        header.name(),
                        String.format(
                                Locale.ROOT,
                                "says that samples begin at byte %d of %s, which is shorter",
                                first.byteOffset(),
                                first.file()),
                        e);
            } finally {
                if (!done) {
                    in.close();
                }
            }
            this.values = new double[signals.size()][];
            this.skip = signals.stream().mapToLong(s -> (long) s.skew() * s.perFrame()).toArray();
        }

        int readFrames(int most) throws IOException {
            for (int c = 0; c < values.length; c++) {
                int size = most * signals.get(c).perFrame();
                if (values[c] == null || values[c].length != size) {
                    values[c] = new double[size];
                }
            }
            frames = 0;
            reading:
            while (frames < most && !ended) {
                for (int c = 0; c < values.length; c++) {
                    WfdbHeader.SignalLine signal = signals.get(c);
                    for (int k = 0; k < signal.perFrame(); k++) {
                        int sample = samples.next();
                        if (sample == WfdbSamples.END) {
                            ended = true;
                            break reading;
                        }
                        values[c][frames * signal.perFrame() + k] =
                                sample == WfdbSamples.MISSING
                                        ? Double.NaN
                                        : (sample - signal.baseline()) / signal.gain();
                    }
                }
                frames++;
            }
            return frames;
        }

        /** Gives the last samples read; the first samples of a skewed signal are dropped. */
        void emit(long frame, double frameHertz, ArrayDeque<Signal> ready) {
            for (int c = 0; c < values.length; c++) {
                WfdbHeader.SignalLine signal = signals.get(c);
                ChannelName channel = signal.channel();
                int n = frames * signal.perFrame();
                int from = (int) Math.min(n, skip[c]);
                skip[c] -= from;
                if (channel == null || n == from) {
                    continue;
                }
                double[] block = Arrays.copyOfRange(values[c], from, n);
                for (int i = 0; i < block.length; i++) {
                    block[i] = channel.value(block[i]);
                }
                double rate = frameHertz * signal.perFrame();
                long first =
                        frame * signal.perFrame() + from - (long) signal.skew() * signal.perFrame();
                ready.add(
                        new BioBlock(
                                        TimeInterval.nanosOfSample(Math.max(0, first), rate),
                                        channel.kind(),
                                        channel.unit(),
                                        rate,
                                        block)
                                .at(channel.site()));
            }
        }
    }
}
