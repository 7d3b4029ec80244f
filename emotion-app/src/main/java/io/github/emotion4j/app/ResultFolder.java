package io.github.emotion4j.app;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.emotion4j.app.report.HtmlReport;
import io.github.emotion4j.app.report.IndexPage;
import io.github.emotion4j.app.scene.AnnotatedPicture;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneImages;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
    private static final String ANNOTATED = "-annotated.png";

    static final String IN_THE_WAY =
            "is there already, as an input or by another hand; choose another --out";

    private final Path folder;
    private final Formats formats;
    private final HtmlReport report = new HtmlReport();
    private final Map<String, IndexPage.Row> rows = new HashMap<>();

    /** In small letters, since some file systems tell a.html and A.html not apart. */
    private final Set<String> names = new HashSet<>(Set.of("index"));

    /** What is read and therefore never written over. */
    private final Set<Path> inputFiles = new HashSet<>();

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
            WholeFile.replace(lines(), Arrays.copyOf(bytes, whole));
        }
        for (String text : new String(bytes, 0, whole, StandardCharsets.UTF_8).split("\n")) {
            try {
                Line line = gson.fromJson(text, Line.class);
                if (line != null && line.file() != null && line.row() != null) {
                    rows.put(line.file(), line.row());
                    names.add(line.row().name().toLowerCase(Locale.ROOT));
                }
            } catch (JsonParseException e) {
                // A person has changed it; the file's own page is there.
            }
        }
    }

    /** The first file that this run would write over: an input, or one that no run has written. */
    Optional<Path> inTheWay(List<SceneInput> inputs, boolean pages) {
        for (SceneInput input : inputs) {
            for (Recording.Part part : input.recording().parts()) {
                if (part instanceof Recording.FilePart file) {
                    inputFiles.add(InputFiles.identity(file.path()));
                }
            }
        }
        Set<String> known = Set.copyOf(names);
        List<String> targets = new ArrayList<>();
        for (SceneInput input : inputs) {
            String name = name(input.name());
            endings(pages).forEach(ending -> targets.add(name + ending));
        }
        if (formats.html) {
            targets.add(whole(pages));
        }
        names.retainAll(known);
        return targets.stream().map(folder::resolve).filter(this::isInTheWay).findFirst();
    }

    private List<String> endings(boolean pages) {
        List<String> endings = new ArrayList<>();
        if (formats.json) {
            endings.add(".json");
        }
        if (formats.csv) {
            endings.add(".csv");
        }
        if (formats.html) {
            endings.add(ANNOTATED);
        }
        if (formats.html && pages) {
            endings.add(".html");
        }
        return endings;
    }

    private boolean isInTheWay(Path target) {
        return Files.exists(target)
                && (inputFiles.contains(InputFiles.identity(target)) || !isResult(target));
    }

    /** Whether a file is a result of this program, told by its name or how it begins. */
    static boolean isResult(Path file) {
        String name = InputFiles.name(file);
        if (name.endsWith(ANNOTATED) || name.endsWith(FeaturesCommand.ENDING)) {
            return true;
        }
        if (!name.endsWith(".json") && !name.endsWith(".csv") && !name.endsWith(".html")) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(400), StandardCharsets.UTF_8);
            return name.endsWith(".json")
                    ? head.startsWith("{\"version\":1,")
                    : name.endsWith(".csv")
                            ? head.startsWith("start_s,end_s,perceived,")
                            : head.contains("<title>" + HtmlReport.TITLE + "</title>");
        } catch (IOException e) {
            return false;
        }
    }

    static String file(SceneInput input) {
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
                write(name + ANNOTATED, png.toByteArray());
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
        write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] content) throws IOException {
        Path target = folder.resolve(name);
        if (isInTheWay(target)) { // It came while the run was under way.
            throw new InputException(target.toString(), IN_THE_WAY);
        }
        WholeFile.replace(target, content);
    }

    private static IndexPage.Row row(Scene scene, String name, String page) {
        Verdict verdict = Verdict.of(scene.timeline().summary());
        Optional<String> stress = Verdict.stressAlone(scene.timeline().summary());
        return new IndexPage.Row(
                name,
                scene.input().name(),
                page,
                verdict.emotion().map(e -> e.label()).orElse(""),
                stress.orElse(verdict.label()),
                stress.isPresent() ? "" : verdict.reason(),
                scene.seconds(),
                scene.modalities().contains(ModalityId.FACE) ? scene.persons().size() : -1);
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
        String name = whole(pages);
        write(name, pages ? IndexPage.html(sorted) : report.html());
        return Optional.of((pages ? "Index: " : "Report: ") + folder.resolve(name));
    }

    private static String whole(boolean pages) {
        return pages ? "index.html" : "report.html";
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
        base = OutputFiles.shortened(base);
        String name = base;
        for (int i = 2; !names.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = base + "-" + i;
        }
        return name;
    }
}
