package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.PieceModality;
import io.github.emotion4j.core.internal.OpinionPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
    @TempDir private Path folder;

    private final EmotionRecognizer recognizer = Scripted.recognizer(LEFT);

    @Test
    void eachRecording_givesOneResultOrReason() throws IOException {
        List<Recording> files = files("a.pieces", "b.left-cannot.pieces", "c.pieces", "d.txt");
        Set<String> told = new TreeSet<>();
        List<Double> shares = new ArrayList<>();
        Batch.Totals totals =
                recognizer
                        .batch()
                        .parallelism(3)
                        .onProgress(shares::add)
                        .run(
                                files,
                                result -> {
                                    assertEquals(files.get(result.index()), result.recording());
                                    told.add(
                                            result.index()
                                                    + (result instanceof Batch.Failed failed
                                                            ? failed.reason().contains("is cut")
                                                                    ? " cut"
                                                                    : " failed"
                                                            : " recognized"));
                                });
        assertEquals(new Batch.Totals(2, 2, 0), totals);
        assertEquals(Set.of("0 recognized", "1 cut", "2 recognized", "3 failed"), told);
        assertEquals(shares.stream().sorted().distinct().toList(), shares);
        assertEquals(1.0, shares.get(shares.size() - 1));
        assertEquals(
                new Batch.Totals(0, 0, 0),
                recognizer.batch().run(List.of(), result -> assertTrue(false)));
    }

    @Test
    void atMostTheParallelismIsOpen_andWorkWaitsForASlowReceiver() throws IOException {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // Four pieces a recording: the first begins it.
        AtomicInteger pieces = new AtomicInteger();
        PieceModality counting =
                new PieceModality(
                        LEFT,
                        Duration.ofSeconds(1),
                        0,
                        () -> {
                            begun.set((pieces.incrementAndGet() + 3) / 4);
                            most.accumulateAndGet(begun.get() - taken.get(), Math::max);
                        });
        List<Recording> files = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            files.addAll(files(i + ".pieces"));
        }
        try (EmotionRecognizer counted = EmotionRecognizer.builder().modality(counting).build()) {
            counted.batch().parallelism(2).run(files, result -> taken.incrementAndGet());
        }
        assertEquals(200, taken.get());
        // Two at work, two in the queue, two that wait to be put there, one at the receiver.
        assertTrue(most.get() <= 7, "ahead by " + most);
    }

    @Test
    void aBatchThatWasBrokenOff_goesOnWhereItWas() throws IOException {
        List<Recording> files =
                files("a.pieces", "b.pieces", "c.pieces", "d.left-cannot.pieces", "e.pieces");
        Path journal = folder.resolve("journal");
        Set<Integer> first = new TreeSet<>();
        assertThrows(
                ArithmeticException.class,
                () ->
                        recognizer
                                .batch()
                                .parallelism(1)
                                .journal(journal)
                                .run(
                                        files,
                                        result -> {
                                            if (result.index() == 2) {
                                                throw new ArithmeticException("broken off");
                                            }
                                            first.add(result.index());
                                        }));
        assertEquals(Set.of(0, 1), first);
        // The line that was being written when the machine went down.
        Files.writeString(journal, "{\"done\":[\"", StandardOpenOption.APPEND);

        Set<Integer> second = new TreeSet<>();
        assertEquals(
                new Batch.Totals(2, 1, 2),
                recognizer.batch().journal(journal).run(files, r -> second.add(r.index())));
        assertEquals(Set.of(2, 3, 4), second);

        // What failed is tried again, and what was changed.
        Files.writeString(folder.resolve("b.pieces"), "longer than before");
        Set<Integer> third = new TreeSet<>();
        assertEquals(
                new Batch.Totals(1, 1, 3),
                recognizer.batch().journal(journal).run(files, r -> third.add(r.index())));
        assertEquals(Set.of(1, 3), third);
    }

    @Test
    void aJournalOfAnotherKind_isRefused() throws IOException {
        List<Recording> files = files("a.pieces");
        Path journal = folder.resolve("journal");
        recognizer.batch().journal(journal).run(files, result -> {});
        try (EmotionRecognizer other = Scripted.recognizer(LEFT, RIGHT)) {
            assertRefused("modality right: none", other.batch().journal(journal), files);
        }
        for (EmotionRecognizer.Builder builder :
                List.of(
                        EmotionRecognizer.builder().abstainBelow(0.7),
                        EmotionRecognizer.builder().prior(LEFT, EmotionProbabilities.UNIFORM),
                        EmotionRecognizer.builder().fusion(models -> new OpinionPool()))) {
            try (EmotionRecognizer other = builder.modality(Scripted.modality(LEFT)).build()) {
                assertRefused("and the recogniser has", other.batch().journal(journal), files);
            }
        }
        Path text = Files.writeString(folder.resolve("text"), "my diary\n");
        assertRefused("text", recognizer.batch().journal(text), files);
        assertEquals("my diary\n", Files.readString(text));
        assertRefused("", recognizer.batch().journal(folder), files);
        assertRefused(
                "journal: cannot be written: ",
                recognizer.batch().journal(folder.resolve("no/journal")),
                files);
        recognizer
                .batch()
                .journal(folder.resolve("held"))
                .run(
                        files,
                        result ->
                                assertRefused(
                                        "another batch",
                                        recognizer.batch().journal(folder.resolve("held")),
                                        files));
    }

    private static void assertRefused(String reason, Batch batch, List<Recording> files) {
        EmotionException refused =
                assertThrows(EmotionException.class, () -> batch.run(files, result -> {}));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void interruptionAndClosing_endTheBatchAndItsThreads() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch working = new CountDownLatch(2);
        PieceModality waiting =
                new PieceModality(
                        LEFT,
                        Duration.ofSeconds(1),
                        0,
                        () -> {
                            working.countDown();
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        List<Recording> files = files("a.pieces", "b.pieces", "c.pieces");
        EmotionRecognizer slow = EmotionRecognizer.builder().modality(waiting).build();
        List<Throwable> thrown = new ArrayList<>();
        Thread caller =
                new Thread(
                        () -> {
                            try {
                                slow.batch().parallelism(2).run(files, result -> {});
                            } catch (CancellationException e) {
                                assertTrue(Thread.currentThread().isInterrupted());
                                thrown.add(e);
                            }
                        });
        caller.start();
        working.await();
        caller.interrupt();
        never.countDown();
        caller.join();
        assertEquals(1, thrown.size());
        assertFalse(
                Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(t -> t.isAlive() && t.getName().startsWith("emotion4j-batch")));
        slow.close();
        assertThrows(IllegalStateException.class, () -> slow.batch().run(files, result -> {}));

        List<Recording> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.addAll(files(i + ".pieces"));
        }
        EmotionRecognizer closing = Scripted.recognizer(LEFT);
        assertThrows(
                IllegalStateException.class,
                () -> closing.batch().parallelism(1).run(many, result -> closing.close()));
    }

    @Test
    void aReceiverThatIsInterrupted_hasItsResultNoted_andTheBatchIsCancelled() throws IOException {
        List<Recording> files = files("a.pieces", "b.pieces", "c.pieces");
        Path journal = folder.resolve("journal");
        assertThrows(
                CancellationException.class,
                () ->
                        recognizer
                                .batch()
                                .parallelism(1)
                                .journal(journal)
                                .run(files, result -> Thread.currentThread().interrupt()));
        assertTrue(Thread.interrupted());
        assertEquals(
                new Batch.Totals(2, 0, 1),
                recognizer.batch().journal(journal).run(files, result -> {}));
    }

    @Test
    void aFolderThatIsNamedByALink_isDoneAgainWhenItHasChanged() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path file = Files.writeString(target.resolve("EDA.csv"), "one");
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.writeString(inner.resolve("BVP.csv"), "one");
        Files.createSymbolicLink(target.resolve("deeper"), inner);
        Files.createSymbolicLink(inner.resolve("back"), target);
        Path link = Files.createSymbolicLink(folder.resolve("link.pieces"), target);
        List<Recording> files = List.of(Recording.of(link));
        Path journal = folder.resolve("journal");
        assertEquals(new Batch.Totals(1, 0, 0), run(journal, files));
        assertEquals(new Batch.Totals(0, 0, 1), run(journal, files));
        Files.writeString(file, "longer");
        assertEquals(new Batch.Totals(1, 0, 0), run(journal, files));
        Files.writeString(inner.resolve("BVP.csv"), "longer");
        assertEquals(new Batch.Totals(1, 0, 0), run(journal, files));
    }

    private Batch.Totals run(Path journal, List<Recording> files) {
        return recognizer.batch().journal(journal).run(files, result -> {});
    }

    @Test
    void aReceiverThatThrowsWhatIsNotDeclared_endsTheBatchAndItsThreads() throws Exception {
        List<Thread> made = new ArrayList<>();
        Batch batch =
                new Batch(
                        recognizer,
                        work -> {
                            made.add(new Thread(work));
                            return made.get(made.size() - 1);
                        });
        List<Recording> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.addAll(files(i + ".pieces"));
        }
        CompletionException thrown =
                assertThrows(
                        CompletionException.class,
                        () ->
                                batch.parallelism(2)
                                        .run(many, result -> BatchTest.sneak(new IOException())));
        assertInstanceOf(IOException.class, thrown.getCause());
        assertTrue(made.stream().noneMatch(Thread::isAlive));
    }

    /** As a lambda of Kotlin or Scala does. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneak(Throwable undeclared) throws T {
        throw (T) undeclared;
    }

    @Test
    void aFileThatIsChangedWhileItIsRecognised_isNotDone() throws IOException {
        List<Recording> files = files("a.pieces");
        Path journal = folder.resolve("journal");
        recognizer
                .batch()
                .journal(journal)
                .run(
                        files,
                        result ->
                                assertDoesNotThrow(
                                        () ->
                                                Files.writeString(
                                                        folder.resolve("a.pieces"), "other")));
        assertEquals(
                new Batch.Totals(1, 0, 0),
                recognizer.batch().journal(journal).run(files, result -> {}));
    }

    @Test
    void aThreadThatCannotBeStarted_endsTheBatch_andTheThreadsThatWere() throws Exception {
        List<Thread> made = new ArrayList<>();
        Batch batch =
                new Batch(
                        recognizer,
                        work -> {
                            Thread thread =
                                    made.size() < 2
                                            ? new Thread(work)
                                            : new Thread(work) {
                                                @Override
                                                public synchronized void start() {
                                                    throw new OutOfMemoryError("no more threads");
                                                }
                                            };
                            made.add(thread);
                            return thread;
                        });
        List<Recording> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.addAll(files(i + ".pieces"));
        }
        assertThrows(OutOfMemoryError.class, () -> batch.parallelism(4).run(many, result -> {}));
        made.get(0).join();
        made.get(1).join();
        assertEquals(3, made.size());
    }

    private List<Recording> files(String... names) throws IOException {
        List<Recording> files = new ArrayList<>();
        for (String name : names) {
            files.add(Recording.of(Files.writeString(folder.resolve(name), "pieces")));
        }
        return files;
    }
}
