package io.github.emotion4j.audio.capture;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import java.nio.ByteOrder;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.TargetDataLine;

/**
 * The microphone as a stream of blocks of 100 ms, mono, 16 bits. {@link #next()} waits for the next
 * block; it returns nothing after {@link #close()}, which may be called from another thread, and
 * throws if the device goes away.
 */
public final class Microphone implements SignalReader {
    private static final int RATE_HERTZ = 16000;
    private static final int BLOCK_MILLIS = 100;
    private static final PcmFormat FORMAT =
            new PcmFormat(RATE_HERTZ, 1, PcmFormat.Encoding.SIGNED_16, ByteOrder.LITTLE_ENDIAN);

    private final TargetDataLine line;
    private final byte[] bytes = new byte[RATE_HERTZ * 2 * BLOCK_MILLIS / 1000];
    private long read;
    private volatile boolean closed;

    /** Reads from an open, started line of 16 kHz, mono, signed 16 bits little-endian. */
    Microphone(TargetDataLine line) {
        this.line = line;
    }

    /**
     * Opens the system's default microphone.
     *
     * @return the microphone, recording
     * @throws InputException if there is none, or another program holds it
     */
    public static Microphone open() {
        AudioFormat format = new AudioFormat(RATE_HERTZ, 16, 1, true, false);
        try {
            TargetDataLine line = AudioSystem.getTargetDataLine(format);
            line.open(format, RATE_HERTZ * 2);
            line.start();
            return new Microphone(line);
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
            throw new InputException(
                    "microphone",
                    "no recording device of 16 kHz mono is free; connect one, or read a file",
                    e);
        }
    }

    @Override
    public Optional<Signal> next() {
        int got = 0;
        while (got < bytes.length && !closed) {
            int n = line.read(bytes, got, bytes.length - got);
            if (n <= 0) {
                break;
            }
            got += n;
        }
        got -= got % 2;
        if (got == 0) {
            if (closed) {
                return Optional.empty();
            }
            throw new InputException(
                    "microphone",
                    "the device went away after "
                            + TimeInterval.nanosOfSample(read, RATE_HERTZ) / 1_000_000
                            + " ms; open it again");
        }
        AudioBlock block =
                FORMAT.decode(TimeInterval.nanosOfSample(read, RATE_HERTZ), bytes, 0, got);
        read += block.frameCount();
        return Optional.of(block);
    }

    /** A microphone has no end: always 0. */
    @Override
    public double progress() {
        return 0;
    }

    @Override
    public void close() {
        closed = true;
        line.stop();
        line.close();
    }
}
