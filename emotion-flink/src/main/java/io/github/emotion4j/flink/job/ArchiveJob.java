package io.github.emotion4j.flink.job;

import com.google.gson.stream.JsonReader;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.flink.internal.ParquetTimelines;
import io.github.emotion4j.flink.internal.RecognizeFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;
import org.apache.flink.util.ParameterTool;

/**
 * Recognises the recordings of an archive, one record a file.
 *
 * <pre>
 * flink run -c io.github.emotion4j.flink.job.ArchiveJob emotion-flink.jar \
 *     --recordings s3://archive/2026 --out s3://archive/results
 * </pre>
 *
 * <p>{@code --recordings} is a folder, which is listed with all folders in it, or a text file with
 * one path a line. Flink's file systems read both and the recordings. In {@code --out}, lines of
 * {@code results} are {@code {"file":...,"timeline":...}} with {@link
 * io.github.emotion4j.core.EmotionTimeline#toJson()}, and lines of {@code failed} are {@code
 * {"file":...,"reason":...}}. With {@code --format parquet}, {@code results} is Parquet with a row
 * for each step, {@code file} and the columns of {@link
 * io.github.emotion4j.core.EmotionTimeline#toCsv()} up to {@code abstention_reasons}; what each
 * modality perceived is in lines only. All is written exactly once. When the job is started again,
 * it skips the files of both; delete {@code failed} to try those again.
 *
 * <p>The metrics of the operator are the counters {@code files} and {@code failedFiles} and the
 * histogram {@code fileMillis}.
 */
public final class ArchiveJob {
    /** A file may take long, and a checkpoint waits for the files at work. */
    private static final Duration CHECKPOINTS = Duration.ofSeconds(30);

    private static final Duration LONGEST_CHECKPOINT = Duration.ofHours(2);

    private static final String USAGE =
            """
            --recordings PATH   a folder, or a text file with one path a line; required
            --out PATH          the folder of the results; required
            --format FORMAT     of the results: json or parquet (json)
            """;

    private static final String RESULTS = "results";
    private static final String FAILED = "failed";

    private ArchiveJob() {}

    /**
     * Runs the program.
     *
     * @param args the options above
     * @throws IllegalArgumentException if an option is wrong
     * @throws Exception if the cluster cannot be reached or the job fails
     */
    public static void main(String[] args) throws Exception {
        Optional<ParameterTool> options = JobOptions.read(USAGE, args, "recordings", "out");
        if (options.isEmpty()) {
            return;
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
            env.enableCheckpointing(CHECKPOINTS.toMillis());
            env.getCheckpointConfig().setCheckpointTimeout(LONGEST_CHECKPOINT.toMillis());
        }
        SharedModels models = new SharedModels("archive", EmotionRecognizer::create);
        int files = build(env, options.get(), models);
        if (files == 0) {
            System.out.println("Nothing is left to do");
            return;
        }
        System.out.println(files + " recordings to recognise");
        env.execute("Emotion4J archive");
    }

    /**
     * Puts the job together.
     *
     * @param env the environment
     * @param options as {@link #main} takes them
     * @param models the models
     * @return how many files are left to do; if none, there is no job
     * @throws IOException if the recordings or earlier results cannot be listed
     */
    static int build(StreamExecutionEnvironment env, ParameterTool options, SharedModels models)
            throws IOException {
        Path out = new Path(options.getRequired("out"));
        boolean parquet =
                switch (options.get("format", "json")) {
                    case "json" -> false;
                    case "parquet" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "--format is json or parquet, not " + options.get("format"));
                };
        Set<String> left = new TreeSet<>(list(new Path(options.getRequired("recordings")), out));
        left.removeAll(done(new Path(out, RESULTS)));
        left.removeAll(done(new Path(out, FAILED)));
        if (left.isEmpty()) {
            return 0;
        }
        Path listing = new Path(out, "listing-" + System.currentTimeMillis() + ".txt");
        try (BufferedWriter writer =
                new BufferedWriter(
                        new OutputStreamWriter(
                                listing.getFileSystem()
                                        .create(listing, FileSystem.WriteMode.NO_OVERWRITE),
                                StandardCharsets.UTF_8))) {
            for (String file : left) {
                writer.write(file);
                writer.write('\n');
            }
        }
        FileSource<String> source =
                FileSource.forRecordStreamFormat(new TextLineInputFormat(), listing).build();
        SingleOutputStreamOperator<String> results =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "recordings")
                        .uid("recordings")
                        .setParallelism(1)
                        .rebalance()
                        .process(new RecognizeFile(models))
                        .name("Emotion4J")
                        .uid("recognize");
        results.sinkTo(
                        parquet
                                ? ParquetTimelines.sink(new Path(out, RESULTS))
                                : lines(new Path(out, RESULTS)))
                .name(RESULTS)
                .uid(RESULTS);
        results.getSideOutput(RecognizeFile.FAILED)
                .sinkTo(lines(new Path(out, FAILED)))
                .name(FAILED)
                .uid(FAILED);
        return left.size();
    }

    private static FileSink<String> lines(Path folder) {
        return FileSink.<String>forRowFormat(folder, new SimpleStringEncoder<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .build();
    }

    private static List<String> list(Path recordings, Path out) throws IOException {
        FileStatus status = recordings.getFileSystem().getFileStatus(recordings);
        List<String> files = new ArrayList<>();
        if (!status.isDir()) {
            try (BufferedReader reader = reader(recordings)) {
                reader.lines().map(String::strip).filter(l -> !l.isEmpty()).forEach(files::add);
            }
            return files;
        }
        for (Path file : files(recordings, out)) {
            files.add(file.toString());
        }
        return files;
    }

    /** All files in a folder and the folders in it, but for what this program writes. */
    private static List<Path> files(Path folder, Path out) throws IOException {
        List<Path> files = new ArrayList<>();
        FileStatus[] found = folder.getFileSystem().listStatus(folder);
        for (FileStatus one : found == null ? new FileStatus[0] : found) {
            Path path = one.getPath();
            if (path.getName().startsWith(".") || qualified(path).equals(qualified(out))) {
                continue;
            }
            if (one.isDir()) {
                files.addAll(files(path, out));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /** With the store's name, since two stores may have the same path. */
    private static Path qualified(Path path) throws IOException {
        return path.makeQualified(path.getFileSystem());
    }

    /**
     * The files that the committed results of a folder name: lines as their first entry, Parquet in
     * its footer.
     */
    private static Set<String> done(Path folder) throws IOException {
        Set<String> done = new HashSet<>();
        try {
            folder.getFileSystem().getFileStatus(folder);
        } catch (FileNotFoundException e) {
            return done;
        }
        for (Path part : files(folder, new Path("/none"))) {
            if (part.getName().endsWith(ParquetTimelines.SUFFIX)) {
                done.addAll(ParquetTimelines.files(part));
                continue;
            }
            try (BufferedReader reader = reader(part)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    JsonReader json = new JsonReader(new StringReader(line));
                    json.beginObject();
                    if (!json.nextName().equals("file")) {
                        throw new IOException(part + " holds a line that this job did not write");
                    }
                    done.add(json.nextString());
                }
            }
        }
        return done;
    }

    private static BufferedReader reader(Path file) throws IOException {
        FSDataInputStream in = file.getFileSystem().open(file);
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
}
