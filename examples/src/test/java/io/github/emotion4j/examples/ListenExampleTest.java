package io.github.emotion4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.audio.capture.SoundReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ListenExampleTest {
    @Test
    void listen_bundledClip_printsRunningLinesAndAFinalOne() throws IOException {
        String clip = "/io/github/emotion4j/app/media/scene.mp4";
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (InputStream in =
                        Objects.requireNonNull(ListenExample.class.getResourceAsStream(clip));
                SoundReader source = SoundReader.open(clip, in.readAllBytes()).orElseThrow()) {
            ListenExample.listen(source, new PrintStream(printed, true, StandardCharsets.UTF_8));
        }

        String text = printed.toString(StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        assertTrue(lines.size() >= 2, text);
        assertTrue(lines.subList(0, lines.size() - 1).stream().anyMatch(l -> l.contains(" ~ ")));
        assertTrue(lines.get(lines.size() - 1).contains(" = "), text);
        assertEquals(
                lines.size(),
                lines.stream().filter(l -> l.contains("quality") && l.endsWith(" Hz)")).count());
    }
}
