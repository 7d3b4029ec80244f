package io.github.emotion4j.fusion.response;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.fusion.internal.Durations;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a policy file strictly; every fault is named with its place. */
final class PolicyReader {
    static final Set<String> POLICY_FIELDS =
            Set.of(
                    "$schema",
                    "schema",
                    "name",
                    "strategies",
                    "rules",
                    "otherwise",
                    "learning",
                    "gapSeconds");
    static final Set<String> STRATEGY_FIELDS = Set.of("name", "description");
    static final Set<String> RULE_FIELDS =
            Set.of("name", "priority", "when", "unless", "forSeconds", "coolDownSeconds", "choose");
    static final Set<String> CONDITION_FIELDS =
            Set.of("measure", "above", "below", "release", "perceived");
    static final Set<String> LEARNING_FIELDS = Set.of("method", "exploration", "memoryAnswers");

    private static final int SCHEMA = 1;

    private final String origin;
    private final JsonReader json;

    PolicyReader(String origin, String text) {
        this.origin = origin;
        json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
    }

    ResponsePolicy read() {
        try {
            ResponsePolicy policy = policy();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw fault("$", "something follows after the policy's closing brace");
            }
            return policy;
        } catch (MalformedJsonException | JsonParseException e) {
            throw new InputException(
                    origin, json.getPath() + ": this is not JSON: " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new InputException(
                    origin, json.getPath() + ": the file ends here, unfinished", e);
        } catch (IOException e) {
            throw new InputException(origin, "cannot be read: " + e.getMessage(), e);
        }
    }

    private ResponsePolicy policy() throws IOException {
        Map<String, String> seen = new LinkedHashMap<>();
        Map<String, String> strategies = new LinkedHashMap<>();
        List<Rule> rules = new ArrayList<>();
        List<Use> uses = new ArrayList<>();
        String name = null;
        ResponsePolicy.Learning learning = ResponsePolicy.Learning.defaults();
        Double gapSeconds = null;
        open("$", JsonToken.BEGIN_OBJECT);
        json.beginObject();
        while (json.hasNext()) {
            String field = field(seen, POLICY_FIELDS);
            String path = json.getPath();
            switch (field) {
                case "schema" -> {
                    double schema = number();
                    if (schema != SCHEMA) {
                        throw fault(
                                path,
                                "schema "
                                        + schema
                                        + " is not known; this version reads schema "
                                        + SCHEMA);
                    }
                }
                case "name" -> name = text();
                case "strategies" -> strategies(strategies);
                case "rules" -> rules(rules, uses);
                case "otherwise" -> uses.add(new Use(path, text()));
                case "learning" -> learning = learning();
                case "gapSeconds" -> gapSeconds = number();
                default -> json.skipValue();
            }
        }
        json.endObject();
        require("$", seen, "schema", "name", "strategies", "rules", "otherwise");
        for (Use use : uses) {
            if (!strategies.containsKey(use.strategy)) {
                throw fault(
                        use.path,
                        "the strategy \""
                                + use.strategy
                                + "\" is not listed; the strategies are "
                                + String.join(", ", strategies.keySet()));
            }
        }
        ResponsePolicy.Builder builder = at(place(seen, "name"), name, ResponsePolicy::builder);
        strategies.forEach(builder::strategy);
        rules.forEach(builder::rule);
        builder.learning(learning).otherwise(otherwise(uses, place(seen, "otherwise")));
        if (gapSeconds != null) {
            at(
                    place(seen, "gapSeconds"),
                    gapSeconds,
                    seconds -> builder.gap(Durations.ofSeconds("gapSeconds", seconds)));
        }
        return builder.build();
    }

    private void strategies(Map<String, String> strategies) throws IOException {
        open(json.getPath(), JsonToken.BEGIN_ARRAY);
        json.beginArray();
        while (json.hasNext()) {
            String path = open(json.getPath(), JsonToken.BEGIN_OBJECT);
            Map<String, String> seen = new LinkedHashMap<>();
            String name = null;
            String description = "";
            json.beginObject();
            while (json.hasNext()) {
                switch (field(seen, STRATEGY_FIELDS)) {
                    case "name" -> name = text();
                    default -> description = text();
                }
            }
            json.endObject();
            require(path, seen, "name", "description");
            String checked = at(place(seen, "name"), name, PolicyReader::strategyName);
            if (strategies.putIfAbsent(checked, description) != null) {
                throw fault(
                        place(seen, "name"),
                        "the strategy " + checked + " is there twice; rename or remove one");
            }
        }
        json.endArray();
    }

