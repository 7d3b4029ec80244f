package io.github.emotion4j.physio.internal.io.recorder;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ArraySource;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.Column;
import io.github.emotion4j.physio.internal.io.channel.MergingReader;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.channel.Source;
import io.github.emotion4j.physio.internal.io.input.Content;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AcqKnowledge's files of BIOPAC systems, of either byte order, with the samples of all channels in
 * turn or, where the file is packed, of each channel by itself. Until version 3.9 they follow the
 * maker's application note 156; what later ones changed is not published by the maker and follows
 * what others found.
 */
public final class AcqReader implements SignalReader {
    private static final Logger LOG = LoggerFactory.getLogger(AcqReader.class);

    /** Revisions of the format from which something is different. */
    private static final int VERSION_3_7 = 38;

    private static final int VERSION_3_8 = 41;
    private static final int VERSION_4 = 61;
    private static final int VERSION_4_1 = 80;
    private static final int VERSION_4_3 = 124;

    /** How far behind their place the types of the channels are looked for. */
    private static final int MAX_SCAN = 4096;

    private static final int CHANNEL_HEAD = 112;

    /** Names and units have at most 40 bytes in the heads of channels. */
    private static final int MAX_LABEL = 1000;

    /** The first byte of what zlib packs. */
    private static final byte ZLIB = 0x78;

    /** A channel of the file, read or not. */
    private static final class Channel {
        @Nullable ChannelName name;
        double gain;
        double offset;
        int divider = 1;
        boolean isFloat;
        long samples;
        double[] block = {};
        int size;
        long given;
    }

    private final String name;
    private final DataInputStream in;
    private final ByteOrder order;
    private final double rate;
    private final boolean packed;
    private final List<Channel> channels = new ArrayList<>();
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private long tick;
    private long total;
    private List<Reason> issues = List.of();
    private boolean ended;

