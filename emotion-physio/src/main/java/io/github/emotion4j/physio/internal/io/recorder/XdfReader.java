package io.github.emotion4j.physio.internal.io.recorder;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.Column;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * XDF, which LabRecorder writes of Lab Streaming Layer: chunks of several streams, each with its
 * own rate, put on one clock by the first clock offset that was measured of each. The rate is the
 * one that a stream's times have, where they stay near the nominal one. Blocks of a channel come in
 * the order of time; those of several streams nearly do.
 */
public final class XdfReader implements SignalReader {
    private static final Logger LOG = LoggerFactory.getLogger(XdfReader.class);

    /** Bounds the memory for one chunk. */
    private static final int MAX_CHUNK = 64 << 20;

    /** The tags of chunks in the XDF 1.0 specification. */
    private static final int STREAM_HEADER = 2;

    private static final int SAMPLES = 3;

    /** Of each stream, whose values show whether a channel without a unit is in counts. */
    private static final int LOOKED_SAMPLES = 1000;

    private static final int CLOCK_OFFSET = 4;

    private record Label(String name, String unit) {}

    /** The line through times that is nearest to them, over which holes are closed. */
    private static final class Line {
        private double seconds;
        private long times;
        private double meanIndex;
        private double meanSeconds;
        private double square;
        private double product;

        void accept(long index, double step) {
            seconds += step;
            times++;
            double away = index - meanIndex;
            meanIndex += away / times;
            meanSeconds += (seconds - meanSeconds) / times;
            square += away * (index - meanIndex);
            product += away * (seconds - meanSeconds);
        }

        double hertz() {
            return square / product;
        }
    }

    /**
     * The rate of a stream by its times: the clocks of a sensor and a computer differ by up to some
     * percent. Where times come late and catch up, only long holes are holes; else each sample that
     * is late shows that others are lost.
     */
    private static final class Pace {
        /** Longer than what a network holds back. */
        private static final double HOLE_SECONDS = 1;

        /** The same of times that do not catch up. */
        private static final double HOLE_SAMPLES = 1.5;

        /** In less time the nominal rate is as near. */
        private static final double MIN_SECONDS = 10;

        /** Further from the nominal rate, times are none of samples. */
        private static final double MAX_SHARE = 0.05;

        private final Line late = new Line();
        private final Line even = new Line();
        private double nominal;
        private long index;
        private long lastIndex;
        private double lastTime = Double.NaN;
        private long early;

        /** Takes a sample with its time; NaN where it has none of its own. */
        void accept(double time) {
            long at = index++;
            if (Double.isFinite(time)) {
                double due = (at - lastIndex) / nominal;
                double step = Double.isNaN(lastTime) ? 0 : time - lastTime;
                double away = Double.isNaN(lastTime) ? 0 : step - due;
                late.accept(at, Math.abs(away) > HOLE_SECONDS ? due : step);
                even.accept(at, away > HOLE_SAMPLES / nominal ? due : step);
                early += away < -due / 2 ? 1 : 0;
                lastTime = time;
                lastIndex = at;
            }
        }

        /** Samples a second. */
        double hertz() {
            double hertz = (100 * early > even.times ? late : even).hertz();
            boolean near = Math.abs(hertz / nominal - 1) <= MAX_SHARE;
            // Within half a sample of the nominal rate no value finds another place.
            boolean differs = Math.abs(index - index / hertz * nominal) > 0.5;
            return index >= MIN_SECONDS * nominal && near && differs ? hertz : nominal;
        }
    }

    /** What a stream's header says. */
    private static final class Stream {
        String name = "";
        String type = "";
        int channels;
        double rate;
        String format = "";
        final List<Label> labels = new ArrayList<>();
        final Map<Integer, Column> columns = new LinkedHashMap<>();
        double offset = Double.NaN;
        double firstTime = Double.NaN;
        double last;
        final Pace pace = new Pace();
        int[] large = {};
        int looked;
    }

    private record Chunk(int tag, byte[] content) {}

    private final String name;
    private final Limits limits;
    private final DataInputStream in;
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final ArrayDeque<Signal> ready = new ArrayDeque<>();
    private double origin = Double.POSITIVE_INFINITY;
    private final List<Reason> issues;
    private boolean ended;

    public static boolean isXdf(String start) {
        return start.startsWith("XDF:");
    }

    public XdfReader(Content content) throws IOException {
        this.name = content.name();
        this.limits = content.limits();
        // Twice: offsets and first times of all streams must be known before the first sample.
        try (DataInputStream first = begun(content)) {
            for (Chunk chunk = next(first); chunk != null; chunk = next(first)) {
                look(chunk);
            }
        }
        this.issues = name();
        for (Stream stream : streams.values()) {
            if (!stream.columns.isEmpty() && !Double.isNaN(stream.firstTime)) {
                origin = Math.min(origin, stream.firstTime + offset(stream));
            }
        }
        this.in = begun(content);
    }

