package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job goes on or stops with the reason, and no record is lost without one. */
class BadInputTest {
    private static final Crowd CROWD = new Crowd(4, 20, false);
    private static final long SECOND = Crowd.NANOS;
    private static final String LATE = "from-2016";

    @TempDir Path folder;

    @Test
    void badRecords_areToldWithTheirReasons_andOthersAreNotAffected() throws Exception {
        StreamSettings settings = StreamSettings.builder().waitingRecords(100).build();
        InMemoryReporter reporter = InMemoryReporter.createWithRetainedMetrics();
        try (Cluster cluster =
                new Cluster(folder, reporter.addToConfiguration(new Configuration()))) {
            List<PersonSignal> good = crowd();
            Map<String, PersonEstimate> expected = run(cluster, "good", good, settings, models());
            assertEquals(List.of(), cluster.lines("good-bad"));

            List<PersonSignal> mixed = new ArrayList<>(good);
            int middle = mixed.size() / 2;
            long now = mixed.get(middle).endNanos();
            byte[] damaged = mixed.get(middle).toBytes().clone();
            damaged[damaged.length - 1] ^= 1;
            List<PersonSignal> bad = new ArrayList<>();
            bad.add(PersonSignal.ofBytes(damaged));
            bad.add(
                    PersonSignal.ofBytes(
                            "{\"not\":\"a signal\"}".getBytes(StandardCharsets.UTF_8)));
            bad.add(PersonSignal.ofBytes(new byte[0]));
            bad.add(mixed.get(middle - 1));
            AudioBlock sound = new AudioBlock(now - SECOND / 10, 16000, 1, new float[1600]);
            bad.add(PersonSignal.of("deaf", sound));
            bad.add(face(LATE, now - 10L * 365 * 86_400 * SECOND));
            bad.add(face("from-2099", now + 70L * 365 * 86_400 * SECOND));
            for (int i = 0; i < 150; i++) {
                // The watermark of none passes another.
                bad.add(face("flood", now + 1 + i));
            }
            mixed.addAll(middle, bad);
            Map<String, PersonEstimate> actual = run(cluster, "mixed", mixed, settings, models());
            actual.values().removeIf(e -> e.person().equals("flood"));
            Estimates.assertSame(expected, actual, 0);

            Map<String, Integer> reasons = new TreeMap<>();
            for (String line : cluster.lines("mixed-bad")) {
                String reason = line.replaceAll(".*reason=([A-Z_]+).*", "$1");
                reasons.merge(reason, 1, Integer::sum);
            }
            // The flood's faces overlap, but none starts when another does, so 100 are taken.
            assertEquals(
                    Map.of("UNREADABLE", 3, "REFUSED", 2, "LATE", 1, "CLOCK_AHEAD", 1, "FLOOD", 50),
                    reasons);
            assertMetrics(reporter, cluster, reasons);
        }
    }

