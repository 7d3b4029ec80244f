package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the machines, the estimates are those of an unbroken run. */
class ExactlyOnceTest {
    private static final Crowd CROWD = new Crowd(8, 100, true);
    private static final StreamSettings SETTINGS = StreamSettings.defaults();
    private static final SharedModels MODELS = CROWD.models();

    /** What a reader of two reads before it is killed or stopped: four are less than all. */
    private static final long A_LIFE = 450;

    /** So many estimates more follow from that at least. */
    private static final int PROGRESS = 100;

    /** A stream's state keeps the body's filters up to rounding. */
    private static final double ROUNDING = 1e-6;

    @TempDir Path folder;

    @Test
    void taskManagersAreKilled_estimatesEqualThoseOfAnUnbrokenStream() throws Exception {
        try (Cluster cluster = Cluster.ofOneSlotEach(folder)) {
            Pace.hold(A_LIFE);
            JobID job = cluster.submit(job(cluster, CROWD, 2, MODELS, "broken"));
            for (int kill = 0; kill < 3; kill++) {
                cluster.awaitProgress(job, "broken", PROGRESS);
                cluster.kill(kill);
            }
            assertTrue(cluster.lines("broken").size() < estimates());
            Pace.open();
            cluster.finish(job);
            Estimates.assertSame(CROWD.unbroken(), Estimates.of(cluster.lines("broken")), ROUNDING);
            assertEquals(List.of(), cluster.lines("broken-bad"));
        }
    }

    @Test
    void savepointAndOtherParallelism_estimatesEqualThoseOfAnUnbrokenStream() throws Exception {
        try (Cluster cluster = new Cluster(folder)) {
            SavepointRestoreSettings from = SavepointRestoreSettings.none();
            Pace.hold(A_LIFE);
            for (int parallelism : new int[] {1, 4}) {
                JobID job = cluster.submit(job(cluster, CROWD, parallelism, MODELS, "moved"), from);
                cluster.awaitProgress(job, "moved", PROGRESS);
                from = SavepointRestoreSettings.forPath(cluster.stop(job));
            }
            assertTrue(cluster.lines("moved").size() < estimates());
            Pace.open();
            cluster.finish(cluster.submit(job(cluster, CROWD, 2, MODELS, "moved"), from));
            Estimates.assertSame(CROWD.unbroken(), Estimates.of(cluster.lines("moved")), ROUNDING);
            assertEquals(List.of(), cluster.lines("moved-bad"));
        }
    }

    @Test
    void newModelsFromASavepoint_goOnIfTheNetworkIsTheSame_andElseBeginAnewWithTheReason()
            throws Exception {
        Crowd crowd = new Crowd(8, 100, false);
        String other = OtherNetwork.in(folder).toString();
        try (Cluster cluster = new Cluster(folder)) {
            Pace.hold(A_LIFE);
            JobID job = cluster.submit(job(cluster, crowd, 2, crowd.models(), "new"));
            cluster.awaitProgress(job, "new", PROGRESS);
            SavepointRestoreSettings from = SavepointRestoreSettings.forPath(cluster.stop(job));

            SharedModels same = new SharedModels("2", () -> Crowd.recognizer(false));
            job = cluster.submit(job(cluster, crowd, 2, same, "new"), from);
            cluster.awaitProgress(job, "new", PROGRESS);
            from = SavepointRestoreSettings.forPath(cluster.stop(job));
            assertEquals(List.of(), cluster.lines("new-bad"));
            Map<String, PersonEstimate> before = Estimates.of(cluster.lines("new"));
            Map<String, PersonEstimate> expected = crowd.unbroken();
            expected.keySet().retainAll(before.keySet());
            Estimates.assertSame(expected, before, 0);

            Pace.open();
            SharedModels another =
                    new SharedModels(
                            "3", () -> Crowd.builder(false).models(Path.of(other)).build());
            cluster.finish(cluster.submit(job(cluster, crowd, 2, another, "new"), from));
            Map<String, PersonEstimate> all = Estimates.of(cluster.lines("new"));
            List<String> bad = cluster.lines("new-bad");
            assertEquals(crowd.persons(), bad.size());
            for (int i = 0; i < crowd.persons(); i++) {
                String name = Crowd.name(i);
                assertTrue(
                        bad.stream()
                                .anyMatch(
                                        line ->
                                                line.contains("person=" + name + ",")
                                                        && line.contains("STATE_REFUSED")
                                                        && line.contains("is of the network")),
                        bad.toString());
                List<PersonEstimate> after =
                        all.values().stream()
                                .filter(e -> e.person().equals(name))
                                .filter(e -> e.originNanos() > Crowd.BEGIN)
                                .sorted(Comparator.comparing(PersonEstimate::end))
                                .toList();
                assertEquals(1, after.stream().map(PersonEstimate::originNanos).distinct().count());
                assertEquals(
                        Crowd.BEGIN / Crowd.NANOS + crowd.seconds(),
                        after.get(after.size() - 1).end().getEpochSecond());
            }
            all.keySet().removeIf(step -> all.get(step).originNanos() > Crowd.BEGIN);
            Estimates.assertSame(before, all, 0);
        }
    }

    private static long estimates() {
        return 2L * CROWD.persons() * CROWD.seconds();
    }

    private static StreamExecutionEnvironment job(
            Cluster cluster, Crowd crowd, int parallelism, SharedModels models, String name) {
        return job(cluster, crowd, parallelism, models, new Pace(500), name);
    }

    /** The source reads at the same parallelism throughout, as it decides what comes in order. */
    static StreamExecutionEnvironment job(
            Cluster cluster,
            Crowd crowd,
            int parallelism,
            SharedModels models,
            Pace pace,
            String name) {
        StreamExecutionEnvironment env = cluster.environment(parallelism);
        DataGeneratorSource<PersonSignal> source =
                new DataGeneratorSource<>(
                        crowd::record,
                        crowd.records(),
                        pace,
                        TypeInformation.of(PersonSignal.class));
        WatermarkStrategy<PersonSignal> times = SignalWatermarks.of(Duration.ZERO, SETTINGS);
        SingleOutputStreamOperator<PersonEstimate> estimates =
                EmotionStreams.recognize(
                        env.fromSource(source, times, "crowd").uid("crowd").setParallelism(2),
                        models,
                        SETTINGS);
        estimates
                .map(PersonEstimate::toJson)
                .uid("json")
                .sinkTo(cluster.sink(name))
                .uid("estimates");
        estimates
                .getSideOutput(EmotionStreams.BAD_RECORDS)
                .map(BadRecord::toString)
                .uid("words")
                .sinkTo(cluster.sink(name + "-bad"))
                .uid("bad");
        return env;
    }
}
