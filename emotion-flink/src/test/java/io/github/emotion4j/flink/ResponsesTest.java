package io.github.emotion4j.flink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.fusion.affect.AffectTracker;
import io.github.emotion4j.fusion.response.Decision;
import io.github.emotion4j.fusion.response.Responder;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/**
 * A policy that is kept in Flink's state between any two estimates, and restored in mid-run,
 * decides like one in memory.
 */
class ResponsesTest {
    private static final Crowd CROWD = new Crowd(4, 60, false);

    @Test
    @SuppressWarnings("try") // Nobody interrupts a harness that closes.
    void responsesOfManyPersons_areThoseOfAResponderEach() throws Exception {
        List<PersonEstimate> estimates = new ArrayList<>(CROWD.unbroken().values());
        estimates.sort(Comparator.comparing(PersonEstimate::end));
        Map<String, List<String>> expected = new TreeMap<>();
        Map<String, Responder> responders = new TreeMap<>();
        Map<String, AffectTracker> trackers = new TreeMap<>();
        ResponsePolicy policy = ResponsePolicy.considerate();
        for (PersonEstimate one : estimates) {
            String person = one.person();
            responders.computeIfAbsent(person, p -> new Responder(policy, p.hashCode()));
            trackers.computeIfAbsent(person, p -> new AffectTracker());
            Decision decision =
                    responders
                            .get(person)
                            .step(one.estimate(), trackers.get(person).update(one.estimate()));
            if (decision.fresh()) {
                expected.computeIfAbsent(person, p -> new ArrayList<>())
                        .add(decision.explanation());
            }
        }
        Map<String, List<String>> actual = new TreeMap<>();
        OperatorSubtaskState state = null;
        int half = estimates.size() / 2;
        for (List<PersonEstimate> part :
                List.of(estimates.subList(0, half), estimates.subList(half, estimates.size()))) {
            try (var harness = harness()) {
                if (state != null) {
                    harness.initializeState(state);
                }
                harness.open();
                for (PersonEstimate one : part) {
                    harness.processElement(new StreamRecord<>(one));
                }
                for (PersonResponse response : harness.extractOutputValues()) {
                    actual.computeIfAbsent(response.person(), p -> new ArrayList<>())
                            .add(response.explanation());
                }
                state = harness.snapshot(1, 1);
            }
        }
        assertEquals(expected, actual);
        assertTrue(
                expected.values().stream().anyMatch(all -> all.size() > 1),
                "somebody's response changes: " + expected);
    }

    @Test
    @SuppressWarnings("try") // Nobody interrupts a harness that closes.
    void nextSession_hasAMoodOfItsOwn_andKeepsWhatWasLearned() throws Exception {
        List<PersonEstimate> estimates = new ArrayList<>(CROWD.unbroken().values());
        estimates.removeIf(one -> !one.person().equals(Crowd.name(0)));
        estimates.sort(Comparator.comparing(PersonEstimate::end));
        long nextDay = Crowd.BEGIN + 86_400 * Crowd.NANOS;
        ResponsePolicy policy = ResponsePolicy.considerate();
        List<String> expected = new ArrayList<>();
        Responder responder = new Responder(policy, Crowd.name(0).hashCode());
        try (var harness = harness()) {
            harness.open();
            for (long origin : new long[] {Crowd.BEGIN, nextDay}) {
                AffectTracker tracker = new AffectTracker();
                for (PersonEstimate one : estimates) {
                    Decision decision =
                            responder.step(one.estimate(), tracker.update(one.estimate()));
                    if (decision.fresh()) {
                        expected.add(decision.explanation());
                    }
                    harness.processElement(
                            new StreamRecord<>(
                                    new PersonEstimate(one.person(), origin, one.estimate())));
                }
                responder = responder.newSession();
            }
            assertEquals(
                    expected,
                    harness.extractOutputValues().stream()
                            .map(PersonResponse::explanation)
                            .toList());
        }
    }

    @Test
    @SuppressWarnings("try") // Nobody interrupts a harness that closes.
    void stateThatIsRefused_isTold_andThePersonBeginsAnew() throws Exception {
        List<PersonEstimate> estimates = new ArrayList<>(CROWD.unbroken().values());
        estimates.removeIf(each -> !each.person().equals(Crowd.name(0)));
        estimates.sort(Comparator.comparing(PersonEstimate::end));
        PersonEstimate one = estimates.get(0);
        OperatorSubtaskState state;
        try (var other = harness(new OtherRelease())) {
            other.open();
            other.processElement(new StreamRecord<>(one));
            state = other.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(state);
            harness.open();
            harness.processElement(new StreamRecord<>(one));
            harness.processElement(new StreamRecord<>(estimates.get(1)));

            assertEquals(1, harness.getSideOutput(EmotionStreams.BAD_RECORDS).size());
            BadRecord told = harness.getSideOutput(EmotionStreams.BAD_RECORDS).element().getValue();
            assertEquals(BadRecord.Reason.STATE_REFUSED, told.reason());
            assertEquals(one.person(), told.person());
        }
    }

    @Test
    void whatIsNoPolicy_isRefusedBeforeTheJobStarts() {
        assertThrows(InputException.class, () -> new Responses("{ nonsense", Duration.ofDays(1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Responses(considerate(), Duration.ofDays(-1)));
    }

    /** Leaves a state that this release does not read. */
    private static final class OtherRelease
            extends KeyedProcessFunction<String, PersonEstimate, PersonResponse> {
        private static final long serialVersionUID = 1;

        @Override
        public void processElement(
                PersonEstimate estimate, Context context, Collector<PersonResponse> out)
                throws Exception {
            ValueStateDescriptor<byte[]> descriptor =
                    new ValueStateDescriptor<>(
                            "responses", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
            descriptor.enableTimeToLive(StateTtlConfig.newBuilder(Duration.ofDays(1)).build());
            getRuntimeContext().getState(descriptor).update("E4PR of 2099".getBytes(US_ASCII));
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, PersonEstimate, PersonResponse>
            harness() throws Exception {
        return harness(new Responses(considerate(), Duration.ofDays(1)));
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, PersonEstimate, PersonResponse>
            harness(KeyedProcessFunction<String, PersonEstimate, PersonResponse> function)
                    throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(function), PersonEstimate::person, Types.STRING);
    }

    private static String considerate() throws Exception {
        try (InputStream in = ResponsePolicy.class.getResourceAsStream("considerate-policy.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