    private static String strategyName(String name) {
        Rule.requireName("A strategy", name);
        return name;
    }

    private void rules(List<Rule> rules, List<Use> uses) throws IOException {
        open(json.getPath(), JsonToken.BEGIN_ARRAY);
        json.beginArray();
        while (json.hasNext()) {
            Rule rule = rule(uses);
            if (rules.stream().anyMatch(r -> r.name().equals(rule.name()))) {
                throw fault(
                        "$.rules[" + rules.size() + "].name",
                        "the rule " + rule.name() + " is there twice; rename or remove one");
            }
            rules.add(rule);
        }
        json.endArray();
    }

    private Rule rule(List<Use> uses) throws IOException {
        String path = open(json.getPath(), JsonToken.BEGIN_OBJECT);
        Map<String, String> seen = new LinkedHashMap<>();
        String name = null;
        double priority = 0;
        double forSeconds = 0;
        double coolDownSeconds = 0;
        List<Condition> when = List.of();
        List<Condition> unless = List.of();
        List<String> choose = new ArrayList<>();
        json.beginObject();
        while (json.hasNext()) {
            switch (field(seen, RULE_FIELDS)) {
                case "name" -> name = text();
                case "priority" -> priority = number();
                case "when" -> when = conditions();
                case "unless" -> unless = conditions();
                case "forSeconds" -> forSeconds = number();
                case "coolDownSeconds" -> coolDownSeconds = number();
                default -> choose = choices(uses);
            }
        }
        json.endObject();
        require(path, seen, "name", "when", "choose");
        if (priority != Math.rint(priority) || Math.abs(priority) > Integer.MAX_VALUE) {
            throw fault(place(seen, "priority"), "a whole number is needed, not " + priority);
        }
        try {
            return new Rule(
                    name == null ? "" : name,
                    (int) priority,
                    when,
                    unless,
                    Durations.ofSeconds("forSeconds", forSeconds),
                    Durations.ofSeconds("coolDownSeconds", coolDownSeconds),
                    choose);
        } catch (IllegalArgumentException e) {
            throw new InputException(origin, path + ": " + e.getMessage(), e);
        }
    }

    private List<String> choices(List<Use> uses) throws IOException {
        List<String> strategies = new ArrayList<>();
        open(json.getPath(), JsonToken.BEGIN_ARRAY);
        json.beginArray();
        while (json.hasNext()) {
            String path = json.getPath();
            String strategy = text();
            strategies.add(strategy);
            uses.add(new Use(path, strategy));
        }
        json.endArray();
        return strategies;
    }

    private List<Condition> conditions() throws IOException {
        List<Condition> conditions = new ArrayList<>();
        open(json.getPath(), JsonToken.BEGIN_ARRAY);
        json.beginArray();
        while (json.hasNext()) {
            conditions.add(condition());
        }
        json.endArray();
        return conditions;
    }

    private Condition condition() throws IOException {
        String path = open(json.getPath(), JsonToken.BEGIN_OBJECT);
        Map<String, String> seen = new LinkedHashMap<>();
        Measure measure = null;
        double threshold = 0;
        Double release = null;
        Set<Emotion> perceived = Set.of();
        json.beginObject();
        while (json.hasNext()) {
            String field = field(seen, CONDITION_FIELDS);
            switch (field) {
                case "measure" -> measure = at(json.getPath(), text(), Measure::ofName);
                case "above", "below" -> threshold = number();
                case "release" -> release = number();
                default -> perceived = emotions();
            }
        }
        json.endObject();
        try {
            if (seen.containsKey("perceived")) {
                if (seen.size() > 1) {
                    throw fault(path, "perceived stands alone; make of " + seen.keySet() + " two");
                }
                return new Condition.Perceived(perceived);
            }
            require(path, seen, "measure");
            if (measure == null || seen.containsKey("above") == seen.containsKey("below")) {
                throw fault(path, "a measure needs either \"above\" or \"below\"");
            }
            boolean above = seen.containsKey("above");
            return new Condition.Threshold(
                    measure, above, threshold, release == null ? threshold : release);
        } catch (IllegalArgumentException e) {
            throw new InputException(origin, path + ": " + e.getMessage(), e);
        }
    }

