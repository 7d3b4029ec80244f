package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import io.github.emotion4j.fusion.train.LabelledSequence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of a state that lasts and changes, as our own models would see it: no corpus of face,
 * voice and body over time can be had. The outputs are real, from folds that have not seen the
 * person; that they belong together is made up. What is assumed:
 *
 * <ul>
 *   <li>a state lasts 3 s and on average 7 s more; the next is neutral in 30 %, contempt in 4 %,
 *       else one of the other six alike
 *   <li>the face follows a change within 0.5 s; a picture's output stands for 0.5 to 2 s, with
 *       noise on its logits, more where quality is low; faces come and go. One face errs alike
 *       again and again: {@value #ALIKE} of the outputs of a class are one picture's of that
 *       sequence, since pictures of as many people as there are outputs would let a memory average
 *       errors away that in one person stay
 *   <li>the voice speaks half the time, in utterances of 1.5 to 4 s which carry the state at their
 *       start; an opinion is there from 1 s on, noisier while the utterance grows, and stands 1 s
 *       longer. No voice expresses contempt in the data: neutral ones stand in
 *   <li>the body follows the arousal of the state's place on the circumplex (Russell 1980,
 *       doi:10.1037/h0077714) with a time constant of 10 s; a window of a stressor is drawn with
 *       the probability logistic(4 (arousal - 0.3)), every 5 s, from one person
 *   <li>a fifth of the people lack each channel; channels drop out
 * </ul>
 */
final class Trajectories {
    static final double STEP_SECONDS = 0.5;
    private static final long STEP_NANOS = 500_000_000L;
    private static final int CLASSES = Emotion.ALL.size();
    private static final int SLOTS = 4;
    private static final int LATEST_STEPS = 20;
    private static final double CHANGE_SECONDS = 2;

    /** How often a face of a class gives the output of the sequence's one picture of that class. */
    private static final double ALIKE = 0.7;

    private final Map<Emotion, List<double[]>> faces = new EnumMap<>(Emotion.class);
    private final List<Map<Emotion, List<double[]>>> voices = new ArrayList<>();
    private final List<Body> bodies = new ArrayList<>();

    /** One person's windows' stress. */
    private record Body(List<Double> calm, List<Double> stressed) {}

    /** A sequence and when its state changes, in seconds. */
    record Made(LabelledSequence sequence, List<Double> changes) {}

    /**
     * What is varied beyond the assumptions, to learn from and never to test on.
     *
     * @param anonymous the share in which the face's or the voice's rows stand in the slot of
     *     channels without a place of their own, to teach the network such channels
     * @param late the share in which nothing at all is seen or heard in the first 10 s or less
     * @param changeWeight what a step in the 2 s after a change weighs
     */
    record Variety(double anonymous, double late, double changeWeight) {
        static final Variety TESTING = new Variety(0, 0, 1);
        static final Variety CALIBRATING = new Variety(0.1, 0.1, 1);
        static final Variety LEARNING = new Variety(0.15, 0.2, 2);
    }

    /** How often a class follows another: every class is to be told from every other. */
    private static final double[] FREQUENCIES = {0.11, 0.04, 0.11, 0.11, 0.11, 0.3, 0.11, 0.11};

    /** The outputs of some of the people: those of groups that leave the remainder given. */
    static Trajectories read(Path folder, int parts, int from, int to) throws IOException {
        Trajectories made = new Trajectories();
        Table face = Table.read(folder.resolve("face.csv"));
        for (int i = 0; i < face.size(); i++) {
            if (belongs(face.text(i, "group"), parts, from, to)) {
                made.faces
                        .computeIfAbsent(
                                Emotion.ofLabel(face.text(i, "label")), e -> new ArrayList<>())
                        .add(doubles(face.numbers(i, "p0", CLASSES)));
            }
        }
        Table voice = Table.read(folder.resolve("voice.csv"));
        Map<String, Map<Emotion, List<double[]>>> speakers = new TreeMap<>();
        for (int i = 0; i < voice.size(); i++) {
            if (belongs(voice.text(i, "group"), parts, from, to)) {
                speakers.computeIfAbsent(voice.text(i, "group"), g -> new EnumMap<>(Emotion.class))
                        .computeIfAbsent(
                                Emotion.ofLabel(voice.text(i, "label")), e -> new ArrayList<>())
                        .add(doubles(voice.numbers(i, "p0", CLASSES)));
            }
        }
        made.voices.addAll(speakers.values());
        Table body = Table.read(folder.resolve("body.csv"));
        Map<String, Body> people = new TreeMap<>();
        for (int i = 0; i < body.size(); i++) {
            int label = (int) body.number(i, "label");
            if (label >= 0 && belongs(body.text(i, "group"), parts, from, to)) {
                Body person =
                        people.computeIfAbsent(
                                body.text(i, "group"),
                                g -> new Body(new ArrayList<>(), new ArrayList<>()));
                (label == 1 ? person.stressed : person.calm).add(body.number(i, "stress"));
            }
        }
        people.values().stream()
                .filter(p -> !p.calm.isEmpty() && !p.stressed.isEmpty())
                .forEach(made.bodies::add);
        return made;
    }

