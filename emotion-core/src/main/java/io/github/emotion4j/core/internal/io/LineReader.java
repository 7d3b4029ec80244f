package io.github.emotion4j.core.internal.io;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text, none longer than {@link Limits#maxLineChars()}. A byte order mark at the
 * start is left out. One thread.
 */
public final class LineReader implements Closeable {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String input;
    private final Reader reader;
    private final int maxLineChars;
    private final char[] buffer = new char[1 << 13];
    private int from;
    private int to;
    private long lines;
    private boolean skipLineFeed;

    /**
     * Reads lines of UTF-8.
     *
     * @param input the input's name
     * @param stream its bytes, closed with the reader
     * @param limits bound the lines
     */
    public LineReader(String input, InputStream stream, Limits limits) {
        this(input, stream, StandardCharsets.UTF_8, limits);
    }

    /**
     * Reads lines.
     *
     * @param input the input's name
     * @param stream its bytes, closed with the reader
     * @param charset how the text is encoded
     * @param limits bound the lines
     */
    public LineReader(String input, InputStream stream, Charset charset, Limits limits) {
        this.input = input;
        this.reader = new InputStreamReader(stream, charset);
        this.maxLineChars = limits.maxLineChars();
    }

    /**
     * The next line, without its end, which is a line feed, a carriage return, or both.
     *
     * @return the line; null at the end
     * @throws InputException if it is too long
     * @throws IOException if it cannot be read
     */
    public @Nullable String readLine() throws IOException {
        StringBuilder line = null;
        while (fill()) {
            int end = from;
            while (end < to && buffer[end] != '\n' && buffer[end] != '\r') {
                end++;
            }
            if ((line == null ? 0 : line.length()) + (end - from) > maxLineChars) {
                throw new InputException(
                        input,
                        String.format(
                                Locale.ROOT,
                                "line %d has more than %d characters; raise Limits.maxLineChars if"
                                        + " it is meant",
                                lines + 1,
                                maxLineChars));
            }
            if (line == null && end < to) {
                // Nearly all lines lie within the buffer: no copy for them.
                String whole = new String(buffer, from, end - from);
                from = end;
                skipLineFeed = buffer[from++] == '\r';
                return finished(whole);
            }
            if (line == null) {
                line = new StringBuilder();
            }
            line.append(buffer, from, end - from);
            from = end;
            if (end < to) {
                skipLineFeed = buffer[from++] == '\r';
                return finished(line.toString());
            }
        }
        return line == null ? null : finished(line.toString());
    }

    /** {@return how many lines were read: the number of the last line, counted from 1} */
    public long lineNumber() {
        return lines;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Whether there is a character to read; the feed after a carriage return is none. */
    private boolean fill() throws IOException {
        while (true) {
            if (from == to) {
                from = 0;
                to = Math.max(0, reader.read(buffer, 0, buffer.length));
                if (to == 0) {
                    return false;
                }
            }
            if (!skipLineFeed) {
                return true;
            }
            skipLineFeed = false;
            if (buffer[from] == '\n') {
                from++;
            }
        }
    }

    private String finished(String line) {
        lines++;
        boolean marked = lines == 1 && line.length() > 0 && line.charAt(0) == BYTE_ORDER_MARK;
        return marked ? line.substring(1) : line;
    }
}
