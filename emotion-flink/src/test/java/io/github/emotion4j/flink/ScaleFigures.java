package io.github.emotion4j.flink;

import com.sun.management.OperatingSystemMXBean;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.StepBatch;
import io.github.emotion4j.core.StreamOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.TaskStateStats;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The figures of docs/scale.md, of simulated persons. Arguments say which: {@code forwards}, {@code
 * state}, {@code heap}, {@code throughput PERSONS SECONDS BODY}, {@code checkpoint PERSONS SECONDS
 * BODY}. Processor time is that of this process, which on a busy machine tells more than the clock.
 */
final class ScaleFigures {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final AtomicLong GIVEN = new AtomicLong();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ScaleFigures() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "forwards" -> {
                for (boolean body : new boolean[] {false, true}) {
                    forwards(new Crowd(200, 30, body));
                }
            }
            case "state" -> state();
            case "heap" -> {
                for (boolean body : new boolean[] {false, true}) {
                    heap(new Crowd(200, 400, body));
                }
            }
            case "throughput" -> {
                Crowd crowd = crowd(args);
                for (int parallelism : new int[] {1, 2}) {
                    throughput(crowd, parallelism, true, true);
                }
                throughput(crowd, 1, false, true);
                throughput(crowd, 1, false, false);
            }
            case "checkpoint" -> checkpoint(crowd(args));
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.exit(0);
    }

    private static Crowd crowd(String[] args) {
        return new Crowd(
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Boolean.parseBoolean(args[3]));
    }

    /** One thread, no Flink: the steps of all streams one by one, or of a second together. */
    private static void forwards(Crowd crowd) {
        for (int round = 0; round < 2; round++) {
            for (boolean batched : new boolean[] {false, true}) {
                StepBatch batch = StepBatch.create();
                StreamOptions options =
                        batched
                                ? StreamOptions.builder().batch(batch).build()
                                : StreamOptions.defaults();
                try (EmotionRecognizer recognizer = Crowd.recognizer(crowd.body())) {
                    List<EmotionStream> streams = streams(crowd, recognizer, options);
                    long before = SYSTEM.getProcessCpuTime();
                    for (int second = 0; second < crowd.seconds(); second++) {
                        give(crowd, second, streams);
                        batch.run();
                    }
                    double micros = (SYSTEM.getProcessCpuTime() - before) / 1e3;
                    say(
                            "%s, %s: %.0f us of processor time a stream and second",
                            what(crowd),
                            batched ? "forwards of all streams" : "forwards of one stream",
                            micros / crowd.persons() / crowd.seconds());
                }
            }
        }
    }

    private static List<EmotionStream> streams(
            Crowd crowd, EmotionRecognizer recognizer, StreamOptions options) {
        List<EmotionStream> streams = new ArrayList<>();
        for (int person = 0; person < crowd.persons(); person++) {
            streams.add(recognizer.openStream(estimate -> {}, options));
        }
        return streams;
    }

    private static void give(Crowd crowd, int second, List<EmotionStream> streams) {
        for (int person = 0; person < crowd.persons(); person++) {
            for (int kind = 0; kind < crowd.perSecond(); kind++) {
                streams.get(person).accept(crowd.signal(person, second, kind).later(-Crowd.BEGIN));
            }
        }
    }

    /** No Flink: what an open stream takes of the heap. */
    private static void heap(Crowd crowd) {
        StepBatch batch = StepBatch.create();
        try (EmotionRecognizer recognizer = Crowd.recognizer(crowd.body())) {
            long before = usedHeap();
            List<EmotionStream> streams =
                    streams(crowd, recognizer, StreamOptions.builder().batch(batch).build());
            for (int second = 0; second < crowd.seconds(); second++) {
                give(crowd, second, streams);
                batch.run();
                if (isReported(second)) {
                    say(
                            "%s, heap of a person after %d s: %.1f kB",
                            what(crowd), second + 1, (usedHeap() - before) / 1e3 / crowd.persons());
                }
            }
            streams.forEach(EmotionStream::close);
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime memory = Runtime.getRuntime();
        return memory.totalMemory() - memory.freeMemory();
    }

    private static boolean isReported(int second) {
        return second == 3 || second == 9 || second == 59 || second == 399;
    }

    private static void state() {
        for (boolean body : new boolean[] {false, true}) {
            Crowd crowd = new Crowd(2, 400, body);
            try (EmotionRecognizer recognizer = Crowd.recognizer(body);
                    EmotionStream stream = recognizer.openStream(estimate -> {})) {
                for (int second = 0; second < crowd.seconds(); second++) {
                    long bytes = 0;
                    for (int kind = 0; kind < crowd.perSecond(); kind++) {
                        PersonSignal record =
                                PersonSignal.of("person-1", crowd.signal(1, second, kind));
                        bytes += record.toBytes().length;
                        stream.accept(record.signal().later(-Crowd.BEGIN));
                    }
                    if (isReported(second)) {
                        int times = 200;
                        for (int warm = 0; warm < times; warm++) {
                            stream.toBytes();
                        }
                        long before = SYSTEM.getProcessCpuTime();
                        byte[] state = new byte[0];
                        for (int i = 0; i < times; i++) {
                            state = stream.toBytes();
                        }
                        double save = (SYSTEM.getProcessCpuTime() - before) / 1e3 / times;
                        before = SYSTEM.getProcessCpuTime();
                        for (int i = 0; i < times; i++) {
                            recognizer
                                    .resumeStream(state, estimate -> {}, StreamOptions.defaults())
                                    .close();
                        }
                        double resume = (SYSTEM.getProcessCpuTime() - before) / 1e3 / times;
                        say(
                                "%s after %d s: state %d bytes, saved in %.0f us, resumed and"
                                        + " closed in %.0f us; %d bytes of signals a second",
                                what(crowd), second + 1, state.length, save, resume, bytes);
                    }
                }
            }
        }
    }

    private static void throughput(Crowd crowd, int parallelism, boolean beside, boolean together)
            throws Exception {
        StreamSettings settings =
                StreamSettings.builder()
                        .livePersons(crowd.persons() + 1)
                        .asynchronous(beside)
                        .batched(together)
                        .build();
        Path folder = Files.createTempDirectory("scale");
        Configuration seldom = new Configuration();
        seldom.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        try (Cluster cluster = new Cluster(folder, seldom)) {
            for (int round = 0; round < 2; round++) {
                GIVEN.set(0);
                StreamExecutionEnvironment env = cluster.environment(parallelism);
                recognize(env, crowd, settings, 0);
                long cpu = SYSTEM.getProcessCpuTime();
                long wall = System.nanoTime();
                cluster.finish(cluster.submit(env));
                double streamSeconds = (double) crowd.persons() * crowd.seconds();
                double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
                double wallSeconds = (System.nanoTime() - wall) / 1e9;
                say(
                        "%s, %d persons, parallelism %d, %s, %s: %.0f live streams a second of"
                                + " the clock (%.1f s), %.0f a processor second (%.1f s), %d"
                                + " estimates",
                        what(crowd),
                        crowd.persons(),
                        parallelism,
                        beside ? "asynchronous" : "synchronous",
                        together ? "batched" : "one by one",
                        streamSeconds / wallSeconds,
                        wallSeconds,
                        streamSeconds / cpuSeconds,
                        cpuSeconds,
                        GIVEN.get());
            }
        }
    }

    private static void checkpoint(Crowd crowd) throws Exception {
        StreamSettings settings =
                StreamSettings.builder()
                        .livePersons(crowd.persons())
                        .waitingBytes(2L << 30)
                        .build();
        Path folder = Files.createTempDirectory("scale");
        Configuration seldom = new Configuration();
        seldom.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
        // The answer to a trigger is the checkpoint's end, and that of many persons takes minutes.
        seldom.set(RpcOptions.ASK_TIMEOUT_DURATION, LONGEST);
        seldom.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, LONGEST);
        try (Cluster cluster = new Cluster(folder, seldom)) {
            StreamExecutionEnvironment env = cluster.environment(2);
            recognize(env, crowd, settings, Long.MAX_VALUE / 2);
            JobID job = cluster.submit(env);
            cluster.awaitRunning(job);
            long expected = (long) crowd.persons() * (2 * crowd.seconds() - 1);
            while (GIVEN.get() < expected) {
                Thread.sleep(200);
            }
            long heap = usedHeap();
            for (int i = 0; i < 2; i++) {
                long cpu = SYSTEM.getProcessCpuTime();
                cluster.cluster
                        .triggerCheckpoint(job, CheckpointType.DEFAULT)
                        .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
                CompletedCheckpointStats done =
                        cluster.cluster
                                .getExecutionGraph(job)
                                .get()
                                .getCheckpointStatsSnapshot()
                                .getHistory()
                                .getLatestCompletedCheckpoint();
                long sync = 0;
                for (TaskStateStats task : done.getAllTaskStateStats()) {
                    sync =
                            Math.max(
                                    sync,
                                    task.getSummaryStats()
                                            .getSyncCheckpointDurationStats()
                                            .getMaximum());
                }
                say(
                        "%s, %d persons of %d s, two slots: checkpoint %d took %d ms, of which %d"
                                + " ms the slower slot stood still; %.1f s of processor time;"
                                + " %.1f MB, %.0f bytes a person; heap %d MB",
                        what(crowd),
                        crowd.persons(),
                        crowd.seconds(),
                        i + 1,
                        done.getEndToEndDuration(),
                        sync,
                        (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
                        done.getStateSize() / 1e6,
                        (double) done.getStateSize() / crowd.persons(),
                        heap >> 20);
            }
            cluster.cancel(job);
        }
    }

    private static void recognize(
            StreamExecutionEnvironment env, Crowd crowd, StreamSettings settings, long more) {
        env.getConfig().enableObjectReuse();
        DataGeneratorSource<PersonSignal> source =
                new DataGeneratorSource<>(
                        crowd::inTime,
                        crowd.records() + more,
                        TypeInformation.of(PersonSignal.class));
        SingleOutputStreamOperator<PersonEstimate> estimates =
                EmotionStreams.recognize(
                        env.fromSource(
                                        source,
                                        SignalWatermarks.of(Duration.ZERO, settings),
                                        "crowd")
                                .setParallelism(1),
                        crowd.models(),
                        settings);
        estimates
                .map(
                        estimate -> {
                            GIVEN.incrementAndGet();
                            return estimate;
                        })
                .sinkTo(new DiscardingSink<>());
    }

    private static String what(Crowd crowd) {
        return crowd.body() ? "features and body" : "features";
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
