package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One signal of a recording, block after block. */
public interface Source extends AutoCloseable {
    /** The next block, or null at the end. */
    @Nullable BioBlock next() throws IOException;

    @Override
    void close() throws IOException;
}
