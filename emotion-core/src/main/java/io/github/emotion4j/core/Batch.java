package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.state.BatchJournal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * Recognises many recordings, several at once, and gives one result or reason for each:
 *
 * <pre>{@code
 * List<Recording> clips = paths.stream().map(Recording::of).toList();
 * Batch.Totals totals =
 *         recognizer.batch()
 *                 .journal(Path.of("clips.done"))
 *                 .onProgress(share -> System.err.printf("%.0f %%%n", 100 * share))
 *                 .run(clips, result -> {
 *                     if (result instanceof Batch.Recognized done) {
 *                         System.out.println(done.timeline().summary());
 *                     } else if (result instanceof Batch.Failed failed) {
 *                         System.err.println(failed.reason());
 *                     }
 *                 });
 * }</pre>
 *
 * <p>Memory does not grow with the number of recordings: as many as work in parallel are open, and
 * as many results wait for the receiver; then the work waits, too. Not thread-safe; a recogniser
 * may run several batches.
 */
public final class Batch {
    /** A picture of 64 megapixels, the largest that {@link Limits} let pass, takes 192 MB. */
    private static final long BYTES_EACH = 256L << 20;

    /** How often progress is looked at while no result comes. */
    private static final long PROGRESS_MILLIS = 200;

    /** Parts of a recording that progress is counted in. */
    private static final int PARTS = 1000;

    private final EmotionRecognizer recognizer;
    private final ThreadFactory threads;
    private int parallelism =
            (int)
                    Math.max(
                            1,
                            Math.min(
                                    Runtime.getRuntime().availableProcessors(),
                                    Runtime.getRuntime().maxMemory() / BYTES_EACH));
    private Optional<Path> journal = Optional.empty();
    private DoubleConsumer progress = share -> {};

    Batch(EmotionRecognizer recognizer, ThreadFactory threads) {
        this.recognizer = recognizer;
        this.threads = threads;
    }

    /** What came of one recording. */
    public sealed interface Result {
        /** {@return the recording's index in the list that was given} */
        int index();

        /** {@return the recording of the list} */
        Recording recording();
    }

    /**
     * A recording was recognised.
     *
     * @param index its index in the list that was given
     * @param recording the recording
     * @param timeline what was recognised
     */
    public record Recognized(int index, Recording recording, EmotionTimeline timeline)
            implements Result {}

    /**
     * A recording was not recognised. The others are not affected.
     *
     * @param index its index in the list that was given
     * @param recording the recording
     * @param cause what {@link EmotionRecognizer#recognize(Recording)} threw, or an {@link
     *     OutOfMemoryError}
     */
    public record Failed(int index, Recording recording, Throwable cause) implements Result {
        /** {@return what was wrong: the cause's message, which names the file, or its type} */
        public String reason() {
            String message = cause.getMessage();
            return message == null ? cause.toString() : message;
        }
    }

    /**
     * What came of all.
     *
     * @param recognized recordings that were recognised in this run
     * @param failed recordings that were not
     * @param skipped recordings that the journal says were recognised before
     */
    public record Totals(int recognized, int failed, int skipped) {}

    /**
     * How many recordings are worked on at once.
     *
     * @param recordings at least 1; by default as many as there are processors, fewer where the
     *     heap holds less than 256 MiB for each
     * @return this batch
     * @throws IllegalArgumentException if it is less
     */
    public Batch parallelism(int recordings) {
        if (recordings < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, not " + recordings);
        }
        parallelism = recordings;
        return this;
    }

    /**
     * Sets the file that records which recordings are done, so that an interrupted batch continues
     * where it was: recordings that were recognised, and whose files have the same size and time of
     * change as before they were read, those of a folder and those that a WFDB header names
     * included, are skipped. Those that failed are tried again. A recording counts as done when the
     * receiver has taken its result, so that a result is given twice rather than lost. Recordings
     * of signals in memory are never skipped.
     *
     * @param file the file, made or appended to; one batch at a time may use it
     * @return this batch
     */
    public Batch journal(Path file) {
        journal = Optional.of(Objects.requireNonNull(file, "file"));
        return this;
    }

    /**
     * Follows the progress.
     *
     * @param listener takes the share of the batch that is done, in [0, 1], never falling, several
     *     times a second, in the thread that called {@link #run}
     * @return this batch
     */
    public Batch onProgress(DoubleConsumer listener) {
        progress = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Recognises recordings and returns when all are done. Interrupting the calling thread breaks
     * the batch off before the next signals, as an exception of the receiver does, which is thrown
     * on; no thread of it is left running then.
     *
     * @param recordings the recordings; files are opened one after the other, so that thousands
     *     will do
     * @param receiver takes the results as they come, one at a time, in the calling thread
     * @return how many were recognised, failed and skipped
     * @throws InputException if the journal cannot be read or written, is used by another batch, or
     *     was begun by a recogniser of other settings, which it names: step, priors, {@code
     *     abstainBelow}, models, or modalities and fusion by their {@code settings()}
     * @throws IllegalStateException if the recogniser is closed
     * @throws CompletionException if the receiver threw a checked exception, which is the cause
     * @throws CancellationException if the calling thread was interrupted; its interrupt status is
     *     set
     */
    public Totals run(List<Recording> recordings, Consumer<? super Result> receiver) {
        recognizer.requireOpen();
        Objects.requireNonNull(receiver, "receiver");
        List<Recording> all = List.copyOf(recordings);
        if (journal.isEmpty()) {
            return new Run(all, range(all.size()), Optional.empty()).finish(receiver);
        }
        try (BatchJournal done =
                BatchJournal.open(journal.get(), recognizer.batchSettings(), recognizer.limits())) {
            List<Integer> left = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (!done.contains(all.get(i))) {
                    left.add(i);
                }
            }
            return new Run(all, left, Optional.of(done)).finish(receiver);
        }
    }

