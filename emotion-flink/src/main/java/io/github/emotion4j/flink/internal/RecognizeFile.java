package io.github.emotion4j.flink.internal;

import com.google.gson.JsonObject;
import io.github.emotion4j.core.Batch;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.flink.SharedModels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recognises the file of each path. */
public final class RecognizeFile extends ProcessFunction<String, String> {
    /** Files that cannot be recognised, as JSON with the reason. */
    public static final OutputTag<String> FAILED = new OutputTag<>("failed", Types.STRING);

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(RecognizeFile.class);
    private static final int WINDOW = 1000;
    private static final int NEWS = 100;

    private final SharedModels models;
    private transient ModelPool.@Nullable Lease lease;
    private transient Counter files;
    private transient Counter failedFiles;
    private transient Histogram fileMillis;

    /** Makes the function. */
    public RecognizeFile(SharedModels models) {
        this.models = models;
    }

    @Override
    public void open(OpenContext context) {
        lease = ModelPool.lease(models, getRuntimeContext().getJobInfo().getJobId());
        files = getRuntimeContext().getMetricGroup().counter("files");
        failedFiles = getRuntimeContext().getMetricGroup().counter("failedFiles");
        fileMillis =
                getRuntimeContext()
                        .getMetricGroup()
                        .histogram("fileMillis", new DescriptiveStatisticsHistogram(WINDOW));
    }

    @Override
    public void processElement(String file, Context context, Collector<String> out) {
        ModelPool.Lease used = lease;
        if (used == null) {
            throw new IllegalStateException("The function is closed");
        }
        long before = System.currentTimeMillis();
        JsonObject head = new JsonObject();
        head.addProperty("file", file);
        Batch.Result result = recognize(used.recognizer(), file);
        if (result instanceof Batch.Recognized done) {
            String start = head.toString();
            out.collect(
                    start.substring(0, start.length() - 1)
                            + ",\"timeline\":"
                            + done.timeline().toJson()
                            + "}");
        } else if (result instanceof Batch.Failed failed) {
            head.addProperty("reason", failed.reason());
            context.output(FAILED, head.toString());
            failedFiles.inc();
        }
        files.inc();
        fileMillis.update(System.currentTimeMillis() - before);
        if (files.getCount() % NEWS == 0) {
            LOG.info("{} files, {} of them failed", files.getCount(), failedFiles.getCount());
        }
    }

    /**
     * As a batch of one: the batch knows what is the file's fault, and what ends the task, which
     * would begin again with the same file.
     */
    private static Batch.Result recognize(EmotionRecognizer recognizer, String file) {
        Recording recording;
        try {
            recording = recording(file);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return new Batch.Failed(0, Recording.of(file, new byte[0]), e);
        }
        List<Batch.Result> results = new ArrayList<>();
        recognizer.batch().parallelism(1).run(List.of(recording), results::add);
        return results.get(0);
    }

    /** A file of this machine is opened in its place; others are read into memory. */
    private static Recording recording(String file) throws IOException {
        Path path = new Path(file);
        FileSystem system = path.getFileSystem();
        if (!system.isDistributedFS()) {
            return Recording.of(java.nio.file.Path.of(path.getPath()));
        }
        if (system.getFileStatus(path).getLen() > Integer.MAX_VALUE - 8) {
            throw new IOException("It is longer than 2 GiB; copy it to the machine");
        }
        try (FSDataInputStream in = system.open(path)) {
            return Recording.of(file, in.readAllBytes());
        }
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
