package io.github.emotion4j.physio.internal.io.input;

import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.LineReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text in any encoding, numbered. Lines may be put back, so that a header can be
 * looked at before it is read. Confined to one thread.
 */
public final class Lines implements Closeable {
    private final LineReader in;
    private final int maxEntries;
    private final ArrayDeque<String> ahead = new ArrayDeque<>();
    private long number;

    public Lines(String name, InputStream in, Charset charset, Limits limits) {
        this.in = new LineReader(name, in, charset, limits);
        this.maxEntries = limits.maxEntries();
    }

    /** How a text that begins with {@code head} is encoded. */
    public static Charset charset(byte[] head) {
        int a = head.length > 0 ? head[0] & 0xff : -1;
        int b = head.length > 1 ? head[1] & 0xff : -1;
        if ((a == 0xff && b == 0xfe) || (a > 0 && b == 0)) {
            return StandardCharsets.UTF_16LE;
        }
        if ((a == 0xfe && b == 0xff) || (a == 0 && b > 0)) {
            return StandardCharsets.UTF_16BE;
        }
        // The head may end within a character: its last three bytes are not judged.
        ByteBuffer judged = ByteBuffer.wrap(head, 0, Math.max(0, head.length - 3));
        try {
            StandardCharsets.UTF_8.newDecoder().decode(judged);
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            CharBuffer decoded = CharBuffer.allocate(head.length + 1);
            judged.rewind();
            StandardCharsets.UTF_8.newDecoder().decode(judged, decoded, true);
            return judged.remaining() <= 3
                    ? StandardCharsets.UTF_8
                    : Charset.forName("windows-1252");
        }
    }

    /** The next line without its end, or null after the last. */
    public @Nullable String next() throws IOException {
        String line = ahead.isEmpty() ? in.readLine() : ahead.poll();
        number += line == null ? 0 : 1;
        return line;
    }

    /** Puts lines back that were read last, to be read again. */
    public void putBack(Iterable<String> lines) {
        ArrayDeque<String> after = new ArrayDeque<>(ahead);
        ahead.clear();
        for (String line : lines) {
            ahead.add(line);
            number--;
        }
        ahead.addAll(after);
    }

    /** How many columns the lines of a table may have. */
    public int maxEntries() {
        return maxEntries;
    }

    /** The number of the line read last, from 1. */
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
