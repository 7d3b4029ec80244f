package io.github.emotion4j.core.internal.io;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import java.io.IOException;
import java.io.StringReader;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** JSON objects to text and back. Numbers keep every bit. */
public final class JsonText {
    private static final Gson GSON =
            new GsonBuilder()
                    .disableHtmlEscaping()
                    .serializeNulls()
                    .setStrictness(Strictness.STRICT)
                    .create();

    private JsonText() {}

    /**
     * Writes an object.
     *
     * @param json the object
     * @return its text, one line
     * @throws IllegalArgumentException if a number is not finite, which JSON cannot say
     */
    public static String write(JsonObject json) {
        return GSON.toJson(json);
    }

    /**
     * Reads an object that this library wrote.
     *
     * @param <T> the value
     * @param name the input's name
     * @param text its text
     * @param read converts it to a value; may throw any exception
     * @return the value
     * @throws InputException if the text is no such object
     */
    public static <T> T read(String name, String text, Function<JsonObject, T> read) {
        return readOwn(name, text, Limits.defaults(), read);
    }

    /**
     * Reads an object that this library wrote, within the limits of a recogniser.
     *
     * @param <T> the value
     * @param name the input's name
     * @param text its text
     * @param limits its greatest depth
     * @param read converts it to a value; may throw any exception
     * @return the value
     * @throws InputException if the text is no such object
     */
    public static <T> T readOwn(
            String name, String text, Limits limits, Function<JsonObject, T> read) {
        return Guard.read(
                name,
                () -> "is cut or was changed, or was never written by this library",
                reading(text, limits, read));
    }

    /**
     * Reads an object that others wrote.
     *
     * @param <T> the value
     * @param name the input's name
     * @param text its text
     * @param limits its greatest depth
     * @param read converts it to a value; may throw any exception
     * @return the value
     * @throws InputException if the text is no such object
     */
    public static <T> T read(
            String name, String text, Limits limits, Function<JsonObject, T> read) {
        return Guard.read(name, reading(text, limits, read));
    }

    private static <T> Callable<T> reading(
            String text, Limits limits, Function<JsonObject, T> read) {
        return () -> read.apply(parse(text, limits).getAsJsonObject());
    }

    /**
     * Parses a text; for readers that are guarded as a whole.
     *
     * @param text the text
     * @param limits its greatest depth
     * @return its value
     * @throws IOException if it is no JSON (RFC 8259)
     */
    public static JsonElement parse(String text, Limits limits) throws IOException {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(limits.maxJsonDepth());
        JsonElement json = JsonParser.parseReader(reader);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new IllegalArgumentException("more follows");
        }
        return json;
    }

    /**
     * A whole number that keeps every bit.
     *
     * @param json a number
     * @return the number
     * @throws ArithmeticException if it is no whole number, or is too large
     */
    public static long whole(JsonElement json) {
        return json.getAsBigDecimal().longValueExact();
    }

    /**
     * Checks the version.
     *
     * @param name the input's name
     * @param json the object that states it
     * @param version the only one that this release reads
     * @throws InputException if it is another
     */
    public static void requireVersion(String name, JsonObject json, int version) {
        JsonElement found = json.get("version");
        if (found == null || !found.isJsonPrimitive() || whole(found) != version) {
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
