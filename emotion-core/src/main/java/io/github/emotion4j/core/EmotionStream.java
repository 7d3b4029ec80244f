package io.github.emotion4j.core;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Follows one person live: signals in, one estimate a step out.
 *
 * <p>Each modality may have one writing thread of its own. Estimates come in the order of time, one
 * call at a time; without {@link StreamOptions} on a writer's thread, mostly the one whose signal
 * completed the step, so that a slow receiver slows the writers down. A step is complete when every
 * modality has reached its end; a modality that falls further behind the others than {@link
 * StreamOptions#maxWait()}, by default a second, is not waited for, and nothing from after a step
 * is used for it. The same signals give the same numbers as {@link
 * EmotionRecognizer#recognize(Recording)}, whatever turns the writers take, as long as none falls
 * behind and nothing is dropped.
 *
 * <p>A stream is open, failed, closing or closed, in this order. It fails when a modality, the
 * fusion, the listener or an executor throws: what was made before is still given out, unless it
 * was the listener, then {@link #done()} ends with the cause, and signals are refused with it.
 * Every method may be called from any thread at any time, also from within the listener; no lock is
 * held while the listener, a subscriber or an executor is called, and none of these calls is ever
 * waited for but as {@link #accept} and {@link #close()} say.
 *
 * <p>All modalities share one clock, which starts near 0. A signal that starts more than ten
 * minutes after all before it is refused: either the clocks differ, or the person was away for long
 * enough for a new stream. One whose clock is ahead by less is believed: the steps up to it close,
 * and the others are behind by that much, so that beyond {@link StreamOptions#maxWait()} they are
 * not waited for and missing with the reason {@code "signal-ends"}, until they have caught up or
 * the stream is opened anew.
 */
public interface EmotionStream extends AutoCloseable {
    /**
     * Takes a piece of signal. What is refused changes nothing and may be given again; the stream
     * goes on.
     *
     * <p>The writer waits while its modality's earlier signals are worked on by other writers, or
     * its buffer is full; while another thread takes the state; while 256 results wait and the
     * listener is within a call; and while a subscriber has not asked for 32 estimates. A writer
     * for whom another thread has only not begun yet does that work itself, and within the listener
     * nobody waits for it: so a thread that both writes and receives cannot wait for itself.
     *
     * @param signal the signal, not earlier than those of its source before, and not longer than a
     *     day
     * @throws IllegalArgumentException if time goes backwards or leaps, the signal came before, is
     *     too long, or no modality takes such a signal
     * @throws IllegalStateException if the stream or its recogniser is closed, also while the
     *     writer waits; if a worker or a callback has failed, which is then the cause; if the
     *     thread is interrupted while it waits, and stays so; or if the callbacks' executor has
     *     called nothing for ten seconds while 16,384 results wait for it
     */
    void accept(Signal signal);

    /**
     * The estimates from now on for any number of subscribers. A subscriber that has not asked for
     * 32 waiting estimates holds the stream up: workers rest and buffers overflow as their options
     * say, or the writers wait, until it asks or cancels. It completes when the stream is closed.
     *
     * @return the publisher, as {@link Flow} describes it
     */
    Flow.Publisher<EmotionEstimate> estimates();

    /**
     * What was counted so far.
     *
     * @return the counts of this moment; also after {@link #close()}
     */
    StreamStatistics statistics();

    /**
     * The end of the stream: completes when it was closed and the listener has had its last call,
     * or with the exception that ended it.
     *
     * @return a stage
     */
    CompletionStage<Void> done();

    /**
     * Everything that {@link EmotionRecognizer#resumeStream} needs to go on with the same numbers,
     * maybe in another JVM: the open step, the evidence that stands, and the state of the fusion
     * and of the modalities; the bundled ones all give theirs. What the recogniser was built with,
     * such as models or a person's baseline, is not in it. Numbers are the same but for rounding;
     * where sound is resampled to 16 kHz, probabilities agree within 0.0001. What was accepted
     * before the call is worked off first, in this thread; this stream goes on unchanged, and gives
     * out what it has made up to here, some of which the listener may not have seen yet.
     *
     * <p>The bytes have a version and a checksum ({@link io.github.emotion4j.core.spi.SavedState},
     * letters {@code E4ST}). They hold features and scores, no pixels; of what is not judged yet
     * they hold the signal, too: the sound of the utterance under way, and the last minutes of the
     * body's signals. Treat them as personal data.
     *
     * @return a fresh array
     * @throws IllegalStateException if the stream is closed or has failed
     */
    byte[] state();

    /**
     * Works off what was accepted, in this thread, gives out the last step and frees the stream's
     * state. Writers who wait are refused. Then it waits until the listener has had its last call,
     * but not where callbacks have an executor of their own, nor from within the listener, where
     * that call comes later, nor once a call takes over a second, as it may wait for this thread,
     * nor when this thread is interrupted: {@link #done()} tells in all cases. Idempotent.
     */
    @Override
    void close();
}
