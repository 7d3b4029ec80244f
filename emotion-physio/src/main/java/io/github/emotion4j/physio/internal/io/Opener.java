package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Tells formats apart and opens them. */
public final class Opener {
    private static final List<String> EMPATICA =
            List.of("BVP.csv", "EDA.csv", "TEMP.csv", "HR.csv", "ACC.csv");

    private interface Content {
        InputStream open() throws IOException;
    }

    private Opener() {}

    /** Opens a path; nothing if it is of no known format. */
    public static Optional<SignalReader> open(Path path, TableFormat format) throws IOException {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            Map<String, Content> files = new LinkedHashMap<>();
            for (String file : EMPATICA) {
                Path at = path.resolve(file);
                if (Files.exists(at)) {
                    files.put(file, () -> Files.newInputStream(at));
                }
            }
            return files.isEmpty() ? Optional.empty() : Optional.of(empatica(name, files, null));
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".zip")) {
            return zip(path);
        }
        if (lower.endsWith(".hea")) {
            return Optional.of(WfdbReader.open(path));
        }
        if (!isTableOrEdf(lower)) {
            return Optional.empty();
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(name);
        }
        return stream(name, Files.newInputStream(path), format);
    }

    /** Opens bytes in memory; nothing if they are of no known format. */
    public static Optional<SignalReader> open(String name, byte[] bytes) throws IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".zip")) {
            Map<String, Content> files = new LinkedHashMap<>();
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                    String file = fileName(e);
                    if (EMPATICA.contains(file)) {
                        byte[] content = zip.readAllBytes();
                        files.put(file, () -> new ByteArrayInputStream(content));
                    }
                }
            }
            return files.isEmpty() ? Optional.empty() : Optional.of(empatica(name, files, null));
        }
        if (!isTableOrEdf(lower)) {
            return Optional.empty();
        }
        return stream(name, new ByteArrayInputStream(bytes), TableFormat.selfDescribed());
    }

    private static boolean isTableOrEdf(String lower) {
        return lower.matches(".*\\.(edf|csv|tsv|txt)(\\.gz)?");
    }

    private static Optional<SignalReader> stream(String name, InputStream raw, TableFormat format)
            throws IOException {
        boolean done = false;
        try {
            String lower = name.toLowerCase(Locale.ROOT);
            InputStream in = new BufferedInputStream(raw, 1 << 16);
            if (lower.endsWith(".gz")) {
                in = new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16);
                lower = lower.substring(0, lower.length() - 3);
            }
            Optional<SignalReader> reader;
            if (lower.endsWith(".edf")) {
                EdfReader edf = new EdfReader(name, in);
                reader = edf.hasSignals() ? Optional.of(edf) : Optional.empty();
            } else {
                reader = TableReader.open(name, text(in), format);
            }
            done = reader.isPresent();
            return reader;
        } finally {
            if (!done) {
                raw.close();
            }
        }
    }

    private static Optional<SignalReader> zip(Path path) throws IOException {
        ZipFile zip = new ZipFile(path.toFile());
        Map<String, Content> files = new LinkedHashMap<>();
        zip.stream()
                .filter(e -> EMPATICA.contains(fileName(e)))
                .forEach(e -> files.put(fileName(e), () -> zip.getInputStream(e)));
        if (files.isEmpty()) {
            zip.close();
            return Optional.empty();
        }
        return Optional.of(empatica(path.toString(), files, zip));
    }

    private static String fileName(ZipEntry entry) {
        return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
    }

    private static SignalReader empatica(
            String name, Map<String, Content> files, @Nullable ZipFile zip) throws IOException {
        List<EmpaticaSource> sources = new ArrayList<>();
        for (Map.Entry<String, Content> file : files.entrySet()) {
            EmpaticaSource.Kinds kinds = EmpaticaSource.kinds(file.getKey()).orElseThrow();
            for (int column = 0; column < kinds.columns(); column++) {
                String label = name + "/" + file.getKey();
                try {
                    sources.add(
                            new EmpaticaSource(label, text(file.getValue().open()), kinds, column));
                } catch (IOException e) {
                    for (EmpaticaSource s : sources) {
                        s.close();
                    }
                    throw new InputException(label, "is no file of an E4: " + e.getMessage(), e);
                }
            }
        }
        double origin = sources.stream().mapToDouble(EmpaticaSource::startUnix).min().orElse(0);
        for (EmpaticaSource source : sources) {
            source.origin(origin);
        }
        List<Source> all = new ArrayList<>(sources);
        if (zip != null) {
            all.add(new ZipEnd(zip));
        }
        return new MergingReader(name, all);
    }

    /** Gives nothing and closes the zip with the reader. */
    private record ZipEnd(ZipFile zip) implements Source {
        @Override
        public @Nullable BioBlock next() {
            return null;
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    private static BufferedReader text(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    }
}
