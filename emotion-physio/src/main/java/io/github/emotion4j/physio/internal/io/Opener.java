package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.empatica.AvroRecords;
import io.github.emotion4j.physio.internal.io.empatica.EmbraceFiles;
import io.github.emotion4j.physio.internal.io.empatica.EmpaticaFiles;
import io.github.emotion4j.physio.internal.io.health.FitRows;
import io.github.emotion4j.physio.internal.io.health.HealthJson;
import io.github.emotion4j.physio.internal.io.health.HealthXml;
import io.github.emotion4j.physio.internal.io.input.Content;
import io.github.emotion4j.physio.internal.io.input.Lines;
import io.github.emotion4j.physio.internal.io.recorder.AcqReader;
import io.github.emotion4j.physio.internal.io.recorder.EdfReader;
import io.github.emotion4j.physio.internal.io.recorder.XdfReader;
import io.github.emotion4j.physio.internal.io.table.TableHead;
import io.github.emotion4j.physio.internal.io.table.TableReader;
import io.github.emotion4j.physio.internal.io.wfdb.WfdbHeader;
import io.github.emotion4j.physio.internal.io.wfdb.WfdbReader;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells formats apart by their content and opens them. */
public final class Opener {
    /** Enough for the header of every format that is recognised by its header. */
    private static final int HEAD = 1 << 16;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** A gz in a zip in a zip is deep enough. */
    private static final int MAX_DEPTH = 4;

    private Opener() {}

    /** Opens a file, a folder or bytes; nothing if they are of no known format. */
    public static Optional<SignalReader> open(Recording.Part part, Limits limits) {
        TableFormat format =
                part.format()
                        .filter(TableFormat.class::isInstance)
                        .map(TableFormat.class::cast)
                        .orElse(TableFormat.selfDescribed());
        return Guard.read(
                part.name(),
                () ->
                        part instanceof Recording.FilePart file && Files.isDirectory(file.path())
                                ? folder(file.path(), limits)
                                : open(content(part, limits), format, 0)
                                        .map(r -> new GuardedReader(part.name(), r)));
    }

    private static Content content(Recording.Part part, Limits limits) {
        if (part instanceof Recording.FilePart file) {
            return Content.of(file.path(), limits);
        }
        if (part instanceof Recording.BytesPart bytes) {
            return Content.of(bytes.name(), bytes.bytes(), limits);
        }
        throw new InputException(part.name(), "has no bytes");
    }

    static Optional<SignalReader> open(Content content, TableFormat format, int depth)
            throws IOException {
        InputStream raw = content.open();
        boolean taken = false;
        try {
            InputStream in = new BufferedInputStream(raw, HEAD);
            byte[] head = in.readNBytes(HEAD);
            if (head.length == 0 && content.fileName().endsWith(".csv")) {
                throw new InputException(content.name(), "is empty");
            }
            String start =
                    new String(head, 0, Math.min(head.length, 512), StandardCharsets.ISO_8859_1);
            if (start.startsWith("PK\3\4") && depth < MAX_DEPTH) {
                return zip(content, format, depth);
            }
            if (start.startsWith("\u001f\u008b") && depth < MAX_DEPTH) {
                TableFormat told =
                        content.path() == null
                                ? format
                                : Sidecar.format(content.path(), format, content.limits());
                return open(content.unpacked(), told, depth + 1);
            }
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
            Optional<SignalReader> reader = open(content, format, head, start, whole);
            // The others open the content for themselves.
            taken =
                    reader.filter(r -> r instanceof EdfReader || r instanceof TableReader)
                            .isPresent();
            return reader;
        } finally {
            if (!taken) {
                raw.close();
            }
        }
    }

