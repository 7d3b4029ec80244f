package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each program's story, as it is told. */
class ProgramsTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/emotion4j/examples");

    @TempDir Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void withoutArgumentsAllAreListed() {
        assertEquals(0, run());
        for (Program program : Programs.ALL) {
            assertTrue(told().contains(program.name()), told());
        }
        assertEquals(12, Programs.ALL.size());
    }

    @Test
    void eachStoryFitsOnAPageAndExplainsItself() throws IOException {
        for (Program program : Programs.ALL) {
            long lines = Files.readAllLines(SOURCES.resolve(program.name() + ".java")).size();
            assertTrue(lines <= 80, program.name() + " has " + lines + " lines");
            assertEquals(0, run(program.name(), "--help"));
            assertTrue(told().contains("Usage: " + program.name()), told());
            assertEquals(2, run(program.name(), "nosuch.file", "no", "such", "arguments"));
            String message = err.toString(StandardCharsets.UTF_8);
            assertTrue(message.contains("Usage: " + program.name()), message);
            assertFalse(message.contains("\tat "), message);
        }
        assertEquals(2, run("nosuch"));
    }

    @Test
    void mediaAreAnalysed() throws IOException {
        assertEquals(0, run("AnalyzeMedia", media("astronaut.png")));
        assertTrue(told().contains("on the whole"), told());
        assertTrue(told().contains("happiness"), told());
    }

    @Test
    void aBrokenFileIsALine() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jpg"), "no picture");
        assertEquals(1, run("AnalyzeMedia", broken.toString(), media("astronaut.png")));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).strip().lines().count());
        assertTrue(told().contains(broken + ": ") && told().contains("on the whole"), told());
    }

    @Test
    void aVoiceIsHeardWhileItSpeaksAndAfter() throws IOException {
        assertEquals(0, run("Listen", media("scene.mp4")));
        List<String> lines = told().lines().toList();
        assertTrue(lines.stream().anyMatch(l -> l.contains(" ~ ")), told());
        assertTrue(lines.get(lines.size() - 1).contains(" = "), told());
        assertTrue(lines.stream().allMatch(l -> l.endsWith(" Hz)")), told());
    }

    @Test
    void theSimulatedTaskIsSeenInHeartAndStress() {
        assertEquals(0, run("WristbandDay"));
        assertTrue(line(" 4:00").contains(" 64/min"), told());
        assertTrue(stress(" 4:00") < 0.5 && stress(" 9:00") > 0.5, told());
    }

    @Test
    void whatAWristbandDoesNotMeasureIsADash() throws IOException {
        StringBuilder table = new StringBuilder("time_s,EDA (µS)\n");
        for (int i = 0; i < 4 * 180; i++) {
            table.append(i / 4.0).append(',').append(2 + Math.sin(i / 40.0) / 4).append('\n');
        }
        Path skin = Files.writeString(folder.resolve("skin.csv"), table);
        assertEquals(0, run("WristbandDay", skin.toString()));
        assertTrue(told().contains("µS") && told().contains("–"), told());
        assertFalse(told().contains("NaN"), told());
    }

    private String line(String time) {
        return told().lines().filter(l -> l.startsWith(time)).findFirst().orElseThrow();
    }

    private double stress(String time) {
        return Double.parseDouble(line(time).replaceAll(".*°C +([0-9.]+).*", "$1"));
    }

    @Test
    void theCustomerIsOfferedWhatHelpedLastTime() throws IOException {
        String name = "customer-service-policy.json";
        List<List<String>> calls =
                CustomerService.calls(
                        ResponsePolicy.parse(name, RecordedSession.text(name)),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
        assertEquals("acknowledge", calls.get(0).get(0), calls.toString());
        assertEquals("offer-person", calls.get(2).get(0), calls.toString());
        assertTrue(told().contains("rule away"), told());
    }

    @Test
    void theCheckInIsATrendAndNoDiagnosis() {
        assertEquals(0, run("CheckIn"));
        assertTrue(told().contains("changed by") && told().contains("talk with them"), told());
    }

    @Test
    void theLearnerIsAskedFirst() {
        assertEquals(2, run("LearningCompanion"));
        assertTrue(told().isEmpty(), told());
        assertEquals(0, run("LearningCompanion", "--consent"));
        assertTrue(told().contains("to the learner: Shall I show the next step"), told());
    }

    @Test
    void theHomeLearnsWhatIsLiked() throws IOException {
        for (String liked : List.of("warm-light", "quiet-music")) {
            List<String> first =
                    SmartHome.evenings(liked, new PrintStream(out, true, StandardCharsets.UTF_8));
            assertEquals(liked, first.get(first.size() - 1), first.toString());
        }
    }

    @Test
    void theCompanionTakesTheToneThatHelps() {
        assertEquals(0, run("Companion", "brief"));
        String last = told().substring(told().indexOf("Talk 3"));
        assertTrue(last.contains("companion: 10:12, platform 4."), last);
        assertFalse(last.contains("No hurry"), last);
    }

    @Test
    void filesInFoldersNamedByClassesAreMeasured() throws IOException {
        Path happy = Files.createDirectories(folder.resolve("set/happiness"));
        Files.copy(Path.of(media("astronaut.png")), happy.resolve("a.png"));
        assertEquals(0, run("Evaluate", folder.resolve("set").toString()));
        assertTrue(told().contains("happiness      1.000     1.000"), told());
    }

    @Test
    void whatThePersonSaysIsJoinedWithTheFace() throws IOException {
        Path reports = Files.writeString(folder.resolve("reports.csv"), "0,happiness\n");
        assertEquals(0, run("OwnModality", reports.toString(), media("astronaut.png")));
        assertTrue(told().contains("self-report") && told().contains("face"), told());

        Files.writeString(reports, "3,anger\n1,happiness\n");
        assertEquals(0, run("OwnModality", reports.toString()));
        Files.writeString(reports, "1,anger\nseconds,class\n");
        assertEquals(2, run("OwnModality", reports.toString()));
        String message = err.toString(StandardCharsets.UTF_8);
        assertTrue(message.contains("reports.csv: line 2: "), message);
        Files.writeString(reports, "");
        assertEquals(2, run("OwnModality", reports.toString()));
    }

    private String media(String name) throws IOException {
        Path file = folder.resolve(name);
        String resource = "/io/github/emotion4j/app/media/" + name;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(resource))) {
            if (!Files.exists(file)) {
                Files.copy(in, file);
            }
        }
        return file.toString();
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        return Programs.run(
                Arrays.asList(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
