package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.RecognitionListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives events to a listener in the order in which they happened, though the estimate of a step may
 * come later: what happens after a step waits for its estimate, so that a record of the events is
 * the same whether steps are joined at once or together. Thread-safe.
 */
final class OrderedEvents {
    private final RecognitionListener listener;
    private final Deque<Event> waiting = new ArrayDeque<>();

    OrderedEvents(RecognitionListener listener) {
        this.listener = listener;
    }

    /** An event, which tells nothing before its estimate is there. */
    private static final class Event {
        private @Nullable Consumer<RecognitionListener> told;
    }

    /** Something happened. */
    void add(Consumer<RecognitionListener> told) {
        tell(place(), told);
    }

    /** A step was closed; the result takes its estimate. */
    Consumer<EmotionEstimate> addStep() {
        Event step = place();
        return estimate -> tell(step, listener -> listener.onEstimate(estimate));
    }

    private synchronized Event place() {
        Event event = new Event();
        waiting.add(event);
        return event;
    }

    private synchronized void tell(Event event, Consumer<RecognitionListener> told) {
        event.told = told;
        Event first = waiting.peek();
        while (first != null && first.told != null) {
            Consumer<RecognitionListener> next = first.told;
            waiting.remove();
            next.accept(listener);
            first = waiting.peek();
        }
    }
}
