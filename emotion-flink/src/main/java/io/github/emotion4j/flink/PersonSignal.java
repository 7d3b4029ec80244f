package io.github.emotion4j.flink;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.flink.internal.PersonSignalType;
import io.github.emotion4j.flink.internal.SignalBytes;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A piece of signal of one person, as bytes: what goes through Flink and Kafka. All times count
 * from 1970 in nanoseconds. Only the head is read where it is routed; {@link #signal()} decodes the
 * rest. Immutable; the bytes are not copied.
 *
 * <p>The bytes are big-endian: the letters {@code E4SG}, a version (int, now 1), the length of what
 * follows the head (int), the CRC-32 of these twelve bytes and of what follows the head (int). Then
 * person and source (each a length of two bytes and UTF-8), start and end (longs), and a byte that
 * says what follows:
 *
 * <ul>
 *   <li>1, a {@link io.github.emotion4j.core.BioBlock}: kind, site and unit (as the person; names
 *       of the enums), samples per second (double), their number (int), and as many doubles;
 *   <li>2, an {@link io.github.emotion4j.core.AudioBlock} of 16 bits: samples per second (double),
 *       channels and number of samples (ints), and as many signed shorts;
 *   <li>3, the same with floats in place of shorts;
 *   <li>4, a {@link io.github.emotion4j.core.VideoFrame}: width, height and stride (ints), pixel
 *       format (as the person), number of bytes (int), and the bytes;
 *   <li>5, {@link Perceived}: modality (as the person), length (int) and UTF-8 of the evidence as
 *       JSON, an entry of {@code evidence} in {@code emotion4j.schema.json}.
 * </ul>
 */
@TypeInfo(PersonSignalType.Factory.class)
public final class PersonSignal {
    private final SignalBytes.Head head;
    private final byte[] bytes;

    private PersonSignal(SignalBytes.Head head, byte[] bytes) {
        this.head = head;
        this.bytes = bytes;
    }

    /**
     * Encodes a signal.
     *
     * @param person whose it is, not empty
     * @param signal the signal, its times counted from 1970
     * @return the record
     * @throws IllegalArgumentException if the signal is of a type that is not listed above, or the
     *     person is empty, is no text in UTF-8 or takes more than 65,535 bytes of it
     */
    public static PersonSignal of(String person, Signal signal) {
        return ofBytes(SignalBytes.write(person, signal));
    }

    /**
     * Takes bytes from elsewhere. This never throws: bytes that are no signal become a record whose
     * {@link #signal()} throws, so that an operator can say what came.
     *
     * @param bytes the bytes, not copied
     * @return the record
     */
    public static PersonSignal ofBytes(byte[] bytes) {
        return new PersonSignal(SignalBytes.head(bytes), bytes);
    }

    /** {@return the person, which is the key; empty if the bytes are no signal} */
    public String person() {
        return head.person();
    }

    /**
     * What the signal belongs to, as {@link Signal#source()} tells it.
     *
     * @return a name
     */
    public String source() {
        return head.source();
    }

    /** {@return when the signal starts, in nanoseconds since 1970} */
    public long startNanos() {
        return head.startNanos();
    }

    /**
     * {@return when the signal ends: its event time, in nanoseconds since 1970; 0 if the bytes are
     * no signal}
     */
    public long endNanos() {
        return head.endNanos();
    }

    /** {@return the event time as Flink counts it, in milliseconds since 1970, rounded up} */
    public long timeMillis() {
        return -Math.floorDiv(-head.endNanos(), 1_000_000L);
    }

    /**
     * Decodes the signal.
     *
     * @return the signal, its times counted from 1970
     * @throws InputException if the bytes are no signal, are damaged or of another version
     */
    public Signal signal() {
        return SignalBytes.signal(bytes);
    }

    /** {@return the record as bytes: the array itself, which must not be changed} */
    public byte[] toBytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s of %s, %d bytes", head.source(), head.person(), bytes.length);
    }
}
