package io.github.emotion4j.audio.capture;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.SignalReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.TargetDataLine;

/**
 * The microphone as a stream of blocks of 100 ms, 16 bits: 16 kHz mono where the device has it,
 * else 48 or 44.1 kHz, mono or stereo. The first {@link #next()} starts recording and the clock, as
 * that of a camera does; what is said between opening and it is not heard. Times are counted in
 * samples and brought back to the system's clock once a minute, since the one drifts from the other
 * by seconds a day, and since samples are lost where nobody reads for a second. {@link #next()}
 * waits for the next block; it returns nothing after {@link #close()}, which may be called from
 * another thread, and throws if the device goes away.
 *
 * <pre>{@code
 * try (Microphone microphone = Microphone.open()) {
 *     microphone.next().ifPresent(stream::accept);
 * }
 * }</pre>
 */
public final class Microphone implements SignalReader {
    /** Blocks of 100 ms are short compared with the 0.5 s of a step. */
    private static final int BLOCKS_A_SECOND = 10;

    /** What is asked for, in turn; sessions take any rate and channel count. */
    private static final List<AudioFormat> FORMATS =
            List.of(
                    format(16000, 1),
                    format(48000, 1),
                    format(44100, 1),
                    format(48000, 2),
                    format(44100, 2));

    private final LongSupplier clock;
    private final SampleDrift drift = new SampleDrift();
    private final TargetDataLine line;
    private final AudioFormat format;
    private final int frameBytes;
    private final byte[] bytes;
    private boolean started;
    private long startedNanoTime;
    private long read;
    private volatile boolean closed;

    /** Reads from an open line of a format, which it starts. */
    private Microphone(TargetDataLine line, AudioFormat format, LongSupplier clock) {
        this.clock = clock;
        this.line = line;
        this.format = format;
        frameBytes = format.getFrameSize();
        bytes = new byte[(int) format.getSampleRate() / BLOCKS_A_SECOND * frameBytes];
    }

    private static AudioFormat format(int rateHertz, int channels) {
        return new AudioFormat(rateHertz, 16, channels, true, false);
    }

    /** Where lines come from. */
    interface Lines {
        /** A line of a format, not open yet. */
        TargetDataLine line(AudioFormat format) throws LineUnavailableException;
    }

    /**
     * Opens the system's default microphone.
     *
     * @return the microphone, which records from the first {@link #next()} on
     * @throws InputException if there is none, or another program holds it
     */
    public static Microphone open() {
        return open(AudioSystem::getTargetDataLine, System::nanoTime);
    }

    static Microphone open(Lines lines, LongSupplier clock) {
        List<Exception> refused = new ArrayList<>();
        for (AudioFormat format : FORMATS) {
            try {
                return open(lines, format, clock);
            } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
                refused.add(e);
            }
        }
        throw new InputException(
                "microphone",
                "no recording device of 16, 44.1 or 48 kHz is free; connect one, or read a file",
                refused.get(0));
    }

    private static Microphone open(Lines lines, AudioFormat format, LongSupplier clock)
            throws LineUnavailableException {
        TargetDataLine line = lines.line(format);
        try {
            Microphone microphone = new Microphone(line, format, clock);
            line.open(format, microphone.bytes.length * BLOCKS_A_SECOND);
            return microphone;
        } catch (LineUnavailableException | RuntimeException e) {
            line.close();
            throw e;
        }
    }

    @Override
    public Optional<AudioBlock> next() {
        if (!started && !closed) {
            started = true;
            startedNanoTime = clock.getAsLong();
            line.start();
        }
        int got = 0;
        while (got < bytes.length && !closed) {
            int n = line.read(bytes, got, bytes.length - got);
            if (n <= 0) {
                break;
            }
            got += n;
        }
        got -= got % frameBytes;
        if (got == 0) {
            if (closed) {
                return Optional.empty();
            }
            throw new InputException(
                    "microphone",
                    "the device went away after "
                            + TimeInterval.nanosOfSample(read, format.getSampleRate()) / 1_000_000
                            + " ms; open it again");
        }
        long start = TimeInterval.nanosOfSample(read, format.getSampleRate());
        read += got / frameBytes;
        long ended = TimeInterval.nanosOfSample(read, format.getSampleRate());
        return Optional.of(
                AudioBlock.ofPcm16(
                        start + drift.update(clock.getAsLong() - startedNanoTime, ended),
                        format.getSampleRate(),
                        format.getChannels(),
                        ByteBuffer.wrap(bytes, 0, got).order(ByteOrder.LITTLE_ENDIAN)));
    }

    @Override
    public void close() {
        closed = true;
        line.stop();
        line.close();
    }
}
