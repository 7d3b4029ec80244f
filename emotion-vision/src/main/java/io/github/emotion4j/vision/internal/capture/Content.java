package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What the first bytes of a part, and its name's ending, say of its kind. */
final class Content {
    private static final int HEAD_BYTES = 16;
    private static final Set<String> PICTURE_ENDINGS =
            Set.of(
                    "jpg", "jpeg", "png", "bmp", "dib", "tif", "tiff", "webp", "pgm", "ppm", "pbm",
                    "pnm", "jp2");
    private static final Set<String> VIDEO_ENDINGS =
            Set.of(
                    "mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg", "wmv", "flv", "ogv",
                    "3gp", "ts", "gif");

    private Content() {}

    /** Whether the bytes begin like a still picture that OpenCV decodes. */
    static boolean isPicture(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return isJpeg(head)
                || text.startsWith("\u0089PNG\r\n\u001a\n")
                || (text.startsWith("BM") && head.length >= 14)
                || text.startsWith("II*\0")
                || text.startsWith("MM\0*")
                || (text.startsWith("RIFF") && text.startsWith("WEBP", 8))
                || text.matches("(?s)P[1-6]\\s.*")
                || text.startsWith("\0\0\0\u000cjP  ");
    }

    /** Whether the bytes begin like a JPEG, which has no alpha channel. */
    static boolean isJpeg(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1).startsWith("\u00ff\u00d8\u00ff");
    }

    /** Whether the name says that a picture is meant. */
    static boolean namedPicture(String name) {
        return PICTURE_ENDINGS.contains(ending(name));
    }

    /** Whether the name says that a video is meant. */
    static boolean namedVideo(String name) {
        return VIDEO_ENDINGS.contains(ending(name));
    }

    /** The first bytes of a part; fewer if it is shorter. */
    static byte[] head(Recording.Part part) {
        try {
            if (part instanceof Recording.FilePart file) {
                try (InputStream stream = Files.newInputStream(file.path())) {
                    return stream.readNBytes(HEAD_BYTES);
                }
            }
            byte[] bytes = bytes(part);
            return Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES));
        } catch (NoSuchFileException e) {
            throw new InputException(part.name(), "there is no such file", e);
        } catch (IOException e) {
            throw new InputException(part.name(), "it cannot be read: " + e.getMessage(), e);
        }
    }

    /** All bytes of a part. */
    static byte[] bytes(Recording.Part part) {
        if (part instanceof Recording.BytesPart content) {
            return content.bytes();
        }
        Path path = ((Recording.FilePart) part).path();
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new InputException(part.name(), "it cannot be read: " + e.getMessage(), e);
        }
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
