package io.github.emotion4j.flink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/**
 * Fills the disk under RocksDB in mid-run, tells what becomes of the job, and compares its
 * estimates with those of an unbroken run. Arguments: an empty folder on a small file system of its
 * own, such as {@code mount -t tmpfs -o size=64m tmpfs FOLDER} makes; for how many seconds it is
 * full, or 0 for ever; persons, seconds of signals and records a second; and any settings of
 * Flink's as {@code name=value}. The job has one slot, so that no other one fails before it.
 *
 * <p>Where there is no more room, the job is given five minutes to fail for good, is cancelled
 * otherwise, and goes on from its last checkpoint with RocksDB elsewhere.
 */
final class FullDiskRun {
    private static final long MOST_BYTES = 1L << 30;
    private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();
    private static final String OUT = "out";

    private static long beginNanos;

    private FullDiskRun() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        Path disk = Path.of(args[0]);
        if (Files.getFileStore(disk).getTotalSpace() > MOST_BYTES) {
            throw new IllegalArgumentException(disk + " is on no small file system of its own");
        }
        long fullNanos = Duration.ofSeconds(Long.parseLong(args[1])).toNanos();
        Crowd crowd = new Crowd(Integer.parseInt(args[2]), Integer.parseInt(args[3]), true);
        Pace pace = new Pace(Double.parseDouble(args[4]));
        Configuration settings = new Configuration();
        settings.set(RocksDBOptions.LOCAL_DIRECTORIES, disk.toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        Arrays.stream(args, 5, args.length)
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> settings.setString(setting[0], setting[1]));
        Path folder = Files.createTempDirectory("full-disk");
        // Never closed: it would wait for tasks that stand still.
        Cluster cluster = new Cluster(folder, settings);
        JobID job = start(cluster, crowd, pace, SavepointRestoreSettings.none());
        cluster.awaitProgress(job, OUT, 1);
        fill(disk.resolve("filler"));
        beginNanos = System.nanoTime();
        say("the disk is full; %d estimates", cluster.lines(OUT).size());
        watch(cluster, job, fullNanos == 0 ? LONGEST_NANOS : fullNanos);
        if (fullNanos > 0) {
            Files.delete(disk.resolve("filler"));
            say("there is room again");
            watch(cluster, job, Long.MAX_VALUE);
        } else if (!status(cluster, job).isGloballyTerminalState()) {
            cluster.cancel(job);
            say("cancelled");
        }
        if (status(cluster, job) != JobStatus.FINISHED) {
            Path last = lastCheckpoint(folder);
            say("goes on from %s with RocksDB elsewhere", last.getFileName());
            settings.removeConfig(RocksDBOptions.LOCAL_DIRECTORIES);
            Cluster other = new Cluster(folder, settings);
            String from = last.toUri().toString();
            other.finish(start(other, crowd, pace, SavepointRestoreSettings.forPath(from)));
        }
        Estimates.assertSame(crowd.unbroken(), Estimates.of(cluster.lines(OUT)), 1e-6);
        say(
                "%d estimates: none lost, none doubled, all the same; %d bad records",
                cluster.lines(OUT).size(), cluster.lines(OUT + "-bad").size());
        System.exit(0);
    }

    private static JobID start(
            Cluster cluster, Crowd crowd, Pace pace, SavepointRestoreSettings from)
            throws Exception {
        return cluster.submit(
                ExactlyOnceTest.job(cluster, crowd, 1, crowd.models(), pace, OUT), from);
    }

    private static JobStatus status(Cluster cluster, JobID job) throws Exception {
        return cluster.cluster.getJobStatus(job).get();
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] some = new byte[1 << 12];
            while (true) {
                out.write(some);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** Tells what changes, until the job has ended or for a while. */
    private static void watch(Cluster cluster, JobID job, long nanos) throws Exception {
        long begin = System.nanoTime();
        JobStatus status = null;
        long failed = -1;
        String reason = "";
        while (System.nanoTime() - begin < nanos
                && (status == null || !status.isGloballyTerminalState())) {
            AccessExecutionGraph graph = cluster.cluster.getExecutionGraph(job).get();
            CheckpointStatsCounts counts = graph.getCheckpointStatsSnapshot().getCounts();
            if (graph.getState() != status || counts.getNumberOfFailedCheckpoints() != failed) {
                status = graph.getState();
                failed = counts.getNumberOfFailedCheckpoints();
                say(
                        "%s, %d checkpoints done, %d failed, %d estimates",
                        status,
                        counts.getNumberOfCompletedCheckpoints(),
                        failed,
                        cluster.lines(OUT).size());
            }
            ErrorInfo failure = graph.getFailureInfo();
            String words = failure == null ? "" : causes(failure.getException());
            if (!words.equals(reason)) {
                reason = words;
                say("failed: %s", reason);
            }
            Thread.sleep(200);
        }
    }

    private static String causes(Throwable failure) {
        StringBuilder causes = new StringBuilder();
        for (Throwable one = failure; one != null; one = one.getCause()) {
            causes.append("\n    ").append(one.getMessage());
        }
        return causes.toString();
    }

    private static Path lastCheckpoint(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
            return files.filter(file -> file.getFileName().toString().equals("_metadata"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow()
                    .getParent();
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(
                Locale.ROOT,
                "%6.1f s: %s%n",
                beginNanos == 0 ? 0 : (System.nanoTime() - beginNanos) / 1e9,
                String.format(Locale.ROOT, format, values));
    }
}
