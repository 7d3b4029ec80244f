package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the codes of reasons against docs/reasons.md, so that each is explained. */
class ReasonCodesTest {
    private static final Path ROOT = Path.of("..");
    private static final String CODE = "\"([a-z]+(?:-[a-z]+)*)\"";

    /** A reason, or a piece of code that makes one of its code and what was measured. */
    private static final Pattern MADE =
            Pattern.compile(
                    "(?:new Reason\\(|\\blimit\\(|(?:share|told)\\(\\s*issues,)\\s*" + CODE);

    private static final Pattern SCORED = Pattern.compile("\\s" + CODE + ",\\s+\"[^\"]*%");
    private static final Pattern WITH_SUBJECT =
            Pattern.compile("new InputException\\([^;\"]*,[^;\"]*\"(it [^\"]*)\"");

    private static final Pattern CELL = Pattern.compile("`" + CODE.replace("\"", "") + "`");

    @Test
    void everyCodeIsExplained() throws IOException {
        TreeSet<String> explained = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/reasons.md"))) {
            if (line.startsWith("| `")) {
                Matcher cell = CELL.matcher(line.substring(0, line.indexOf(" | ")));
                while (cell.find()) {
                    assertTrue(explained.add(cell.group(1)), cell.group(1) + " stands twice");
                }
            }
        }
        TreeSet<String> made = new TreeSet<>();
        for (String text : sources("core", "media", "vision", "audio", "physio", "fusion")) {
            find(MADE, text, made);
            if (text.contains("new Reason(code, String.format(Locale.ROOT, format, measured))")) {
                find(SCORED, text, made);
            }
        }
        assertEquals(String.join("\n", explained), String.join("\n", made));
    }

    /** The subject of what is wrong is the input, whose name stands before: "a.jpg: is empty". */
    @Test
    void whatIsWrongWithAnInputIsAClauseWithoutSubject() throws IOException {
        TreeSet<String> others = new TreeSet<>();
        for (String text : sources("core", "media", "vision", "audio", "physio", "fusion", "app")) {
            find(WITH_SUBJECT, text, others);
        }
        assertEquals(Set.of(), others);
    }

    private static List<String> sources(String... modules) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String module : modules) {
            try (Stream<Path> all = Files.walk(ROOT.resolve("emotion-" + module + "/src/main"))) {
                for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts;
    }

    private static void find(Pattern pattern, String text, Set<String> found) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
    }
}
