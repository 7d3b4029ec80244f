package io.github.emotion4j.core.internal.format;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.Guard;
import java.io.StringReader;
import java.util.function.Function;

/** JSON objects to text and back. Numbers keep every bit. */
final class JsonText {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private JsonText() {}

    static String write(JsonObject json) {
        return GSON.toJson(json);
    }

    /**
     * Reads an object.
     *
     * @param name the input's name
     * @param text its text
     * @param read converts it to a value; may throw any exception
     * @throws InputException if the text is no such object
     */
    static <T> T read(String name, String text, Function<JsonObject, T> read) {
        return Guard.read(
                name,
                () -> "is cut or was changed, or was never written by this library",
                () -> {
                    JsonReader reader = new JsonReader(new StringReader(text));
                    reader.setNestingLimit(Limits.defaults().maxJsonDepth());
                    JsonObject json = JsonParser.parseReader(reader).getAsJsonObject();
                    if (reader.peek() != JsonToken.END_DOCUMENT) {
                        throw new IllegalArgumentException("more follows");
                    }
                    return read.apply(json);
                });
    }

    /**
     * Checks the version.
     *
     * @throws InputException if it is another
     */
    static void requireVersion(String name, JsonObject json, int version) {
        JsonElement found = json.get("version");
        if (found == null || !found.isJsonPrimitive() || found.getAsInt() != version) {
            throw new InputException(
                    name,
                    "is of version "
                            + found
                            + ", and this release of the library reads version "
                            + version
                            + "; write it again with this release, or read it with the one that"
                            + " wrote it");
        }
    }
}
