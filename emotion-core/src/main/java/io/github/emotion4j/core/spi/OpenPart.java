package io.github.emotion4j.core.spi;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.Resources;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A file or bytes of a recording while it is read: its content within limits, and what the
 * modalities that read it share, so that nothing is opened twice. Confined to one thread.
 */
public final class OpenPart implements AutoCloseable {
    private final Recording.Part part;
    private final Limits limits;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final Resources opened = new Resources();

    /**
     * Takes a part; nothing is opened yet.
     *
     * @param part a file, a folder or bytes
     * @param limits the limits that apply to it
     */
    public OpenPart(Recording.Part part, Limits limits) {
        this.part = part;
        this.limits = limits;
    }

    /** {@return the part: a file, a folder or bytes} */
    public Recording.Part part() {
        return part;
    }

    /** {@return the part's name for messages, such as a file's path} */
    public String name() {
        return part.name();
    }

    /** {@return what the part may ask for} */
    public Limits limits() {
        return limits;
    }

    /** {@return whether the part is a folder} */
    public boolean isFolder() {
        return part instanceof Recording.FilePart file && Files.isDirectory(file.path());
    }

    /**
     * The content, to be read piece by piece.
     *
     * @return its bytes, to be closed by the caller
     * @throws InputException if it is missing, may not be read, or is no regular file
     */
    public InputStream open() {
        if (part instanceof Recording.BytesPart content) {
            return new ByteArrayInputStream(content.bytes());
        }
        if (part instanceof Recording.FilePart file) {
            return Guard.read(name(), () -> BoundedInput.open(file.path()));
        }
        throw noBytes();
    }

    private InputException noBytes() {
        return new InputException(name(), "has no bytes");
    }

    /**
     * The first bytes of the content.
     *
     * @param count how many
     * @return fewer if it is shorter
     * @throws InputException as {@link #open()} does
     */
    public byte[] head(int count) {
        if (part instanceof Recording.BytesPart content) {
            return Arrays.copyOf(content.bytes(), Math.min(count, content.bytes().length));
        }
        return Guard.read(
                name(),
                () -> {
                    try (InputStream stream = open()) {
                        return stream.readNBytes(count);
                    }
                });
    }

    /**
     * The whole content.
     *
     * @return its bytes, which must not be changed
     * @throws InputException as {@link #open()} does, and if it is larger than {@link
     *     Limits#maxBytes()}
     */
    public byte[] bytes() {
        if (part instanceof Recording.BytesPart content) {
            return BoundedInput.within(name(), content.bytes(), limits);
        }
        if (part instanceof Recording.FilePart file) {
            return Guard.read(name(), () -> BoundedInput.read(file.path(), limits));
        }
        throw noBytes();
    }

    /**
     * What the modalities share of this part: opened by the first that asks, closed with the part.
     *
     * @param <T> its type
     * @param kind its type
     * @param open opens it
     * @return the same to all who ask
     * @throws InputException the same to all who ask, if it cannot be opened
     */
    public <T extends AutoCloseable> T shared(Class<T> kind, Function<OpenPart, T> open) {
        Object known = shared.get(kind);
        if (known == null) {
            try {
                T made = open.apply(this);
                opened.add(made);
                known = made;
            } catch (InputException e) {
                known = e;
            }
            shared.put(kind, known);
        }
        if (known instanceof InputException e) {
            throw e;
        }
        return kind.cast(known);
    }

    /** Closes what is shared, the last opened first. Idempotent. */
    @Override
    public void close() {
        Guard.read(
                name(),
                () -> {
                    opened.close();
                    return true;
                });
    }
}
