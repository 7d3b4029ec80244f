package io.github.emotion4j.benchmarks.fusion;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.evaluation.Bootstrap;
import io.github.emotion4j.fusion.baseline.BaselineReference;
import io.github.emotion4j.fusion.baseline.LevelModel;
import io.github.emotion4j.fusion.baseline.PersonalBaseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What a personal baseline gains on people whom neither the model nor the baseline's reference has
 * seen: each person in turn is left out of the reference, learns from their own neutral clips, and
 * is tested on their other clips.
 *
 * <p>Of the voice there are two tables: outputs for speakers of corpora that the model knows, and
 * for corpora that it does not. People differ more in the second, and nobody knows which kind a new
 * person is, so the reference is fitted on both. Where a corpus is left out of the model, it is
 * left out of the reference as well.
 *
 * <p>Neutral clips: RAVDESS's four of emotion 01 (calm, which counts as neutral, is tested); of
 * other corpora the first half of a speaker's neutral clips, at most ten. The body learns from the
 * windows of the first half minute of calm and is tested on those that begin after them.
 *
 * <p>Slow learning gets the tested clips without labels, each after it has been answered: the
 * body's in the order of time, the voice's in random order, either each once, or drawn 60 times a
 * person so that three quarters are neutral, as an everyday mix would be.
 */
public final class BaselineGain {
    private static final ModalityId MODALITY = ModalityId.VOICE;
    private static final String HELD_BACK = "speakers held back";
    private static final String LEFT_OUT = "corpora left out";
    private static final double CLIP_SECONDS = 3;
    private static final double BODY_NEUTRAL_SECONDS = 30;
    private static final double BODY_WINDOW_SECONDS = 240;
    private static final int MAX_NEUTRAL = 10;
    private static final int EVERYDAY_CLIPS = 60;
    private static final double EVERYDAY_NEUTRAL = 0.75;

    private final List<Clip> clips;
    private final String model;
    private final boolean shuffled;

    private BaselineGain(List<Clip> clips, String model, boolean shuffled) {
        this.clips = clips;
        this.model = model;
        this.shuffled = shuffled;
    }

    /** One clip or window: of which table, whose, what is true, and what the model says. */
    private record Clip(
            String table,
            String person,
            String label,
            boolean neutral,
            Evidence.Present said,
            double seconds) {
        boolean ofSamePerson(Clip other) {
            return table.equals(other.table) && person.equals(other.person);
        }

        /**
         * Whether a reference for the other's person may know of this clip: a corpus left out of
         * the voice model is left out of the reference, too.
         */
        boolean mayInform(Clip other) {
            return other.table.equals(LEFT_OUT)
                    ? !corpus().equals(other.corpus())
                    : !person.equals(other.person);
        }

        private String corpus() {
            return person.split(":")[0];
        }
    }

    /** A tested clip with and without. */
    private record Answer(Clip clip, Evidence.Present plain, Evidence.Present adapted) {}

