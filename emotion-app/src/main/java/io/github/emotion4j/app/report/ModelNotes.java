package io.github.emotion4j.app.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.EmotionRecognizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model on the class path says of itself.
 *
 * @param id its name
 * @param version its version
 * @param licence the terms of its weights
 * @param purpose what it does: the first sentence of its card
 * @param card its whole card, in Markdown
 */
public record ModelNotes(String id, String version, String licence, String purpose, String card) {
    private static final String RESOURCES = "/io/github/emotion4j/models/";
    private static final List<String> IDS =
            List.of(
                    "face-detector",
                    "face-detector-short-range",
                    "face-landmarks",
                    "face-expression",
                    "speech-activity",
                    "speech-emotion",
                    "physio-stress",
                    "fusion");

    /** {@return the notes of the models that are there, one for each} */
    public static List<ModelNotes> all() {
        List<ModelNotes> notes = new ArrayList<>();
        for (String id : IDS) {
            Optional<String> description = text(id, "model.json");
            if (description.isPresent()) {
                JsonObject json = new Gson().fromJson(description.get(), JsonObject.class);
                String card = text(id, "CARD.md").orElse("");
                notes.add(
                        new ModelNotes(
                                json.get("id").getAsString(),
                                json.get("version").getAsString(),
                                json.has("licence")
                                        ? json.get("licence").getAsString()
                                        : text(id, "LICENSE.txt").orElse("not stated").strip(),
                                firstSentence(card),
                                card));
            }
        }
        return notes;
    }

    private static Optional<String> text(String id, String file) {
        String name = RESOURCES + id + "/" + file;
        try (InputStream stream = EmotionRecognizer.class.getResourceAsStream(name)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Below the title, on one line and without marks of emphasis and links. What follows it refers
     * to the rest of the card.
     */
    static String firstSentence(String card) {
        String[] paragraphs = card.split("\\R\\s*\\R");
        String text = paragraphs.length > 1 ? paragraphs[1] : "";
        return text.replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1")
                .replaceAll("[*`]", "")
                .replaceAll("\\s+", " ")
                .strip()
                .replaceFirst("(?<=[.])(?<!\\bal[.]) (?=\\p{Lu}).*", "");
    }
}
