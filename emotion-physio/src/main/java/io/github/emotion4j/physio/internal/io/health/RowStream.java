package io.github.emotion4j.physio.internal.io.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Measures of a format of its own as the rows of a table, one at a time, so that times, rates,
 * holes and units are dealt with in one place. Confined to one thread.
 */
abstract class RowStream extends InputStream {
    private byte[] row = {};
    private int at;

    /** The next row without its end, first that of names; null after the last. */
    abstract @Nullable String nextRow() throws IOException;

    private boolean fill() throws IOException {
        while (at == row.length) {
            String next = nextRow();
            if (next == null) {
                return false;
            }
            row = (next + "\n").getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        return true;
    }

    @Override
    public final int read() throws IOException {
        return fill() ? row[at++] & 0xff : -1;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, row.length - at);
        System.arraycopy(row, at, buffer, offset, count);
        at += count;
        return count;
    }
}
