package io.github.emotion4j.fuzzing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.spi.SignalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What every reader owes, whatever it is given: a result, or an error of ours that says why. */
final class Attack {
    /** Small enough that an execution takes milliseconds; each limit is still reached. */
    static final Limits LIMITS =
            Limits.builder()
                    .maxPixels(2_000_000)
                    .maxInflatedBytes(64L << 20)
                    .maxInflationRatio(250)
                    .build();

    /** Inputs of some kilobytes: longer ones are of the same kinds, and slower. */
    private static final int MAX_SIGNALS = 100;

    /** Letters, version, length and checksum. */
    private static final int ENVELOPE_BYTES = 16;

    private static final int LETTERS = 4;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Attack() {}

    /** Something that is read. */
    interface Reading {
        void run() throws Exception;
    }

    /**
     * Reads.
     *
     * @throws AssertionError if it takes over 10 s of processor time, or more memory than there is
     * @throws Exception whatever is thrown that is not ours
     */
    static void read(Reading reading) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            reading.run();
        } catch (EmotionException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank(), "an error without a message");
            assertFalse(e.getCause() instanceof OutOfMemoryError, e::getMessage);
        }
        long took = THREADS.getCurrentThreadCpuTime() - start;
        assertTrue(took < MAX_NANOS, () -> "took " + took / 1e9 + " s");
    }

    /** Reads some signals and closes the reader. */
    static void drain(Optional<? extends SignalReader> opened) {
        if (opened.isPresent()) {
            try (SignalReader reader = opened.get()) {
                Optional<? extends Signal> next = reader.next();
                for (int i = 0; i < MAX_SIGNALS && next.isPresent(); i++) {
                    assertTrue(reader.progress() >= 0 && reader.progress() <= 1);
                    next = reader.next();
                }
            }
        }
    }

    /** Content in the envelope that a good state has, with its right checksum. */
    static byte[] like(byte[] good, byte[] content) {
        String letters = new String(good, 0, LETTERS, StandardCharsets.US_ASCII);
        int version = ByteBuffer.wrap(good).getInt(LETTERS);
        return new SavedState(letters, version, "The state", "Try again")
                .write(out -> out.write(content));
    }

    /** What is in a good state's envelope. */
    static byte[] content(byte[] good) {
        return Arrays.copyOfRange(good, ENVELOPE_BYTES, good.length);
    }

    /** A seed whose first byte says what the rest is. */
    static byte[] seed(int kind, byte[] content) {
        return ByteBuffer.allocate(1 + content.length).put((byte) kind).put(content).array();
    }

    /** An empty folder of this JVM, for readers that read files alone. */
    static Path folder() {
        try {
            Path folder = Files.createTempDirectory("emotion4j-fuzzing");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // What is left is the temporary folder's.
        }
    }
}
