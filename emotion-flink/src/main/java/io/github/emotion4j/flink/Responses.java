package io.github.emotion4j.flink;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.response.Decision;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Follows the slow affect of each person and answers by a policy: one response each time the policy
 * chooses anew. Flink's state has the bytes of {@link AffectTracker} and {@link Responder}; what
 * was learned of a person outlives the person's sessions by the time to live. State of another
 * policy or release is reported as a {@link BadRecord} in the side output {@link
 * EmotionStreams#BAD_RECORDS}, and the person begins anew. Needs emotion-fusion.
 *
 * <pre>{@code
 * estimates.keyBy(PersonEstimate::person)
 *         .process(new Responses(policyJson, Duration.ofDays(30)))
 *         .sinkTo(sink);
 * }</pre>
 */
public final class Responses extends KeyedProcessFunction<String, PersonEstimate, PersonResponse> {
    private static final long serialVersionUID = 1;
    private static final String POLICY = "the job's policy";
    private static final SavedState ENVELOPE =
            new SavedState("E4PR", 1, "A person's responses", "Start without the state");

    private final String policyJson;
    private final Duration timeToLive;
    private transient ResponsePolicy policy;
    private transient ValueState<byte[]> state;

    /**
     * Makes the function.
     *
     * @param policyJson the policy, as {@link ResponsePolicy#parse} reads it
     * @param timeToLive how long a person's state stays after the last estimate, by the machines'
     *     clocks, also while the job is stopped; above 0
     * @throws io.github.emotion4j.core.InputException if the policy is none
     * @throws IllegalArgumentException if the time is not above 0
     */
    public Responses(String policyJson, Duration timeToLive) {
        // Looked at here: on a task manager, a fault would fail each new start of the job.
        ResponsePolicy.parse(POLICY, policyJson);
        if (timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException("timeToLive must be above 0, not " + timeToLive);
        }
        this.policyJson = policyJson;
        this.timeToLive = timeToLive;
    }

    @Override
    public void open(OpenContext context) {
        policy = ResponsePolicy.parse(POLICY, policyJson);
        ValueStateDescriptor<byte[]> descriptor =
                new ValueStateDescriptor<>(
                        "responses", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        descriptor.enableTimeToLive(StateTtlConfig.newBuilder(timeToLive).build());
        state = getRuntimeContext().getState(descriptor);
    }

    /** A person between two estimates. */
    private record Person(long originNanos, AffectTracker tracker, Responder responder) {
        byte[] toBytes() {
            byte[] affect = tracker.toBytes();
            byte[] responses = responder.toBytes();
            return ENVELOPE.write(
                    out -> {
                        out.writeLong(originNanos);
                        out.writeInt(affect.length);
                        out.write(affect);
                        out.writeInt(responses.length);
                        out.write(responses);
                    });
        }

        static Person of(ResponsePolicy policy, byte[] bytes) {
            return ENVELOPE.read(
                    bytes,
                    in -> {
                        long originNanos = in.readLong();
                        byte[] affect = in.readNBytes(SavedState.count(in, 1));
                        byte[] responses = in.readNBytes(SavedState.count(in, 1));
                        return new Person(
                                originNanos,
                                AffectTracker.ofBytes(affect),
                                Responder.ofBytes(responses, policy));
                    });
        }
    }

    /** A person's state; null if it is refused, which is told. */
    private @Nullable Person restored(PersonEstimate estimate, byte[] bytes, Context context) {
        try {
            return Person.of(policy, bytes);
        } catch (EmotionException e) {
            context.output(
                    EmotionStreams.BAD_RECORDS,
                    new BadRecord(
                            estimate.person(),
                            estimate.end().toEpochMilli(),
                            BadRecord.Reason.STATE_REFUSED,
                            "The person's responses begin anew: " + e.getMessage()));
            return null;
        }
    }

    @Override
    public void processElement(
            PersonEstimate estimate, Context context, Collector<PersonResponse> out)
            throws Exception {
        byte[] bytes = state.value();
        Person before = bytes == null ? null : restored(estimate, bytes, context);
        Person person;
        if (before == null) {
            person =
                    new Person(
                            estimate.originNanos(),
                            new AffectTracker(),
                            new Responder(policy, estimate.person().hashCode()));
        } else {
            person =
                    before.originNanos() == estimate.originNanos()
                            ? before
                            : new Person(
                                    estimate.originNanos(),
                                    new AffectTracker(),
                                    before.responder().newSession());
        }
        Decision decision =
                person.responder()
                        .step(estimate.estimate(), person.tracker().update(estimate.estimate()));
        state.update(person.toBytes());
        if (decision.fresh()) {
            out.collect(
                    new PersonResponse(
                            estimate.person(),
                            estimate.end().toEpochMilli(),
                            decision.strategy(),
                            decision.rule().orElse(""),
                            decision.explanation()));
        }
    }
}
