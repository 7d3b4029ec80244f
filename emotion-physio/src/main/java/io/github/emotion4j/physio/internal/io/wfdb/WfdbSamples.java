package io.github.emotion4j.physio.internal.io.wfdb;

import io.github.emotion4j.core.InputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one file of a WFDB record, in its order, by signal(5) of the WFDB Applications
 * Guide. Packed formats run on across frames. Confined to one thread.
 */
abstract class WfdbSamples implements Closeable {
    /** Given after the last sample. */
    static final int END = Integer.MIN_VALUE;

    /** Given where a sample is missing, which a format's lowest value says. */
    static final int MISSING = Integer.MIN_VALUE + 1;

    private final InputStream in;

    private WfdbSamples(InputStream in) {
        this.in = in;
    }

    /**
     * Samples of a format.
     *
     * @param name the record, for messages
     * @param in the file, from where its samples begin
     * @param format the format's number
     * @param perFrame samples a frame of each signal of the file
     * @param initial values of each before the first, for differences
     */
    static WfdbSamples of(String name, InputStream in, int format, int[] perFrame, int[] initial) {
        return switch (format) {
            case 8 -> new Differences(in, perFrame, initial);
            case 16 -> new Whole(in, 2, false, 0);
            case 24 -> new Whole(in, 3, false, 0);
            case 32 -> new Whole(in, 4, false, 0);
            case 61 -> new Whole(in, 2, true, 0);
            case 80 -> new Whole(in, 1, false, 128);
            case 160 -> new Whole(in, 2, false, 32_768);
            case 212 -> new Packed(in, 3, 2, -2048);
            case 310, 311 -> new Packed(in, 4, format == 310 ? 310 : 311, -512);
            case 508, 516, 524 -> new Flac(in, format - 500, perFrame);
            default ->
                    throw new InputException(
                            name,
                            "has signal format "
                                    + format
                                    + "; 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516 and"
                                    + " 524 are read (convert it with WFDB's xform)");
        };
    }

    /** The next sample of the file, {@link #MISSING} or {@link #END}. */
    abstract int next() throws IOException;

    final int read() throws IOException {
        return in.read();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Samples of whole bytes. */
    private static final class Whole extends WfdbSamples {
        private final int bytes;
        private final boolean bigEndian;
        private final int offset;
        private final int lowest;

        Whole(InputStream in, int bytes, boolean bigEndian, int offset) {
            super(in);
            this.bytes = bytes;
            this.bigEndian = bigEndian;
            this.offset = offset;
            this.lowest = Integer.MIN_VALUE >> (32 - 8 * bytes);
        }

        @Override
        int next() throws IOException {
            int value = 0;
            for (int i = 0; i < bytes; i++) {
                int b = read();
                if (b < 0) {
                    return END;
                }
                value = bigEndian ? value << 8 | b : value | b << (8 * i);
            }
            // Offset binary counts from 0, the others from the lowest value.
            int unused = 32 - 8 * bytes;
            int sample = offset > 0 ? value - offset : value << unused >> unused;
            return sample == lowest ? MISSING : sample;
        }
    }

    /** Differences of eight bits from the signal's last sample. */
    private static final class Differences extends WfdbSamples {
        private final int[] perFrame;
        private final int[] last;
        private int signal;
        private int sampleOfFrame;

        Differences(InputStream in, int[] perFrame, int[] initial) {
            super(in);
            this.perFrame = perFrame;
            this.last = initial.clone();
        }

        @Override
        int next() throws IOException {
            int difference = read();
            if (difference < 0) {
                return END;
            }
            int sample = last[signal] + (byte) difference;
            last[signal] = sample;
            if (++sampleOfFrame == perFrame[signal]) {
                sampleOfFrame = 0;
                signal = (signal + 1) % last.length;
            }
            return sample;
        }
    }

    /** Two samples of 12 bits in three bytes, or three of 10 bits in four. */
    private static final class Packed extends WfdbSamples {
        private final int[] bytes;
        private final int packing;
        private final int lowest;
        private final int[] samples = new int[3];
        private int at;
        private int count;

        Packed(InputStream in, int bytes, int packing, int lowest) {
            super(in);
            this.bytes = new int[bytes];
            this.packing = packing;
            this.lowest = lowest;
        }

        @Override
        int next() throws IOException {
            if (at == count) {
                fill();
                if (count == 0) {
                    return END;
                }
            }
            int sample = samples[at++];
            return sample == lowest ? MISSING : sample;
        }

        private void fill() throws IOException {
            int n = 0;
            for (int b = 0; n < bytes.length && (b = read()) >= 0; n++) {
                bytes[n] = b;
            }
            at = 0;
            int a = bytes[0];
            int b = bytes[1];
            int c = bytes[2];
            // What the end cuts off is only as far there as its own bytes are.
            if (packing == 2) {
                count = n == 3 ? 2 : n == 2 ? 1 : 0;
                samples[0] = signed((b & 0x0f) << 8 | a, 12);
                samples[1] = signed((b & 0xf0) << 4 | c, 12);
                return;
            }
            int d = bytes[3];
            count = n == 4 ? 3 : n >= 2 ? 1 : 0;
            if (packing == 310) {
                samples[0] = signed((b & 0x07) << 7 | a >> 1, 10);
                samples[1] = signed((d & 0x07) << 7 | c >> 1, 10);
                samples[2] = signed((d & 0xf8) << 2 | b >> 3, 10);
            } else {
                samples[0] = signed((b & 0x03) << 8 | a, 10);
                samples[1] = signed((c & 0x0f) << 6 | b >> 2, 10);
                samples[2] = signed((d & 0x3f) << 4 | c >> 4, 10);
            }
        }

        private static int signed(int value, int bits) {
            return value << (32 - bits) >> (32 - bits);
        }
    }

    /** A FLAC stream whose channels are the signals. */
    private static final class Flac extends WfdbSamples {
        private final FlacDecoder decoder;
        private final int[][] frame; // by signal, then sample
        private final int lowest;
        private int[] @Nullable [] block; // by signal; all are of the same length
        private int inBlock;
        private int inFrame;

        Flac(InputStream in, int bits, int[] perFrame) {
            super(in);
            this.decoder = new FlacDecoder(in);
            this.frame = new int[perFrame.length][perFrame[0]];
            this.lowest = -(1 << (bits - 1));
        }

        @Override
        int next() throws IOException {
            int perFrame = frame[0].length;
            if (inFrame == 0 && !fill()) {
                return END;
            }
            int value = frame[inFrame / perFrame][inFrame % perFrame];
            inFrame = (inFrame + 1) % (frame.length * perFrame);
            return value == lowest ? MISSING : value;
        }

        /**
         * Reads a frame, which may begin in one block and end in the next; false if none is whole.
         */
        private boolean fill() throws IOException {
            for (int sample = 0; sample < frame[0].length; sample++) {
                if (block == null || inBlock == block[0].length) {
                    block = decoder.next(frame.length);
                    inBlock = 0;
                    if (block == null) {
                        return false;
                    }
                }
                for (int signal = 0; signal < frame.length; signal++) {
                    frame[signal][sample] = block[signal][inBlock];
                }
                inBlock++;
            }
            return true;
        }
    }
}
