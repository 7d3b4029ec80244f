package io.github.emotion4j.audio.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes 16-bit WAV files in memory. */
public final class Wav {
    private Wav() {}

    /** A file whose header promises {@code promisedFrames} and which holds the samples given. */
    public static byte[] of(int rate, int channels, int promisedFrames, short... samples) {
        int promised = promisedFrames * channels * 2;
        ByteBuffer b = ByteBuffer.allocate(44 + samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        b.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + promised);
        b.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        b.putShort((short) 1).putShort((short) channels).putInt(rate);
        b.putInt(rate * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
        b.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(promised);
        for (short s : samples) {
            b.putShort(s);
        }
        return b.array();
    }

    /** A whole mono file of float samples. */
    public static byte[] of(int rate, float[] samples) {
        short[] s = new short[samples.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = (short) Math.max(-32768, Math.min(32767, Math.round(samples[i] * 32767)));
        }
        return of(rate, 1, s.length, s);
    }
}
