package io.github.emotion4j.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/** The files that arguments name: themselves, and the files in folders. */
final class InputFiles {
    static final Set<String> PICTURES =
            Set.of("jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "ppm", "pgm", "heic", "jp2");

    private static final Set<String> CLIPS =
            Set.of(
                    "mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg", "gif", "wav", "flac",
                    "mp3", "ogg", "opus", "m4a", "aac", "aiff", "aif", "sph");

    private static final Set<String> BODY =
            Set.of("csv", "tsv", "edf", "bdf", "hea", "acq", "xdf", "fit", "avro", "hrm", "tcx");

    /** Tables that describe other files. */
    private static final Set<String> LISTS = Set.of("manifest.csv");

    /** Deeper than people file their recordings; it ends a walk through links that lead back. */
    private static final int MAX_DEPTH = 16;

    private InputFiles() {}

    /**
     * Files as they are named, and of folders those that look by their names like a recording, in
     * the order of their names; hidden ones and this program's own results are left out. An
     * Empatica E4 folder is one recording.
     *
     * <p>Of files in folders that are left out for their names a line tells how many there are.
     *
     * <p>A file that is named twice, or lies in two of the folders, counts once.
     *
     * @param refused takes what does not exist or may not be read, and why
     * @param notes takes the line
     */
    static List<Path> of(List<Path> arguments, Map<Path, String> refused, PrintWriter notes)
            throws IOException {
        Map<Path, Path> files = new LinkedHashMap<>();
        Set<Path> leftOut = new HashSet<>();
        for (Path argument : arguments) {
            if (!isOne(argument)) {
                for (Path file : within(argument, refused, leftOut)) {
                    files.putIfAbsent(identity(file), file);
                }
            } else if (Files.exists(argument)) {
                files.putIfAbsent(identity(argument), argument);
            } else {
                refused.put(argument, "there is no such file");
            }
        }
        leftOut.removeAll(files.keySet());
        if (!leftOut.isEmpty()) {
            notes.println(
                    leftOut.size() == 1
                            ? "1 file left out, as its name looks like no recording; name it to"
                                    + " read it"
                            : leftOut.size()
                                    + " files left out, as their names look like no recording; name"
                                    + " them to read them");
            notes.flush();
        }
        return List.copyOf(files.values());
    }

    /** The same for all names and links that lead to a file. */
    static Path identity(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath(); // A pipe has none.
        }
    }

    private static List<Path> within(Path folder, Map<Path, String> refused, Set<Path> leftOut)
            throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                folder,
                Set.of(FileVisitOption.FOLLOW_LINKS),
                MAX_DEPTH,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path inner, BasicFileAttributes attributes) {
                        if (isRecording(inner)) {
                            found.add(inner);
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && mayBeRecording(file)) {
                            if (looksLikeRecording(file)) {
                                found.add(file);
                            } else if (!belongsToAnother(file)) {
                                leftOut.add(identity(file));
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        // A link to a folder that it lies in leads to nothing new.
                        if (!(e instanceof FileSystemLoopException)) {
                            refused.put(file, "may not be read");
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        found.sort(null);
        return found;
    }

    /** Whether an argument names one recording, and no folder of them. */
    static boolean isOne(Path argument) {
        return !Files.isDirectory(argument) || isRecording(argument);
    }

    private static boolean isRecording(Path folder) {
        return Files.exists(folder.resolve("BVP.csv")) || Files.exists(folder.resolve("EDA.csv"));
    }

    private static boolean mayBeRecording(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && !LISTS.contains(name) && !ResultFolder.isResult(file);
    }

    private static boolean looksLikeRecording(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        String end = name.substring(name.lastIndexOf('.') + 1);
        return PICTURES.contains(end) || CLIPS.contains(end) || BODY.contains(end);
    }

    /** Data of a WFDB record are read by their header, and journals are this program's own. */
    private static boolean belongsToAnother(Path file) {
        String name = name(file);
        String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        return name.endsWith(".jsonl") || Files.exists(file.resolveSibling(stem + ".hea"));
    }

    static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    static void requireFolder(CommandLine line, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CommandLine.ParameterException(
                    line,
                    folder
                            + (Files.exists(folder)
                                    ? ": is a file, not a folder"
                                    : ": there is no such folder"));
        }
    }
}
