package io.github.emotion4j.fusion.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsePolicyTest {
    private static final String POLICY =
            """
            {"schema": 1, "name": "desk",
             "strategies": [{"name": "ask", "description": "Ask"},
                            {"name": "carry-on", "description": ""}],
             "rules": [{"name": "upset", "priority": 2, "forSeconds": 3, "coolDownSeconds": 60,
                        "when": [{"measure": "probability.anger", "above": 0.5, "release": 0.4},
                                 {"perceived": ["anger", "disgust"]}],
                        "unless": [{"measure": "quality.face", "below": 0.3}],
                        "choose": ["ask"]}],
             "otherwise": "carry-on",
             "learning": {"method": "thompson", "exploration": 0.25,
              "memoryAnswers": 20}, "gapSeconds": 2}
            """;

    @Test
    void policiesOfTheSameParts_areEqual_andSayWhichTheyAre() {
        ResponsePolicy policy = ResponsePolicy.considerate();
        assertEquals(policy, ResponsePolicy.considerate());
        assertEquals(policy.hashCode(), ResponsePolicy.considerate().hashCode());
        ResponsePolicy ask =
                ResponsePolicy.builder("ask").strategy("ask", "Ask").otherwise("ask").build();
        ResponsePolicy later =
                ResponsePolicy.builder("ask")
                        .strategy("ask", "Ask")
                        .otherwise("ask")
                        .gap(Duration.ofSeconds(6))
                        .build();
        assertNotEquals(ask, later);
        assertEquals("ResponsePolicy[ask, rules=0, strategies=1, otherwise=ask]", ask.toString());
    }

    @Test
    void file_saysTheSameAsCode(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("desk.json"), POLICY);
        ResponsePolicy policy = ResponsePolicy.read(file);
        Rule rule =
                Rule.of(
                                "upset",
                                Condition.above(Measure.probability(Emotion.ANGER), 0.5)
                                        .releasedAt(0.4),
                                "ask")
                        .and(Condition.perceived(Emotion.ANGER, Emotion.DISGUST))
                        .unless(Condition.below(Measure.quality(ModalityId.FACE), 0.3))
                        .withPriority(2)
                        .withDuration(Duration.ofSeconds(3))
                        .withCoolDown(Duration.ofSeconds(60));
        assertEquals("desk", policy.name());
        assertEquals(List.of(rule), policy.rules());
        assertEquals(List.of("ask", "carry-on"), List.copyOf(policy.strategies().keySet()));
        assertEquals("carry-on", policy.otherwise());
        assertEquals(
                new ResponsePolicy.Learning(ResponsePolicy.Learning.Method.THOMPSON, 0.25, 20),
                policy.learning());
        assertEquals(Duration.ofSeconds(2), policy.gap());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"above\" | \"abvoe\" | $.rules[0].when[0].abvoe: this field is unknown; allowed"
                        + " are above, below, measure, perceived, release",
                "\"otherwise\" | \"else\" | $.else: this field is unknown; allowed are $schema,"
                        + " gapSeconds",
                "0.5, | 1.5, | $.rules[0].when[0]: above is 1.5, but probability.anger lies in"
                        + " [0, 1]",
                "0.4} | 0.6} | $.rules[0].when[0]: release must be at most above (0.5)",
                "\"coolDownSeconds\": 60 | \"coolDownSeconds\": -1 | $.rules[0]: coolDownSeconds"
                        + " must be a number from 0 to 3153600000, not -1",
                "\"forSeconds\": 3 | \"forSeconds\": \"3\" | $.rules[0].forSeconds: a number is"
                        + " needed here, not a text",
                "\"forSeconds\": 3 | \"priority\": 3 | $.rules[0].priority: this field is there"
                        + " twice",
                "\"priority\": 2 | \"priority\": 2.5 | $.rules[0].priority: a whole number",
                "[\"ask\"] | [\"aks\"] | $.rules[0].choose[0]: the strategy \"aks\" is not listed;"
                        + " the strategies are ask, carry-on",
                "{\"name\": \"carry-on\" | {\"name\": \"ask\" | $.strategies[1].name: the strategy"
                        + " ask is there twice",
                "probability.anger | probability.rage | $.rules[0].when[0].measure: unknown"
                        + " measure \"probability.rage\"; the measures are valence, arousal",
                "\"disgust\" | \"loathing\" | $.rules[0].when[1].perceived[1]: Unknown label",
                "thompson | ucb | $.learning.method: unknown method \"ucb\"; the methods are"
                        + " fixed, linucb, thompson",
                "\"memoryAnswers\": 20 | \"memoryAnswers\": 0.5 | $.learning: memoryAnswers must be a"
                        + " number of at least 1, not 0.5",
                "\"choose\": [\"ask\"] | \"choose\": [] | $.rules[0]: Rule upset has no strategy",
                "\"name\": \"upset\", | '' | $.rules[0]: missing: name",
                "\"schema\": 1 | \"schema\": 2 | $.schema: schema 2.0 is not known; this version"
                        + " reads schema 1",
                "\"gapSeconds\": 2} | \"gapSeconds\": NaN} | $.gapSeconds: this is not JSON",
            })
    void fault_isNamedWithFileAndPlace(String text, String replacement, String message) {
        assertTrue(POLICY.contains(text), text);
        fault(POLICY.replace(text, replacement), message);
    }

    @Test
    void ruleOfTheSameName_isAFault() {
        String rule =
                "{\"name\": \"upset\", \"when\": [{\"perceived\": [\"fear\"]}], \"choose\": [\"ask\"]}, ";
        fault(
                POLICY.replace("\"rules\": [", "\"rules\": [" + rule),
                "$.rules[1].name: the rule upset is there twice");
    }

    @Test
    void cutOrLongerFile_isAFault() {
        fault(POLICY.substring(0, 120), "$.strategies[1]");
        fault(POLICY + "{}", "desk.json: $");
        fault("", "desk.json: $");
    }

    @Test
    void defaultPolicy_offersAndNeverMoreThanAPolicyMay() {
        ResponsePolicy policy = ResponsePolicy.considerate();
        assertEquals("carry-on", policy.otherwise());
        assertEquals(
                Set.of("carry-on", "ask", "slow-down", "offer-break", "offer-person", "say-unsure"),
                policy.strategies().keySet());
    }

    @Test
    void schema_listsTheFieldsThatTheReaderKnows() throws Exception {
        JsonObject schema;
        try (InputStream in =
                ResponsePolicy.class.getResourceAsStream("response-policy.schema.json")) {
            schema =
                    JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .getAsJsonObject();
        }
        JsonObject parts = schema.getAsJsonObject("$defs");
        assertEquals(PolicyReader.POLICY_FIELDS, fields(schema));
        assertEquals(PolicyReader.STRATEGY_FIELDS, fields(parts.getAsJsonObject("strategy")));
        assertEquals(PolicyReader.RULE_FIELDS, fields(parts.getAsJsonObject("rule")));
        assertEquals(PolicyReader.CONDITION_FIELDS, fields(parts.getAsJsonObject("condition")));
        assertEquals(PolicyReader.LEARNING_FIELDS, fields(parts.getAsJsonObject("learning")));
    }

    private static Set<String> fields(JsonObject part) {
        return part.getAsJsonObject("properties").keySet();
    }

    private static void fault(String json, String message) {
        InputException e =
                assertThrows(InputException.class, () -> ResponsePolicy.parse("desk.json", json));
        assertTrue(e.getMessage().startsWith("desk.json: "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
