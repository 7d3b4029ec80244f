package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.benchmarks.ProcessUse;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalitySession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Listens to a day in one session: a speech file, then quiet noise, over and over, in blocks of a
 * second.
 *
 * <p>Arguments: the speech file, hours (24), seconds of quiet after it (120). Every two hours of
 * sound it prints the clock, the estimates so far, the heap in use after a collection, and the
 * resident memory of the process, where Linux tells it.
 */
public final class LongStream {
    private static final int RATE = 16000;
    private static final int SECONDS_BETWEEN_REPORTS = 2 * 3600;

    private LongStream() {}

    /**
     * Runs the stream.
     *
     * @param args file, hours, seconds of quiet
     * @throws IOException if the process's own memory figures cannot be read
     */
    public static void main(String[] args) throws IOException {
        float[] scene = scene(Sounds.read(Path.of(args[0])), argument(args, 2, 120));
        int seconds = argument(args, 1, 24) * 3600;
        long[] estimates = {0};
        ModelLoader models =
                new ModelLoader(ComputeDevice.cpu(), 1, Optional.empty(), Optional.empty());
        try (ModalityModel channel = new VoiceModality().open(models);
                ModalitySession session = channel.openSession()) {
            long start = System.nanoTime();
            for (int s = 0; s < seconds; s++) {
                int at = (int) ((long) s * RATE % scene.length);
                float[] second = Arrays.copyOfRange(scene, at, at + RATE);
                session.accept(
                        new AudioBlock(s * 1_000_000_000L, RATE, 1, second),
                        o -> estimates[0] += o.evidence() instanceof Evidence.Present ? 1 : 0);
                if ((s + 1) % SECONDS_BETWEEN_REPORTS == 0) {
                    report((s + 1) / 3600, (System.nanoTime() - start) / 1e9, estimates[0]);
                }
            }
            session.finish(o -> {});
        }
    }

    private static int argument(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    /** Whole seconds: the speech, then noise at -70 dBFS. */
    private static float[] scene(float[] speech, int quietSeconds) {
        int spoken = (speech.length + RATE - 1) / RATE;
        float[] scene = Arrays.copyOf(speech, (spoken + quietSeconds) * RATE);
        long state = 1;
        for (int i = speech.length; i < scene.length; i++) {
            state = (state * 1103515245L + 12345) & 0x7fffffffL;
            scene[i] = (float) (5e-4 * ((double) state / 0x7fffffffL - 0.5));
        }
        return scene;
    }

    private static void report(int hours, double seconds, long estimates) throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        OptionalLong resident = ProcessUse.residentKibibytes();
        System.out.printf(
                Locale.ROOT,
                "%2d h of sound in %.0f s, %.0f x real time; %d estimates; heap %.1f MB,"
                        + " resident %s%n",
                hours,
                seconds,
                hours * 3600 / seconds,
                estimates,
                (runtime.totalMemory() - runtime.freeMemory()) / 1e6,
                resident.isPresent() ? resident.getAsLong() + " kB" : "not known here");
    }
}
