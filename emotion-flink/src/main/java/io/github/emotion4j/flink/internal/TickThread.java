package io.github.emotion4j.flink.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The thread beside a task's, which works on one tick at a time. */
final class TickThread implements AutoCloseable {
    private final ExecutorService thread;

    TickThread(String name) {
        thread =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread made = new Thread(task, name);
                            made.setDaemon(true);
                            return made;
                        });
    }

    Future<?> begin(Runnable work) {
        return thread.submit(work);
    }

    /**
     * Waits for the end of the work.
     *
     * @throws IllegalStateException if it has thrown, with the reason
     */
    static void await(Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The forwards of a tick have failed: " + e.getCause(), e.getCause());
        }
    }

    /** Waits for as long as it takes: models freed under a forward would end the whole process. */
    @Override
    public void close() {
        thread.shutdownNow();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
