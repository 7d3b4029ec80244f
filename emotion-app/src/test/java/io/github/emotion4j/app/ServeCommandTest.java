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
import org.junit.jupiter.api.Test;

class ServeCommandTest {
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
