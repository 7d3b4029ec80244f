package io.github.emotion4j.audio.capture;

import io.github.emotion4j.core.AudioBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * How raw PCM bytes are to be read. Immutable.
 *
 * @param sampleRateHertz samples per second and channel, above 0
 * @param channels interleaved channels, at least 1
 * @param encoding what one sample looks like
 * @param order byte order; without meaning for one byte
 */
public record PcmFormat(double sampleRateHertz, int channels, Encoding encoding, ByteOrder order) {

    /** One sample. Integers are scaled so that the most negative one is -1. */
    public enum Encoding {
        /** Unsigned 8 bits, 128 is silence. */
        UNSIGNED_8(1),
        /** Signed 16 bits. */
        SIGNED_16(2),
        /** Signed 24 bits in three bytes. */
        SIGNED_24(3),
        /** Signed 32 bits. */
        SIGNED_32(4),
        /** IEEE 754 single precision, full scale [-1, 1]. */
        FLOAT_32(4),
        /** IEEE 754 double precision, full scale [-1, 1]. */
        FLOAT_64(8);

        private final int bytes;

        Encoding(int bytes) {
            this.bytes = bytes;
        }

        /**
         * Size of one sample.
         *
         * @return bytes
         */
        public int bytes() {
            return bytes;
        }
    }

    /**
     * Checks the fields.
     *
     * @throws IllegalArgumentException if rate or channels are not positive
     */
    public PcmFormat {
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(order, "order");
        if (!(sampleRateHertz > 0) || Double.isInfinite(sampleRateHertz) || channels < 1) {
            throw new IllegalArgumentException(
                    "Rate and channels must be positive, not "
                            + sampleRateHertz
                            + " Hz and "
                            + channels);
        }
    }

    /**
     * Decodes bytes.
     *
     * @param startNanos the first sample's time from the stream's origin
     * @param bytes where they are
     * @param offset index of the first byte
     * @param length number of bytes, whole frames
     * @return the samples as a block
     * @throws IllegalArgumentException if the length is no whole number of frames
     */
    public AudioBlock decode(long startNanos, byte[] bytes, int offset, int length) {
        int frameBytes = channels * encoding.bytes();
        if (length % frameBytes != 0) {
            throw new IllegalArgumentException(
                    length + " bytes are no whole frames of " + frameBytes + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length).order(order);
        float[] samples = new float[length / encoding.bytes()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] =
                    switch (encoding) {
                        case UNSIGNED_8 -> ((buffer.get() & 0xff) - 128) / 128f;
                        case SIGNED_16 -> buffer.getShort() / 32768f;
                        case SIGNED_24 -> signed24(buffer) / 8388608f;
                        case SIGNED_32 -> (float) (buffer.getInt() / 2147483648.0);
                        case FLOAT_32 -> buffer.getFloat();
                        case FLOAT_64 -> (float) buffer.getDouble();
                    };
        }
        return new AudioBlock(startNanos, sampleRateHertz, channels, samples);
    }

    private int signed24(ByteBuffer buffer) {
        int a = buffer.get() & 0xff;
        int b = buffer.get() & 0xff;
        int c = buffer.get() & 0xff;
        boolean big = order == ByteOrder.BIG_ENDIAN;
        return ((big ? a : c) << 24 | b << 16 | (big ? c : a) << 8) >> 8;
    }
}
