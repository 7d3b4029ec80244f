package io.github.emotion4j.fuzzing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.emotion4j.audio.AcousticFeatures;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.fusion.response.ResponsePolicy;
import io.github.emotion4j.physio.BodyFeatures;
import io.github.emotion4j.vision.capture.VideoReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What SECURITY.md promises of all readers together. */
class SecurityPageTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| (`[^|]*`) \\| ([^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @TempDir private Path folder;

    @Test
    void limits_areThoseOfThePage() throws Exception {
        Map<String, String> told = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("../SECURITY.md")));
        while (row.find()) {
            String[] values = row.group(2).split(", ", -1);
            List<String> names = NAME.matcher(row.group(1)).results().map(r -> r.group(1)).toList();
            for (int i = 0; i < names.size(); i++) {
                told.put(names.get(i), names.size() == 1 ? row.group(2) : values[i]);
            }
        }
        Limits limits = Limits.defaults();
        assertEquals(
                new TreeMap<>(
                        Map.of(
                                "maxBytes", (limits.maxBytes() >> 20) + " MiB",
                                "maxPixels", limits.maxPixels() / 1_000_000 + " million",
                                "maxDuration", limits.maxDuration().toDays() + " days",
                                "maxBlockSamples",
                                        limits.maxBlockSamples() / 1_000_000 + " million",
                                "maxLineChars", limits.maxLineChars() / 1_000_000 + " million",
                                "maxInflatedBytes", (limits.maxInflatedBytes() >> 30) + " GiB",
                                "maxInflationRatio", String.valueOf(limits.maxInflationRatio()),
                                "maxJsonDepth", String.valueOf(limits.maxJsonDepth()),
                                "maxEntries", String.valueOf(limits.maxEntries()),
                                "maxSilentSteps",
                                        String.format(
                                                Locale.ROOT, "%,d", limits.maxSilentSteps()))),
                told);
    }

    /** A server that each of these files names hears nothing, however the file is read. */
    @Test
    void noAddress_isOpened() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                EmotionRecognizer recognizer =
                        EmotionRecognizer.builder().limits(Attack.LIMITS).build()) {
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/x";
            Map<String, String> files =
                    Map.of(
                            "dash.mp4",
                            "<?xml version=\"1.0\"?>\n<MPD><BaseURL>"
                                    + address
                                    + "</BaseURL></MPD>",
                            "list.m3u8",
                            "#EXTM3U\n#EXTINF:3.0,\n" + address + ".ts\n#EXT-X-ENDLIST\n",
                            "concat.mp4",
                            "ffconcat version 1.0\nfile " + address + ".mp4\n",
                            "asf.wma",
                            "[Reference]\nRef1=" + address + "\n",
                            "pls.mp3",
                            "[playlist]\nFile1=" + address + ".mp3\n",
                            "stream.sdp",
                            "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio "
                                    + server.getLocalPort()
                                    + " RTP/AVP 96\n",
                            "run.tcx",
                            "<!DOCTYPE a [<!ENTITY x SYSTEM \""
                                    + address
                                    + "\">]><TrainingCenterDatabase>&x;</TrainingCenterDatabase>",
                            "export.xml",
                            "<!DOCTYPE a SYSTEM \"" + address + ".dtd\"><HealthData/>",
                            "record.hea",
                            "record 1 250 100\n" + address + ".dat 16 200/mV 16 0 0 0 0 II\n",
                            "picture.svg",
                            "<svg xmlns:x=\"http://www.w3.org/1999/xlink\"><image x:href=\""
                                    + address
                                    + "\"/></svg>");
            for (Map.Entry<String, String> entry : files.entrySet()) {
                byte[] bytes = entry.getValue().getBytes(StandardCharsets.UTF_8);
                Path file = Files.write(folder.resolve(entry.getKey()), bytes);
                List<Executable> readings = new ArrayList<>();
                readings.add(() -> recognizer.recognize(Recording.of(file)));
                readings.add(() -> recognizer.recognize(Recording.of(entry.getKey(), bytes)));
                readings.add(() -> recognizer.replay(file));
                readings.add(() -> VideoReader.open(file).close());
                readings.add(() -> AcousticFeatures.of(file));
                readings.add(() -> BodyFeatures.of(file));
                readings.add(() -> ResponsePolicy.read(file));
                for (Executable reading : readings) {
                    assertThrows(EmotionException.class, reading, entry.getKey());
                }
            }
            // A connection would wait in the server's queue: none is there, so this ends at once.
            server.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, server::accept);
        }
    }
}
