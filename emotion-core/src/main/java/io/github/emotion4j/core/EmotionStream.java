package io.github.emotion4j.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Follows one person live: it accepts signals and gives one estimate per step.
 *
 * <p>Each modality may have a writing thread of its own. Estimates are delivered in the order of
 * time, one call at a time. Without {@link StreamOptions} a writer's thread delivers them, usually
 * the one whose signal completed the step, so that a slow receiver slows the writers down. A step
 * is complete when every modality has reached its end. The stream does not wait for a modality that
 * falls further behind the others than {@link StreamOptions#maxWait()}, by default one second, and
 * never uses signals from after a step for that step. The same signals give the same numbers as
 * {@link EmotionRecognizer#recognize(Recording)}, in whatever order the writers run, as long as
 * none falls behind and nothing is dropped.
 *
 * <p>A stream is open, failed, closing or closed, in this order. It fails when a modality, the
 * fusion, the listener or an executor throws an exception. Results that were computed before are
 * still delivered, unless the listener failed; then {@link #done()} completes with the cause, and
 * further signals are refused with it. Every method may be called from any thread at any time, also
 * from within the listener; no lock is held while the listener, a subscriber or an executor is
 * called, and the stream waits for these calls only as {@link #accept} and {@link #close()}
 * describe.
 *
 * <p>All modalities share one clock, which starts near 0. A signal that starts more than ten
 * minutes after all earlier ones is refused: either the clocks differ, or the person was away for
 * so long that a new stream is appropriate. A smaller advance is accepted: the steps up to the
 * signal are closed, and the other modalities are late by that time. Beyond {@link
 * StreamOptions#maxWait()} they are missing with the reason {@code "signal-ends"}, or {@code
 * "signal-late"} where signals come still, until they have caught up or a new stream is opened.
 *
 * <pre>{@code
 * try (EmotionStream stream = recognizer.openStream(estimate -> System.out.println(estimate))) {
 *     stream.accept(new AudioBlock(startNanos, 16000, 1, samples));
 * }
 * }</pre>
 */
public interface EmotionStream extends AutoCloseable {
    /**
     * Accepts a piece of signal. A refused signal changes nothing and may be given again; the
     * stream continues.
     *
     * <p>The writer waits while other writers process earlier signals of its modality or its buffer
     * is full; while another thread saves the state; while 256 results wait and the listener is in
     * a call; and while a subscriber has not requested 32 estimates. If the work it would wait for
     * has not started, the writer does that work itself, and a call from within the listener does
     * not wait for the listener: a thread that both writes and receives cannot wait for itself.
     *
     * @param signal the signal, not earlier than the previous ones of its source, and not longer
     *     than a day, and of one of at most 1,000 sources of its modality
     * @throws IllegalArgumentException if the signal's time goes backwards or is too far ahead, the
     *     signal was given before (as {@link Signal#contentHash()} tells), is too long, is of one
     *     source too many, or no modality accepts such a signal
     * @throws IllegalStateException if the stream or its recogniser is closed, also while the
     *     writer waits; if a modality, the fusion, the listener or an executor has thrown an
     *     exception, which is then the cause; if the thread is interrupted while it waits, and
     *     stays so; or if the executor of listener or subscribers has called nothing for ten
     *     seconds while 16,384 results wait for it
     */
    void accept(Signal signal);

    /**
     * Publishes the estimates from now on to any number of subscribers. A subscriber that has not
     * requested 32 waiting estimates holds the stream up: workers pause and buffers overflow as
     * their options say, or the writers wait, until it requests more or cancels. One whose {@code
     * onSubscribe} the executor has not called yet holds nothing up until 16,384 estimates wait for
     * it. A subscriber completes when the stream is closed; if it subscribes again before, it ends
     * with an {@link IllegalStateException}.
     *
     * @return the publisher, as {@link Flow} describes it
     */
    Flow.Publisher<EmotionEstimate> estimates();

    /** {@return the counts so far, also after {@link #close()}} */
    Statistics statistics();

    /**
     * The end of the stream. The stage completes after the stream was closed and the listener has
     * received its last call, or with the exception that ended the stream.
     *
     * @return a stage
     */
    CompletionStage<Void> done();

    /**
     * Saves everything that {@link EmotionRecognizer#resumeStream} needs to continue with the same
     * numbers, possibly in another JVM: the open step, the evidence that still counts, and the
     * state of the fusion and of the modalities. It does not contain what the recogniser was built
     * with, such as models or a person's baseline. Numbers are the same except for rounding; where
     * sound is resampled to 16 kHz, probabilities agree within 0.0001. This thread first processes
     * what was accepted before the call. The stream continues unchanged and delivers its results up
     * to here, some of which the listener may not have received yet.
     *
     * <p>The bytes have a version and a checksum. They contain features and scores and no pixels.
     * They also contain the signal that is not judged yet: the sound of the current utterance, and
     * the last minutes of the body signals. Treat them as personal data.
     *
     * @return a fresh array
     * @throws IllegalStateException if the stream is closed or has failed, also of what this thread
     *     processed; what was thrown is then the cause
     */
    byte[] toBytes();

    /**
     * Processes in this thread what was accepted, delivers the last step and frees the state of the
     * stream. Waiting writers are refused. Then the method waits until the listener has received
     * its last call, except if callbacks have an executor of their own, if it is called from within
     * the listener, if a call takes longer than a second (it may wait for this thread), or if this
     * thread is interrupted. {@link #done()} reports the end in all cases. Idempotent.
     */
    @Override
    void close();

    /**
     * What a stream has counted since it was opened. Immutable.
     *
     * @param estimates the steps given out; those that wait in a {@link StepBatch} are not yet
     * @param modalities the counts of each modality
     */
    public record Statistics(long estimates, Map<ModalityId, Counts> modalities) {
        /**
         * The counts of one modality.
         *
         * @param accepted the signals taken from the writer, with those dropped since
         * @param dropped the signals that overflowed the buffer
         * @param waiting the signals in the buffer now
         * @param reachedNanos how far the signal was worked on, from the stream's origin
         */
        public record Counts(long accepted, long dropped, int waiting, long reachedNanos) {}

        /** Copies the map. */
        public Statistics {
            modalities = Collections.unmodifiableMap(new TreeMap<>(modalities));
        }
    }
}
