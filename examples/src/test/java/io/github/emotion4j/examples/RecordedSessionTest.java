package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.fusion.response.ResponsePolicy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedSessionTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void customer_isOfferedWhatHelpedLastTime() throws Exception {
        String name = "customer-service-policy.json";
        List<List<String>> calls =
                CustomerServiceExample.run(
                        ResponsePolicy.parse(name, RecordedSession.text(name)), console);
        assertEquals("acknowledge", calls.get(0).get(0), calls.toString());
        assertEquals("offer-person", calls.get(2).get(0), calls.toString());
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("rule away"), text);
        assertTrue(text.contains("say-what-is-next (rule pleased"), text);
    }

    @Test
    void evenings_endWithTheOfferThatHelps(@TempDir Path folder) throws Exception {
        List<String> offers = HealthExample.run(folder.resolve("learned"), console);
        assertEquals("breathe", offers.get(offers.size() - 1), offers.toString());
    }
}