    private static DataInputStream begun(Content content) throws IOException {
        InputStream raw = content.open();
        DataInputStream in = new DataInputStream(new BufferedInputStream(raw, 1 << 16));
        in.skipNBytes(4);
        return in;
    }

    private static double offset(Stream stream) {
        return Double.isNaN(stream.offset) ? 0 : stream.offset;
    }

    /** The next chunk; null at the end or where the file is cut off. */
    private @Nullable Chunk next(DataInputStream from) throws IOException {
        try {
            long length = length(from);
            if (length < 0) {
                return null;
            }
            if (length < 2 || length > Math.min(MAX_CHUNK, limits.maxBytes())) {
                throw new InputException(name, "has a chunk of " + length + " bytes");
            }
            int tag = Short.toUnsignedInt(Short.reverseBytes(from.readShort()));
            byte[] content = from.readNBytes((int) length - 2);
            if (content.length == length - 2) {
                return new Chunk(tag, content);
            }
        } catch (EOFException e) {
            LOG.debug("{}: the end is within a chunk's head", name, e);
        }
        LOG.warn("{}: its last chunk is cut off and left out", name);
        return null;
    }

    private static long length(DataInputStream from) throws IOException {
        int bytes = from.read();
        return bytes < 0 ? -1 : lengthOf(bytes, from.readNBytes(bytes));
    }

