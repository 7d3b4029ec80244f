package io.github.emotion4j.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.flink.Cluster;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.flink.internal.ParquetTimelines;
import io.github.emotion4j.flink.internal.RecognizeFile;
import io.github.emotion4j.physio.BodyModality;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.ParameterTool;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each recording once, whatever happens, and the bad ones with their reason. */
class ArchiveJobTest {
    private static final int FILES = 12;
    private static final String STORE = "mem://archive/2026";

    @TempDir Path folder;

    @BeforeEach
    void emptyStore() {
        MemoryStore.clear();
    }

    @Test
    void objectsOfAStore_killedAndStartedAgain_giveEachTimelineOnce() throws Exception {
        for (int i = 0; i < FILES - 1; i++) {
            MemoryStore.put(STORE + "/deep/er/band-" + i + ".csv", wristband(i));
        }
        MemoryStore.put(STORE + "/deep/" + MemoryStore.HELD + ".csv", wristband(FILES - 1));
        MemoryStore.put(STORE + "/bad.mp4", "not a clip".getBytes(StandardCharsets.UTF_8));
        MemoryStore.put("mem://another/band.csv", wristband(0));
        try (Cluster cluster = Cluster.ofOneSlotEach(folder)) {
            StreamExecutionEnvironment env = cluster.environment(2);
            assertEquals(FILES + 1, ArchiveJob.build(env, options(STORE), models()));
            JobID job = cluster.submit(env);
            MemoryStore.reached.await();
            cluster.kill(0);
            MemoryStore.go.countDown();
            cluster.finish(job);
            assertTimelines(cluster);

            assertEquals(0, ArchiveJob.build(cluster.environment(2), options(STORE), models()));
            // A name that another store's results have, too.
            MemoryStore.put(
                    STORE + "/" + folder.resolve("out").toString().substring(1) + "/late.csv",
                    wristband(0));
            StreamExecutionEnvironment again = cluster.environment(2);
            assertEquals(1, ArchiveJob.build(again, options(STORE), models()));
            cluster.finish(cluster.submit(again));
            assertEquals(FILES + 1, cluster.lines("out/results").size());
        }
    }

    private void assertTimelines(Cluster cluster) throws Exception {
        Set<String> files = new TreeSet<>();
        try (EmotionRecognizer recognizer = models().factory().open()) {
            for (String line : cluster.lines("out/results")) {
                JsonObject json = JsonParser.parseString(line).getAsJsonObject();
                String file = json.get("file").getAsString();
                assertTrue(files.add(file), file + " came twice");
                assertTrue(file.startsWith(STORE), file);
                String number = file.replaceAll("\\D", "").substring("2026".length());
                int person = number.isEmpty() ? FILES - 1 : Integer.parseInt(number);
                Recording recording = Recording.of(file, wristband(person));
                String expected = recognizer.recognize(recording).toJson();
                assertEquals(expected, json.get("timeline").toString());
            }
        }
        assertEquals(FILES, files.size());
        assertEquals(1, cluster.lines("out/failed").size());
        assertTrue(cluster.lines("out/failed").get(0).contains("bad.mp4"));
    }

