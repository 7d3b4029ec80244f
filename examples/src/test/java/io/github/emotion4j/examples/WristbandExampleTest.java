package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WristbandExampleTest {
    private static double heartRateBpm(List<BodyChart.Moment> moments, double from, double to) {
        return moments.stream()
                .filter(m -> m.seconds() >= from && m.seconds() <= to)
                .mapToDouble(m -> m.detail().heartRateBpm())
                .average()
                .orElseThrow();
    }

    @Test
    void read_bundledRecording_showsThePulseThatWasSimulated() throws IOException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        List<BodyChart.Mark> marks = List.of(new BodyChart.Mark(300, "the test begins"));

        List<BodyChart.Moment> moments =
                WristbandExample.read(
                        WristbandExample.bundled(),
                        marks,
                        new PrintStream(console, true, StandardCharsets.UTF_8));

        assertEquals(660, moments.get(moments.size() - 1).seconds(), 10);
        assertEquals(64, heartRateBpm(moments, 60, 300), 1);
        assertEquals(88, heartRateBpm(moments, 420, 660), 1);
        assertTrue(console.toString(StandardCharsets.UTF_8).contains("11:00"));
        assertTrue(console.toString(StandardCharsets.UTF_8).contains(" 5:00 - the test begins"));
        String page = BodyChart.html(moments, marks);
        assertTrue(
                page.contains("11 min")
                        && page.contains("the test begins")
                        && page.endsWith("</html>\n"));
    }
}
