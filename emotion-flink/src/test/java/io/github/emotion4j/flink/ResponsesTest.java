package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.fusion.affect.AffectRates;
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
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** A policy that is kept in Flink's state between any two estimates decides like one in memory. */
class ResponsesTest {
    private static final Crowd CROWD = new Crowd(4, 60, false);

    @Test
    void responsesOfManyPersons_areThoseOfAResponderEach() throws Exception {
        List<PersonEstimate> estimates = new ArrayList<>(CROWD.unbroken().values());
        estimates.sort(Comparator.comparing(PersonEstimate::end));
        Map<String, List<String>> expected = new TreeMap<>();
        Map<String, Responder> responders = new TreeMap<>();
        Map<String, AffectTracker> trackers = new TreeMap<>();
        ResponsePolicy policy = ResponsePolicy.considerate();
        for (PersonEstimate one : estimates) {
            String person = one.person();
            responders.computeIfAbsent(person, p -> policy.open(p.hashCode()));
            trackers.computeIfAbsent(person, p -> new AffectTracker(AffectRates.defaults()));
            Decision decision =
                    responders
                            .get(person)
                            .step(one.estimate(), trackers.get(person).update(one.estimate()));
            if (decision.fresh()) {
                expected.computeIfAbsent(person, p -> new ArrayList<>())
                        .add(decision.explanation());
            }
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
        Map<String, List<String>> actual = new TreeMap<>();
        for (PersonResponse response :
                env.fromData(estimates)
                        .setParallelism(1)
                        .keyBy(PersonEstimate::person)
                        .process(new Responses(considerate(), Duration.ofDays(1)))
                        .executeAndCollect(10_000)) {
            actual.computeIfAbsent(response.person(), p -> new ArrayList<>())
                    .add(response.explanation());
        }
        assertEquals(expected, actual);
        assertTrue(
                expected.values().stream().anyMatch(all -> all.size() > 1),
                "somebody's response changes: " + expected);
    }

    private static String considerate() throws Exception {
        try (InputStream in = ResponsePolicy.class.getResourceAsStream("considerate-policy.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
