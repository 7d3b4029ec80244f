package io.github.emotion4j.physio.internal.io.wfdb;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes FLAC (RFC 9639) to samples, as far as WFDB records need it: one to eight channels of at
 * most 24 bits, streamed. Check sums are passed over. Confined to one thread.
 *
 * <p>Written here because FFmpeg, which emotion-audio brings, is not on the class path of a body
 * alone.
 */
final class FlacDecoder {
    /** What RFC 9639 allows in a block. */
    private static final int MAX_BLOCK = 65_536;

    private static final int[] FIXED_1 = {1};
    private static final int[] FIXED_2 = {2, -1};
    private static final int[] FIXED_3 = {3, -3, 1};
    private static final int[] FIXED_4 = {4, -6, 4, -1};
    private static final int[][] FIXED = {{}, FIXED_1, FIXED_2, FIXED_3, FIXED_4};

    private final InputStream in;
    private boolean started;
    private int streamBits;
    private long bits;
    private int bitCount;

    FlacDecoder(InputStream in) {
        this.in = in;
    }

    /** The next block's samples by channel; null at the end. */
    int[] @Nullable [] next(int channels) throws IOException {
        if (!started) {
            header();
            started = true;
        }
        bitCount = 0;
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int second = in.read();
        if (first != 0xff || (second & 0xfc) != 0xf8) {
            throw new IOException("a FLAC frame does not begin where it should");
        }
        int sizeCode = (int) read(4);
        int rateCode = (int) read(4);
        int assignment = (int) read(4);
        int bitsCode = (int) read(3);
        read(1);
        skipNumber();
        int size =
                switch (sizeCode) {
                    case 1 -> 192;
                    case 2, 3, 4, 5 -> 576 << (sizeCode - 2);
                    case 6 -> (int) read(8) + 1;
                    case 7 -> (int) read(16) + 1;
                    case 0 -> throw new IOException("a FLAC frame has a reserved size");
                    default -> 256 << (sizeCode - 8);
                };
        read(rateCode == 12 ? 8 : rateCode == 13 || rateCode == 14 ? 16 : 0);
        read(8); // check sum
        int sampleBits =
                switch (bitsCode) {
                    case 0 -> streamBits;
                    case 1 -> 8;
                    case 2 -> 12;
                    case 4 -> 16;
                    case 5 -> 20;
                    case 6 -> 24;
                    default -> throw new IOException("FLAC samples of a size that is not read");
                };
        int count = assignment < 8 ? assignment + 1 : 2;
        if (assignment > 10 || count < channels || size > MAX_BLOCK) {
            throw new IOException(
                    "a FLAC frame of "
                            + count
                            + " channels, where "
                            + channels
                            + " signals are named");
        }
        int[][] samples = new int[count][size];
        for (int c = 0; c < count; c++) {
            boolean side =
                    ((assignment == 8 || assignment == 10) && c == 1)
                            || (assignment == 9 && c == 0);
            subframe(samples[c], sampleBits + (side ? 1 : 0));
        }
        unite(samples, assignment);
        bitCount -= bitCount % 8;
        read(16); // check sum
        return samples;
    }

