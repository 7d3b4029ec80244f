package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a stream's results go: the listener, at once or on an executor, and the subscribers. */
final class ResultDispatcher implements RecognitionListener {
    private final RecognitionListener listener;
    private final @Nullable SerialExecutor executor;
    private final EstimatePublisher publisher;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /**
     * Makes an dispatcher.
     *
     * @param listener takes observations and estimates
     * @param callbacks calls the listener; if absent, whoever gives the results does
     * @param onRoom called when there may be room again after the box was full
     * @param onFailure told what the listener threw on the executor
     */
    ResultDispatcher(
            RecognitionListener listener,
            Optional<Executor> callbacks,
            Runnable onRoom,
            Consumer<Throwable> onFailure) {
        this.listener = listener;
        this.executor = callbacks.map(e -> new SerialExecutor(e, onRoom, onFailure)).orElse(null);
        this.publisher =
                new EstimatePublisher(callbacks.orElseGet(ForkJoinPool::commonPool), onRoom);
    }

    @Override
    public void onObservation(Observation observation) {
        call(() -> listener.onObservation(observation));
    }

    @Override
    public void onReached(ModalityId modality, long nanos) {
        call(() -> listener.onReached(modality, nanos));
    }

    @Override
    public void onEstimate(EmotionEstimate estimate) {
        publisher.offer(estimate);
        call(() -> listener.onEstimate(estimate));
    }

    private void call(Runnable task) {
        SerialExecutor box = executor;
        if (box == null) {
            task.run();
        } else {
            box.post(
                    () -> {
                        if (!done.isDone()) {
                            task.run();
                        }
                    });
        }
    }

    EstimatePublisher publisher() {
        return publisher;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    /** Whether those who make results should rest. */
    boolean full() {
        SerialExecutor box = executor;
        return (box != null && box.full()) || publisher.full();
    }

    /** Ends after what was put in before. */
    void end() {
        publisher.end(null);
        SerialExecutor box = executor;
        if (box == null) {
            done.complete(null);
        } else {
            box.post(() -> done.complete(null));
        }
    }

    /** Ends at once. */
    void fail(Throwable cause) {
        publisher.end(cause);
        done.completeExceptionally(cause);
    }
}
