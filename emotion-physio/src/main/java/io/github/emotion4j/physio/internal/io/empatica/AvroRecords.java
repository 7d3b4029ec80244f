package io.github.emotion4j.physio.internal.io.empatica;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.physio.internal.io.input.Content;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The records of an Avro object container (specification 1.11), packed with {@code null} or {@code
 * deflate}: a record is a map, an array of numbers a {@code double[]}, another array a list.
 */
public final class AvroRecords {
    private static final int SYNC_BYTES = 16;

    /** Types within types; no recorder has a tenth of it. */
    private static final int MAX_DEPTH = 64;

    /** Values that take no byte, as null does, in one block; recorders have some tens a record. */
    private static final int MAX_EMPTY_VALUES = 1_000_000;

    private final String name;
    private final Limits limits;
    private final Map<String, JsonElement> types = new HashMap<>();
    private final JsonElement schema;
    private final boolean deflated;
    private final DataInputStream in;
    private long values;

    public static boolean isAvro(String start) {
        return start.startsWith("Obj\u0001");
    }

    /** All records of the file, in order. */
    static List<Object> read(Content content) {
        String name = content.name();
        return Guard.read(
                name,
                // Whatever a schema or a value that was changed leads to.
                (message, cause) ->
                        new InputException(
                                name,
                                "is a broken Avro file: " + message.substring(name.length() + 2),
                                cause),
                () -> {
                    try (DataInputStream in =
                            new DataInputStream(new BufferedInputStream(content.open(), 1 << 16))) {
                        return new AvroRecords(name, in, content.limits()).records();
                    }
                });
    }

    private AvroRecords(String name, DataInputStream in, Limits limits) throws IOException {
        this.name = name;
        this.in = in;
        this.limits = limits;
        in.skipNBytes(4);
        Map<String, byte[]> header = new HashMap<>();
        for (long count = number(); count != 0; count = number()) {
            if (count < 0) {
                number(); // The bytes of the block, which a reader may skip by.
                count = -count;
            }
            for (; count > 0; count--) {
                String key = new String(bytes(number()), StandardCharsets.UTF_8);
                header.put(key, bytes(number()));
                if (header.size() > limits.maxEntries()) {
                    throw broken("its head has over " + limits.maxEntries() + " entries");
                }
            }
        }
        in.skipNBytes(SYNC_BYTES);
        String codec = text(header, "avro.codec");
        if (!codec.isEmpty() && !codec.equals("null") && !codec.equals("deflate")) {
            throw new InputException(
                    name, "is an Avro file packed with " + codec + "; pack it with deflate");
        }
        this.deflated = codec.equals("deflate");
        this.schema = JsonText.parse(text(header, "avro.schema"), limits);
        define(schema, "", 0);
    }

    private static String text(Map<String, byte[]> header, String key) {
        return new String(header.getOrDefault(key, new byte[0]), StandardCharsets.UTF_8);
    }

    /** Notes the named types, so that they can be named later. */
    private void define(JsonElement type, String space, int depth) {
        if (depth > MAX_DEPTH) {
            throw broken("its types are nested over " + MAX_DEPTH + " deep");
        }
        if (type.isJsonArray()) {
            type.getAsJsonArray().forEach(t -> define(t, space, depth + 1));
            return;
        }
        if (!type.isJsonObject()) {
            return;
        }
        JsonObject object = type.getAsJsonObject();
        String within = object.has("namespace") ? object.get("namespace").getAsString() : space;
        if (object.has("name") && object.has("type")) {
            String own = object.get("name").getAsString();
            types.put(own, object);
            types.put(within + "." + own, object);
        }
        for (String part : List.of("type", "items", "values")) {
            if (object.has(part)) {
                define(object.get(part), within, depth + 1);
            }
        }
        if (object.has("fields")) {
            for (JsonElement field : object.getAsJsonArray("fields")) {
                define(field.getAsJsonObject().get("type"), within, depth + 1);
            }
        }
    }

    private List<Object> records() throws IOException {
        List<Object> records = new ArrayList<>();
        long packedBytes = 0;
        long unpackedBytes = 0;
        while (true) {
            in.mark(1);
            if (in.read() < 0) {
                return records;
            }
            in.reset();
            long count = number();
            byte[] packed = bytes(number());
            byte[] block = deflated ? inflated(packed) : packed;
            packedBytes += packed.length;
            unpackedBytes += block.length;
            // Each block is bounded while it is unpacked; many of them are as one.
            BoundedInput.checkInflation(name, unpackedBytes, packedBytes, limits);
            in.skipNBytes(SYNC_BYTES);
            ByteBuffer b = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
            values = 0;
            for (; count > 0; count--) {
                if (records.size() >= limits.maxEntries()) {
                    throw broken("it has over " + limits.maxEntries() + " records");
                }
                records.add(datum(schema, b, 0));
            }
        }
    }

    private byte[] inflated(byte[] packed) throws IOException {
        Inflater raw = new Inflater(true);
        try (InputStream in =
                BoundedInput.inflated(
                        name,
                        new InflaterInputStream(new ByteArrayInputStream(packed), raw),
                        () -> packed.length,
                        limits)) {
            return in.readAllBytes();
        } finally {
            raw.end();
        }
    }

