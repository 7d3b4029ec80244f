package io.github.emotion4j.flink;

import java.nio.file.Files;
import java.util.Random;
import org.apache.flink.api.common.JobID;

/**
 * Kills a task manager after another, at random times, until the job is done, and compares its
 * estimates with those of an unbroken run. Arguments: persons, seconds of signals, records a
 * second.
 */
final class ChaosRun {
    private ChaosRun() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        Crowd crowd = new Crowd(Integer.parseInt(args[0]), Integer.parseInt(args[1]), true);
        double perSecond = Double.parseDouble(args[2]);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Cluster cluster = Cluster.ofOneSlotEach(Files.createTempDirectory("chaos"))) {
            JobID job =
                    cluster.submit(
                            ExactlyOnceTest.job(
                                    cluster, crowd, 2, crowd.models(), new Pace(perSecond), "out"));
            int kills = 0;
            while (!cluster.cluster.getJobStatus(job).get().isGloballyTerminalState()) {
                Thread.sleep(1000 + random.nextInt(6000));
                if (!cluster.cluster.getJobStatus(job).get().isGloballyTerminalState()) {
                    cluster.kill(kills++);
                }
            }
            cluster.finish(job);
            Estimates.assertSame(crowd.unbroken(), Estimates.of(cluster.lines("out")), 1e-6);
            System.out.printf(
                    "%d kills (seed %d), %d estimates: none lost, none doubled, all the same%n",
                    kills, seed, cluster.lines("out").size());
        }
        System.exit(0);
    }
}
