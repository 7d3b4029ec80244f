package io.github.emotion4j.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.flink.Cluster;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.physio.BodyModality;

import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Each recording once, whatever happens, and the bad ones with their reason. */
class ArchiveJobTest {
    private static final int FILES = 12;
    private static final String STORE = "mem://archive/2026";

    @TempDir Path folder;

    @BeforeEach
    void emptyStore() {
        MemoryStore.clear();
    }

    @Test
    void objectsOfAStore_killedAndStartedAgain_giveEachTimelineOnce() throws Exception {
        for (int i = 0; i < FILES - 1; i++) {
            MemoryStore.put(STORE + "/deep/er/band-" + i + ".csv", wristband(i));
        }
        MemoryStore.put(STORE + "/deep/" + MemoryStore.HELD + ".csv", wristband(FILES - 1));
        MemoryStore.put(STORE + "/bad.mp4", "not a clip".getBytes(StandardCharsets.UTF_8));
        MemoryStore.put("mem://another/band.csv", wristband(0));
        try (Cluster cluster = Cluster.ofOneSlotEach(folder)) {
            StreamExecutionEnvironment env = cluster.environment(2);
            assertEquals(FILES + 1, ArchiveJob.build(env, options(STORE), models()));
            JobID job = cluster.submit(env);
            MemoryStore.reached.await();
            cluster.kill(0);
            MemoryStore.go.countDown();
            cluster.finish(job);
            assertTimelines(cluster);

            assertEquals(0, ArchiveJob.build(cluster.environment(2), options(STORE), models()));
            // A name that another store's results have, too.
            MemoryStore.put(
                    STORE + "/" + folder.resolve("out").toString().substring(1) + "/late.csv",
                    wristband(0));
            StreamExecutionEnvironment again = cluster.environment(2);
            assertEquals(1, ArchiveJob.build(again, options(STORE), models()));
            cluster.finish(cluster.submit(again));
            assertEquals(FILES + 1, cluster.lines("out/results").size());
        }
    }

    private void assertTimelines(Cluster cluster) throws Exception {
        Set<String> files = new TreeSet<>();
        try (EmotionRecognizer recognizer = models().factory().open()) {
            for (String line : cluster.lines("out/results")) {
                JsonObject json = JsonParser.parseString(line).getAsJsonObject();
                String file = json.get("file").getAsString();
                assertTrue(files.add(file), file + " came twice");
                assertTrue(file.startsWith(STORE), file);
                String number = file.replaceAll("\\D", "").substring("2026".length());
                int person = number.isEmpty() ? FILES - 1 : Integer.parseInt(number);
                Recording recording = Recording.of(file, wristband(person));
                String expected = recognizer.recognize(recording).toJson();
                assertEquals(expected, json.get("timeline").toString());
            }
        }
        assertEquals(FILES, files.size());
        assertEquals(1, cluster.lines("out/failed").size());
        assertTrue(cluster.lines("out/failed").get(0).contains("bad.mp4"));
    }

    @Test
    void folderAndListing_leaveOutWhatTheJobWrites() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("archive/deep"));
        Files.write(archive.resolve("band.csv"), wristband(1));
        Files.write(archive.resolve(".hidden"), wristband(1));
        Path out = Files.createDirectories(folder.resolve("archive/out"));
        Files.createDirectories(out.resolve("results"));
        String band = archive.resolve("band.csv").toUri().toString();
        Files.writeString(
                out.resolve("results/part"), "{\"file\":\"elsewhere\",\"timeline\":{}}\n");
        MemoryStore.put(
                "mem://lists/today.txt",
                (band + "\n\n mem://archive/a.csv\n").getBytes(StandardCharsets.UTF_8));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        Map<String, String> options = new HashMap<>();
        options.put("recordings", folder.resolve("archive").toString());
        options.put("out", out.toString());
        assertEquals(1, ArchiveJob.build(env, ParameterTool.fromMap(options), models()));
        options.put("recordings", "mem://lists/today.txt");
        assertEquals(2, ArchiveJob.build(env, ParameterTool.fromMap(options), models()));
        options.put("recordings", "mem://lists/tomorrow.txt");
        assertThrows(
                java.io.FileNotFoundException.class,
                () -> ArchiveJob.build(env, ParameterTool.fromMap(options), models()));
    }

    private ParameterTool options(String recordings) {
        return ParameterTool.fromMap(
                Map.of("recordings", recordings, "out", folder.resolve("out").toUri().toString()));
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

    private static byte[] wristband(int person) {
        StringBuilder table = new StringBuilder("time_s,eda_uS\n");
        for (int i = 0; i < 360; i++) {
            table.append(i / 4.0).append(',').append(2 + person / 10.0 + Math.sin(i / 40.0));
            table.append('\n');
        }
        return table.toString().getBytes(StandardCharsets.UTF_8);
    }
}