    private void header() throws IOException {
        if (read(32) != 0x664C6143L) {
            throw new IOException("the file is no FLAC");
        }
        boolean last = false;
        while (!last) {
            last = read(1) == 1;
            int type = (int) read(7);
            int length = (int) read(24);
            if (type == 0 && length >= 18) {
                skip(10); // sizes of blocks and frames, rate and channels up to the bits
                long packed = read(32);
                streamBits = (int) (packed >> 4 & 31) + 1;
                skip(length - 14);
            } else {
                skip(length);
            }
        }
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            read(8);
        }
    }

    /** The frame's number, coded like a character of UTF-8. */
    private void skipNumber() throws IOException {
        int first = (int) read(8);
        for (int bit = 0x80, n = 0; (first & bit) != 0 && n < 8; bit >>= 1, n++) {
            if (n > 0) {
                read(8);
            }
        }
    }

    private void subframe(int[] samples, int sampleBits) throws IOException {
        read(1);
        int type = (int) read(6);
        int wasted = 0;
        if (read(1) == 1) {
            wasted = 1;
            while (read(1) == 0) {
                wasted++;
            }
        }
        int width = sampleBits - wasted;
        if (width < 1) {
            throw new IOException("a FLAC subframe of no bits");
        }
        if (type == 0) {
            java.util.Arrays.fill(samples, signed(width));
        } else if (type == 1) {
            for (int i = 0; i < samples.length; i++) {
                samples[i] = signed(width);
            }
        } else if (type >= 8 && type <= 12) {
            warm(samples, type - 8, width);
            residual(samples, type - 8);
            predict(samples, FIXED[type - 8], 0);
        } else if (type >= 32) {
            int order = type - 31;
            warm(samples, order, width);
            int precision = (int) read(4) + 1;
            int shift = signed(5);
            int[] coefficients = new int[order];
            for (int i = 0; i < order; i++) {
                coefficients[i] = signed(precision);
            }
            if (shift < 0) {
                throw new IOException("a FLAC predictor of a negative shift");
            }
            residual(samples, order);
            predict(samples, coefficients, shift);
        } else {
            throw new IOException("a FLAC subframe of a reserved type");
        }
        for (int i = 0; wasted > 0 && i < samples.length; i++) {
            samples[i] <<= wasted;
        }
    }

    private void warm(int[] samples, int order, int width) throws IOException {
        if (order > samples.length) {
            throw new IOException("a FLAC predictor longer than its block");
        }
        for (int i = 0; i < order; i++) {
            samples[i] = signed(width);
        }
    }

    private static void predict(int[] samples, int[] coefficients, int shift) {
        for (int i = coefficients.length; i < samples.length; i++) {
            long sum = 0;
            for (int k = 0; k < coefficients.length; k++) {
                sum += (long) coefficients[k] * samples[i - 1 - k];
            }
            samples[i] += (int) (sum >> shift);
        }
    }

    private void residual(int[] samples, int order) throws IOException {
        int method = (int) read(2);
        if (method > 1) {
            throw new IOException("a FLAC residual of a reserved method");
        }
        int parameterBits = method == 0 ? 4 : 5;
        int partitions = 1 << (int) read(4);
        int each = samples.length / partitions;
        if (each * partitions != samples.length || each < order) {
            throw new IOException("FLAC partitions that do not fit their block");
        }
        int at = order;
        for (int p = 0; p < partitions; p++) {
            int end = (p + 1) * each;
            int parameter = (int) read(parameterBits);
            if (parameter == (1 << parameterBits) - 1) {
                int width = (int) read(5);
                for (; at < end; at++) {
                    samples[at] = width == 0 ? 0 : signed(width);
                }
            } else {
                for (; at < end; at++) {
                    long high = 0;
                    while (read(1) == 0) {
                        high++;
                    }
                    long folded = high << parameter | read(parameter);
                    samples[at] = (int) (folded >>> 1 ^ -(folded & 1));
                }
            }
        }
    }

    /** Reconstructs left and right from their coding. */
    private static void unite(int[][] s, int assignment) {
        for (int i = 0; assignment >= 8 && i < s[0].length; i++) {
            switch (assignment) {
                case 8 -> s[1][i] = s[0][i] - s[1][i];
                case 9 -> s[0][i] = s[0][i] + s[1][i];
                default -> {
                    int middle = s[0][i] << 1 | (s[1][i] & 1);
                    int side = s[1][i];
                    s[0][i] = (middle + side) >> 1;
                    s[1][i] = (middle - side) >> 1;
                }
            }
        }
    }

    private int signed(int count) throws IOException {
        return (int) (read(count) << (64 - count) >> (64 - count));
    }

    /** Up to 32 bits. */
    private long read(int count) throws IOException {
        while (bitCount < count) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("a FLAC frame is cut off");
            }
            bits = bits << 8 | b;
            bitCount += 8;
        }
        bitCount -= count;
        return bits >>> bitCount & ((1L << count) - 1);
    }
}