    /**
     * Runs the program.
     *
     * @param args {@code voice}, the two tables of outputs that {@code
     *     models/training/fusion/outputs.py} writes, for speakers and for corpora that the model
     *     does not know, and optionally the model's name with version and a file for the reference
     *     fitted on everyone; or {@code body} and its table
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        boolean body = args.length == 2 && args[0].equals("body");
        if (!body && args.length != 3 && args.length != 5) {
            throw new IllegalArgumentException(
                    "Needed: voice HELD_BACK.csv LEFT_OUT.csv [MODEL REFERENCE.json], or body"
                            + " TABLE.csv");
        }
        List<Clip> clips = new ArrayList<>();
        if (body) {
            clips.addAll(body(Table.read(Path.of(args[1]))));
        } else {
            clips.addAll(voice(HELD_BACK, Table.read(Path.of(args[1]))));
            clips.addAll(voice(LEFT_OUT, Table.read(Path.of(args[2]))));
        }
        String model = args.length == 5 ? args[3] : args[0];
        BaselineGain gain = new BaselineGain(clips, model, !body);
        for (String table : clips.stream().map(Clip::table).distinct().toList()) {
            for (boolean everyday : body ? new boolean[] {false} : new boolean[] {false, true}) {
                System.out.println(
                        table + (everyday ? ", three quarters neutral:" : ", as recorded:"));
                for (String mode : List.of("neutral", "slow", "neutral+slow")) {
                    gain.report(mode, gain.answers(table, mode, everyday), body);
                }
            }
        }
        if (args.length == 5) {
            BaselineReference reference =
                    BaselineReference.EMPTY.with(MODALITY, LevelModel.fit(model, samples(clips)));
            Files.writeString(Path.of(args[4]), reference.toJson() + "\n");
        }
    }

    private List<Answer> answers(String table, String mode, boolean everyday) {
        List<Answer> answers = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (Clip first : clips) {
            if (!first.table.equals(table) || !done.add(first.person)) {
                continue;
            }
            List<Clip> others = clips.stream().filter(c -> c.mayInform(first)).toList();
            List<Clip> own = clips.stream().filter(first::ofSamePerson).toList();
            PersonalBaseline baseline =
                    new PersonalBaseline(
                            BaselineReference.EMPTY.with(
                                    MODALITY, LevelModel.fit(model, samples(others))));
            int index = 0;
            for (Clip clip : own) {
                if (clip.neutral && mode.contains("neutral")) {
                    baseline.addNeutral(MODALITY, said(clip, index++));
                }
            }
            for (Clip clip : drawn(own, everyday)) {
                Evidence.Present said = said(clip, index++);
                Evidence adapted = baseline.adapt(MODALITY, said);
                answers.add(new Answer(clip, said, (Evidence.Present) adapted));
                if (mode.contains("slow")) {
                    baseline.learn(MODALITY, said);
                }
            }
        }
        return answers;
    }

    private List<Clip> drawn(List<Clip> own, boolean everyday) {
        Random random = new Random(own.get(0).person.hashCode());
        List<Clip> tested = new ArrayList<>(own.stream().filter(c -> !c.neutral).toList());
        if (!everyday) {
            if (shuffled) {
                Collections.shuffle(tested, random);
            }
            return tested;
        }
        String neutral = Emotion.NEUTRAL.label();
        List<Clip> calm = tested.stream().filter(c -> c.label.equals(neutral)).toList();
        List<Clip> moved = tested.stream().filter(c -> !c.label.equals(neutral)).toList();
        List<Clip> drawn = new ArrayList<>();
        for (int i = 0; i < EVERYDAY_CLIPS && !calm.isEmpty(); i++) {
            List<Clip> from = random.nextDouble() < EVERYDAY_NEUTRAL ? calm : moved;
            drawn.add(from.get(random.nextInt(from.size())));
        }
        return drawn;
    }

    /** A clip at a place in time of its own. */
    private static Evidence.Present said(Clip clip, int index) {
        long start = Math.round(index * BODY_WINDOW_SECONDS * 1e9);
        return new Evidence.Present(
                new TimeInterval(start, start + Math.round(clip.seconds * 1e9)),
                clip.said.probabilities(),
                clip.said.affect(),
                clip.said.stress(),
                new float[0],
                1,
                List.of());
    }

    private void report(String mode, List<Answer> answers, boolean body) {
        Bootstrap bootstrap = Bootstrap.defaults();
        Map<String, ToDoubleFunction<List<Answer>>> metrics = new LinkedHashMap<>();
        if (body) {
            metrics.put(
                    "balanced accuracy", drawn -> balanced(drawn, true) - balanced(drawn, false));
            System.out.printf(
                    Locale.ROOT,
                    "%-13s balanced accuracy %.4f -> %.4f%n",
                    mode,
                    balanced(answers, false),
                    balanced(answers, true));
        } else {
            metrics.put("accuracy", drawn -> accuracy(drawn, true) - accuracy(drawn, false));
            metrics.put("log loss", drawn -> loss(drawn, true) - loss(drawn, false));
            System.out.printf(
                    Locale.ROOT,
                    "%-13s accuracy %.4f -> %.4f, average recall %.4f -> %.4f, log loss %.4f ->"
                            + " %.4f%n",
                    mode,
                    accuracy(answers, false),
                    accuracy(answers, true),
                    recall(answers, false),
                    recall(answers, true),
                    loss(answers, false),
                    loss(answers, true));
        }
        metrics.forEach(
                (name, metric) -> {
                    Bootstrap.Interval interval =
                            bootstrap.intervalByGroup(answers, a -> a.clip.person, metric);
                    System.out.printf(
                            Locale.ROOT,
                            "              gain in %s %+.4f (95 %% by person %+.4f to %+.4f)%n",
                            name,
                            interval.estimate(),
                            interval.lower(),
                            interval.upper());
                });
    }

    private static double accuracy(List<Answer> answers, boolean adapted) {
        return answers.stream().filter(a -> right(a, adapted)).count() / (double) answers.size();
    }

    private static boolean right(Answer answer, boolean adapted) {
        Evidence.Present said = adapted ? answer.adapted : answer.plain;
        return said.probabilities().orElseThrow().top().label().equals(answer.clip.label);
    }