    /** A number of the container, outside of its blocks. */
    private long number() throws IOException {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = in.readUnsignedByte();
            bits |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw broken("a number has over 64 bits");
    }

    private byte[] bytes(long count) throws IOException {
        if (count < 0 || count > limits.maxBytes()) {
            throw broken("a part has " + count + " bytes");
        }
        byte[] bytes = in.readNBytes((int) count);
        if (bytes.length < count) {
            throw broken("it breaks off");
        }
        return bytes;
    }

    private InputException broken(String why) {
        return new InputException(name, "is a broken Avro file: " + why);
    }

    private static long number(ByteBuffer b) {
        long bits = 0;
        int shift = 0;
        byte next = b.get();
        for (; next < 0 && shift < 63; shift += 7, next = b.get()) {
            bits |= (long) (next & 0x7f) << shift;
        }
        bits |= (long) (next & 0x7f) << shift;
        return (bits >>> 1) ^ -(bits & 1);
    }

    /** A value of a type; numbers are {@link Double}, unused values are an empty text. */
    private Object datum(JsonElement type, ByteBuffer b, int depth) {
        // Records of nothing, each twice in the next, are 2^64 values of no byte.
        if (++values > MAX_EMPTY_VALUES + b.capacity()) {
            throw broken("it has more values than bytes");
        }
        if (depth > MAX_DEPTH) {
            throw broken("its values are nested over " + MAX_DEPTH + " deep");
        }
        if (type.isJsonArray()) {
            JsonArray union = type.getAsJsonArray();
            long at = number(b);
            if (at < 0 || at >= union.size()) {
                throw broken("a value is of kind " + at + " of " + union.size());
            }
            return datum(union.get((int) at), b, depth + 1);
        }
        if (type.isJsonObject()) {
            JsonElement inner = type.getAsJsonObject().get("type");
            boolean complex = inner != null && inner.isJsonPrimitive();
            return complex
                    ? complex(type.getAsJsonObject(), inner.getAsString(), b, depth)
                    : datum(inner == null ? type : inner, b, depth + 1);
        }
        String primitive = type.getAsString();
        JsonElement named = types.get(primitive);
        return named != null ? datum(named, b, depth + 1) : primitive(primitive, b);
    }

    private Object complex(JsonObject type, String kind, ByteBuffer b, int depth) {
        switch (kind) {
            case "record", "error" -> {
                Map<String, Object> record = new LinkedHashMap<>();
                for (JsonElement element : type.getAsJsonArray("fields")) {
                    JsonObject field = element.getAsJsonObject();
                    record.put(
                            field.get("name").getAsString(),
                            datum(field.get("type"), b, depth + 1));
                }
                return record;
            }
            case "enum" -> {
                return (double) number(b);
            }
            case "fixed" -> {
                skip(b, type.get("size").getAsLong());
                return "";
            }
            case "array" -> {
                return array(type.get("items"), b, depth);
            }
            case "map" -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (long count = count(b); count > 0; count = count(b)) {
                    for (; count > 0; count--) {
                        String key = string(b);
                        map.put(key, datum(type.get("values"), b, depth + 1));
                        requireFew(map.size());
                    }
                }
                return map;
            }
            default -> {
                JsonElement named = types.get(kind);
                return named != null && named != type
                        ? datum(named, b, depth + 1)
                        : primitive(kind, b);
            }
        }
    }

    private Object array(JsonElement items, ByteBuffer b, int depth) {
        double[] numbers = new double[16];
        int size = 0;
        List<Object> others = new ArrayList<>();
        for (long count = count(b); count > 0; count = count(b)) {
            for (; count > 0; count--) {
                Object value = datum(items, b, depth + 1);
                if (value instanceof Double number && others.isEmpty()) {
                    if (size == numbers.length) {
                        numbers = Arrays.copyOf(numbers, 2 * size);
                    }
                    numbers[size++] = number;
                } else {
                    others.add(value);
                    requireFew(others.size());
                }
            }
        }
        return others.isEmpty() ? Arrays.copyOf(numbers, size) : others;
    }

    private void requireFew(int entries) {
        if (entries > limits.maxEntries()) {
            throw broken(
                    "an array has over " + limits.maxEntries() + " entries that are no numbers");
        }
    }

    /** How many items follow; 0 ends an array or a map. */
    private long count(ByteBuffer b) {
        long count = number(b);
        if (count < 0) {
            number(b);
            count = -count;
        }
        // A number has at least one byte: no count is believed that the file has no bytes for.
        if (count < 0 || count > b.remaining()) {
            throw broken("an array of " + count + " items has " + b.remaining() + " bytes left");
        }
        return count;
    }

    private static String string(ByteBuffer b) {
        byte[] text = new byte[Math.toIntExact(Math.min(number(b), b.remaining() + 1L))];
        b.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static void skip(ByteBuffer b, long count) {
        b.position(Math.toIntExact(b.position() + count));
    }

    private Object primitive(String type, ByteBuffer b) {
        return switch (type) {
            case "null" -> "";
            case "boolean" -> (double) b.get();
            case "int", "long" -> (double) number(b);
            case "float" -> (double) b.getFloat();
            case "double" -> b.getDouble();
            case "string" -> string(b);
            case "bytes" -> {
                skip(b, number(b));
                yield "";
            }
            default -> throw broken("it has a value of the unknown type \"" + type + "\"");
        };
    }
}
