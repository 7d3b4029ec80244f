package io.github.emotion4j.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.flink.Cluster;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.physio.BodyModality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each recording once, whatever happens, and the bad ones with their reason. */
class ArchiveJobTest {
    private static final int FILES = 24;

    @TempDir Path folder;

    @Test
    void folderOfRecordings_killedAndStartedAgain_givesEachTimelineOnce() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("archive/deep/er"));
        for (int i = 0; i < FILES; i++) {
            wristband(archive.resolve("band-" + i + ".csv"), i);
        }
        Files.writeString(folder.resolve("archive/bad.mp4"), "not a clip");
        try (Cluster cluster = new Cluster(folder)) {
            StreamExecutionEnvironment env = cluster.environment(2);
            assertEquals(FILES + 1, ArchiveJob.build(env, options(), models()));
            JobID job = cluster.submit(env);
            cluster.awaitRunning(job);
            cluster.kill(0);
            cluster.finish(job);
            assertTimelines(cluster);

            assertEquals(0, ArchiveJob.build(cluster.environment(2), options(), models()));
            Path added = folder.resolve("archive/later.csv");
            wristband(added, 1);
            StreamExecutionEnvironment again = cluster.environment(2);
            assertEquals(1, ArchiveJob.build(again, options(), models()));
            cluster.finish(cluster.submit(again));
            assertEquals(FILES + 1, cluster.lines("out/results").size());
        }
    }

    private void assertTimelines(Cluster cluster) throws Exception {
        Set<String> files = new TreeSet<>();
        try (EmotionRecognizer recognizer = models().factory().open()) {
            for (String line : cluster.lines("out/results")) {
                JsonObject json = JsonParser.parseString(line).getAsJsonObject();
                Path file = Path.of(java.net.URI.create(json.get("file").getAsString()));
                assertTrue(files.add(file.toString()), file + " came twice");
                if (files.size() < 3) {
                    String expected = recognizer.recognize(Recording.of(file)).toJson();
                    assertEquals(expected, json.get("timeline").toString());
                }
            }
        }
        assertEquals(FILES, files.size());
        assertEquals(1, cluster.lines("out/failed").size());
        assertTrue(cluster.lines("out/failed").get(0).contains("bad.mp4"));
    }

    private ParameterTool options() {
        return ParameterTool.fromMap(
                Map.of(
                        "recordings", folder.resolve("archive").toUri().toString(),
                        "out", folder.resolve("out").toUri().toString()));
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

    private static void wristband(Path file, int person) throws Exception {
        StringBuilder table = new StringBuilder("time_s,eda_uS\n");
        for (int i = 0; i < 360; i++) {
            table.append(i / 4.0).append(',').append(2 + person / 10.0 + Math.sin(i / 40.0));
            table.append('\n');
        }
        Files.writeString(file, table);
    }
}
