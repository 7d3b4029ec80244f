package io.github.emotion4j.audio.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.Recording;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.TargetDataLine;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
    @Test
    void wav_stereoRamp_givesEachSampleAtItsTime() {
        short[] ramp = new short[2 * 22050];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (short) (i / 2);
        }
        long frames = 0;
        for (AudioBlock block : blocks("ramp.wav", Wav.of(22050, 2, 22050, ramp))) {
            assertEquals(frames * 1e9 / 22050, (double) block.interval().startNanos(), 1);
            for (int i = 0; i < block.frameCount(); i++) {
                assertEquals((frames + i) / 32768f, block.sample(i, 0), 1e-7);
                assertEquals(block.sample(i, 0), block.sample(i, 1));
            }
            frames += block.frameCount();
        }
        assertEquals(22050, frames);
    }

    @Test
    void video_givesItsSound() throws IOException {
        byte[] clip;
        try (InputStream in =
                Objects.requireNonNull(
                        getClass()
                                .getResourceAsStream("/io/github/emotion4j/audio/speaking.mp4"))) {
            clip = in.readAllBytes();
        }
        List<AudioBlock> blocks = blocks("speaking.mp4", clip);
        long start = blocks.get(0).interval().startNanos();
        long end = blocks.get(blocks.size() - 1).interval().endNanos();
        assertTrue(start < 100_000_000L, "starts at " + start);
        assertEquals(3.0, (end - start) / 1e9, 0.15);
    }

    @Test
    void brokenFiles_giveClearErrorsOrWhatTheyHave(@TempDir Path folder) throws IOException {
        assertMessage(
                "is empty",
                () -> SoundReader.open(Recording.Part.of("a.wav", new byte[0]), Limits.defaults()));
        assertMessage("no such file", () -> SoundReader.open(folder.resolve("none.wav")));
        byte[] text =
                "this is no sound at all, whatever it is called".getBytes(StandardCharsets.UTF_8);
        Path named = Files.write(folder.resolve("text.wav"), text);
        assertMessage("is no sound or video", () -> SoundReader.open(named));
        Recording.Part words = Recording.Part.of("words.txt", text);
        assertMessage(
                "words.txt: holds no sound in a format",
                () -> SoundReader.open(words, Limits.defaults()));
        assertTrue(SoundReader.find(words, Limits.defaults()).isEmpty());
        assertMessage("holds no samples", () -> blocks("head.wav", Wav.of(16000, 1, 0)));
        assertMessage("", () -> blocks("half-head.wav", Arrays.copyOf(Wav.of(16000, 1, 0), 30)));

        short[] samples = new short[5000];
        long kept =
                blocks("cut.wav", Wav.of(16000, 1, 16000, samples)).stream()
                        .mapToLong(AudioBlock::frameCount)
                        .sum();
        assertEquals(5000, kept);
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable open) {
        InputException e = assertThrows(InputException.class, open);
        String message = Objects.requireNonNull(e.getMessage());
        assertTrue(message.contains(part), message);
    }

    private static List<AudioBlock> blocks(String name, byte[] content) {
        List<AudioBlock> blocks = new ArrayList<>();
        try (SoundReader reader =
                SoundReader.open(Recording.Part.of(name, content), Limits.defaults())) {
            Optional<AudioBlock> next = reader.next();
            while (next.isPresent()) {
                blocks.add(next.get());
                next = reader.next();
            }
        }
        return blocks;
    }

    @Test
    void microphone_thatVanishes_keepsWhatItHeardThenSaysSo() {
        Microphone microphone =
                Microphone.open(f -> line(4000, f, "", new ArrayList<>()), System::nanoTime);
        assertEquals(1600, microphone.next().orElseThrow().frameCount());
        AudioBlock last = microphone.next().orElseThrow();
        assertEquals(400, last.frameCount());
        assertEquals(100_000_000L, last.interval().startNanos());
        InputException e = assertThrows(InputException.class, microphone::next);
        assertTrue(Objects.requireNonNull(e.getMessage()).contains("went away after 125 ms"));
        microphone.close();
        assertFalse(microphone.next().isPresent());
    }

    @Test
    void microphone_withoutThePlainFormat_takesAnotherAndLetsGoOfWhatFails() {
        List<String> calls = new ArrayList<>();
        Microphone microphone =
                Microphone.open(
                        f -> {
                            if (f.getSampleRate() == 44100) {
                                throw new IllegalArgumentException("no such line");
                            }
                            String fails = f.getChannels() == 2 ? "" : "open";
                            return line(48000 / 10 * 4, f, fails, calls);
                        },
                        System::nanoTime);
        // Models may be loaded before the first block; the clock starts with it.
        assertEquals(List.of("16000/1 close", "48000/1 close"), calls);
        AudioBlock block = microphone.next().orElseThrow();
        assertEquals(48000, block.sampleRateHertz());
        assertEquals(2, block.channels());
        assertEquals(4800, block.frameCount());
        assertEquals(List.of("16000/1 close", "48000/1 close", "48000/2 start"), calls);

        InputException none =
                assertThrows(
                        InputException.class,
                        () -> Microphone.open(f -> line(0, f, "open", calls), System::nanoTime));
        assertTrue(Objects.requireNonNull(none.getMessage()).contains("no recording device"));
    }

    @Test
    void microphone_whoseSamplesDrift_staysOnTheSystemsClock() {
        for (double ppm : new double[] {-200, 200}) {
            long[] now = {7};
            try (Microphone microphone =
                    Microphone.open(
                            f -> line(Integer.MAX_VALUE, f, "", new ArrayList<>()), () -> now[0])) {
                long truth = 0;
                long before = 0;
                for (int i = 1; i <= 36_000; i++) { // an hour
                    truth = Math.round(i * 1e8 * (1 + ppm * 1e-6));
                    // The reader is held up now and then; the line keeps what comes meanwhile.
                    now[0] = 7 + 30_000_000 + truth + (i % 600 < 5 ? 400_000_000 : 0);
                    long end = microphone.next().orElseThrow().interval().endNanos();
                    assertTrue(Math.abs(end - before - 100_000_000) < 20_000_000, "at " + i);
                    before = end;
                }
                assertTrue(Math.abs(before - truth) < 30_000_000, before + " at " + truth);
                now[0] += 700_000_000; // held up for so long that the line lost it
                for (int i = 0; i < 1300; i++) {
                    now[0] += 100_000_000;
                    before = microphone.next().orElseThrow().interval().endNanos();
                }
                assertTrue(Math.abs(before - now[0]) < 100_000_000, before + " at " + now[0]);
            }
        }
    }

    /** A line that has some bytes and one call that fails. */
    private static TargetDataLine line(
            int bytes, AudioFormat format, String fails, List<String> calls) {
        int[] left = {bytes};
        return (TargetDataLine)
                Proxy.newProxyInstance(
                        CaptureTest.class.getClassLoader(),
                        new Class<?>[] {TargetDataLine.class},
                        (proxy, method, args) -> {
                            String name = method.getName();
                            if (name.equals("start") || name.equals("close")) {
                                int rate = (int) format.getSampleRate();
                                calls.add(rate + "/" + format.getChannels() + " " + name);
                            }
                            if (name.equals(fails)) {
                                throw new IllegalArgumentException(fails);
                            }
                            if (!name.equals("read")) {
                                return null;
                            }
                            int n = Math.min(left[0], (Integer) args[2]);
                            left[0] -= n;
                            return n;
                        });
    }

    @Test
    void soundFile_withoutFfmpegsNatives_namesTheDependenciesToAdd(@TempDir Path folder)
            throws Exception {
        Path file = Files.write(folder.resolve("a.wav"), new byte[100]);
        String platform = Loader.Detector.getPlatform();
        List<URL> withoutNatives = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.endsWith("-" + platform + ".jar")) {
                withoutNatives.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader bare =
                new URLClassLoader(
                        withoutNatives.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Method open = bare.loadClass(SoundReader.class.getName()).getMethod("open", Path.class);
            Throwable thrown =
                    assertThrows(InvocationTargetException.class, () -> open.invoke(null, file))
                            .getCause();
            assertEquals(ModelException.class.getName(), thrown.getClass().getName());
            String start =
                    "The natives of FFmpeg did not load. Add"
                            + " io.github.emotion4j:emotion4j-natives-";
            String end =
                    " (type pom), or with the classifier "
                            + platform
                            + ": org.bytedeco:ffmpeg, org.bytedeco:javacpp. Cause: ";
            assertTrue(thrown.getMessage().startsWith(start), thrown.getMessage());
            assertTrue(thrown.getMessage().contains(end), thrown.getMessage());
        }
    }
}