    private Set<Emotion> emotions() throws IOException {
        Set<Emotion> emotions = EnumSet.noneOf(Emotion.class);
        open(json.getPath(), JsonToken.BEGIN_ARRAY);
        json.beginArray();
        while (json.hasNext()) {
            String path = json.getPath();
            if (!emotions.add(at(path, text(), Emotion::ofLabel))) {
                throw fault(path, "this class is there twice");
            }
        }
        json.endArray();
        return emotions;
    }

    private ResponsePolicy.Learning learning() throws IOException {
        String path = open(json.getPath(), JsonToken.BEGIN_OBJECT);
        Map<String, String> seen = new LinkedHashMap<>();
        ResponsePolicy.Learning.Method method = ResponsePolicy.Learning.defaults().method();
        double exploration = ResponsePolicy.Learning.defaults().exploration();
        double memoryAnswers = ResponsePolicy.Learning.defaults().memoryAnswers();
        json.beginObject();
        while (json.hasNext()) {
            switch (field(seen, LEARNING_FIELDS)) {
                case "method" -> method = at(json.getPath(), text(), PolicyReader::method);
                case "exploration" -> exploration = number();
                default -> memoryAnswers = number();
            }
        }
        json.endObject();
        try {
            return new ResponsePolicy.Learning(method, exploration, memoryAnswers);
        } catch (IllegalArgumentException e) {
            throw new InputException(origin, path + ": " + e.getMessage(), e);
        }
    }

    private static ResponsePolicy.Learning.Method method(String name) {
        for (ResponsePolicy.Learning.Method method : ResponsePolicy.Learning.Method.values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
                return method;
            }
        }
        throw new IllegalArgumentException(
                "unknown method \"" + name + "\"; the methods are fixed, linucb, thompson");
    }

    private String field(Map<String, String> seen, Set<String> allowed) throws IOException {
        String name = json.nextName();
        String path = json.getPath();
        if (!allowed.contains(name)) {
            throw fault(
                    path,
                    "this field is unknown; allowed are "
                            + String.join(", ", new TreeSet<>(allowed)));
        }
        if (seen.put(name, path) != null) {
            throw fault(path, "this field is there twice");
        }
        return name;
    }

    private double number() throws IOException {
        String path = open(json.getPath(), JsonToken.NUMBER);
        double value = json.nextDouble();
        if (!Double.isFinite(value)) {
            throw fault(path, "this number is too large");
        }
        return value;
    }

    private String text() throws IOException {
        open(json.getPath(), JsonToken.STRING);
        return json.nextString();
    }

    private String open(String path, JsonToken expected) throws IOException {
        JsonToken found = json.peek();
        if (found != expected) {
            throw fault(path, word(expected) + " is needed here, not " + word(found));
        }
        return path;
    }

    private static String word(JsonToken token) {
        return switch (token) {
            case BEGIN_OBJECT -> "an object {...}";
            case BEGIN_ARRAY -> "a list [...]";
            case STRING -> "a text in quotes";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            default -> "the end";
        };
    }

    private void require(String path, Map<String, String> seen, String... fields) {
        Set<String> missing = new HashSet<>();
        for (String field : fields) {
            if (!seen.containsKey(field)) {
                missing.add(field);
            }
        }
        if (!missing.isEmpty()) {
            throw fault(path, "missing: " + String.join(", ", new TreeSet<>(missing)));
        }
    }

    private <T, R> R at(String path, @Nullable T value, Function<T, R> maker) {
        try {
            if (value == null) {
                throw fault(path, "missing");
            }
            return maker.apply(value);
        } catch (IllegalArgumentException e) {
            throw new InputException(origin, path + ": " + e.getMessage(), e);
        }
    }

    private static String place(Map<String, String> seen, String field) {
        return seen.getOrDefault(field, "$");
    }

    private static String otherwise(List<Use> uses, String path) {
        return uses.stream()
                .filter(use -> use.path.equals(path))
                .map(use -> use.strategy)
                .findFirst()
                .orElse("");
    }

    private InputException fault(String path, String message) {
        return new InputException(origin, path + ": " + message);
    }

    /** Where the file uses a strategy. */
    private record Use(String path, String strategy) {}
}