    private static long lengthOf(int bytes, byte[] value) throws IOException {
        if (value.length < bytes) {
            throw new EOFException();
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        return switch (bytes) {
            case 1 -> Byte.toUnsignedLong(b.get());
            case 4 -> Integer.toUnsignedLong(b.getInt());
            case 8 -> b.getLong();
            default -> throw new IOException("a length of " + bytes + " bytes");
        };
    }

    private void look(Chunk chunk) {
        ByteBuffer b = ByteBuffer.wrap(chunk.content).order(ByteOrder.LITTLE_ENDIAN);
        if (chunk.tag == STREAM_HEADER) {
            int id = b.getInt();
            if (streams.size() >= limits.maxEntries()) {
                throw new InputException(name, "has over " + limits.maxEntries() + " streams");
            }
            streams.put(id, header(new ByteArrayInputStream(chunk.content, 4, b.remaining())));
        } else if (chunk.tag == CLOCK_OFFSET) {
            Stream stream = streams.get(b.getInt());
            b.getDouble();
            if (stream != null && Double.isNaN(stream.offset)) {
                stream.offset = b.getDouble();
            }
        } else if (chunk.tag == SAMPLES) {
            Stream stream = streams.get(b.getInt());
            if (stream != null) {
                look(stream, b);
            }
        }
    }

    /** Looks at the times of samples, and at how large the first values are. */
    private static void look(Stream stream, ByteBuffer b) {
        int size = size(stream.format);
        for (long left = count(b); left > 0 && b.hasRemaining(); left--) {
            double time = b.get() == 8 ? b.getDouble() : Double.NaN;
            if (Double.isNaN(stream.firstTime)) {
                stream.firstTime = Double.isNaN(time) ? 0 : time;
            }
            if (size == 0 || b.remaining() < size * stream.channels) {
                return;
            }
            stream.pace.accept(time);
            if (stream.looked < LOOKED_SAMPLES) {
                stream.looked++;
                for (int i = 0; i < stream.channels; i++) {
                    boolean large = Math.abs(value(stream, b)) > ChannelName.MAX_MILLIVOLTS;
                    stream.large[i] += large ? 1 : 0;
                }
            } else {
                b.position(b.position() + size * stream.channels);
            }
        }
    }

    private static double value(Stream stream, ByteBuffer b) {
        return switch (stream.format) {
            case "float32" -> b.getFloat();
            case "double64" -> b.getDouble();
            case "int32" -> b.getInt();
            case "int16" -> b.getShort();
            case "int8" -> b.get();
            default -> b.getLong();
        };
    }

    private static long count(ByteBuffer b) {
        int bytes = b.get();
        return switch (bytes) {
            case 1 -> Byte.toUnsignedLong(b.get());
            case 4 -> Integer.toUnsignedLong(b.getInt());
            default -> b.getLong();
        };
    }

    private Stream header(InputStream xml) {
        Stream stream = new Stream();
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(xml);
            boolean channel = false;
            String element = "";
            String label = "";
            String type = "";
            String unit = "";
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    element = reader.getLocalName();
                    if (element.equals("channel")) {
                        channel = true;
                        label = "";
                        type = "";
                        unit = "";
                    }
                } else if (event == XMLStreamConstants.CHARACTERS) {
                    String text = reader.getText().strip();
                    switch (element) {
                        case "label" -> label = channel ? text : label;
                        case "unit" -> unit = channel ? text : unit;
                        case "type" -> {
                            type = channel ? text : type;
                            stream.type = channel || !stream.type.isEmpty() ? stream.type : text;
                        }
                        case "name" ->
                                stream.name =
                                        channel || !stream.name.isEmpty() ? stream.name : text;
                        case "channel_count" -> stream.channels = channels(text);
                        case "nominal_srate" -> stream.rate = Numbers.plain(text);
                        case "channel_format" -> stream.format = text;
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    if (reader.getLocalName().equals("channel")) {
                        channel = false;
                        stream.labels.add(new Label((type + " " + label).strip(), unit));
                    }
                    element = "";
                }
            }
        } catch (XMLStreamException e) {
            throw new InputException(name, "has a stream header that is no XML", e);
        }
        stream.pace.nominal = stream.rate;
        stream.large = new int[stream.channels];
        return stream;
    }

    private int channels(String count) {
        double number = Numbers.plain(count);
        if (!(number >= 0 && number <= limits.maxEntries())) {
            throw new InputException(
                    name,
                    "has a stream of "
                            + count
                            + " channels; 0 to "
                            + limits.maxEntries()
                            + " are read (Limits.maxEntries)");
        }
        return (int) number;
    }

    /** Finds what the channels are, by their labels or else by their stream's type. */
    private List<Reason> name() {
        ChannelNaming naming = new ChannelNaming(name);
        boolean found = false;
        for (Stream stream : streams.values()) {
            naming.among(stream.labels.stream().map(Label::name).toList());
            boolean sampled = PossibleRate.is(stream.rate);
            stream.rate = sampled ? stream.pace.hertz() : stream.rate;
            String problem = "";
            for (int i = 0; i < stream.channels; i++) {
                Label label = i < stream.labels.size() ? stream.labels.get(i) : new Label("", "");
                int refused = naming.refused();
                ChannelName channel = naming.read(label.name, label.unit);
                if (channel == null && naming.refused() == refused) {
                    channel = naming.read(stream.type + " " + (i + 1), label.unit);
                }
                if (channel == null) {
                    continue;
                }
                boolean beats = channel.kind() == Kind.BEAT_INTERVAL;
                if (size(stream.format) == 0) {
                    problem = "holds text; send it as numbers";
                } else if (!sampled && !beats) {
                    problem = "has no rate; send it with one, or write its times and values as CSV";
                } else if (sampled && beats) {
                    problem = "repeats each interval at a fixed rate; send it with the rate 0";
                } else {
                    boolean large = 20 * stream.large[i] > stream.looked;
                    ChannelName sized = channel.sized(label.name, label.unit, large);
                    stream.columns.put(i, Column.of(sized, stream.rate, false, ready));
                    found = true;
                }
            }
            if (!problem.isEmpty()) {
                String shown = stream.name.isEmpty() ? stream.type : stream.name;
                naming.refuse("the stream \"" + Numbers.shortened(shown) + "\" " + problem);
            }
        }
        List<Reason> leftOut = naming.conclude(found);
        if (!found) {
            throw new InputException(
                    name,
                    "none of its "
                            + streams.size()
                            + " streams is of a signal of the body by type and labels");
        }
        return leftOut;
    }

    private static int size(String format) {
        return switch (format) {
            case "float32", "int32" -> 4;
            case "double64", "int64" -> 8;
            case "int16" -> 2;
            case "int8" -> 1;
            default -> 0;
        };
    }

    @Override
    public Optional<Signal> next() {
        try {
            while (ready.isEmpty() && !ended) {
                Chunk chunk = next(in);
                if (chunk == null) {
                    ended = true;
                    streams.values().forEach(s -> s.columns.values().forEach(Column::finish));
                } else if (chunk.tag == SAMPLES) {
                    samples(chunk);
                }
            }
        } catch (IOException e) {
            throw new InputException(name, "cannot be read on: " + e.getMessage(), e);
        }
        return Optional.ofNullable(ready.poll());
    }

    private void samples(Chunk chunk) {
        ByteBuffer b = ByteBuffer.wrap(chunk.content).order(ByteOrder.LITTLE_ENDIAN);
        Stream stream = streams.get(b.getInt());
        if (stream == null || stream.columns.isEmpty()) {
            return;
        }
        int size = size(stream.format);
        double[] values = new double[stream.channels];
        for (long left = count(b); left > 0; left--) {
            if (b.remaining() < 1) {
                LOG.warn("{}: a chunk holds fewer samples than it says", name);
                return;
            }
            stream.last = b.get() == 8 ? b.getDouble() : stream.last + 1 / stream.rate;
            if (b.remaining() < size * values.length) {
                return;
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = value(stream, b);
            }
            double seconds = stream.last + offset(stream) - origin;
            stream.columns.forEach((i, column) -> column.accept(seconds, values[i]));
        }
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
