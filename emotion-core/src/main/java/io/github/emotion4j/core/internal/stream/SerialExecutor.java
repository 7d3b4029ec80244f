package io.github.emotion4j.core.internal.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Runs tasks on an executor, one at a time and in order. Thread-safe. */
final class SerialExecutor {
    /** How many tasks may wait before those who fill the box should rest. */
    private static final int FULL = 256;

    /** Tasks in a row before the executor's thread is given back. */
    private static final int BATCH = 64;

    private final Executor executor;
    private final Runnable onRoom;
    private final Consumer<Throwable> onFailure;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * Makes an empty box.
     *
     * @param executor runs the tasks
     * @param onRoom called when the box has room again after it was full
     * @param onFailure told what a task threw; the tasks after it are still run
     */
    SerialExecutor(Executor executor, Runnable onRoom, Consumer<Throwable> onFailure) {
        this.executor = executor;
        this.onRoom = onRoom;
        this.onFailure = onFailure;
    }

    void post(Runnable task) {
        synchronized (this) {
            waiting.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        start();
    }

    synchronized boolean full() {
        return waiting.size() >= FULL;
    }

    private void start() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                running = false;
                waiting.clear();
            }
            onFailure.accept(e);
            onRoom.run();
        }
    }

    private void run() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task;
            boolean roomAgain;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    running = false;
                    return;
                }
                roomAgain = waiting.size() == FULL;
                task = waiting.removeFirst();
            }
            if (roomAgain) {
                onRoom.run();
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                onFailure.accept(e);
            }
        }
        start();
    }
}