    @Test
    void folderAndListing_leaveOutWhatTheJobWrites() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("archive/deep"));
        Files.write(archive.resolve("band.csv"), wristband(1));
        Files.write(archive.resolve(".hidden"), wristband(1));
        Path out = Files.createDirectories(folder.resolve("archive/out"));
        Files.createDirectories(out.resolve("results"));
        String band = archive.resolve("band.csv").toUri().toString();
        Files.writeString(
                out.resolve("results/part"), "{\"file\":\"elsewhere\",\"timeline\":{}}\n");
        MemoryStore.put(
                "mem://lists/today.txt",
                (band + "\n\n mem://archive/a.csv\n").getBytes(StandardCharsets.UTF_8));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        Map<String, String> options = new HashMap<>();
        options.put("recordings", folder.resolve("archive").toString());
        options.put("out", out.toString());
        assertEquals(1, ArchiveJob.build(env, ParameterTool.fromMap(options), models()));
        options.put("recordings", "mem://lists/today.txt");
        assertEquals(2, ArchiveJob.build(env, ParameterTool.fromMap(options), models()));
        options.put("format", "csv");
        assertThrows(
                IllegalArgumentException.class,
                () -> ArchiveJob.build(env, ParameterTool.fromMap(options), models()));
        options.remove("format");
        options.put("recordings", "mem://lists/tomorrow.txt");
        assertThrows(
                FileNotFoundException.class,
                () -> ArchiveJob.build(env, ParameterTool.fromMap(options), models()));
    }

    /** A task that failed would begin again with the same file, for ever. */
    @Test
    @SuppressWarnings("try") // Nobody interrupts a harness that closes.
    void fileOnWhichAModalityBreaks_failsAlone() throws Exception {
        SharedModels broken =
                new SharedModels(
                        "broken",
                        () ->
                                EmotionRecognizer.builder()
                                        .onlyNamedModalities()
                                        .modality(new Breaks())
                                        .build());
        MemoryStore.put(STORE + "/null.csv", wristband(0));
        try (var harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new RecognizeFile(broken)))) {
            harness.open();
            harness.processElement(new StreamRecord<>(STORE + "/null.csv"));
            assertEquals(
                    List.of(
                            "{\"file\":\"mem://archive/2026/null.csv\",\"reason\":"
                                    + "\"mem://archive/2026/null.csv: is broken or of another"
                                    + " kind than it says (NullPointerException: The header is"
                                    + " null)\"}"),
                    harness.getSideOutput(RecognizeFile.FAILED).stream()
                            .map(StreamRecord::getValue)
                            .toList());
        }
    }

    /** Throws what no reader should. */
    private static final class Breaks implements ModalityProvider {
        private final BodyModality body = new BodyModality();

        @Override
        public ModalityId id() {
            return body.id();
        }

        @Override
        public ModalityModel open(ModelLoader models) {
            ModalityModel model = body.open(models);
            return new ModalityModel() {
                @Override
                public Optional<SignalReader> reader(OpenPart part) {
                    throw new NullPointerException("The header is null");
                }

                @Override
                public boolean accepts(Signal signal) {
                    return model.accepts(signal);
                }

                @Override
                public ModalitySession openSession() {
                    return model.openSession();
                }

                @Override
                public Duration holdFor() {
                    return model.holdFor();
                }

                @Override
                public void close() {
                    model.close();
                }
            };
        }
    }

    @Test
    void parquet_hasTheNumbersOfTheTimelines_andNamesWhatIsDone() throws Exception {
        for (int i = 0; i < 3; i++) {
            MemoryStore.put(STORE + "/band-" + i + ".csv", wristband(i));
        }
        MemoryStore.put(STORE + "/bad.mp4", "not a clip".getBytes(StandardCharsets.UTF_8));
        ParameterTool options =
                options(STORE).mergeWith(ParameterTool.fromMap(Map.of("format", "parquet")));
        try (Cluster cluster = new Cluster(folder)) {
            StreamExecutionEnvironment env = cluster.environment(1);
            assertEquals(4, ArchiveJob.build(env, options, models()));
            cluster.finish(cluster.submit(env));
            assertEquals(0, ArchiveJob.build(cluster.environment(1), options, models()));
        }
        Map<String, List<Group>> byFile = new TreeMap<>();
        for (Path part : parts()) {
            for (Group row : rows(part)) {
                byFile.computeIfAbsent(row.getString("file", 0), f -> new ArrayList<>()).add(row);
            }
        }
        try (EmotionRecognizer recognizer = models().factory().open()) {
            for (int i = 0; i < 3; i++) {
                String file = STORE + "/band-" + i + ".csv";
                List<Group> rows = byFile.remove(file);
                List<EmotionEstimate> expected =
                        recognizer.recognize(Recording.of(file, wristband(i))).estimates();
                assertEquals(expected.size(), rows.size());
                for (int step = 0; step < rows.size(); step++) {
                    assertRow(expected.get(step), rows.get(step));
                }
            }
        }
        assertEquals(Map.of(), byFile);
    }

    /** Hadoop is there for the compiler and for this test's reader, and no cluster has it. */
    @Test
    void parquet_isWrittenWithoutHadoop() throws Exception {
        List<URL> withoutHadoop = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("hadoop-common") && !entry.contains("hadoop-mapreduce")) {
                withoutHadoop.add(Path.of(entry).toUri().toURL());
            }
        }
        Path part = folder.resolve("part.parquet");
        String steps =
                "{\"file\":\"a\",\"timeline\":"
                        + new EmotionTimeline(List.of(), NOTHING, Map.of(), List.of()).toJson()
                        + "}";
        try (URLClassLoader loader =
                new URLClassLoader(
                        withoutHadoop.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThrows(
                    ClassNotFoundException.class,
                    () -> loader.loadClass("org.apache.hadoop.conf.Configuration"));
            Class<?> one = loader.loadClass(OneFile.class.getName());
            one.getMethod("write", String.class, String.class).invoke(null, part.toString(), steps);
        }
        assertEquals(List.of(), rows(part));
        assertEquals(
                List.of("a"),
                ParquetTimelines.files(new org.apache.flink.core.fs.Path(part.toUri())));
    }

    private static final EmotionEstimate NOTHING =
            new EmotionEstimate(
                    new TimeInterval(0, 0),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalDouble.empty(),
                    Map.of(),
                    Map.of(),
                    Set.of(),
                    List.of(new Reason("none", "nothing is there")));

    /** Writes a file with the classes of its own loader. */
    public static final class OneFile {
        private OneFile() {}

        public static void write(String part, String line) throws Exception {
            try (FSDataOutputStream out = new LocalDataOutputStream(new File(part))) {
                BulkWriter<String> writer = ParquetTimelines.writer(out);
                writer.addElement(line);
                writer.finish();
            }
        }
    }

    private static void assertRow(EmotionEstimate expected, Group row) {
        assertEquals(expected.interval().startSeconds(), row.getDouble("start_s", 0));
        assertEquals(expected.interval().endSeconds(), row.getDouble("end_s", 0));
        assertEquals(expected.stress().isPresent(), row.getFieldRepetitionCount("stress") == 1);
        expected.stress().ifPresent(stress -> assertEquals(stress, row.getDouble("stress", 0)));
        assertEquals(
                expected.probabilities().isPresent(), row.getFieldRepetitionCount("anger") == 1);
        assertEquals(
                expected.abstentionReasons().stream()
                        .map(Reason::code)
                        .collect(Collectors.joining(" ")),
                row.getString("abstention_reasons", 0));
    }

    private List<Path> parts() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("out/results"))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private static List<Group> rows(Path part) throws Exception {
        List<Group> rows = new ArrayList<>();
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                        .withCodecFactory(new Gunzip())
                        .build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(part), options)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            for (PageReadStore pages = reader.readNextRowGroup();
                    pages != null;
                    pages = reader.readNextRowGroup()) {
                RecordReader<Group> groups =
                        new ColumnIOFactory()
                                .getColumnIO(schema)
                                .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    rows.add(groups.read());
                }
            }
        }
        return rows;
    }

    private static final class Gunzip implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
            assertEquals(CompressionCodecName.GZIP, name);
            return new BytesInputDecompressor() {
                @Override
                public BytesInput decompress(BytesInput bytes, int size) throws IOException {
                    return BytesInput.from(
                            new GZIPInputStream(bytes.toInputStream()).readAllBytes());
                }

                @Override
                public void decompress(ByteBuffer in, int packed, ByteBuffer out, int size) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public void release() {}
    }

    private ParameterTool options(String recordings) {
        return ParameterTool.fromMap(
                Map.of("recordings", recordings, "out", folder.resolve("out").toUri().toString()));
    }

    private static SharedModels models() {
        return new SharedModels(
                "body",
                () ->
                        EmotionRecognizer.builder()
                                .onlyNamedModalities()
                                .modality(new BodyModality())
                                .build());
    }

    private static byte[] wristband(int person) {
        StringBuilder table = new StringBuilder("time_s,eda_uS\n");
        for (int i = 0; i < 360; i++) {
            table.append(i / 4.0).append(',').append(2 + person / 10.0 + Math.sin(i / 40.0));
            table.append('\n');
        }
        return table.toString().getBytes(StandardCharsets.UTF_8);
    }
}
