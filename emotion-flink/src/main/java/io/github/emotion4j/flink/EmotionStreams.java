package io.github.emotion4j.flink;

import io.github.emotion4j.flink.internal.EmotionOperatorFactory;
import io.github.emotion4j.flink.internal.PersonEstimateType;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * Follows persons live in a job of Flink: one {@link io.github.emotion4j.core.EmotionStream} a
 * person, whose state is part of Flink's checkpoints.
 *
 * <p>Signals are given to a person's stream in the order of their event times, when the watermark
 * has passed them; the estimates therefore do not depend on how modalities arrive in between. A
 * signal that comes after the watermark is given next, if the person's stream still takes it.
 * Everything that gives no estimate is in the side output {@link #BAD_RECORDS}.
 *
 * <p>The state of a person is at most as old as the last checkpoint, and with it the estimates that
 * an exactly-once sink has shown: after a failure the job goes on as if there had been none. The
 * numbers are those of an unbroken run up to rounding, as {@link
 * io.github.emotion4j.core.EmotionStream#toBytes()} describes it.
 *
 * <p>Metrics of the operator: the counters {@code estimates} and {@code badRecords}, and one {@code
 * badRecords.REASON} of each reason; the histograms {@code tickMillis} (the time of the forwards of
 * a tick) and {@code batchSize} (the steps of a tick); the gauges {@code livePersons} and {@code
 * waitingRecords}.
 *
 * <pre>{@code
 * StreamSettings settings = StreamSettings.defaults();
 * DataStream<PersonSignal> signals =
 *         env.fromSource(source, SignalWatermarks.of(Duration.ofMillis(500), settings), "signals");
 * SharedModels models = new SharedModels("1", EmotionRecognizer::create);
 * SingleOutputStreamOperator<PersonEstimate> estimates =
 *         EmotionStreams.recognize(signals, models, settings);
 * estimates.map(PersonEstimate::toJson).sinkTo(sink);
 * estimates.getSideOutput(EmotionStreams.BAD_RECORDS).print();
 * }</pre>
 */
public final class EmotionStreams {
    /** Records that gave no estimate, with the reason. */
    public static final OutputTag<BadRecord> BAD_RECORDS =
            new OutputTag<>("bad-records", TypeInformation.of(BadRecord.class));

    /** Savepoints find the state by it. */
    private static final String UID = "emotion4j-streams";

    private EmotionStreams() {}

    /**
     * Adds the recogniser to a job, whose runtime mode must be streaming, also where the input
     * ends. Savepoints find its state by the operator's uid, {@code emotion4j-streams}; a second
     * recogniser in a job needs another: {@code recognize(...).uid("others")}.
     *
     * @param signals signals of any number of persons, with event times and watermarks ({@link
     *     SignalWatermarks})
     * @param models the models of a task manager
     * @param settings how persons are followed
     * @return the estimates, none of them late for a window: their event time is the end of their
     *     step, and the watermark is {@link StreamSettings#maxWait()} behind that of the signals. A
     *     step that a pause of the person has held up for longer, such as the last one of a
     *     session, has the time of the watermark at which it is given
     */
    public static SingleOutputStreamOperator<PersonEstimate> recognize(
            DataStream<PersonSignal> signals, SharedModels models, StreamSettings settings) {
        return signals.keyBy(PersonSignal::person)
                .transform(
                        "Emotion4J",
                        new PersonEstimateType(),
                        new EmotionOperatorFactory(models, settings))
                .uid(UID);
    }
}
