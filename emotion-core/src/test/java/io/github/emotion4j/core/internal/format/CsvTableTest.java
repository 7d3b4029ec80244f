package io.github.emotion4j.core.internal.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.emotion4j.core.EmotionException;
import java.io.IOException;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class CsvTableTest {
    @Test
    void tableThatCannotBeWritten_isToldAsAllThatFails() {
        Writer full =
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        throw new IOException("No space left on device");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        EmotionException e =
                assertThrows(EmotionException.class, () -> new CsvTable(full).cell("a"));
        assertEquals("The table cannot be written: No space left on device", e.getMessage());
    }
}
