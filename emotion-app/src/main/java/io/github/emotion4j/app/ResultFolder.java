package io.github.emotion4j.app;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.emotion4j.app.report.HtmlReport;
import io.github.emotion4j.app.report.IndexPage;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneImages;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.Recording;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * A folder of results: one report, or a page a file with an index; JSON and CSV a file. The lines
 * of the index are kept next to the journal of the batch, so that a resumed run has the earlier
 * ones.
 */
final class ResultFolder {
    private final Path folder;
    private final Formats formats;
    private final HtmlReport report = new HtmlReport();
    private final Map<String, IndexPage.Row> rows = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    /** The annotated pictures of the one report, by the names of their recordings' parts. */
    private final Map<String, byte[]> pictures = new HashMap<>();

    private final Gson gson = new Gson();

    /** What is written of each file. */
    record Formats(boolean json, boolean csv, boolean html) {
        /** Files of a run with other formats are not done for this one. */
        String suffix() {
            return (json ? "-json" : "") + (csv ? "-csv" : "") + (html ? "-html" : "");
        }
    }

    ResultFolder(Path folder, Formats formats) throws IOException {
        this.folder = OutputFiles.folder(folder);
        this.formats = formats;
    }

    /**
     * A line of the index. A run that is killed between this line and the journal's does the file
     * again: where the file is tells that it is the same.
     */
    private record Line(String file, IndexPage.Row row) {}

    /** The batch's journal: that of the run before, whose lines are read, or an empty one. */
    Path journal(boolean resume) throws IOException {
        Path journal = folder.resolve("done" + formats.suffix() + ".jsonl");
        if (!resume) {
            Files.deleteIfExists(journal);
            Files.deleteIfExists(lines());
        } else if (Files.exists(lines())) {
            readLines();
        }
        return journal;
    }

    /** A line that was cut off when a run was killed makes room for that of its file. */
    private void readLines() throws IOException {
        byte[] bytes = Files.readAllBytes(lines());
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        if (whole < bytes.length) {
            OutputFiles.write(lines(), Arrays.copyOf(bytes, whole));
        }
        for (String text : new String(bytes, 0, whole, StandardCharsets.UTF_8).split("\n")) {
            try {
                Line line = gson.fromJson(text, Line.class);
                if (line != null && line.file() != null && line.row() != null) {
                    rows.put(line.file(), line.row());
                    names.add(line.row().name());
                }
            } catch (JsonParseException e) {
                // A person has changed it; the file's own page is there.
            }
        }
    }

    private static String file(SceneInput input) {
        return input.recording().parts().stream()
                .map(Recording.Part::name)
                .collect(Collectors.joining(" with "));
    }

    private Path lines() {
        return folder.resolve("index" + formats.suffix() + ".jsonl");
    }

    void add(int place, Scene scene, boolean pages) {
        try {
            String file = file(scene.input());
            IndexPage.Row before = rows.get(file);
            String name =
                    before == null || before.name().isEmpty()
                            ? name(scene.input().name())
                            : before.name();
            if (formats.json) {
                write(name + ".json", scene.timeline().toJson());
            }
            if (formats.csv) {
                write(name + ".csv", scene.timeline().toCsv());
            }
            String page = formats.html ? illustrate(place, scene, name, pages) : "";
            IndexPage.Row row = row(scene, name, page);
            rows.put(file, row);
            if (pages) {
                Files.writeString(
                        lines(),
                        gson.toJson(new Line(file, row)) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name of the file's own page; empty where it is part of the one report. */
    private String illustrate(int place, Scene scene, String name, boolean pages)
            throws IOException {
        Optional<SceneImages> images = SceneImages.read(scene);
        Optional<BufferedImage> annotated =
                images.map(i -> AnnotatedPicture.draw(i.keyFrame(), scene.keyMoment()));
        if (annotated.isPresent()) {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(annotated.get(), "png", png);
            if (!shownBefore(scene, png.toByteArray(), pages)) {
                OutputFiles.write(folder.resolve(name + "-annotated.png"), png.toByteArray());
            }
        }
        if (!pages) {
            report.add(place, scene, images, annotated);
            return "";
        }
        HtmlReport own = new HtmlReport();
        own.add(0, scene, images, annotated);
        String page = name + ".html";
        write(page, own.html());
        return page;
    }

    /**
     * Whether another scene of the one report has the same file and looks the same: a clip with a
     * wristband shows what the clip alone does.
     */
    private boolean shownBefore(Scene scene, byte[] png, boolean pages) {
        if (pages) {
            return false;
        }
        boolean shown = false;
        for (Recording.Part part : scene.input().recording().parts()) {
            byte[] before = pictures.put(part.name(), png);
            shown |= Arrays.equals(before, png);
        }
        return shown;
    }

    private void write(String name, String content) throws IOException {
        OutputFiles.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    private static IndexPage.Row row(Scene scene, String name, String page) {
        Verdict verdict = Verdict.of(scene.timeline().summary());
        return new IndexPage.Row(
                name,
                scene.input().name(),
                page,
                verdict.emotion().map(e -> e.label()).orElse(""),
                verdict.label(),
                verdict.reason(),
                scene.seconds(),
                scene.persons().size());
    }

    void refuse(SceneInput input, String reason) {
        rows.put(
                file(input), new IndexPage.Row("", input.name(), "", "", "not read", reason, 0, 0));
    }

    /** Writes the files about the whole run; returns a line that says where, if there are any. */
    Optional<String> finish(boolean pages) throws IOException {
        if (rows.values().stream().allMatch(row -> row.name().isEmpty())) {
            return Optional.empty();
        }
        if (!formats.html) {
            return Optional.of("Results: " + folder);
        }
        // Several files are worked on at once, and earlier runs may have done some: the rows are
        // sorted for the reader.
        List<IndexPage.Row> sorted =
                rows.values().stream()
                        .sorted(
                                Comparator.comparing(IndexPage.Row::file)
                                        .thenComparing(IndexPage.Row::name))
                        .toList();
        String name = pages ? "index.html" : "report.html";
        write(name, pages ? IndexPage.html(sorted) : report.html());
        return Optional.of((pages ? "Index: " : "Report: ") + folder.resolve(name));
    }

    /**
     * Files of one name from several folders get names of their own, which need no quotes in a
     * link.
     */
    private String name(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String base =
                (dot > 0 ? fileName.substring(0, dot) : fileName)
                        .replaceAll("[^\\p{L}\\p{N}._-]", "-");
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }
}
