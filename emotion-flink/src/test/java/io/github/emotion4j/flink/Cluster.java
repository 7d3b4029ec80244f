package io.github.emotion4j.flink;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/** A cluster in this JVM: two task managers, state in RocksDB, and a folder. */
public final class Cluster implements AutoCloseable {
    private static final long LIMIT_SECONDS = 300;

    final Path folder;
    final MiniCluster cluster;
    private final Configuration configuration;

    /** Two slots a task manager. */
    public Cluster(Path folder) throws Exception {
        this(folder, new Configuration());
    }

    /** Two slots a task manager, and more settings. */
    public Cluster(Path folder, Configuration more) throws Exception {
        this(folder, more, 2);
    }

    /** A job of parallelism 2 then needs both task managers, so that it fails with each of them. */
    public static Cluster ofOneSlotEach(Path folder) throws Exception {
        return new Cluster(folder, new Configuration(), 1);
    }

    private Cluster(Path folder, Configuration more, int slots) throws Exception {
        this.folder = folder;
        configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(250));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(JobManagerOptions.SLOT_REQUEST_TIMEOUT, Duration.ofMinutes(2));
        // A machine that is busy with other builds is slow, not dead.
        configuration.set(RpcOptions.STARTUP_TIMEOUT, Duration.ofMinutes(2));
        configuration.set(RpcOptions.ASK_TIMEOUT_DURATION, Duration.ofMinutes(1));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(2));
        configuration.addAll(more);
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setNumTaskManagers(2)
                                .setNumSlotsPerTaskManager(slots)
                                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                                .withRandomPorts()
                                .setConfiguration(configuration)
                                .build());
        cluster.start();
    }

    public StreamExecutionEnvironment environment(int parallelism) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        return env;
    }

    public JobID submit(StreamExecutionEnvironment env) throws Exception {
        return submit(env, SavepointRestoreSettings.none());
    }

    public JobID submit(StreamExecutionEnvironment env, SavepointRestoreSettings from)
            throws Exception {
        JobGraph job = env.getStreamGraph().getJobGraph();
        job.setSavepointRestoreSettings(from);
        cluster.submitJob(job).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return job.getJobID();
    }

    public JobResult result(JobID job) throws Exception {
        return cluster.requestJobResult(job).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for the end, which must be a good one. */
    public void finish(JobID job) throws Exception {
        result(job).toJobExecutionResult(getClass().getClassLoader());
    }

    public void awaitRunning(JobID job) throws Exception {
        for (int i = 0; i < LIMIT_SECONDS * 20; i++) {
            JobStatus status = cluster.getJobStatus(job).get();
            if (status == JobStatus.RUNNING && allTasksRun(job)) {
                return;
            }
            if (status.isGloballyTerminalState()) {
                throw new IllegalStateException("The job is " + status);
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("The job does not run");
    }

    private boolean allTasksRun(JobID job) throws Exception {
        for (AccessExecutionVertex task :
                cluster.getExecutionGraph(job).get().getAllExecutionVertices()) {
            if (task.getExecutionState() != ExecutionState.RUNNING) {
                return false;
            }
        }
        return true;
    }

    /** Waits until a job, which does not end before, runs and has committed more lines. */
    public void awaitProgress(JobID job, String name, int more) throws Exception {
        int before = lines(name).size();
        awaitRunning(job);
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (lines(name).size() < before + more) {
            JobStatus status = cluster.getJobStatus(job).get();
            if (System.nanoTime() > limit || status.isGloballyTerminalState()) {
                throw new IllegalStateException(
                        String.format(
                                "%s has %d lines, not %d; the job is %s",
                                name, lines(name).size(), before + more, status));
            }
            Thread.sleep(20);
        }
    }

    /** Kills a task manager and starts another one. */
    public void kill(int index) throws Exception {
        cluster.terminateTaskManager(index).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        cluster.startTaskManager();
    }

    public void cancel(JobID job) throws Exception {
        cluster.cancelJob(job).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        result(job);
    }

    /** Stops a job with a savepoint. */
    public String stop(JobID job) throws Exception {
        return cluster.stopWithSavepoint(
                        job,
                        folder.resolve("savepoints").toUri().toString(),
                        false,
                        SavepointFormatType.CANONICAL)
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Lines into a folder, exactly once. */
    public FileSink<String> sink(String name) {
        return FileSink.<String>forRowFormat(
                        new org.apache.flink.core.fs.Path(folder.resolve(name).toUri()),
                        new SimpleStringEncoder<>())
                .withRollingPolicy(OnCheckpointRollingPolicy.build())
                .build();
    }

    /** The committed lines of a folder, in which a job may be writing. */
    public List<String> lines(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        addLines(folder.resolve(name).toFile(), lines);
        return lines;
    }

    /** What begins with a dot is not committed, and may be gone before it is looked at. */
    private static void addLines(File within, List<String> lines) throws IOException {
        File[] found = within.listFiles((parent, name) -> !name.startsWith("."));
        for (File one : found == null ? new File[0] : found) {
            if (one.isDirectory()) {
                addLines(one, lines);
            } else {
                lines.addAll(Files.readAllLines(one.toPath()));
            }
        }
    }

    @Override
    public void close() {
        cluster.closeAsync().join();
    }
}
