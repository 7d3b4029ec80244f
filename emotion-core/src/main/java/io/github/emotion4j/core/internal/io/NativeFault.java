package io.github.emotion4j.core.internal.io;

import io.github.emotion4j.core.ModelException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why natives that are on the class path do not load, in words that say what to do. A loader's own
 * text says it only to who knows the loader.
 */
public final class NativeFault {
    /** A text of the loader and its meaning. The first match is used. */
    private static final List<List<String>> KNOWN =
            List.of(
                    List.of(
                            "already loaded in another class",
                            "another class loader of this JVM has loaded them, as after a redeploy"
                                    + " or in a second application of one container. Put their jars"
                                    + " where both applications see them, such as the container's"
                                    + " shared libraries, or restart the JVM"),
                    List.of(
                            "no space left",
                            "the disk that they are unpacked to is full. Free some space, or name"
                                    + " another folder with -Djava.io.tmpdir, and with"
                                    + " -Dorg.bytedeco.javacpp.cachedir for OpenCV and FFmpeg"),
                    List.of(
                            // OnnxRuntime tells the reason to its log alone.
                            "no onnxruntime in java.library.path",
                            "they could not be unpacked to the temporary folder, which may be full,"
                                    + " or there are none for this platform. Free some space, or"
                                    + " name another folder with -Djava.io.tmpdir"),
                    List.of(
                            "failed to map segment",
                            "the folder that they are unpacked to may not hold programs (mounted"
                                    + " noexec). Name another one with -Djava.io.tmpdir, and with"
                                    + " -Dorg.bytedeco.javacpp.cachedir for OpenCV and FFmpeg"),
                    List.of(
                            "native access",
                            "this JVM denies native access. Start it with"
                                    + " --enable-native-access=ALL-UNNAMED"),
                    List.of(
                            "illegalcaller",
                            "this JVM denies native access. Start it with"
                                    + " --enable-native-access=ALL-UNNAMED"),
                    List.of(
                            "read-only file system",
                            "the folder that they are unpacked to is read-only. Name another one"
                                    + " with -Djava.io.tmpdir, and with"
                                    + " -Dorg.bytedeco.javacpp.cachedir for OpenCV and FFmpeg"),
                    List.of(
                            "permission denied",
                            "the folder that they are unpacked to is another user's, or may not be"
                                    + " written to. Name another one with -Djava.io.tmpdir, and"
                                    + " with -Dorg.bytedeco.javacpp.cachedir for OpenCV and"
                                    + " FFmpeg"),
                    List.of(
                            "nosuchfile",
                            "the folder that they are unpacked to does not exist. Name another one"
                                    + " with -Djava.io.tmpdir, and with"
                                    + " -Dorg.bytedeco.javacpp.cachedir for OpenCV and FFmpeg"),
                    List.of(
                            "accessdenied",
                            "the folder that they are unpacked to is another user's, or may not be"
                                    + " written to. Name another one with -Djava.io.tmpdir, and"
                                    + " with -Dorg.bytedeco.javacpp.cachedir for OpenCV and"
                                    + " FFmpeg"));

    /** The platforms that have an artifact of all natives, from JavaCPP's names to ours. */
    private static final Map<String, String> PLATFORMS =
            Map.of(
                    "linux-x86_64", "linux-x86_64",
                    "linux-arm64", "linux-aarch64",
                    "macosx-arm64", "macos-aarch64",
                    "windows-x86_64", "windows-x86_64");

    private NativeFault() {}

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
    public static ModelException of(
            String library, List<String> artifacts, String platform, LinkageError cause) {
        String reason = reason(cause);
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

    /**
     * Why natives did not load.
     *
     * @param thrown what loading them threw
     * @return the reason and what to do, with the loader's own words; empty if it is not known,
     *     which mostly means that they are not there
     */
    public static String reason(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause() == e ? null : e.getCause()) {
            String own = e.toString().toLowerCase(Locale.ROOT);
            for (List<String> known : KNOWN) {
                if (own.contains(known.get(0))) {
                    return known.get(1) + ". Cause: " + e;
                }
            }
            for (Throwable suppressed : e.getSuppressed()) {
                String reason = reason(suppressed);
                if (!reason.isEmpty()) {
                    return reason;
                }
            }
        }
        return "";
    }
}
