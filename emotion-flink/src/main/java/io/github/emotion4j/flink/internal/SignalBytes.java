package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.internal.format.EvidenceJson;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.flink.Perceived;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The format that {@link io.github.emotion4j.flink.PersonSignal} documents. */
public final class SignalBytes {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4SG", 1, "A record", "Write it with PersonSignal, or as its Javadoc says");

    /** Two bytes say how long a name is. */
    private static final int MAX_TEXT_BYTES = 0xffff;

    private static final byte BIO = 1;
    private static final byte SOUND16 = 2;
    private static final byte SOUND = 3;
    private static final byte FRAME = 4;
    private static final byte PERCEIVED = 5;

    /** What the operator has to know of a record. */
    public record Head(String person, String source, long startNanos, long endNanos) {
        static final Head NONE = new Head("", "", 0, 0);
    }

    private SignalBytes() {}

    /** Encodes a signal; see {@link io.github.emotion4j.flink.PersonSignal#of}. */
    public static byte[] write(String person, Signal signal) {
        if (person.isEmpty()) {
            throw new IllegalArgumentException("A signal belongs to a person, whose name is empty");
        }
        return ENVELOPE.write(
                out -> {
                    writeText(out, person);
                    writeText(out, signal.source());
                    out.writeLong(signal.interval().startNanos());
                    out.writeLong(signal.interval().endNanos());
                    if (signal instanceof BioBlock block) {
                        write(out, block);
                    } else if (signal instanceof AudioBlock block) {
                        write(out, block);
                    } else if (signal instanceof VideoFrame frame) {
                        write(out, frame);
                    } else if (signal instanceof Perceived perceived) {
                        write(out, perceived);
                    } else {
                        throw new IllegalArgumentException(
                                "There is no format for " + signal.getClass().getName());
                    }
                });
    }

    /** Reads the head; that of nobody where there is none. */
    public static Head head(byte[] bytes) {
        try {
            Head[] head = new Head[1];
            ENVELOPE.read(
                    bytes,
                    in -> {
                        head[0] = readHead(in);
                        in.skipNBytes(in.available());
                        return head;
                    });
            return head[0].person().isEmpty() ? Head.NONE : head[0];
        } catch (InputException e) {
            return Head.NONE;
        }
    }

    /** Decodes a signal; see {@link io.github.emotion4j.flink.PersonSignal#signal()}. */
    public static Signal signal(byte[] bytes) {
        return ENVELOPE.read(
                bytes,
                in -> {
                    Head head = readHead(in);
                    Signal signal = readSignal(in, head);
                    if (head.person().isEmpty()
                            || signal.interval().startNanos() != head.startNanos()
                            || signal.interval().endNanos() != head.endNanos()) {
                        throw new IOException("its head does not fit its content");
                    }
                    return signal;
                });
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        ByteBuffer utf8;
        try {
            utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "A name holds half a surrogate pair, which UTF-8 does not have", e);
        }
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        if (bytes.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    "A name takes "
                            + bytes.length
                            + " bytes in UTF-8, and a record has room for "
                            + MAX_TEXT_BYTES);
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] utf8 = new byte[in.readUnsignedShort()];
        in.readFully(utf8);
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    private static Head readHead(DataInputStream in) throws IOException {
        Head head = new Head(readText(in), readText(in), in.readLong(), in.readLong());
        if (head.startNanos() < 0 || head.endNanos() < head.startNanos()) {
            throw new IOException("it ends before it starts");
        }
        return head;
    }

    private static Signal readSignal(DataInputStream in, Head head) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case BIO -> readBio(in, head.startNanos());
            case SOUND16, SOUND -> readSound(in, head.startNanos(), type);
            case FRAME -> readFrame(in, new TimeInterval(head.startNanos(), head.endNanos()));
            case PERCEIVED -> readPerceived(in);
            default -> throw new IOException("it is of the unknown type " + type);
        };
    }

    private static void write(DataOutputStream out, BioBlock block) throws IOException {
        out.writeByte(BIO);
        writeText(out, block.kind().name());
        writeText(out, block.site());
        writeText(out, block.unit().name());
        out.writeDouble(block.sampleRateHertz());
        out.writeInt(block.length());
        for (int i = 0; i < block.length(); i++) {
            out.writeDouble(block.value(i));
        }
    }

    private static BioBlock readBio(DataInputStream in, long startNanos) throws IOException {
        BioBlock.Kind kind = BioBlock.Kind.valueOf(readText(in));
        String site = readText(in);
        BioBlock.Unit unit = BioBlock.Unit.valueOf(readText(in));
        double rate = in.readDouble();
        double[] values = new double[SavedState.count(in, Double.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return new BioBlock(startNanos, kind, unit, rate, values).at(site);
    }

    private static void write(DataOutputStream out, AudioBlock block) throws IOException {
        int count = block.frameCount() * block.channels();
        ByteBuffer shorts = ByteBuffer.allocate(count * Short.BYTES);
        ByteBuffer floats = ByteBuffer.allocate(count * Float.BYTES);
        boolean exact = true;
        for (int i = 0; i < count; i++) {
            float value = block.sample(i / block.channels(), i % block.channels());
            int rounded = Math.round(value * 32768f);
            exact &= rounded == value * 32768f && (short) rounded == rounded;
            shorts.putShort((short) rounded);
            floats.putFloat(value);
        }
        out.writeByte(exact ? SOUND16 : SOUND);
        out.writeDouble(block.sampleRateHertz());
        out.writeInt(block.channels());
        out.writeInt(count);
        out.write(exact ? shorts.array() : floats.array());
    }

    private static AudioBlock readSound(DataInputStream in, long startNanos, byte type)
            throws IOException {
        double rate = in.readDouble();
        int channels = in.readInt();
        int width = type == SOUND16 ? Short.BYTES : Float.BYTES;
        int count = SavedState.count(in, width);
        ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(count * width));
        if (type == SOUND16) {
            return AudioBlock.ofPcm16(startNanos, rate, channels, bytes);
        }
        float[] samples = new float[count];
        bytes.asFloatBuffer().get(samples);
        return new AudioBlock(startNanos, rate, channels, samples);
    }

    private static void write(DataOutputStream out, VideoFrame frame) throws IOException {
        ByteBuffer pixels = frame.pixels();
        byte[] bytes = new byte[pixels.remaining()];
        pixels.get(bytes);
        out.writeByte(FRAME);
        out.writeInt(frame.width());
        out.writeInt(frame.height());
        out.writeInt(frame.strideBytes());
        writeText(out, frame.format().name());
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static VideoFrame readFrame(DataInputStream in, TimeInterval interval)
            throws IOException {
        int width = in.readInt();
        int height = in.readInt();
        int stride = in.readInt();
        VideoFrame.PixelFormat format = VideoFrame.PixelFormat.valueOf(readText(in));
        byte[] pixels = in.readNBytes(SavedState.count(in, 1));
        return new VideoFrame(interval, width, height, format, stride, pixels);
    }

    private static void write(DataOutputStream out, Perceived perceived) throws IOException {
        byte[] json = EvidenceJson.text(perceived.evidence()).getBytes(StandardCharsets.UTF_8);
        out.writeByte(PERCEIVED);
        writeText(out, perceived.modality().name());
        out.writeInt(json.length);
        out.write(json);
    }

    private static Perceived readPerceived(DataInputStream in) throws IOException {
        ModalityId modality = new ModalityId(readText(in));
        String json = new String(in.readNBytes(SavedState.count(in, 1)), StandardCharsets.UTF_8);
        return new Perceived(modality, EvidenceJson.ofText(json));
    }
}
