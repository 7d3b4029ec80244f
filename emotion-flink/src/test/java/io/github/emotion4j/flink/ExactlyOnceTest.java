package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
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
    private static final double UNLIMITED = 1e9;

    /** A stream's state keeps the body's filters up to rounding. */
    private static final double ROUNDING = 1e-6;

    @TempDir Path folder;

    @Test
    void taskManagersAreKilled_estimatesEqualThoseOfAnUnbrokenStream() throws Exception {
        try (Cluster cluster = new Cluster(folder)) {
            JobID job = cluster.submit(job(cluster, CROWD, 2, 500, "broken"));
            for (int kill = 0; kill < 3; kill++) {
                cluster.awaitRunning(job);
                Thread.sleep(1000);
                assertTrue(cluster.lines("broken").size() < estimates());
                cluster.kill(kill);
            }
            cluster.finish(job);
            Estimates.assertSame(CROWD.unbroken(), Estimates.of(cluster.lines("broken")), ROUNDING);
            assertEquals(List.of(), cluster.lines("broken-bad"));
        }
    }

    @Test
    void savepointAndOtherParallelism_estimatesEqualThoseOfAnUnbrokenStream() throws Exception {
        try (Cluster cluster = new Cluster(folder)) {
            SavepointRestoreSettings from = SavepointRestoreSettings.none();
            for (int parallelism : new int[] {2, 1, 4}) {
                JobID job = cluster.submit(job(cluster, CROWD, parallelism, 500, "moved"), from);
                cluster.awaitRunning(job);
                Thread.sleep(1000);
                from = SavepointRestoreSettings.forPath(cluster.stop(job));
                assertTrue(cluster.lines("moved").size() < estimates());
            }
            cluster.finish(cluster.submit(job(cluster, CROWD, 2, UNLIMITED, "moved"), from));
            Estimates.assertSame(CROWD.unbroken(), Estimates.of(cluster.lines("moved")), ROUNDING);
            assertEquals(List.of(), cluster.lines("moved-bad"));
        }
    }

    private static long estimates() {
        return 2L * CROWD.persons() * CROWD.seconds();
    }

    /** The source reads at the same parallelism throughout, as it decides what comes in order. */
    static StreamExecutionEnvironment job(
            Cluster cluster, Crowd crowd, int parallelism, double perSecond, String name) {
        StreamExecutionEnvironment env = cluster.environment(parallelism);
        DataGeneratorSource<PersonSignal> source =
                new DataGeneratorSource<>(
                        crowd::record,
                        crowd.records(),
                        RateLimiterStrategy.perSecond(perSecond),
                        TypeInformation.of(PersonSignal.class));
        WatermarkStrategy<PersonSignal> times = SignalWatermarks.of(Duration.ZERO, SETTINGS);
        SingleOutputStreamOperator<PersonEstimate> estimates =
                EmotionStreams.recognize(
                        env.fromSource(source, times, "crowd").uid("crowd").setParallelism(2),
                        crowd.models(),
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
