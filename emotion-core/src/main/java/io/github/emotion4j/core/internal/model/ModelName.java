package io.github.emotion4j.core.internal.model;

/** Names of models, of their folders and files. */
public final class ModelName {
    private ModelName() {}

    /**
     * Whether a model's folder or file may have a name: a description may name only files of its
     * own folder.
     *
     * @param name the name
     * @return true if it consists of the letters A to Z, digits, {@code _}, {@code .} and {@code
     *     -}, and begins with none of the last two
     */
    public static boolean isPlain(String name) {
        return name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*");
    }
}
