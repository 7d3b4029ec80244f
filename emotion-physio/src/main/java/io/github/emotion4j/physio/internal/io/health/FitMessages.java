package io.github.emotion4j.physio.internal.io.health;

import io.github.emotion4j.core.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of a FIT file, as the public FIT protocol describes them: heart rates of {@code
 * record} and {@code monitoring}, intervals between beats of {@code hrv} and {@code
 * beat_intervals}. Several files in one and what other makers add are passed through. Confined to
 * one thread.
 */
final class FitMessages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FitMessages.class);

    private static final int RECORD = 20;
    private static final int MONITORING = 55;
    private static final int HRV = 78;

    /** Heart rates that a strap stored in water and gave to the watch later. */
    private static final int STORED = 132;

    private static final int BEAT_INTERVALS = 290;

    private static final int TIMESTAMP = 253;
    private static final int NO_BYTE = 0xff;
    private static final int NO_SHORT = 0xffff;

    /** Takes what messages hold of the heart, with times in s since 1989-12-31 00:00 UTC. */
    interface Heart {
        void rate(long seconds, int beatsPerMinute);

        void interval(long seconds, int millis);
    }

    private record Field(int number, int size) {}

    private record Definition(int message, ByteOrder order, Field[] fields, int bytes) {}

    private final String name;
    private final DataInputStream in;
    private final Heart heart;
    private final Map<Integer, Definition> definitions = new HashMap<>();
    private boolean ended;
    private long left;
    private long seconds;
    private boolean stored;

    /** Reads a file; {@code in} is its bytes, and is closed with the messages. */
    FitMessages(String name, InputStream in, Heart heart) {
        this.name = name;
        this.in = new DataInputStream(new BufferedInputStream(in, 1 << 16));
        this.heart = heart;
    }

    /** Reads the next message or head of a file; false at the end. */
    boolean next() throws IOException {
        if (ended) {
            return false;
        }
        try {
            if (left <= 0) {
                head();
            } else {
                message();
            }
        } catch (EOFException e) {
            ended = true;
            LOG.debug("{}: it is cut off; what comes before is read", name, e);
        }
        return true;
    }

    /** Whether heart rates that a strap stored were passed over. */
    boolean stored() {
        return stored;
    }

    /** The head of the file, or of one that follows it. */
    private void head() throws IOException {
        int size = in.read();
        if (size < 0) {
            ended = true;
            return;
        }
        byte[] head = in.readNBytes(Math.max(11, size - 1));
        if (head.length < 11 || head[7] != '.' || head[8] != 'F') {
            ended = true; // What follows the last file, such as padding, is no file.
            return;
        }
        left = Integer.toUnsignedLong(little(head, 3, 4).getInt());
        definitions.clear();
    }

    private static ByteBuffer little(byte[] bytes, int from, int count) {
        return ByteBuffer.wrap(bytes, from, count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void message() throws IOException {
        int head = in.readUnsignedByte();
        left--;
        if ((head & 0x80) != 0) {
            // A time of 5 bits, which continues from the last complete one.
            seconds += (head - seconds) & 0x1f;
            data((head >> 5) & 3);
        } else if ((head & 0x40) != 0) {
            define(head & 0xf, (head & 0x20) != 0);
        } else {
            data(head & 0xf);
        }
        if (left <= 0) {
            in.skipNBytes(2); // The check sum.
        }
    }

    private void define(int local, boolean others) throws IOException {
        byte[] head = read(5);
        ByteOrder order = head[1] == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int message = Short.toUnsignedInt(ByteBuffer.wrap(head, 2, 2).order(order).getShort());
        Field[] fields = new Field[Byte.toUnsignedInt(head[4])];
        int bytes = 0;
        for (int i = 0; i < fields.length; i++) {
            byte[] f = read(3);
            fields[i] = new Field(Byte.toUnsignedInt(f[0]), Byte.toUnsignedInt(f[1]));
            bytes += fields[i].size;
        }
        if (others) {
            for (int n = Byte.toUnsignedInt(read(1)[0]); n > 0; n--) {
                bytes += Byte.toUnsignedInt(read(3)[1]);
            }
        }
        definitions.put(local, new Definition(message, order, fields, bytes));
    }

    private byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        left -= count;
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private void data(int local) throws IOException {
        Definition definition = definitions.get(local);
        if (definition == null) {
            throw new InputException(
                    name, "is a broken FIT file: a message has no definition (" + local + ")");
        }
        ByteBuffer b = ByteBuffer.wrap(read(definition.bytes)).order(definition.order);
        stored |= definition.message == STORED;
        int rate = NO_BYTE;
        ByteBuffer beats = ByteBuffer.allocate(0);
        for (Field field : definition.fields) {
            ByteBuffer value = b.slice(b.position(), field.size).order(definition.order);
            b.position(b.position() + field.size);
            if (field.number == TIMESTAMP && field.size == 4) {
                seconds = Integer.toUnsignedLong(value.getInt());
            } else if (definition.message == MONITORING && field.number == 26 && field.size == 2) {
                // The low half of a time.
                seconds += (Short.toUnsignedLong(value.getShort()) - seconds) & 0xffff;
            } else if (isRate(definition.message, field)) {
                rate = Byte.toUnsignedInt(value.get());
            } else if (areBeats(definition.message, field)) {
                beats = value;
            }
        }
        while (beats.remaining() >= 2) {
            int millis = Short.toUnsignedInt(beats.getShort());
            if (millis != NO_SHORT && millis != 0) {
                heart.interval(seconds, millis);
            }
        }
        if (rate != NO_BYTE && rate != 0 && seconds > 0) {
            heart.rate(seconds, rate);
        }
    }

    private static boolean isRate(int message, Field field) {
        return field.size == 1
                && ((message == RECORD && field.number == 3)
                        || (message == MONITORING && field.number == 27));
    }

    private static boolean areBeats(int message, Field field) {
        return (message == HRV && field.number == 0)
                || (message == BEAT_INTERVALS && field.number == 1);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
