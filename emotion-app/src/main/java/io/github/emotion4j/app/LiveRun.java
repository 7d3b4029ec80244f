package io.github.emotion4j.app;

import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Gives a stream what devices bring, each in a thread of its own, and closes the devices. */
final class LiveRun implements AutoCloseable {
    private final List<Source> sources;
    private final Optional<Duration> length;
    private final Consumer<String> complaints;
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean ended;

    /** A device that gives signals until it has no more. */
    record Source(Supplier<Optional<? extends Signal>> next, Runnable closing) {}

    /**
     * Takes over the devices.
     *
     * @param length after which it ends; empty for when the devices do
     * @param complaints is told of a device that fails, in that device's thread
     */
    LiveRun(List<Source> sources, Optional<Duration> length, Consumer<String> complaints) {
        this.sources = sources;
        this.length = length;
        this.complaints = complaints;
    }

    /** Writes into a stream until the end. */
    void writeTo(EmotionStream stream) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> writers = new ArrayList<>();
        for (Source source : sources) {
            Thread writer = new Thread(() -> write(source, stream, start), "live");
            writer.setDaemon(true);
            writer.start();
            writers.add(writer);
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }

    /** Ends the writing with the next signals. */
    void end() {
        ended = true;
    }

    /** How many devices failed. */
    int failed() {
        return failed.get();
    }

    private void write(Source source, EmotionStream stream, long start) {
        try {
            Optional<? extends Signal> signal = source.next.get();
            while (signal.isPresent() && !isOver(start)) {
                stream.accept(signal.get());
                signal = source.next.get();
            }
        } catch (InputException e) {
            failed.incrementAndGet();
            complaints.accept(e.getMessage());
        }
    }

    private boolean isOver(long start) {
        return ended
                || (length.isPresent()
                        && Duration.ofNanos(System.nanoTime() - start).compareTo(length.get())
                                >= 0);
    }

    /** Closes all devices, also when one of them cannot be closed. */
    @Override
    public void close() {
        try (Resources all = new Resources()) {
            sources.forEach(source -> all.<AutoCloseable>add(source.closing::run));
        }
    }
}
