package io.github.emotion4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.EmotionRecognizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    @TempDir private Path folder;

    @Test
    void facesOfPicturesAreRecognisedByTheModelsThatAreNamed() throws IOException {
        Path model = Files.createDirectories(folder.resolve("face-expression"));
        Files.writeString(model.resolve("model.json"), "{}");
        StringWriter err = new StringWriter();
        int exitCode =
                Emotion4j.commandLine(() -> EmotionRecognizer.builder().onlyNamedModalities())
                        .setErr(new PrintWriter(err))
                        .execute("serve", "--port", "0", "--models", folder.toString());
        assertEquals(3, exitCode, err.toString());
        assertTrue(err.toString().contains("face-expression"), err.toString());
    }

    @Test
    void aPortThatIsTakenIsToldBeforeModelsAreLoaded() throws IOException {
        StringWriter err = new StringWriter();
        try (ServerSocket taken =
                new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            String port = String.valueOf(taken.getLocalPort());
            int exitCode =
                    Emotion4j.commandLine(EmotionRecognizer::builder)
                            .setErr(new PrintWriter(err))
                            .execute("serve", "--port", port);
            assertEquals(3, exitCode);
            assertTrue(err.toString().contains("port " + port + ": cannot be listened on"));
            assertFalse(err.toString().contains("Loading"), err.toString());
        }
    }
}
