package io.github.emotion4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.US_ASCII);

    @Test
    void onATerminalItNeverGoesBack() {
        ProgressBar bar = new ProgressBar(out, true, "clip");
        for (double fraction : new double[] {0.1, 0.5, 0.2, 0.501, 1, 0.9}) {
            bar.show(fraction);
        }
        assertEquals(List.of("10", "50", "100"), percentages());
    }

    @Test
    void elsewhereItIsSilent() {
        ProgressBar bar = new ProgressBar(out, false, "clip");
        bar.show(0.5);
        bar.clear();
        assertEquals(0, bytes.size());
    }

    private List<String> percentages() {
        return Pattern.compile("(\\d+) %")
                .matcher(bytes.toString(StandardCharsets.US_ASCII))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
