package io.github.emotion4j.flink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/** A folder of models with the bundled fusion as another version of it. */
final class OtherNetwork {
    private static final String BUNDLED = "/io/github/emotion4j/models/fusion/";
    private static final Pattern VERSION = Pattern.compile("\"version\": \"[^\"]+\"");

    private OtherNetwork() {}

    static Path in(Path folder) throws IOException {
        Path fusion = Files.createDirectories(folder.resolve("models/fusion"));
        String description = new String(bytes("model.json"), StandardCharsets.UTF_8);
        Files.writeString(
                fusion.resolve("model.json"),
                VERSION.matcher(description).replaceFirst("\"version\": \"of tomorrow\""));
        Files.write(fusion.resolve("model.onnx"), bytes("model.onnx"));
        return fusion.getParent();
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(OtherNetwork.class.getResourceAsStream(BUNDLED + file))) {
            return in.readAllBytes();
        }
    }
}
