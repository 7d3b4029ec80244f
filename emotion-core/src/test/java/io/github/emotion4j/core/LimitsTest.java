package io.github.emotion4j.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.core.internal.io.LineReader;
import io.github.emotion4j.core.spi.OpenPart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that ask for more than they may, and what readers throw. */
class LimitsTest {
    private static final Limits LIMITS = Limits.defaults();

    @TempDir private Path folder;

    @Test
    void optionsOfTheSameParts_areEqual() {
        assertEquals(Limits.defaults(), Limits.builder().build());
        assertEquals(Limits.defaults().hashCode(), Limits.builder().build().hashCode());
        assertNotEquals(Limits.defaults(), Limits.builder().maxPixels(9).build());
        StreamOptions options = StreamOptions.builder().maxWait(Duration.ofSeconds(3)).build();
        assertEquals(options, options.toBuilder().build());
        assertNotEquals(options, StreamOptions.defaults());
    }

    @Test
    void device_thatNeverEnds_isNoFile() {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.exists(endless), "there is no such device here");
        refused("no regular file", () -> BoundedInput.read(endless, LIMITS));
        refused("no regular file", () -> new OpenPart(Recording.Part.of(endless), LIMITS).open());
    }

    @Test
    void file_isReadUpToTheLimit() throws IOException {
        Path file = Files.write(folder.resolve("ten"), new byte[10]);
        assertEquals(10, BoundedInput.read(file, Limits.builder().maxBytes(10).build()).length);
        refused(
                "Limits.maxBytes",
                () -> BoundedInput.read(file, Limits.builder().maxBytes(9).build()));
        OpenPart part = new OpenPart(Recording.Part.of(file), Limits.builder().maxBytes(9).build());
        assertEquals(10, part.head(16).length);
        refused("Limits.maxBytes", part::bytes);
        OpenPart inMemory = new OpenPart(Recording.Part.of("ten", new byte[10]), part.limits());
        assertEquals(10, inMemory.head(16).length);
        refused("Limits.maxBytes", inMemory::bytes);
    }

    @Test
    void file_overTheLimit_isRefusedByItsSize_notReadFirst() throws IOException {
        Path large = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(64 << 20);
        }
        Limits limits = Limits.builder().maxBytes(32 << 20).build();
        OpenPart part = new OpenPart(Recording.Part.of(large), limits);
        com.sun.management.ThreadMXBean memory =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        refused("Limits.maxBytes", part::bytes);
        long taken = memory.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < 16 << 20, () -> "took " + taken + " bytes");
    }

    @Test
    void gzip_thatUnpacksToManyTimesItsSize_isRefused() throws IOException {
        byte[] bomb = gzip(64 << 20);
        refused("250 times", () -> drain(BoundedInput.gunzip("bomb", stream(bomb), LIMITS)));
        long all =
                drain(
                        BoundedInput.gunzip(
                                "",
                                stream(bomb),
                                Limits.builder()
                                        .maxInflatedBytes(1L << 30)
                                        .maxInflationRatio(2000)
                                        .build()));
        assertEquals(64 << 20, all);
        refused(
                "more than 1000000 bytes",
                () ->
                        drain(
                                BoundedInput.gunzip(
                                        "bomb",
                                        stream(bomb),
                                        Limits.builder()
                                                .maxInflatedBytes(1_000_000)
                                                .maxInflationRatio(2000)
                                                .build())));
        assertEquals(8 << 20, drain(BoundedInput.gunzip("", stream(gzip(8 << 20)), LIMITS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\n", "a\r\nb", "\n\n", "a\rb\n\rc\r\n\r\n", "\ufeffa\nb\n"})
    void lines_areThoseOfTheJdk(String text) throws IOException {
        List<String> expected = text.replace("\ufeff", "").lines().toList();
        try (LineReader reader = new LineReader("", stream(text.getBytes(UTF_8)), LIMITS)) {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            assertEquals(expected, lines);
            assertEquals(lines.size(), reader.lineNumber());
        }
    }

    @Test
    void line_overTheBuffersEnd_isWhole_andOverTheLimit_isRefused() throws IOException {
        String text = "x".repeat(20_000) + "\r\n" + "y".repeat(20_000);
        try (LineReader reader =
                new LineReader(
                        "",
                        stream(text.getBytes(UTF_8)),
                        Limits.builder().maxLineChars(20_000).build())) {
            assertEquals("x".repeat(20_000), reader.readLine());
            assertEquals("y".repeat(20_000), reader.readLine());
        }
        try (LineReader reader =
                new LineReader(
                        "t",
                        stream(text.getBytes(UTF_8)),
                        Limits.builder().maxLineChars(19_999).build())) {
            refused("line 1 has more than 19999", reader::readLine);
        }
    }

    @Test
    void whateverReadersThrow_leavesAsInputException() {
        fault("x: line 7: is broken", () -> throwing(new ArithmeticException("overflow")));
        fault(
                "x: line 7: is no valid JSON at line 1 column 6 path $.a",
                () -> JsonText.parse("{\"a\":}", LIMITS));
        fault("NegativeArraySize", () -> new byte[-Integer.parseInt("1")]);
        fault("no such file", () -> throwing(new NoSuchFileException("x")));
        fault("breaks off", () -> throwing(new java.io.EOFException()));
        fault("nested too deeply", () -> throwing(new StackOverflowError()));
        fault("memory", () -> throwing(new OutOfMemoryError()));
        InputException known = new InputException("y", "is cut");
        assertSame(
                known,
                assertThrows(InputException.class, () -> Guard.read("x", () -> throwing(known))));
        assertThrows(
                CancellationException.class,
                () -> Guard.read("x", () -> throwing(new CancellationException())));
        assertThrows(
                CancellationException.class,
                () -> Guard.read("x", () -> throwing(new ClosedByInterruptException())));
    }

    @Test
    void whatModalitiesShareOfAPart_isOpenedOnce_andClosedWithIt() {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        class Shared implements AutoCloseable {
            Shared() {
                opened.incrementAndGet();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        }
        OpenPart part = new OpenPart(Recording.Part.of("b", new byte[1]), LIMITS);
        assertSame(
                part.shared(Shared.class, p -> new Shared()),
                part.shared(Shared.class, p -> new Shared()));
        part.close();
        part.close();
        assertEquals(List.of(1, 1), List.of(opened.get(), closed.get()));

        OpenPart many = new OpenPart(Recording.Part.of("b", new byte[1]), LIMITS);
        many.shared(Shared.class, p -> new Shared());
        many.shared(
                AutoCloseable.class,
                p ->
                        () -> {
                            throw new IOException("stuck");
                        });
        refused("stuck", many::close);
        assertEquals(List.of(2, 2), List.of(opened.get(), closed.get()));

        OpenPart broken = new OpenPart(Recording.Part.of("b", new byte[1]), LIMITS);
        Executable open =
                () ->
                        broken.shared(
                                Shared.class,
                                p -> {
                                    opened.incrementAndGet();
                                    throw new InputException(p.name(), "is broken");
                                });
        refused("is broken", open);
        refused("is broken", open);
        assertEquals(3, opened.get());
    }

    @Test
    void limits_mustBePositive() {
        assertThrows(IllegalArgumentException.class, () -> Limits.builder().maxPixels(0).build());
        assertEquals(1, Limits.builder().maxPixels(1).build().maxPixels());
    }

    @Test
    void timeOfASample_thatNoLongHolds_isRefused() {
        assertEquals(1_000_000_000L, TimeInterval.nanosOfSample(20_000_000_000L, 2e10));
        assertThrows(IllegalArgumentException.class, () -> TimeInterval.nanosOfSample(1, 1e-320));
    }

    @Test
    void timesThatNoLongHolds_areRefusedAsArguments() {
        long late = Long.MAX_VALUE - 5;
        AudioBlock block = new AudioBlock(0, 8000, 1, new float[80]);
        for (Executable call :
                List.<Executable>of(
                        () -> TimeInterval.nanosOfSample(Long.MAX_VALUE, 1),
                        () -> new TimeInterval(1, 2).plusNanos(late + 5),
                        () -> new TimeInterval(1, 2).plusNanos(Long.MIN_VALUE),
                        () -> new AudioBlock(late, 8000, 1, new float[80]),
                        () -> block.later(late),
                        () ->
                                new BioBlock(
                                        late,
                                        BioBlock.Kind.PPG,
                                        BioBlock.Unit.ARBITRARY,
                                        64,
                                        new double[64]),
                        () -> BioBlock.beatInterval(0, 1e300),
                        () -> Recording.of(folder).with(folder, Duration.ofSeconds(Long.MAX_VALUE)),
                        () -> EmotionRecognizer.builder().step(Duration.ofSeconds(1L << 50)),
                        () -> StreamOptions.builder().maxWait(Duration.ofSeconds(1L << 50)).build(),
                        () -> Recording.Part.of(folder).startingAt(Duration.ofNanos(-1)),
                        () ->
                                Recording.Part.of("b", new byte[1])
                                        .startingAt(Duration.ofNanos(-1)))) {
            assertThrows(IllegalArgumentException.class, call);
        }
    }

    @Test
    void fileInAFolderThatMayNotBeEntered_isDenied() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path file = Files.write(closed.resolve("ten"), new byte[10]);
        assumeTrue(closed.toFile().setExecutable(false, false), "no such permission here");
        try {
            assumeTrue(!Files.isReadable(file), "this user may enter every folder");
            refused("access is denied", () -> new OpenPart(Recording.Part.of(file), LIMITS).open());
        } finally {
            closed.toFile().setExecutable(true, false);
        }
    }

    private static Object throwing(Throwable e) throws Exception {
        if (e instanceof Error error) {
            throw error;
        }
        throw (Exception) e;
    }

    private static void fault(String part, Callable<Object> reading) {
        refused(part, () -> Guard.read("x", () -> "line 7", reading));
    }

    private static void refused(String part, Executable reading) {
        String message = assertThrows(InputException.class, reading).getMessage();
        assertTrue(Objects.requireNonNull(message).contains(part), message);
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static byte[] gzip(int zeros) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[zeros]);
        }
        return packed.toByteArray();
    }

    private static long drain(InputStream stream) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long all = 0;
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            all += n;
        }
        return all;
    }
}
