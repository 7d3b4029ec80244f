package io.github.emotion4j.core.internal.stream;

import io.github.emotion4j.core.Signal;

/** How a writer's signals come to a pipeline. Thread-safe. */
sealed interface SignalInput permits DirectInput, QueuedInput {
    /** Takes a signal that was admitted. */
    void put(Signal signal);

    /** Sets work on again after it rested. */
    void wake();

    /** Does all the work there is in the calling thread. */
    void workOff();

    /** Takes and gives no more; writers who wait are refused. */
    void stop();

    /** How many signals were dropped. */
    long dropped();

    /** How many signals wait. */
    int waiting();
}