    private static List<Integer> range(int size) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(i);
        }
        return all;
    }

    /** One run: workers put what happened into a bounded queue, which the caller empties. */
    private final class Run {
        private final List<Recording> recordings;
        private final List<Integer> left;
        private final Optional<BatchJournal> journal;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();

        /** How far each worker is with its recording. */
        private final AtomicIntegerArray parts;

        private final BlockingQueue<Event> events;
        private final int workers;
        private volatile boolean stopped;
        private int recognized;
        private int failed;
        private double told;

        /**
         * The message of a worker: a result, with the recording's key in the journal, or its end,
         * possibly by an error that ends the batch.
         */
        private record Event(
                Optional<Result> result, Optional<String> key, Optional<Throwable> fatal) {}

        private Run(
                List<Recording> recordings, List<Integer> left, Optional<BatchJournal> journal) {
            this.recordings = recordings;
            this.left = left;
            this.journal = journal;
            workers = Math.min(parallelism, left.size());
            parts = new AtomicIntegerArray(workers);
            events = new ArrayBlockingQueue<>(Math.max(1, workers));
        }

        private Totals finish(Consumer<? super Result> receiver) {
            List<Thread> started = new ArrayList<>();
            Optional<Throwable> broken = Optional.empty();
            try {
                for (int i = 0; i < workers; i++) {
                    int number = i;
                    Thread worker = threads.newThread(() -> work(number));
                    worker.setName("emotion4j-batch-" + (i + 1));
                    worker.setDaemon(true);
                    worker.start();
                    started.add(worker);
                }
            } catch (Throwable e) {
                broken = Optional.of(e); // Those that were started end and are waited for.
                stopped = true;
            }
            int working = started.size();
            boolean interrupted = false;
            while (working > 0) {
                try {
                    Event event = events.poll(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
                    if (event != null && event.result().isEmpty()) {
                        working--;
                        broken = broken.or(event::fatal);
                    }
                    if (!stopped && broken.isEmpty()) {
                        if (event != null && event.result().isPresent()) {
                            take(event.result().get(), event.key(), receiver);
                        }
                        tellProgress();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    broken = Optional.of(new CancellationException("The batch was interrupted"));
                } catch (Throwable e) { // Lambdas of other languages throw what is not declared.
                    broken = Optional.of(e);
                }
                stopped |= broken.isPresent();
            }
            while (!started.isEmpty()) {
                try {
                    started.get(0).join(); // It has said its last word and ends at once.
                    started.remove(0);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            broken.ifPresent(
                    e -> {
                        if (e instanceof Error error) {
                            throw error;
                        }
                        throw e instanceof RuntimeException unchecked
                                ? unchecked
                                : new CompletionException(e);
                    });
            progress.accept(1);
            return new Totals(recognized, failed, recordings.size() - left.size());
        }

        private void take(Result result, Optional<String> key, Consumer<? super Result> receiver) {
            receiver.accept(result);
            if (result instanceof Recognized) {
                journal.ifPresent(file -> key.ifPresent(file::add));
                recognized++;
            } else {
                failed++;
            }
        }

        private void tellProgress() {
            long sum = (long) (recordings.size() - left.size() + ended.get()) * PARTS;
            for (int i = 0; i < workers; i++) {
                sum += parts.get(i);
            }
            double share = (double) sum / PARTS / recordings.size();
            if (share > told && share < 1) {
                told = share;
                progress.accept(share);
            }
        }

        private void work(int worker) {
            Optional<Throwable> fatal = Optional.empty();
            try {
                int i = next.getAndIncrement();
                while (!stopped && i < left.size()) {
                    int index = left.get(i);
                    // Before it is read: what is changed from here on is recognised again.
                    Optional<String> key = journal.flatMap(file -> file.key(recordings.get(index)));
                    Result result = recognize(worker, index);
                    parts.set(worker, 0);
                    ended.incrementAndGet();
                    put(new Event(Optional.of(result), key, Optional.empty()));
                    i = next.getAndIncrement();
                }
            } catch (Throwable e) {
                stopped = true;
                fatal = Optional.of(e);
            }
            put(new Event(Optional.empty(), Optional.empty(), fatal));
        }

        private Result recognize(int worker, int index) {
            Recording recording = recordings.get(index);
            RecognitionListener listener =
                    new RecognitionListener() {
                        @Override
                        public void onProgress(double fraction) {
                            parts.set(worker, (int) (fraction * PARTS));
                        }

                        @Override
                        public void onEstimate(EmotionEstimate estimate) {}
                    };
            try {
                return new Recognized(
                        index, recording, recognizer.recognize(recording, listener, () -> stopped));
            } catch (Exception | OutOfMemoryError | StackOverflowError e) {
                if (!stopped) {
                    recognizer.requireOpen();
                }
                return new Failed(index, recording, e);
            }
        }

        /** The caller empties the queue until the last worker ends; workers are not interrupted. */
        private void put(Event event) {
            try {
                events.put(event);
            } catch (InterruptedException e) {
                throw new IllegalStateException("A worker of a batch was interrupted", e);
            }
        }
    }
}
