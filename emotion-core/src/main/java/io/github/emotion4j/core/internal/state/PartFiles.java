package io.github.emotion4j.core.internal.state;

import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that one part of a recording is read from: the file itself, all files of a folder, or a
 * WFDB header with the files that it names. Which of them changed is seen by size and time.
 */
final class PartFiles {
    /** Recorders nest their folders twice. */
    private static final int MAX_DEPTH = 4;

    private static final String HEADER = ".hea";

    private static final Pattern FIRST_WORD = Pattern.compile("[\\w.-]+");

    /** Takes the files of a folder. */
    private final class Collector extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    private final Path part;
    private final Limits limits;
    private final NavigableSet<Path> files = new TreeSet<>();

    PartFiles(Path part, Limits limits) {
        this.part = part;
        this.limits = limits;
    }

    /**
     * The same as long as no file is added, removed or changed.
     *
     * @throws IOException if a file cannot be looked at, or there is none
     */
    String digest() throws IOException {
        if (Files.isDirectory(part)) {
            // A folder may be named by a link, and hold some, also one that leads back to it.
            Files.walkFileTree(
                    part, Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Collector());
        } else {
            add(part);
        }
        if (files.isEmpty()) {
            throw new NoSuchFileException(part.toString());
        }
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            text.append(file)
                    .append('\n')
                    .append(found.size())
                    .append(' ')
                    .append(found.lastModifiedTime().toMillis())
                    .append('\n');
        }
        return Hash.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Of a header, also the files that its lines begin with, or the headers of its segments. */
    private void add(Path file) throws IOException {
        if (!files.add(file) || !file.toString().endsWith(HEADER)) {
            return;
        }
        String text = new String(BoundedInput.read(file, limits), StandardCharsets.ISO_8859_1);
        for (String line : text.lines().toList()) {
            Matcher word = FIRST_WORD.matcher(line);
            if (!word.lookingAt()) {
                continue; // A comment, or no name that the format allows.
            }
            String name = word.group();
            for (Path named :
                    List.of(file.resolveSibling(name), file.resolveSibling(name + HEADER))) {
                if (Files.isRegularFile(named)) {
                    add(named);
                }
            }
        }
    }
}