    /** Those of both jobs, of which the first had good records only. */
    private static void assertMetrics(
            InMemoryReporter reporter, Cluster cluster, Map<String, Integer> reasons)
            throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        Set<String> others = new TreeSet<>();
        for (Map<String, Metric> group : reporter.getMetricsByGroup().values()) {
            group.forEach(
                    (name, metric) -> {
                        if (metric instanceof Counter counter) {
                            counts.merge(name, counter.getCount(), Long::sum);
                        } else if (metric instanceof Histogram histogram) {
                            counts.merge(name, histogram.getCount(), Long::sum);
                        } else {
                            others.add(name);
                        }
                    });
        }
        reasons.forEach(
                (reason, count) -> assertEquals((long) count, counts.get("badRecords." + reason)));
        assertEquals(0L, counts.get("badRecords.FAILED"));
        assertEquals(57L, counts.get("badRecords"));
        long estimates = (long) cluster.lines("good").size() + cluster.lines("mixed").size();
        assertEquals(estimates, counts.get("estimates"));
        assertTrue(counts.get("tickMillis") > 0, counts.toString());
        assertEquals(counts.get("tickMillis"), counts.get("batchSize"));
        assertTrue(others.containsAll(Set.of("livePersons", "waitingRecords")), others.toString());
    }

    @Test
    void modelThatFailsOnce_isLoadedAgain_andOneThatFailsAlways_stopsTheJobWithTheReason()
            throws Exception {
        Configuration fewTries = new Configuration();
        fewTries.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        try (Cluster cluster = new Cluster(folder, fewTries)) {
            Map<String, PersonEstimate> expected =
                    run(cluster, "well", crowd(), StreamSettings.defaults(), models());
            TRIES.set(1);
            SharedModels once = new SharedModels("fails once", BadInputTest::failing);
            Estimates.assertSame(
                    expected, run(cluster, "once", crowd(), StreamSettings.defaults(), once), 0);
            TRIES.set(1000);
            SharedModels never = new SharedModels("fails", BadInputTest::failing);
            JobResult result =
                    cluster.result(
                            cluster.submit(
                                    job(
                                            cluster,
                                            "never",
                                            crowd(),
                                            StreamSettings.defaults(),
                                            never)));
            assertFalse(result.isSuccess());
            String words =
                    ExceptionUtils.stringifyException(
                            result.getSerializedThrowable().orElseThrow());
            assertTrue(
                    words.contains(
                            "The models \"fails\" cannot be loaded on this task manager: The"
                                    + " weights are gone"),
                    words);
            assertEquals(List.of(), cluster.lines("never"));
        }
    }

    /** All at once, though a timer would send a watermark each 200 ms. */
    @Test
    void backlog_isNoFlood() throws Exception {
        StreamSettings settings = StreamSettings.builder().waitingRecords(100).build();
        List<PersonSignal> backlog = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            backlog.add(face("a", Crowd.BEGIN + i * (SECOND / 50)));
            backlog.add(face("b", Crowd.BEGIN + i * (SECOND / 50)));
        }
        try (Cluster cluster = new Cluster(folder)) {
            StreamExecutionEnvironment env = cluster.environment(1);
            DataStream<PersonSignal> signals =
                    env.fromData(backlog)
                            .assignTimestampsAndWatermarks(
                                    SignalWatermarks.of(Duration.ofMillis(500), settings));
            recognize(cluster, "backlog", signals, settings, FaultyFace.models());
            cluster.finish(cluster.submit(env));
            assertEquals(List.of(), cluster.lines("backlog-bad"));
            // Of 30 s each.
            assertEquals(2 * 60, cluster.lines("backlog").size());
        }
    }

    /** It would be one watermark at the end, and the persons one after the other. */
    @Test
    void runtimeModeBatch_isRefusedOnce() throws Exception {
        try (Cluster cluster = new Cluster(folder)) {
            StreamSettings settings = StreamSettings.defaults();
            StreamExecutionEnvironment env =
                    job(cluster, "batch", crowd(), settings, FaultyFace.models());
            env.setRuntimeMode(RuntimeExecutionMode.AUTOMATIC);
            JobResult result = cluster.result(cluster.submit(env));
            String words =
                    ExceptionUtils.stringifyException(
                            result.getSerializedThrowable().orElseThrow());
            assertTrue(words.contains("EmotionStreams needs the runtime mode STREAMING"), words);
        }
    }

    @Test
    void checkpointThatNeverEnds_stopsTheJobWithTheReason() throws Exception {
        Configuration impatient = new Configuration();
        impatient.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        impatient.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(1));
        FaultyFace.go = new CountDownLatch(1);
        List<PersonSignal> waits = List.of(FaultyFace.face("waits", 0, FaultyFace.WAIT));
        try (Cluster cluster = new Cluster(folder, impatient)) {
            StreamSettings settings = StreamSettings.defaults();
            JobResult result =
                    cluster.result(
                            cluster.submit(
                                    job(cluster, "waits", waits, settings, FaultyFace.models())));
            assertFalse(result.isSuccess());
            String words =
                    ExceptionUtils.stringifyException(
                            result.getSerializedThrowable().orElseThrow());
            assertTrue(words.contains("Checkpoint expired before completing"), words);
        }
    }

    private static final AtomicInteger TRIES = new AtomicInteger();

    private static EmotionRecognizer failing() {
        if (TRIES.getAndDecrement() > 0) {
            throw new ModelException("The weights are gone", null);
        }
        return Crowd.recognizer(false);
    }

    private static SharedModels models() {
        return CROWD.models();
    }

    private static List<PersonSignal> crowd() {
        List<PersonSignal> records = new ArrayList<>();
        for (long i = 0; i < CROWD.records(); i++) {
            records.add(CROWD.record(i));
        }
        records.sort(Comparator.comparingLong(PersonSignal::endNanos));
        return records;
    }

    private static PersonSignal face(String person, long startNanos) {
        return PersonSignal.of(
                person,
                new Perceived(
                        ModalityId.FACE,
                        new Evidence.Missing(
                                new TimeInterval(startNanos, startNanos + SECOND / 100),
                                new Reason("nobody", "nobody is there"))));
    }

    private static Map<String, PersonEstimate> run(
            Cluster cluster,
            String name,
            List<PersonSignal> records,
            StreamSettings settings,
            SharedModels models)
            throws Exception {
        cluster.finish(cluster.submit(job(cluster, name, records, settings, models)));
        return new HashMap<>(Estimates.of(cluster.lines(name)));
    }

    private static StreamExecutionEnvironment job(
            Cluster cluster,
            String name,
            List<PersonSignal> records,
            StreamSettings settings,
            SharedModels models) {
        StreamExecutionEnvironment env = cluster.environment(2);
        DataStream<PersonSignal> signals =
                env.fromData(records)
                        .setParallelism(1)
                        .assignTimestampsAndWatermarks(new AfterEachRecord(settings))
                        .setParallelism(1);
        recognize(cluster, name, signals, settings, models);
        return env;
    }

    /**
     * The library's watermarks, sent after each record and not by a timer: which record is late
     * must not depend on how busy the machine is.
     */
    private record AfterEachRecord(StreamSettings settings)
            implements WatermarkStrategy<PersonSignal> {
        @Override
        public TimestampAssigner<PersonSignal> createTimestampAssigner(
                TimestampAssignerSupplier.Context context) {
            return watermarks().createTimestampAssigner(context);
        }

        @Override
        public WatermarkGenerator<PersonSignal> createWatermarkGenerator(
                WatermarkGeneratorSupplier.Context context) {
            WatermarkGenerator<PersonSignal> generator =
                    watermarks().createWatermarkGenerator(context);
            return new WatermarkGenerator<>() {
                @Override
                public void onEvent(PersonSignal signal, long millis, WatermarkOutput output) {
                    generator.onEvent(signal, millis, output);
                    generator.onPeriodicEmit(output);
                }

                @Override
                public void onPeriodicEmit(WatermarkOutput output) {}
            };
        }

        private WatermarkStrategy<PersonSignal> watermarks() {
            return SignalWatermarks.of(Duration.ZERO, settings);
        }
    }

    private static void recognize(
            Cluster cluster,
            String name,
            DataStream<PersonSignal> signals,
            StreamSettings settings,
            SharedModels models) {
        SingleOutputStreamOperator<PersonEstimate> estimates =
                EmotionStreams.recognize(signals, models, settings);
        estimates.map(PersonEstimate::toJson).sinkTo(cluster.sink(name));
        estimates
                .getSideOutput(EmotionStreams.BAD_RECORDS)
                .map(BadRecord::toString)
                .sinkTo(cluster.sink(name + "-bad"));
    }
}
