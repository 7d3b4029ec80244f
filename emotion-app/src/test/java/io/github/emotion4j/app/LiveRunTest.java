package io.github.emotion4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.app.LiveRun.Source;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveRunTest {
    private final CapturingStream stream = new CapturingStream();
    private final List<String> complaints = new ArrayList<>();

    @Test
    void withoutALengthAllIsWritten() throws InterruptedException {
        write(Optional.empty());
        assertEquals(3, stream.signals().size());
    }

    @Test
    void anyLengthInSecondsIsWaitedFor() throws InterruptedException {
        write(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals(3, stream.signals().size());
    }

    @Test
    void nothingIsWrittenAfterTheEnd() throws InterruptedException {
        write(Optional.of(Duration.ZERO));
        assertEquals(0, stream.signals().size());
    }

    private void write(Optional<Duration> length) throws InterruptedException {
        Iterator<AudioBlock> blocks =
                IntStream.range(0, 3)
                        .mapToObj(i -> new AudioBlock(i * 100_000_000L, 10, 1, new float[1]))
                        .iterator();
        Source source =
                new Source(
                        () -> blocks.hasNext() ? Optional.of(blocks.next()) : Optional.empty(),
                        () -> {});
        try (LiveRun run = new LiveRun(List.of(source), length, complaints::add)) {
            run.writeTo(stream);
        }
    }

    @Test
    void aDeviceThatFailsIsToldAndEachIsClosed() throws InterruptedException {
        List<String> closed = new ArrayList<>();
        Source failing =
                new Source(
                        () -> {
                            throw new InputException("the camera", "is unplugged");
                        },
                        () -> {
                            closed.add("camera");
                            throw new IllegalStateException("unplugged");
                        });
        Source silent = new Source(Optional::empty, () -> closed.add("microphone"));
        LiveRun run = new LiveRun(List.of(failing, silent), Optional.empty(), complaints::add);
        run.writeTo(stream);
        assertThrows(IllegalStateException.class, run::close);
        assertEquals(1, run.failed());
        assertEquals(List.of("microphone", "camera"), closed);
        assertTrue(complaints.get(0).contains("unplugged"), complaints.toString());
    }

    @Test
    void aRunThatNobodyReadsEnds() throws InterruptedException {
        AudioBlock block = new AudioBlock(0, 10, 1, new float[1]);
        AtomicReference<LiveRun> run = new AtomicReference<>();
        Source endless =
                new Source(
                        () -> {
                            if (stream.signals().size() == 2) {
                                run.get().end();
                            }
                            return Optional.of(block);
                        },
                        () -> {});
        run.set(new LiveRun(List.of(endless), Optional.empty(), complaints::add));
        run.get().writeTo(stream);
        assertEquals(2, stream.signals().size());
        assertEquals(0, run.get().failed());
    }

    @Test
    void noTimeAtAllIsWrongUsage() {
        for (String seconds : List.of("0", "-1")) {
            StringWriter err = new StringWriter();
            int exitCode =
                    Emotion4j.commandLine(EmotionRecognizer::builder)
                            .setErr(new PrintWriter(err))
                            .execute(
                                    "live",
                                    "--no-camera",
                                    "--no-microphone",
                                    "--seconds=" + seconds);
            assertEquals(2, exitCode, err.toString());
            assertTrue(err.toString().contains("--seconds is at least 1, not " + seconds));
        }
    }
}