    private static Optional<SignalReader> open(
            Content content, TableFormat format, byte[] head, String start, InputStream in)
            throws IOException {
        String name = content.name();
        if (EdfReader.isEdf(start)) {
            return EdfReader.open(name, in, content.limits());
        }
        if (XdfReader.isXdf(start)) {
            return Optional.of(new XdfReader(content));
        }
        if (AvroRecords.isAvro(start)) {
            return Optional.of(EmbraceFiles.open(content));
        }
        if (FitRows.isFit(start)) {
            FitRows fit = FitRows.of(content, in);
            Lines rows = new Lines(name, fit, StandardCharsets.UTF_8, content.limits());
            return TableReader.open(name, rows, TableFormat.selfDescribed(), fit.issues());
        }
        Optional<Path> header = content.path() == null ? Optional.empty() : header(content.path());
        boolean named = header.isPresent() && names(header.get(), content.fileName());
        if (named) {
            // Samples of any size, which may begin as another format or look like text.
            return Optional.of(WfdbReader.open(header.get(), content.limits()));
        }
        Optional<String> other = RefusedFormats.refusal(head);
        if (other.isPresent()) {
            throw new InputException(name, other.get());
        }
        // A head of few numbers, which text cannot have: after what says its name.
        if (AcqReader.isAcq(head)) {
            return Optional.of(AcqReader.open(content));
        }
        Charset charset = Lines.charset(head);
        boolean text = isText(head, charset);
        if (header.isPresent() && !text) {
            return Optional.of(WfdbReader.open(header.get(), content.limits()));
        }
        if (!text) {
            return Optional.empty();
        }
        String decoded = new String(head, charset);
        return text(
                content,
                format,
                decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded,
                in,
                charset);
    }

    private static Optional<SignalReader> text(
            Content content, TableFormat format, String head, InputStream in, Charset charset)
            throws IOException {
        String name = content.name();
        Limits limits = content.limits();
        Path path = content.path();
        if (WfdbHeader.isHeader(head) || content.fileName().endsWith(".hea")) {
            if (path == null) {
                throw new InputException(
                        content.name(),
                        "is a WFDB header; open it as a file beside its data files");
            }
            return Optional.of(WfdbReader.open(path, content.limits()));
        }
        if (EmpaticaFiles.isEmpatica(head)) {
            return Optional.of(EmpaticaFiles.open(content, head));
        }
        List<Reason> issues = new ArrayList<>();
        if (HealthXml.isHealth(head)) {
            in = new HealthXml(name, in, oneSource(content, issues));
        } else if (HealthJson.isHealth(head)) {
            in = new HealthJson(name, in, limits);
        } else if (HealthJson.isJson(head) || head.startsWith("<?xml") || head.startsWith("<!")) {
            return Optional.empty();
        } else {
            TableFormat told = path == null ? format : Sidecar.format(path, format, limits);
            Optional<SignalReader> table =
                    TableReader.open(name, new Lines(name, in, charset, limits), told);
            if (table.isEmpty() && TableHead.isNamesAlone(name, head)) {
                throw new InputException(name, "has names of columns and no row below them");
            }
            return table;
        }
        Lines rows = new Lines(name, in, StandardCharsets.UTF_8, limits);
        Optional<SignalReader> reader = TableReader.open(name, rows, format, issues);
        if (reader.isEmpty() && HealthJson.isJson(head)) {
            throw new InputException(
                    name,
                    "is JSON whose heart rates are in no form that is read; write them as CSV, as"
                            + " \"time (s),HR (bpm)\"");
        }
        return reader;
    }

    /** The source of most heart rates, because several measure a person at the same time. */
    private static @Nullable String oneSource(Content content, List<Reason> issues)
            throws IOException {
        Map<String, Integer> sources = HealthXml.sources(content.name(), content.open());
        if (sources.size() < 2) {
            return null;
        }
        String most = Collections.max(sources.entrySet(), Map.Entry.comparingByValue()).getKey();
        List<String> others =
                sources.entrySet().stream()
                        .filter(e -> !e.getKey().equals(most))
                        .map(e -> "\"" + e.getKey() + "\" (" + e.getValue() + ")")
                        .limit(5)
                        .toList();
        issues.add(
                new Reason(
                        "channels-left-out",
                        String.format(
                                Locale.ROOT,
                                "left out: the heart rates of %s; only those of \"%s\" (%d) are read",
                                String.join(", ", others),
                                most,
                                sources.get(most))));
        return most;
    }

    /** A text contains only text bytes; sounds and pictures soon contain others. */
    private static boolean isText(byte[] head, Charset charset) {
        String text = new String(head, charset);
        int odd = 0;
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\0') { // A logger lost its power.
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            odd += (c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f') ? 1 : 0;
        }
        return end > 0 && odd <= end / 1000;
    }