    private static double recall(List<Answer> answers, boolean adapted) {
        return answers.stream().map(a -> a.clip.label).distinct().toList().stream()
                .mapToDouble(
                        label ->
                                accuracy(
                                        answers.stream()
                                                .filter(a -> a.clip.label.equals(label))
                                                .toList(),
                                        adapted))
                .average()
                .orElse(Double.NaN);
    }

    private static double loss(List<Answer> answers, boolean adapted) {
        return answers.stream()
                .mapToDouble(
                        a -> {
                            Evidence.Present said = adapted ? a.adapted : a.plain;
                            double p =
                                    said.probabilities()
                                            .orElseThrow()
                                            .probability(Emotion.ofLabel(a.clip.label));
                            return -Math.log(Math.max(1e-6, p));
                        })
                .average()
                .orElse(Double.NaN);
    }

    private static double balanced(List<Answer> answers, boolean adapted) {
        double[] right = new double[2];
        double[] all = new double[2];
        for (Answer answer : answers) {
            int label = Integer.parseInt(answer.clip.label);
            Evidence.Present said = adapted ? answer.adapted : answer.plain;
            int stressed = said.stress().orElseThrow() > 0.5 ? 1 : 0;
            all[label]++;
            right[label] += stressed == label ? 1 : 0;
        }
        return (right[0] / all[0] + right[1] / all[1]) / 2;
    }

    private static List<LevelModel.Sample> samples(List<Clip> clips) {
        return clips.stream()
                .map(c -> new LevelModel.Sample(c.table + ", " + c.person, c.neutral, said(c, 0)))
                .toList();
    }

    private static List<Clip> voice(String name, Table table) {
        Map<String, Integer> calm = new LinkedHashMap<>();
        for (int i = 0; i < table.size(); i++) {
            if (table.text(i, "label").equals(Emotion.NEUTRAL.label())) {
                calm.merge(table.text(i, "group"), 1, Integer::sum);
            }
        }
        Map<String, Integer> taken = new LinkedHashMap<>();
        List<Clip> clips = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            String person = table.text(i, "group");
            String label = table.text(i, "label");
            boolean neutral = label.equals(Emotion.NEUTRAL.label());
            if (neutral && person.startsWith("ravdess")) {
                neutral = table.text(i, "clip").split("-")[2].equals("01");
            } else if (neutral) {
                int most = Math.min(MAX_NEUTRAL, Math.max(1, calm.get(person) / 2));
                neutral = taken.merge(person, 1, Integer::sum) <= most;
            }
            double[] p = new double[Emotion.ALL.size()];
            for (int j = 0; j < p.length; j++) {
                p[j] = table.number(i, "p" + j);
            }
            EmotionProbabilities probabilities = EmotionProbabilities.of(p);
            clips.add(
                    new Clip(
                            name,
                            person,
                            label,
                            neutral,
                            said(Optional.of(probabilities), OptionalDouble.empty()),
                            CLIP_SECONDS));
        }
        return clips;
    }

    /** The label is -1 where it is unknown, 0 for calm and 1 for a stressor. */
    private static List<Clip> body(Table table) {
        Map<String, Double> first = new LinkedHashMap<>();
        Map<String, Double> last = new LinkedHashMap<>();
        List<Clip> clips = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            String person = table.text(i, "group");
            String label = table.text(i, "label");
            double seconds = table.number(i, "seconds");
            double step = Math.min(60, seconds - last.getOrDefault(person, seconds));
            last.put(person, seconds);
            boolean labelled = !label.equals("-1");
            if (label.equals("0")) {
                first.putIfAbsent(person, seconds);
            }
            double since = seconds - first.getOrDefault(person, Double.POSITIVE_INFINITY);
            boolean neutral = labelled && since >= 0 && since <= BODY_NEUTRAL_SECONDS;
            boolean tested = labelled && since > BODY_WINDOW_SECONDS;
            if (neutral || tested) {
                double stress = table.number(i, "stress");
                clips.add(
                        new Clip(
                                "people left out",
                                person,
                                label,
                                neutral,
                                said(Optional.empty(), OptionalDouble.of(stress)),
                                Math.max(1, step)));
            }
        }
        return clips;
    }

    private static Evidence.Present said(
            Optional<EmotionProbabilities> probabilities, OptionalDouble stress) {
        return new Evidence.Present(
                new TimeInterval(0, Math.round(CLIP_SECONDS * 1e9)),
                probabilities,
                probabilities.map(Affect::expected),
                stress,
                new float[0],
                1,
                List.of());
    }
}
