package io.github.emotion4j.benchmarks.audio;

import io.github.emotion4j.audio.activity.ActivitySettings;
import io.github.emotion4j.audio.activity.Segmenter;
import io.github.emotion4j.audio.activity.VoiceActivityDetector;
import io.github.emotion4j.audio.descriptor.LogMel;
import io.github.emotion4j.audio.descriptor.MelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Voice activity beside an energy threshold, on clips whose kind is known; both become utterances
 * by the same segmenter.
 *
 * <p>Arguments: a CSV with a header whose first column is the file and in which {@code kind=} names
 * speech, noise, music or synthetic; the folder of the files. Each clip is heard alone, between a
 * second of its own quiet noise. Speech is also heard in noise clips at 10 and 0 dB. A frame of a
 * speech clip counts as speech if its clean level is within 30 dB of the clip's loud parts, and the
 * same segmenter makes the true utterances of them; the energy threshold lies 12 dB above the tenth
 * percentile of a clip's levels, and at -45 dBFS at least.
 *
 * <p>A frame is wrong if it lies in a true utterance or in one that was found, but not in both. An
 * utterance is missed if none that was found overlaps it, and one that was found is false if it
 * overlaps no true one.
 */
public final class ActivityReport {
    private static final MelSettings MEL = MelSettings.speechModel();

    private ActivityReport() {}

    /** From one frame to another, exclusive. */
    private record Utterance(long start, long end) {
        private boolean overlapsOneOf(List<Utterance> others) {
            return others.stream().anyMatch(o -> start < o.end && o.start < end);
        }
    }

    /** Counts of one kind of clip and one detector. */
    private static final class Score {
        private long frames;
        private long wrong;
        private int clips;
        private int spoken;
        private int missed;
        private int found;
        private int wronglyFound;
        private int disturbedClips;

        private void add(int clipFrames, List<Utterance> truth, List<Utterance> heard) {
            boolean[] speech = frames(clipFrames, truth);
            boolean[] taken = frames(clipFrames, heard);
            for (int i = 0; i < clipFrames; i++) {
                frames++;
                wrong += speech[i] == taken[i] ? 0 : 1;
            }
            clips++;
            spoken += truth.size();
            missed += (int) truth.stream().filter(u -> !u.overlapsOneOf(heard)).count();
            found += heard.size();
            int none = (int) heard.stream().filter(u -> !u.overlapsOneOf(truth)).count();
            wronglyFound += none;
            disturbedClips += none > 0 ? 1 : 0;
        }

        private static boolean[] frames(int n, List<Utterance> utterances) {
            boolean[] inside = new boolean[n];
            utterances.forEach(u -> Arrays.fill(inside, (int) u.start, (int) u.end, true));
            return inside;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "frame error %.3f, missed %d of %d utterances, false %d of %d found, in %d of"
                            + " %d clips",
                    (double) wrong / frames,
                    missed,
                    spoken,
                    wronglyFound,
                    found,
                    disturbedClips,
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

    private static void score(Map<String, Score> scores, String kind, float[] x, boolean[] speech) {
        List<Utterance> truth = utterances(probabilities(speech));
        scores.computeIfAbsent(kind + ": net", k -> new Score())
                .add(speech.length, truth, utterances(net(x)));
        scores.computeIfAbsent(kind + ": energy", k -> new Score())
                .add(speech.length, truth, utterances(probabilities(energy(x))));
    }

    private static double[] probabilities(boolean[] speech) {
        double[] p = new double[speech.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = speech[i] ? 1 : 0;
        }
        return p;
    }

    private static double[] net(float[] x) {
        LogMel mel = new LogMel(MEL);
        VoiceActivityDetector detector = new VoiceActivityDetector();
        float[] bands = new float[MEL.bands()];
        double[] p = new double[MEL.frames(x.length)];
        for (int i = 0; i < p.length; i++) {
            mel.frame(x, i * MEL.hopLength(), bands, 0);
            p[i] = detector.accept(bands, 0);
        }
        return p;
    }

    private static List<Utterance> utterances(double[] probabilities) {
        Segmenter segmenter = new Segmenter(ActivitySettings.defaults());
        List<Utterance> found = new ArrayList<>();
        for (double p : probabilities) {
            if (segmenter.accept(p) == Segmenter.Event.ENDED) {
                found.add(new Utterance(segmenter.startFrame(), segmenter.endFrame()));
            }
        }
        if (segmenter.finish() == Segmenter.Event.ENDED) {
            found.add(new Utterance(segmenter.startFrame(), segmenter.endFrame()));
        }
        return found;
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
