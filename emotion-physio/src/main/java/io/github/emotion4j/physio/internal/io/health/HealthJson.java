package io.github.emotion4j.physio.internal.io.health;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Heart rates in JSON, as Fitbit, Google's takeout, Oura and Polar Flow write them: objects with a
 * time and a rate, which may lie in an object within, anywhere in the document.
 */
public final class HealthJson extends HeartRates {
    private static final Set<String> TIMES =
            Set.of("datetime", "time", "timestamp", "starttime", "start_time", "date");

    private static final Set<String> RATES =
            Set.of("bpm", "heartrate", "heart_rate", "hr", "beatsperminute");

    /** What is named after the heart, or its rate, and is no rate that was measured. */
    private static final Pattern OTHERS =
            Pattern.compile("variab|recover|goal|target|zone|reserve|rest|max|min(?!ute)");

    /** An object under way. */
    private static final class Frame {
        boolean ofHeart;
        String time = "";
        String rate = "";

        Frame(boolean ofHeart) {
            this.ofHeart = ofHeart;
        }
    }

    private final String name;
    private final Limits limits;
    private final Counted text;
    private final JsonReader json;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private final ArrayDeque<String> arrays = new ArrayDeque<>();
    private final List<String> pair = new ArrayList<>();
    private int pairsDepth;
    private String key = "";
    private int depth;
    private boolean begun;

    public HealthJson(String name, InputStream in, Limits limits) {
        this.name = name;
        this.limits = limits;
        this.text = new Counted(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.json = new JsonReader(text);
    }

    /** Characters since the last token: a string is held whole in memory. */
    private final class Counted extends FilterReader {
        private long characters;

        Counted(Reader in) {
            super(in);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            characters += Math.max(0, read);
            if (characters > limits.maxLineChars()) {
                throw new InputException(
                        name,
                        String.format(
                                Locale.ROOT,
                                "holds a text of over %d characters; raise Limits.maxLineChars if it is meant",
                                limits.maxLineChars()));
            }
            return read;
        }
    }

    /** Whether a text is JSON, whatever of. */
    public static boolean isJson(String head) {
        return head.stripLeading().matches("(?s)(\\{\\s*[\"}]|\\[\\s*[\\[{]).*");
    }

    /** Whether a text may be a document of heart rates. */
    public static boolean isHealth(String head) {
        String start = head.stripLeading().toLowerCase(Locale.ROOT);
        return isJson(head)
                && (start.contains("\"bpm\"")
                        || start.contains("\"hr\"")
                        || start.contains("heart"));
    }

    @Override
    @Nullable String nextRate() throws IOException {
        try {
            for (JsonToken t = json.peek(); t != JsonToken.END_DOCUMENT; t = json.peek()) {
                String row = take(t);
                text.characters = 0;
                if (row != null) {
                    return row;
                }
            }
            return null;
        } catch (MalformedJsonException | IllegalStateException e) {
            if (begun && depth == 0) {
                throw new InputException(
                        name, "holds several documents, as one a line; write them as one array", e);
            }
            throw new InputException(name, "is damaged JSON, at " + json.getPath(), e);
        }
    }

    private @Nullable String take(JsonToken token) throws IOException {
        Frame frame = frames.peek();
        switch (token) {
            case BEGIN_ARRAY -> {
                json.beginArray();
                arrays.push(key);
                deeper();
                pair.clear();
                if (key.equals("heartratevalues") && pairsDepth == 0) {
                    pairsDepth = depth; // Garmin Connect: pairs of ms and a rate
                }
            }
            case END_ARRAY -> {
                json.endArray();
                arrays.pop();
                boolean pairEnds = pairsDepth > 0 && depth == pairsDepth + 1 && pair.size() == 2;
                pairsDepth = depth == pairsDepth ? 0 : pairsDepth;
                depth--;
                if (pairEnds) {
                    return row(pair.get(0), pair.get(1));
                }
            }
            case BEGIN_OBJECT -> {
                json.beginObject();
                deeper();
                boolean heart = (frame != null && frame.ofHeart) || key.contains("heart");
                frames.push(new Frame(heart && !OTHERS.matcher(key).find()));
            }
            case END_OBJECT -> {
                json.endObject();
                depth--;
                key = arrays.isEmpty() ? "" : arrays.peek(); // what the next one in it is of
                return ended(frames.pop());
            }
            case NAME -> key = json.nextName().toLowerCase(Locale.ROOT);
            case STRING, NUMBER -> {
                String value = json.nextString();
                if (pairsDepth > 0 && pair.size() < 3) {
                    pair.add(value);
                }
                if (frame != null && key.equals("name")) {
                    frame.ofHeart |= value.equals("heart_rate"); // Health Auto Export
                }
                if (frame != null && TIMES.contains(key)) {
                    frame.time = value;
                } else if (frame != null
                        && (RATES.contains(key)
                                || (frame.ofHeart && (key.equals("value") || key.equals("avg"))))) {
                    frame.rate = value;
                }
            }
            default -> json.skipValue();
        }
        return null;
    }

    private @Nullable String ended(Frame ended) {
        Frame outer = frames.peek();
        if (!ended.rate.isEmpty() && ended.time.isEmpty() && outer != null) {
            outer.rate = ended.rate; // {"dateTime": ..., "value": {"bpm": 70}}
            return null;
        }
        boolean whole = !ended.rate.isEmpty() && !ended.time.isEmpty();
        return whole ? row(ended.time, ended.rate) : null;
    }

    private void deeper() {
        begun = true;
        if (++depth > limits.maxJsonDepth()) {
            throw new InputException(
                    name, "is nested over " + limits.maxJsonDepth() + " levels deep");
        }
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
