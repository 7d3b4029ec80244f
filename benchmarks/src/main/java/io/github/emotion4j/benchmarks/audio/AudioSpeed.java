package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.descriptor.DescriptorExtractor;
import io.github.emotion4j.audio.descriptor.LogMel;
import io.github.emotion4j.audio.descriptor.MelSettings;
import io.github.emotion4j.audio.descriptor.Mfcc;
import io.github.emotion4j.audio.descriptor.PitchContour;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times the descriptors on the first ten seconds of a file, one thread, in multiples of real time:
 * the best and the median of many rounds, by the thread's processor time, so that other load on the
 * machine counts less. TarsosDSP's detectors run on the same frames for comparison.
 *
 * <p>Argument: a sound file of at least ten seconds.
 */
public final class AudioSpeed {
    private static final int ROUNDS = 40;
    private static final int SECONDS = 10;

    private AudioSpeed() {}

    /**
     * Runs the timing.
     *
     * @param args the file
     */
    public static void main(String[] args) {
        float[] x = Arrays.copyOf(Sounds.read(Path.of(args[0])), SECONDS * 16000);
        LogMel mel = new LogMel(MelSettings.speechModel());
        MelSettings librosa =
                MelSettings.librosa(128).toBuilder()
                        .frameLength(2048)
                        .hopLength(512)
                        .fftLength(2048)
                        .build();
        Mfcc mfcc = new Mfcc(librosa, 20, 0, false);
        Mfcc kaldi = Mfcc.kaldi();
        time("log-mel, 64 bands", () -> mel.of(x)[0]);
        time("MFCC, librosa's defaults (2048, 512, 128 bands, 20 values)", () -> mfcc.of(x)[0]);
        time("MFCC, Kaldi's defaults (23 bands, 13 coefficients), 10 ms", () -> kaldi.of(x)[0]);
        for (PitchContour.Method method : PitchContour.Method.values()) {
            time("F0 by " + method + ", 10 ms", () -> PitchContour.of(x, 16_000, method).hertz(50));
        }
        time(
                "88 functionals",
                () -> DescriptorExtractor.extract(x, 16_000).functionals().values().get(0));
    }

    private interface Work {
        double run();
    }

    private static void time(String name, Work work) {
        double[] seconds = new double[ROUNDS];
        double sink = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            sink += work.run();
            seconds[i] =
                    (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        System.out.printf(
                Locale.ROOT,
                "%-62s best %6.0f x, median %6.0f x real time (%.3g)%n",
                name,
                SECONDS / seconds[0],
                SECONDS / seconds[ROUNDS / 2],
                sink);
    }
}
