package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.MILLI;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.Piece;
import io.github.emotion4j.core.StreamOptions.Buffer;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Streams under writers, takers of states, closers and interrupters at once, with listeners that
 * block, throw, close and feed. Runs for some seconds, or for {@code -Dstress.seconds=3600}; a
 * round is made by its seed, which a failure names, but for the turns that threads take.
 */
class StreamStressTest {
    private static final int SECONDS = Integer.getInteger("stress.seconds", 3);
    private static final long SEED = Long.getLong("stress.seed", 1);

    /**
     * A round takes milliseconds; on a machine that is busy with other things, seconds. A run of an
     * hour is one at low priority, in which a thread at work was once kept waiting for a minute.
     */
    private static final int HANGS_SECONDS = 60 + SECONDS / 10;

    @Test
    void nothingIsLostDoubledOrOutOfOrder_andNothingHangs() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long rounds = 0;
        for (; System.nanoTime() < end; rounds++) {
            new Round(SEED + rounds).run();
        }
        System.out.println("StreamStressTest: " + rounds + " rounds from seed " + SEED);
    }

    /** One stream's life. */
    private static final class Round implements RecognitionListener {
        private final long seed;
        private final Random random;
        private final Map<ModalityId, Watched> modalities = new ConcurrentHashMap<>();
        private final List<ExecutorService> pools = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicBoolean inside = new AtomicBoolean();
        private final AtomicInteger estimates = new AtomicInteger();
        private final int trickAt;
        private final int trick;
        private @Nullable EmotionStream stream;

        Round(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.trickAt = random.nextInt(40);
            this.trick = random.nextInt(12);
        }

        void run() throws Exception {
            EmotionRecognizer.Builder builder =
                    EmotionRecognizer.builder().onlyNamedModalities().step(Duration.ofMillis(40));
            for (ModalityId id : random.nextBoolean() ? List.of(LEFT) : List.of(LEFT, RIGHT)) {
                modalities.put(id, new Watched(id, faults, random.nextInt(3) == 0));
                builder.modality(modalities.get(id));
            }
            StreamOptions options = options();
            boolean drops = options.buffers().values().stream().anyMatch(b -> !b.isBlocking());
            try (EmotionRecognizer recognizer = builder.build()) {
                EmotionStream open = recognizer.openStream(this, options);
                stream = open;
                if (random.nextBoolean()) {
                    open.estimates().subscribe(new Asking(random.nextInt(60)));
                }
                boolean ownThread = options.callbacks().isPresent() && random.nextInt(3) == 0;
                int writers = 1 + random.nextInt(7);
                for (Watched modality : modalities.values()) {
                    for (int i = 0; i < (ownThread ? 1 : writers); i++) {
                        if (ownThread) {
                            options.callbacks().get().execute(() -> write(modality));
                        } else {
                            start(() -> write(modality));
                        }
                    }
                }
                // Callbacks that run at once make this thread a writer, which the listener may
                // have interrupted.
                Thread.interrupted();
                disturb(open, recognizer);
                join();
                try {
                    open.close();
                } catch (Thrown | AssertionError e) {
                    // The listener that throws had its last calls here; end() looks at the stream.
                }
                Thread.interrupted(); // So may have the one that interrupts its thread.
                end(open);
            } finally {
                Thread.interrupted(); // Or by the closing of the recogniser.
                pools.forEach(ExecutorService::shutdownNow);
            }
            List<Long> deadlocked =
                    Optional.ofNullable(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
                            .map(ids -> Arrays.stream(ids).boxed().toList())
                            .orElse(List.of());
            assertEquals(List.of(), deadlocked, this::toString);
            assertEquals(List.of(), List.copyOf(faults), this::toString);
            modalities.values().forEach(m -> m.check(drops, this));
        }

        private StreamOptions options() {
            StreamOptions.Builder options = StreamOptions.builder();
            if (random.nextBoolean()) {
                options.maxWait(Duration.ofDays(1));
            }
            if (random.nextInt(3) > 0) {
                options.workers(pool(1 + random.nextInt(4)));
                if (random.nextBoolean()) {
                    Buffer[] buffers = {Buffer.block(1), Buffer.dropOldest(3), Buffer.latest()};
                    options.buffer(LEFT, buffers[random.nextInt(3)]);
                }
            }
            switch (random.nextInt(4)) {
                case 0 -> options.callbacks(pool(1));
                case 1 -> options.callbacks(Runnable::run);
                default -> {}
            }
            return options.build();
        }

        private ExecutorService pool(int size) {
            ExecutorService pool =
                    Executors.newFixedThreadPool(size, task -> new Thread(task, "pool"));
            pools.add(pool);
            return pool;
        }

        private void start(Runnable task) {
            Thread thread = new Thread(task, "stress");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        /** Writes until the stream is over; the turn of time is under the modality's lock. */
        private void write(Watched modality) {
            for (int i = 0; i < 60; i++) {
                try {
                    modality.write(open());
                } catch (IllegalStateException e) {
                    if (!Thread.interrupted()) {
                        return;
                    }
                } catch (Thrown | AssertionError e) {
                    return;
                }
            }
        }

        /** What runs beside the writers. */
        private void disturb(EmotionStream open, EmotionRecognizer recognizer) {
            List<Thread> writers = List.copyOf(threads);
            int after = random.nextInt(20);
            if (random.nextBoolean()) {
                start(
                        () -> {
                            try {
                                for (int i = 0; i < 5; i++) {
                                    open.toBytes();
                                    open.statistics();
                                }
                            } catch (IllegalStateException | Thrown | AssertionError e) {
                                // Closed, failed, or this thread called the listener that throws.
                            }
                        });
            }
            if (random.nextBoolean()) {
                start(() -> writers.forEach(Thread::interrupt));
            }
            Runnable close = random.nextInt(4) == 0 ? recognizer::close : open::close;
            for (int i = random.nextInt(3); i > 0; i--) {
                start(
                        () -> {
                            try {
                                Thread.sleep(after);
                                close.run();
                            } catch (InterruptedException | Thrown | AssertionError e) {
                                // As above.
                            } finally {
                                closed.countDown();
                            }
                        });
            }
        }

        private void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(HANGS_SECONDS));
                assertFalse(thread.isAlive(), () -> this + " hangs\n" + stacks());
            }
            closed.countDown();
        }

        private void end(EmotionStream open) throws Exception {
            try {
                open.done().toCompletableFuture().get(HANGS_SECONDS, TimeUnit.SECONDS);
                assertEquals(open.statistics().estimates(), estimates.get(), this::toString);
            } catch (TimeoutException e) {
                throw new AssertionError(this + " does not end\n" + stacks(), e);
            } catch (java.util.concurrent.ExecutionException e) {
                assertTrue(
                        e.getCause() instanceof Thrown || e.getCause() instanceof AssertionError,
                        () -> this + " ended with " + e.getCause());
                modalities.values().forEach(m -> m.failed = true);
            }
        }

        @Override
        public void onObservation(Observation observation) {
            one(() -> {});
        }

        @Override
        public void onEstimate(EmotionEstimate estimate) {
            one(
                    () -> {
                        int index = estimates.getAndIncrement();
                        if (estimate.interval().startNanos() != 40 * MILLI * index) {
                            faults.add("estimate " + index + " is of " + estimate.interval());
                        }
                        if (index == trickAt) {
                            play();
                        }
                    });
        }

        private void one(Runnable call) {
            if (!inside.compareAndSet(false, true)) {
                faults.add("two calls of the listener at once");
            }
            try {
                call.run();
            } finally {
                inside.set(false);
            }
        }

        private void play() {
            switch (trick) {
                case 0, 1 -> open().close();
                case 2 -> unlessOver(() -> open().toBytes());
                case 3 -> throw new Thrown();
                case 4 -> throw new AssertionError("an Error of the listener");
                case 5 -> unlessOver(() -> modalities.get(LEFT).write(open()));
                case 6 -> await(5);
                case 7 -> {
                    // Another thread closes, and the listener waits for it.
                    Thread other = new Thread(() -> open().close());
                    other.start();
                    join(other);
                }
                case 8 -> Thread.currentThread().interrupt();
                default -> {}
            }
        }

        private static void unlessOver(Runnable call) {
            try {
                call.run();
            } catch (IllegalStateException e) {
                // Closed by another thread.
            }
        }

        private void await(int millis) {
            try {
                closed.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void join(Thread other) {
            try {
                other.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private EmotionStream open() {
            EmotionStream open = stream;
            if (open == null) {
                throw new IllegalStateException("not open yet");
            }
            return open;
        }

        private static String stacks() {
            StringBuilder text = new StringBuilder();
            Thread.getAllStackTraces()
                    .forEach(
                            (thread, stack) ->
                                    text.append(thread)
                                            .append(Arrays.toString(stack))
                                            .append('\n'));
            return text.toString();
        }

        @Override
        public String toString() {
            return "The round of -Dstress.seed=" + seed + ", trick " + trick;
        }
    }

    /** What the listener throws. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A subscriber that asks for one at a time, and cancels at some time. */
    private static final class Asking implements Flow.Subscriber<EmotionEstimate> {
        private final int until;
        private int got;
        private Flow.@Nullable Subscription subscription;

        Asking(int until) {
            this.until = until;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(EmotionEstimate estimate) {
            Flow.Subscription given = subscription;
            if (given != null && ++got < until) {
                given.request(1);
            } else if (given != null) {
                given.cancel();
            }
        }

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onComplete() {}
    }

    /** A modality that writes down what its session is given. */
    private static final class Watched implements ModalityProvider, ModalityModel, ModalitySession {
        private final ModalityId id;
        private final ConcurrentLinkedQueue<String> faults;
        private final boolean slow;
        private final AtomicBoolean inside = new AtomicBoolean();
        private final List<Long> seen = new ArrayList<>();
        private final List<Long> taken = new ArrayList<>();
        private final Object clock = new Object();
        private long nextNanos;
        private boolean finished;
        private boolean freed;
        private volatile boolean failed;

        Watched(ModalityId id, ConcurrentLinkedQueue<String> faults, boolean slow) {
            this.id = id;
            this.faults = faults;
            this.slow = slow;
        }

        /** Gives the next piece; one that is refused is given again by the next call. */
        void write(EmotionStream stream) {
            long startNanos;
            synchronized (clock) {
                startNanos = nextNanos;
                nextNanos += 10 * MILLI;
            }
            TimeInterval interval = new TimeInterval(startNanos, startNanos + 10 * MILLI);
            try {
                stream.accept(new Piece(id, interval, 0.5, 1));
                synchronized (clock) {
                    taken.add(startNanos);
                }
            } catch (IllegalArgumentException e) {
                // Another writer of this modality was quicker with a later piece.
            }
        }

        void check(boolean drops, Round round) {
            synchronized (clock) {
                List<Long> sorted = seen.stream().sorted().distinct().toList();
                assertEquals(sorted, seen, () -> round + ": out of order or doubled");
                List<Long> lost = new ArrayList<>(taken);
                lost.removeAll(seen);
                assertTrue(lost.isEmpty() || drops || failed, () -> round + ": lost " + lost);
            }
        }

        @Override
        public void accept(Signal signal, Consumer<Observation> sink) {
            if (finished || freed || !inside.compareAndSet(false, true)) {
                faults.add("a session is called after its end, or twice at once");
            }
            if (slow) {
                LockSupport.parkNanos(1000);
            }
            seen.add(signal.interval().startNanos());
            sink.accept(
                    new Observation(
                            id,
                            0,
                            true,
                            new Evidence.Present(
                                    signal.interval(),
                                    EmotionProbabilities.UNIFORM,
                                    Affect.CENTRE,
                                    OptionalDouble.empty(),
                                    new float[0],
                                    1,
                                    List.of()),
                            null));
            inside.set(false);
        }

        @Override
        public void finish(Consumer<Observation> sink) {
            finished = true;
        }

        @Override
        public byte[] state() {
            if (inside.get()) {
                faults.add("a state is taken while the session works");
            }
            return new byte[] {1};
        }

        @Override
        public void close() {
            freed = true;
        }

        @Override
        public ModalityId id() {
            return id;
        }

        @Override
        public ModalityModel open(ModelLoader models) {
            return this;
        }

        @Override
        public boolean accepts(Signal signal) {
            return signal instanceof Piece piece && piece.modality().equals(id);
        }

        @Override
        public ModalitySession openSession() {
            return this;
        }

        @Override
        public Duration holdFor() {
            return Duration.ofSeconds(1);
        }
    }
}