    /** The byte order of a file that starts so; null if it is none of AcqKnowledge. */
    private static @Nullable ByteOrder order(byte[] head) {
        if (head.length < 256) {
            return null;
        }
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer b = ByteBuffer.wrap(head).order(order);
            int version = b.getInt(2);
            int channels = b.getShort(10);
            double millis = b.getDouble(16);
            if (version >= 30
                    && version <= 200
                    && channels >= 1
                    && channels <= 256
                    && millis >= 0.001
                    && millis <= 1e5) {
                return order;
            }
        }
        return null;
    }

    public static boolean isAcq(byte[] head) {
        return order(head) != null;
    }

    public static SignalReader open(Content content) throws IOException {
        AcqReader reader = new AcqReader(content);
        if (!reader.packed) {
            return reader;
        }
        try (DataInputStream in = reader.in) {
            return reader.unpacked(BoundedInput.read(reader.name, in, content.limits()), content);
        }
    }

    private AcqReader(Content content) throws IOException {
        this.name = content.name();
        this.in = new DataInputStream(new BufferedInputStream(content.open(), 1 << 16));
        boolean done = false;
        try {
            byte[] start = in.readNBytes(256);
            ByteOrder found = order(start);
            if (found == null) {
                throw broken("its head is none");
            }
            this.order = found;
            ByteBuffer b = ByteBuffer.wrap(start).order(order);
            int version = b.getInt(2);
            int length = b.getInt(6);
            int count = b.getShort(10);
            this.rate = 1000 / b.getDouble(16);
            requireRoom(length, content.limits());
            ByteBuffer head =
                    ByteBuffer.wrap(concat(start, part(Math.max(0, length - start.length))))
                            .order(order);
            int flag = version >= VERSION_4 ? 972 : version >= VERSION_3_8 ? 1936 : -1;
            this.packed = flag > 0 && head.capacity() >= flag + 4 && head.getInt(flag) != 0;
            if (version >= VERSION_4_3 && head.capacity() >= 2400) {
                for (int k = head.getShort(2398); k > 0; k--) {
                    int padding = part(4).getInt(0);
                    requireRoom(padding, content.limits());
                    in.skipNBytes(padding - 4L);
                }
            }
            channels(version, count, content.limits());
            types(version);
            done = true;
        } finally {
            if (!done) {
                in.close();
            }
        }
    }

    private static byte[] concat(byte[] first, ByteBuffer second) {
        byte[] all = Arrays.copyOf(first, first.length + second.capacity());
        second.get(0, all, first.length, second.capacity());
        return all;
    }

    private ByteBuffer part(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw broken("it ends within its head");
        }
        return ByteBuffer.wrap(bytes).order(order);
    }

    private void requireRoom(int length, Limits limits) {
        if (length < 4 || length > limits.maxBytes()) {
            throw broken("a part of its head has " + length + " bytes");
        }
    }

    private InputException broken(String why) {
        return new InputException(
                name,
                "looks like an AcqKnowledge file and is none that can be read ("
                        + why
                        + "); save it as text with names and units");
    }

    private void channels(int version, int count, Limits limits) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = part(4).getInt(0);
            if (length < CHANNEL_HEAD) {
                throw broken("the head of channel " + (i + 1) + " has " + length + " bytes");
            }
            requireRoom(length, limits);
            ByteBuffer rest = part(length - 4);
            Channel channel = new Channel();
            names.add(text(rest, 2, 40));
            units.add(text(rest, 64, 20));
            channel.samples = Integer.toUnsignedLong(rest.getInt(84));
            channel.gain = rest.getDouble(88);
            channel.offset = rest.getDouble(96);
            int at = version >= VERSION_4 ? 148 : version >= VERSION_3_7 ? 246 : -1;
            if (at > 0 && rest.capacity() >= at + 2) {
                channel.divider = Math.max(1, rest.getShort(at));
            }
            total += channel.samples;
            channels.add(channel);
        }
        ChannelNaming naming = new ChannelNaming(name).among(names);
        boolean any = false;
        for (int i = 0; i < count; i++) {
            Channel channel = channels.get(i);
            double own = rate / channel.divider;
            if (PossibleRate.is(own)) {
                channel.name = naming.readSampled(names.get(i), units.get(i));
                channel.block = new double[channel.name == null ? 0 : Column.blockSamples(own)];
            }
            any |= channel.name != null;
        }
        issues = naming.conclude(any);
        if (!any) {
            throw new InputException(
                    name,
                    "none of its channels "
                            + Numbers.shortened(String.join(", ", names))
                            + " is named after a signal of the body; name them in AcqKnowledge,"
                            + " such as \"ECG\" in mV");
        }
    }

    /** A text that ends with its first NUL. */
    private static String text(ByteBuffer b, int from, int most) {
        byte[] bytes = new byte[most];
        b.get(from, bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** Passes over data of other programs, and reads what type each channel's samples are of. */
    private void types(int version) throws IOException {
        int length;
        int had;
        if (version < VERSION_4) {
            length = Short.toUnsignedInt(part(2).getShort(0));
            had = 2;
        } else if (version < VERSION_4_1) {
            part(8);
            length = part(4).getInt(0) + 8;
            had = 12;
        } else {
            length = Short.toUnsignedInt(part(2).getShort(0)) + 8;
            had = 2;
        }
        in.skipNBytes(Math.max(0, length - had));
        int count = channels.size();
        byte[] window = in.readNBytes(4 * count);
        for (int scanned = 0; !areTypes(window); scanned++) {
            if (scanned == MAX_SCAN || window.length < 4 * count) {
                throw broken("the types of its channels are not found");
            }
            System.arraycopy(window, 1, window, 0, window.length - 1);
            window[window.length - 1] = in.readByte();
        }
        ByteBuffer types = ByteBuffer.wrap(window).order(order);
        for (int i = 0; i < count; i++) {
            channels.get(i).isFloat = types.getShort(4 * i) == 8;
        }
    }

    /** Sizes and kinds: 8 bytes of kind 1, or 2 bytes of kind 2. */
    private boolean areTypes(byte[] window) {
        ByteBuffer b = ByteBuffer.wrap(window).order(order);
        while (b.remaining() >= 4) {
            int size = b.getShort();
            int kind = b.getShort();
            if (!(size == 8 && kind == 1) && !(size == 2 && kind == 2)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The channels of a packed file. What stands before each is a head of lengths, the last two
     * those of its samples unpacked and packed, then its name and unit; heads are found by them,
     * since the marks and the journal before have no length that is known for all versions. Packed
     * samples have the low byte first in any file.
     */
    private SignalReader unpacked(byte[] rest, Content content) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(rest).order(order);
        List<Source> sources = new ArrayList<>();
        int at = 0;
        for (Channel channel : channels) {
            int width = channel.isFloat ? 8 : 2;
            long size = channel.samples * width;
            if (size == 0) {
                continue;
            }
            while (at + 16 <= rest.length && !beginsPacked(b, at, size)) {
                at++;
            }
            if (at + 16 > rest.length) {
                throw broken("the packed samples of a channel are not found");
            }
            int from = at + 16 + b.getInt(at) + b.getInt(at + 4);
            int length = b.getInt(at + 12);
            at = from + length;
            ChannelName to = channel.name;
            if (to != null) {
                ByteBuffer samples =
                        ByteBuffer.wrap(inflated(rest, from, length, size, content.limits()))
                                .order(ByteOrder.LITTLE_ENDIAN);
                double[] values = new double[samples.remaining() / width];
                for (int i = 0; i < values.length; i++) {
                    values[i] =
                            channel.isFloat
                                    ? samples.getDouble()
                                    : samples.getShort() * channel.gain + channel.offset;
                }
                sources.add(new ArraySource(to, 0, rate / channel.divider, values));
            }
        }
        return new MergingReader(name, sources, issues);
    }

    private static boolean beginsPacked(ByteBuffer b, int at, long size) {
        int label = b.getInt(at);
        int unit = b.getInt(at + 4);
        long from = at + 16L + label + unit;
        long length = b.getInt(at + 12);
        return Integer.toUnsignedLong(b.getInt(at + 8)) == size
                && label >= 0
                && label <= MAX_LABEL
                && unit >= 0
                && unit <= MAX_LABEL
                && length > 0
                && from + length <= b.capacity()
                && b.get((int) from) == ZLIB;
    }

    private byte[] inflated(byte[] rest, int from, int length, long size, Limits limits)
            throws IOException {
        try (InputStream in =
                BoundedInput.inflated(
                        name,
                        new InflaterInputStream(new ByteArrayInputStream(rest, from, length)),
                        () -> length,
                        limits)) {
            return in.readNBytes((int) Math.min(size, limits.maxBytes()));
        }
    }

    @Override
    public Optional<Signal> next() {
        try {
            while (ready.isEmpty() && !ended) {
                tick();
            }
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.ofNullable(ready.poll());
    }

    /** The samples of one time: of each channel whose turn it is and that has some left. */
    private void tick() throws IOException {
        boolean any = false;
        long next = Long.MAX_VALUE;
        try {
            for (Channel channel : channels) {
                boolean left = channel.given + channel.size < channel.samples;
                any |= left;
                if (left && tick % channel.divider == 0) {
                    take(channel);
                }
                if (left) {
                    next = Math.min(next, (tick / channel.divider + 1) * channel.divider);
                }
            }
        } catch (EOFException e) {
            LOG.debug("{}: the end is within a sample", name, e);
            LOG.warn("{}: it is cut off; what is there is read", name);
            any = false;
        }
        tick = next; // Between, no channel has its turn.
        if (!any) {
            ended = true;
            channels.forEach(this::flush);
        }
    }

    private void take(Channel channel) throws IOException {
        // A DataInputStream reads the high byte first.
        boolean turned = order == ByteOrder.LITTLE_ENDIAN;
        double raw;
        if (channel.isFloat) {
            long bits = in.readLong();
            raw = Double.longBitsToDouble(turned ? Long.reverseBytes(bits) : bits);
        } else {
            short bits = in.readShort();
            raw = (turned ? Short.reverseBytes(bits) : bits) * channel.gain + channel.offset;
        }
        ChannelName to = channel.name;
        if (to == null) {
            channel.given++;
            return;
        }
        channel.block[channel.size++] = to.value(raw);
        if (channel.size == channel.block.length) {
            flush(channel);
        }
    }

    private void flush(Channel channel) {
        ChannelName to = channel.name;
        if (to != null && channel.size > 0) {
            double own = rate / channel.divider;
            ready.add(
                    new BioBlock(
                                    TimeInterval.nanosOfSample(channel.given, own),
                                    to.kind(),
                                    to.unit(),
                                    own,
                                    Arrays.copyOf(channel.block, channel.size))
                            .at(to.site()));
            channel.given += channel.size;
            channel.size = 0;
        }
    }

    @Override
    public double progress() {
        long done = channels.stream().mapToLong(c -> c.given).sum();
        return total == 0 ? 1 : Math.min(1, done / (double) total);
    }

    @Override
    public List<Reason> issues() {
        return issues;
    }

    @Override
    public void close() {
        Guard.close(name, in);
    }
}
