package io.github.emotion4j.core;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Follows one person live: signals in, one estimate a step out.
 *
 * <p>Each modality may have one writing thread of its own. Estimates come in the order of time, one
 * call at a time; without {@link StreamOptions} on the thread whose signal completed the step, so
 * that a slow receiver slows the writers down. A step is complete when every modality has reached
 * its end; a modality that falls further behind the others than {@link StreamOptions#maxWait()}, by
 * default a second, is not waited for, and nothing from after a step is used for it. The same
 * signals give the same numbers as {@link EmotionRecognizer#recognize(Recording)}, whatever turns
 * the writers take, as long as none falls behind and nothing is dropped.
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
     * Takes a piece of signal. What is refused with an {@code IllegalArgumentException} changes
     * nothing; the stream goes on.
     *
     * @param signal the signal, not earlier than those of its source before
     * @throws IllegalArgumentException if time goes backwards or leaps, the signal came before, or
     *     no modality takes such a signal
     * @throws IllegalStateException if the stream or its recogniser is closed, or a worker or a
     *     callback has failed, which is then the cause
     */
    void accept(Signal signal);

    /**
     * The estimates from now on for any number of subscribers. A subscriber that has not asked for
     * 32 waiting estimates holds the stream up: workers rest and buffers overflow as their options
     * say, or the writers wait. It completes when the stream is closed.
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
     * before the call is worked off first; this stream goes on unchanged.
     *
     * <p>The bytes are UTF-8 JSON with {@code "format": "emotion4j-stream-state"} and {@code
     * "version": 1}. They hold features and scores, no pixels; of what is not judged yet they hold
     * the signal, too: the sound of the utterance under way, and the last minutes of the body's
     * signals. Treat them as personal data.
     *
     * @return a fresh array
     * @throws IllegalStateException if the stream is closed or has failed, or the call comes from
     *     within the listener
     */
    byte[] state();

    /**
     * Works off what was accepted, gives out the last step and frees the stream's state. Where
     * callbacks have an executor of their own they may still be under way; see {@link #done()}.
     * Idempotent.
     */
    @Override
    void close();
}
