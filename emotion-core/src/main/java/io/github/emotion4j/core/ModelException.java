package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.NativeFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model could not be loaded or run: its file is missing, changed or of another kind, or the
 * natives of its engine are not there. The message says which and what to add.
 */
public final class ModelException extends EmotionException {
    private static final long serialVersionUID = 1L;

    /** The platforms that have an artifact of all natives, from JavaCPP's names to ours. */
    private static final Map<String, String> PLATFORMS =
            Map.of(
                    "linux-x86_64", "linux-x86_64",
                    "linux-arm64", "linux-aarch64",
                    "macosx-arm64", "macos-aarch64",
                    "windows-x86_64", "windows-x86_64");

    /**
     * Makes an exception.
     *
     * @param message what went wrong and what to do
     * @param cause the cause, or null
     */
    public ModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Makes the exception of a library whose natives did not load: it says why, as far as that can
     * be stated, otherwise what to add.
     *
     * @param library the library's name, such as "FFmpeg"
     * @param artifacts Maven's group and artifact of each dependency that holds natives
     * @param platform their classifier for this machine, such as "linux-x86_64"
     * @param cause what the loading threw
     * @return the exception
     */
    public static ModelException missingNatives(
            String library, List<String> artifacts, String platform, LinkageError cause) {
        String reason = NativeFault.reason(cause);
        return new ModelException(
                reason.isEmpty()
                        ? String.format(
                                Locale.ROOT,
                                "The natives of %s did not load. Add %swith the classifier %s: %s."
                                        + " Cause: %s",
                                library,
                                PLATFORMS.containsKey(platform)
                                        ? "io.github.emotion4j:emotion4j-natives-"
                                                + PLATFORMS.get(platform)
                                                + " (type pom), or "
                                        : "",
                                platform,
                                String.join(", ", artifacts),
                                cause)
                        : String.format(
                                Locale.ROOT, "The natives of %s did not load: %s", library, reason),
                cause);
    }
}
