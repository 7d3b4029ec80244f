package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.activity.ActivitySettings;
import io.github.emotion4j.audio.activity.Segmenter;
import io.github.emotion4j.audio.activity.VoiceActivityDetector;
import io.github.emotion4j.audio.descriptor.LogMel;
import io.github.emotion4j.audio.descriptor.MelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Voice activity beside an energy threshold, on clips whose kind is known.
 *
 * <p>Arguments: a CSV with a header whose first column is the file and in which {@code kind=} names
 * speech, noise, music or synthetic; the folder of the files. Each clip is heard alone, between a
 * second of its own quiet noise. Speech is also heard in noise clips at 10 and 0 dB. A frame of a
 * speech clip counts as speech if its clean level is within 30 dB of the clip's loud parts; the
 * energy threshold lies 12 dB above the tenth percentile of a clip's levels, and at -45 dBFS at
 * least.
 */
public final class ActivityReport {
    private static final MelSettings MEL = MelSettings.speechModel();

    private ActivityReport() {}

    /** Counts of one kind of clip and one detector. */
    private static final class Score {
        private long frames;
        private long wrong;
        private int clips;
        private int utterances;

        private void add(boolean[] truth, boolean[] found, boolean any) {
            for (int i = 0; i < truth.length; i++) {
                frames++;
                wrong += truth[i] == found[i] ? 0 : 1;
            }
            clips++;
            utterances += any ? 1 : 0;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "frame error %.3f, an utterance in %d of %d clips",
                    (double) wrong / frames,
                    utterances,
                    clips);
        }
    }

    /**
     * Runs the report.
     *
     * @param args manifest and folder
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        Map<String, Score> scores = new TreeMap<>();
        Path folder = Path.of(args[1]);
        List<String[]> clips;
        try (Stream<String> lines = Files.lines(Path.of(args[0]))) {
            clips =
                    lines.skip(1)
                            .map(l -> new String[] {l.substring(0, l.indexOf(',')), kind(l)})
                            .toList();
        }
        List<String> noises =
                clips.stream().filter(c -> c[1].equals("noise")).map(c -> c[0]).toList();
        Random random = new Random(1);
        for (String[] clip : clips) {
            float[] clean = padded(Sounds.read(folder.resolve(clip[0])), random);
            boolean speech = clip[1].equals("speech");
            boolean[] truth = speech ? truth(clean) : new boolean[MEL.frames(clean.length)];
            score(scores, clip[1], clean, truth);
            if (speech) {
                String name = noises.get(random.nextInt(noises.size()));
                float[] noise = Sounds.read(folder.resolve(name));
                for (int snr : new int[] {10, 0}) {
                    float[] mixed = mix(clean, noise, snr, random);
                    score(scores, "speech in noise, " + snr + " dB", mixed, truth);
                }
            }
        }
        scores.forEach((name, score) -> System.out.printf("%-40s %s%n", name, score));
    }

    private static String kind(String line) {
        String rest = line.substring(line.indexOf("kind=") + 5);
        return rest.replaceAll("[ ;,\"].*", "");
    }

    private static void score(Map<String, Score> scores, String kind, float[] x, boolean[] truth) {
        boolean[] found = new boolean[truth.length];
        boolean any = detect(x, found);
        scores.computeIfAbsent(kind + ": net", k -> new Score()).add(truth, found, any);
        boolean[] loud = energy(x);
        Segmenter segmenter = new Segmenter(ActivitySettings.defaults());
        boolean anyLoud = false;
        for (boolean l : loud) {
            anyLoud |= segmenter.accept(l ? 1 : 0) == Segmenter.Event.STARTED;
        }
        scores.computeIfAbsent(kind + ": energy", k -> new Score()).add(truth, loud, anyLoud);
    }

    private static boolean detect(float[] x, boolean[] found) {
        LogMel mel = new LogMel(MEL);
        VoiceActivityDetector detector = new VoiceActivityDetector();
        Segmenter segmenter = new Segmenter(ActivitySettings.defaults());
        float[] bands = new float[MEL.bands()];
        boolean any = false;
        for (int i = 0; i < found.length; i++) {
            mel.frame(x, i * MEL.hopLength(), bands, 0);
            double p = detector.accept(bands, 0);
            found[i] = p > 0.5;
            any |= segmenter.accept(p) == Segmenter.Event.STARTED;
        }
        return any;
    }

    private static boolean[] energy(float[] x) {
        double[] levels = levels(x);
        double[] sorted = levels.clone();
        Arrays.sort(sorted);
        double threshold = Math.max(-45, sorted[sorted.length / 10] + 12);
        boolean[] loud = new boolean[levels.length];
        for (int i = 0; i < loud.length; i++) {
            loud[i] = levels[i] > threshold;
        }
        return loud;
    }

    private static boolean[] truth(float[] clean) {
        double[] levels = levels(clean);
        double[] sorted = levels.clone();
        Arrays.sort(sorted);
        double threshold = sorted[(int) (0.95 * (sorted.length - 1))] - 30;
        boolean[] speech = new boolean[levels.length];
        int last = -100;
        for (int i = 0; i < speech.length; i++) {
            speech[i] = levels[i] > threshold;
            if (speech[i]) {
                if (i - last < 12) {
                    Arrays.fill(speech, last, i, true);
                }
                last = i;
            }
        }
        return speech;
    }

    private static double[] levels(float[] x) {
        double[] levels = new double[MEL.frames(x.length)];
        for (int i = 0; i < levels.length; i++) {
            double energy = 1e-10;
            for (int k = 0; k < MEL.frameLength(); k++) {
                float v = x[i * MEL.hopLength() + k];
                energy += v * v;
            }
            levels[i] = 10 * Math.log10(energy / MEL.frameLength());
        }
        return levels;
    }

    /** A second of faint noise before and after. */
    private static float[] padded(float[] x, Random random) {
        float[] out = new float[x.length + 32000];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (1e-4 * random.nextGaussian());
        }
        for (int i = 0; i < x.length; i++) {
            out[16000 + i] += x[i];
        }
        return out;
    }

    private static float[] mix(float[] x, float[] noise, double snrDb, Random random) {
        double signal = 0;
        double power = 0;
        for (int i = 16000; i < x.length - 16000; i++) {
            signal += x[i] * x[i] / (x.length - 32000.0);
        }
        for (float v : noise) {
            power += v * v / (double) noise.length;
        }
        double gain = Math.sqrt(signal / (power + 1e-12) / Math.pow(10, snrDb / 10));
        int at = random.nextInt(noise.length);
        float[] out = x.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] += (float) (gain * noise[(at + i) % noise.length]);
        }
        return out;
    }
}