    String size() {
        return faces.values().stream().mapToInt(List::size).sum()
                + " faces, "
                + voices.size()
                + " speakers, "
                + bodies.size()
                + " bodies";
    }

    /** Draws sequences. */
    List<Made> draw(int count, int steps, Variety variety, long seed) {
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Random would draw much the same first numbers from neighbouring seeds.
            RandomGenerator random = new SplittableRandom(seed * 1_000_003 + i);
            made.add(new Drawing(random, steps).draw("sequence " + i, variety));
        }
        return made;
    }

    /** One sequence while it is drawn. */
    private final class Drawing {
        private final RandomGenerator random;
        private final int steps;
        private final List<Double> starts = new ArrayList<>();
        private final List<Emotion> states = new ArrayList<>();
        private final float[] values;
        private final float[] present;

        /** Where the last evidence of each slot began. */
        private final long[] began = new long[SLOTS];

        Drawing(RandomGenerator random, int steps) {
            this.random = random;
            this.steps = steps;
            this.values = new float[steps * SLOTS * EvidenceVector.WIDTH];
            this.present = new float[steps * SLOTS];
        }

        Made draw(String person, Variety variety) {
            double time = 0;
            Emotion state = next(random, null);
            while (time < steps * STEP_SECONDS) {
                starts.add(time);
                states.add(state);
                time += 3 - 7 * Math.log(1 - random.nextDouble());
                state = next(random, state);
            }
            boolean[] lacks = new boolean[3];
            do {
                for (int slot = 0; slot < 3; slot++) {
                    lacks[slot] = random.nextDouble() < 0.2;
                }
            } while (lacks[0] && lacks[1]);
            int moved = random.nextDouble() < variety.anonymous ? random.nextInt(2) : -1;
            if (!lacks[0]) {
                face(moved == 0 ? 3 : 0);
            }
            if (!lacks[1]) {
                voice(moved == 1 ? 3 : 1);
            }
            if (!lacks[2]) {
                body();
            }
            if (random.nextDouble() < variety.late) {
                Arrays.fill(present, 0, random.nextInt(LATEST_STEPS) * SLOTS, 0);
            }
            LabelledSequence sequence =
                    LabelledSequence.of(
                            person, steps, values, present, targets(variety.changeWeight));
            return new Made(sequence, starts.subList(1, starts.size()));
        }

        private float[] targets(double changeWeight) {
            float[] targets = new float[steps * CLASSES];
            for (int t = 0; t < steps; t++) {
                double end = (t + 1) * STEP_SECONDS;
                int state = at(end);
                boolean changed = state > 0 && end - starts.get(state) <= CHANGE_SECONDS;
                targets[t * CLASSES + states.get(state).ordinal()] =
                        (float) (changed ? changeWeight : 1);
            }
            return targets;
        }

        private void face(int slot) {
            boolean there = random.nextDouble() < 0.8;
            double lag = 0.5 * random.nextDouble();
            int left = 0;
            Emotion shown = Emotion.NEUTRAL;
            double[] output = faces.get(shown).get(0);
            Map<Emotion, double[]> own = new EnumMap<>(Emotion.class);
            for (int t = 0; t < steps; t++) {
                there = random.nextDouble() < (there ? 0.05 : 0.15) ? !there : there;
                Emotion now = states.get(at(Math.max(0, (t + 1) * STEP_SECONDS - lag)));
                if (left-- <= 0 || now != shown) {
                    shown = now;
                    double[] usual = own.computeIfAbsent(now, e -> pick(random, faces.get(e)));
                    double[] other = pick(random, faces.get(now));
                    output = random.nextDouble() < ALIKE ? usual : other;
                    left = random.nextInt(4);
                }
                double quality = 0.35 + 0.65 * Math.sqrt(random.nextDouble());
                if (there) {
                    double noise = 0.3 + 1.5 * Math.max(0, 0.7 - quality);
                    put(noisy(random, output, noise), quality, step(t), t, slot);
                }
            }
        }

        private void voice(int slot) {
            Map<Emotion, List<double[]>> speaker = voices.get(random.nextInt(voices.size()));
            double time = 2 * random.nextDouble();
            while (time < steps * STEP_SECONDS) {
                double length = 1.5 + 2.5 * random.nextDouble();
                Emotion state = states.get(at(time));
                List<double[]> able =
                        speaker.getOrDefault(
                                state, state == Emotion.CONTEMPT ? neutral(speaker) : null);
                // Six or seven emotions were acted in two of the corpora: another speaker lends
                // theirs.
                for (int i = 0; able == null && i < 50; i++) {
                    able = voices.get(random.nextInt(voices.size())).get(state);
                }
                double quality = 0.5 + 0.5 * random.nextDouble();
                double noise = 0.2 + Math.max(0, 0.7 - quality);
                double[] output = noisy(random, pick(random, able), noise);
                for (int t = 0; t < steps; t++) {
                    double end = (t + 1) * STEP_SECONDS;
                    if (end >= time + 1 && end < time + length + 1) {
                        double heard = Math.min(end, time + length);
                        double early = 1.5 * Math.max(0, 1 - (heard - time) / length);
                        double[] soFar = noisy(random, output, early);
                        put(
                                soFar,
                                quality,
                                new TimeInterval((long) (1e9 * time), (long) (1e9 * heard)),
                                t,
                                slot);
                    }
                }
                time += length + 1 + 3 * random.nextDouble();
            }
        }

        private void body() {
            Body person = bodies.get(random.nextInt(bodies.size()));
            double arousal = 0;
            double window = 0;
            long endNanos = -1;
            double due = 5 * random.nextDouble();
            for (int t = 0; t < steps; t++) {
                double end = (t + 1) * STEP_SECONDS;
                double target = states.get(at(end)).anchor().arousal();
                arousal += (target - arousal) * STEP_SECONDS / 10;
                if (end >= due) {
                    double stressed = 1 / (1 + Math.exp(-4 * (arousal - 0.3)));
                    boolean isStressed = random.nextDouble() < stressed;
                    window = pick(random, isStressed ? person.stressed : person.calm);
                    endNanos = (long) (1e9 * end);
                    due = end + 5;
                }
                if (endNanos >= 0) {
                    TimeInterval interval =
                            new TimeInterval(Math.max(0, endNanos - 60_000_000_000L), endNanos);
                    Evidence.Present evidence =
                            new Evidence.Present(
                                    interval,
                                    Optional.empty(),
                                    Optional.empty(),
                                    OptionalDouble.of(window),
                                    new float[0],
                                    0.8,
                                    List.of());
                    write(evidence, t, 2);
                }
            }
        }

        private void put(double[] p, double quality, TimeInterval interval, int t, int slot) {
            EmotionProbabilities probabilities = EmotionProbabilities.of(p);
            Evidence.Present evidence =
                    new Evidence.Present(
                            interval,
                            probabilities,
                            Affect.expected(probabilities),
                            OptionalDouble.empty(),
                            new float[0],
                            quality,
                            List.of());
            write(evidence, t, slot);
        }

        private void write(Evidence.Present evidence, int t, int slot) {
            int row = t * SLOTS + slot;
            present[row] = 1;
            boolean wasThere = t > 0 && present[row - SLOTS] > 0;
            OptionalLong before = wasThere ? OptionalLong.of(began[slot]) : OptionalLong.empty();
            began[slot] = evidence.interval().startNanos();
            System.arraycopy(
                    EvidenceVector.of(evidence, step(t), before),
                    0,
                    values,
                    row * EvidenceVector.WIDTH,
                    EvidenceVector.WIDTH);
        }

        /** The index of the state at a time; one that starts then has not begun. */
        private int at(double time) {
            int i = starts.size() - 1;
            while (i > 0 && starts.get(i) >= time) {
                i--;
            }
            return i;
        }
    }

    private static TimeInterval step(int t) {
        return new TimeInterval(t * STEP_NANOS, (t + 1) * STEP_NANOS);
    }

    private static double[] noisy(RandomGenerator random, double[] p, double deviation) {
        double[] noisy = new double[p.length];
        for (int c = 0; c < p.length; c++) {
            // A class that the model never gives mass stays without.
            noisy[c] = p[c] * Math.exp(deviation * random.nextGaussian());
        }
        return noisy;
    }

    private static Emotion next(RandomGenerator random, @Nullable Emotion before) {
        Emotion next = before;
        while (next == null || next == before) {
            double draw = random.nextDouble() * Arrays.stream(FREQUENCIES).sum();
            int c = 0;
            while (c < CLASSES - 1 && draw >= FREQUENCIES[c]) {
                draw -= FREQUENCIES[c++];
            }
            next = Emotion.ALL.get(c);
        }
        return next;
    }

    private static List<double[]> neutral(Map<Emotion, List<double[]>> speaker) {
        return speaker.get(Emotion.NEUTRAL);
    }

    private static <T> T pick(RandomGenerator random, List<T> outputs) {
        return outputs.get(random.nextInt(outputs.size()));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static boolean belongs(String group, int parts, int from, int to) {
        int part = Math.floorMod(group.hashCode() * 31 + group.length(), parts);
        return part >= from && part < to;
    }
}