    /** Whether a WFDB header names a file of samples. */
    private static boolean names(Path header, String fileName) throws IOException {
        try (InputStream in = BoundedInput.open(header)) {
            String text = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
            return text.lines()
                    .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(fileName + " "));
        }
    }

    /** The WFDB header of a data file. */
    private static Optional<Path> header(Path data) {
        String name = String.valueOf(data.getFileName());
        int dot = name.lastIndexOf('.');
        try {
            Path header = data.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".hea");
            return Files.isRegularFile(header) ? Optional.of(header) : Optional.empty();
        } catch (InvalidPathException e) {
            // A name with letters that the JVM's locale lacks was listed, and none can be made of
            // it.
            return Optional.empty();
        }
    }

    private static Optional<SignalReader> folder(Path folder, Limits limits) throws IOException {
        List<Content> files = ofSession(folder, limits);
        List<String> sessions = new ArrayList<>();
        String name = folder.toString();
        if (files.isEmpty()) {
            try (DirectoryStream<Path> subs =
                    Files.newDirectoryStream(folder, entry -> Files.isDirectory(entry))) {
                for (Path sub : subs) {
                    List<Content> within = ofSession(sub, limits);
                    if (!within.isEmpty()) {
                        sessions.add(String.valueOf(sub.getFileName()));
                        files = within;
                    }
                }
            }
        }
        if (sessions.size() > 1) {
            throw severalSessions(name, sessions);
        }
        if (files.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new GuardedReader(name, EmpaticaFiles.open(name, files)));
    }

    private static List<Content> ofSession(Path folder, Limits limits) throws IOException {
        List<Content> files = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, entry -> !Files.isDirectory(entry))) {
            for (Path entry : entries) {
                Content content = Content.of(entry, limits);
                if (EmpaticaFiles.isOfSession(content)) {
                    files.add(content);
                }
            }
        }
        return files;
    }

    private static InputException severalSessions(String name, List<String> sessions) {
        return new InputException(
                name,
                "holds several sessions, "
                        + String.join(", ", sessions)
                        + ", which are not one recording; give one of them");
    }

    /** A zip of one E4 session, of one other recording, or of one zip of either. */
    private static Optional<SignalReader> zip(Content zip, TableFormat format, int depth)
            throws IOException {
        List<Content> others = new ArrayList<>();
        List<String> sessions = new ArrayList<>();
        List<Content> files = new ArrayList<>();
        for (String entry : zip.entries()) {
            Content content = zip.entry(entry);
            String fileName = content.fileName();
            if (entry.startsWith("__MACOSX") || fileName.startsWith("._")) {
                continue;
            }
            if (entry.equals("[Content_Types].xml") || entry.equals("mimetype")) {
                throw RefusedFormats.office(zip.name());
            }
            if (EmpaticaFiles.isOfSession(content)) {
                String session = entry.substring(0, entry.length() - fileName.length());
                if (!sessions.contains(session)) {
                    sessions.add(session);
                }
                files.add(content);
            } else {
                others.add(content);
            }
        }
        if (sessions.size() > 1) {
            throw severalSessions(zip.name(), sessions);
        }
        if (!files.isEmpty()) {
            return Optional.of(EmpaticaFiles.open(zip.name(), files));
        }
        return oneOf(zip.name(), others, format, depth);
    }

    private static Optional<SignalReader> oneOf(
            String name, List<Content> contents, TableFormat format, int depth) throws IOException {
        List<String> readable = new ArrayList<>();
        Optional<SignalReader> first = Optional.empty();
        InputException refusal = null;
        for (Content content : contents) {
            try {
                Optional<SignalReader> reader = open(content, format, depth + 1);
                if (reader.isPresent()) {
                    readable.add(content.shownName());
                    if (first.isPresent()) {
                        reader.get().close();
                    } else {
                        first = reader;
                    }
                }
            } catch (InputException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        if (readable.size() > 1) {
            first.ifPresent(SignalReader::close);
            throw severalSessions(name, readable.subList(0, Math.min(5, readable.size())));
        }
        if (first.isEmpty() && refusal != null) {
            throw refusal;
        }
        return first;
    }
}
