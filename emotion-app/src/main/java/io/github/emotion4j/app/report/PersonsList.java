package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.FaceThumbnail;
import io.github.emotion4j.app.scene.PersonStep;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneImages;
import io.github.emotion4j.app.scene.SceneStep;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Every person in a scene: a portrait, the whole, and for a video a strip over time. */
final class PersonsList {
    private static final int FACE_WIDTH = 96;
    private static final double STRIP_WIDTH = 640;
    private static final double STRIP_HEIGHT = 20;

    private final Scene scene;
    private final Optional<SceneImages> images;
    private final List<EmotionEstimate> columns;

    PersonsList(Scene scene, Optional<SceneImages> images, List<EmotionEstimate> columns) {
        this.scene = scene;
        this.images = images;
        this.columns = columns;
    }

    String html() {
        StringBuilder html = new StringBuilder("<section>\n<h3>Face by face</h3>\n");
        if (!scene.still()) {
            html.append(
                    "<p class=\"caption\">A number stands for one appearance, not for a different");
            html.append(" person: who is away for longer than some seconds gets a new one.</p>\n");
        }
        html.append(scene.still() ? "<ul class=\"persons still\">\n" : "<ul class=\"persons\">\n");
        for (int person : scene.persons()) {
            person(html, person);
        }
        return html.append("</ul>\n</section>\n").toString();
    }

    private void person(StringBuilder html, int person) {
        List<PersonStep> seen = new ArrayList<>();
        scene.steps().forEach(step -> find(step, person).ifPresent(seen::add));
        Whole whole = whole(seen);
        boolean subject = seen.stream().anyMatch(PersonStep::subject);
        html.append("<li>\n");
        Optional<FaceThumbnail> portrait = images.map(i -> i.portraits().get(person));
        portrait.ifPresent(
                p ->
                        html.append(
                                Pictures.img(
                                        p.image(),
                                        FACE_WIDTH,
                                        "Person "
                                                + person
                                                + ", perceived as "
                                                + whole.verdict.label())));
        html.append("<div>\n<p><b>Person ")
                .append(person)
                .append(subject ? "</b>, of interest: " : "</b>: ");
        whole.verdict.emotion().ifPresent(e -> html.append(SceneOverview.chip(e)));
        html.append(Markup.escape(whole.verdict.label())).append("</p>\n");
        if (!scene.still()) {
            strip(html, person, whole.verdict);
        } else if (whole.probabilities.isPresent()) {
            html.append(SceneOverview.bars(whole.probabilities.get()));
        } else {
            html.append("<p class=\"reason\">")
                    .append(Markup.escape(whole.verdict.reason()))
                    .append("</p>\n");
        }
        html.append("</div>\n</li>\n");
    }

    private void strip(StringBuilder html, int person, Verdict whole) {
        TimeAxis axis = new TimeAxis(scene.originNanos(), scene.seconds(), 0, STRIP_WIDTH);
        html.append(
                String.format(
                        Locale.ROOT,
                        "<svg class=\"strip\" viewBox=\"0 0 %s %s\" role=\"img\""
                                + " aria-label=\"Person %s over time, on the whole %s\">%n",
                        Markup.num(STRIP_WIDTH),
                        Markup.num(STRIP_HEIGHT),
                        person,
                        Markup.escape(whole.label())));
        int group = Math.max(1, (scene.steps().size() + columns.size() - 1) / columns.size());
        html.append(
                Ribbon.svg(
                        columns,
                        axis,
                        0,
                        STRIP_HEIGHT,
                        column -> {
                            int start = Math.min(column * group, scene.steps().size() - 1);
                            int end = Math.min(start + group, scene.steps().size());
                            List<PersonStep> seen = new ArrayList<>();
                            scene.steps()
                                    .subList(start, end)
                                    .forEach(step -> find(step, person).ifPresent(seen::add));
                            return cell(seen);
                        }));
        html.append("</svg>\n");
    }

    private Ribbon.Cell cell(List<PersonStep> seen) {
        if (seen.isEmpty()) {
            return Ribbon.Cell.missing("not seen");
        }
        Whole whole = whole(seen);
        String note = whole.verdict.label();
        return whole.probabilities.isEmpty()
                ? Ribbon.Cell.missing(note)
                : new Ribbon.Cell(Ribbon.style(whole.verdict), Math.max(0.05, whole.quality), note);
    }

    private static Optional<PersonStep> find(SceneStep step, int person) {
        return step.persons().stream().filter(p -> p.personId() == person).findFirst();
    }

    /** A person over several steps. */
    private record Whole(
            Verdict verdict, Optional<EmotionProbabilities> probabilities, double quality) {}

    private Whole whole(List<PersonStep> seen) {
        double[] sum = new double[Emotion.ALL.size()];
        double quality = 0;
        int usable = 0;
        for (PersonStep step : seen) {
            if (step.quality() > 0) {
                for (Emotion emotion : Emotion.ALL) {
                    sum[emotion.ordinal()] +=
                            step.quality() * step.probabilities().probability(emotion);
                }
                quality += step.quality();
                usable++;
            }
        }
        if (usable == 0) {
            return new Whole(seen.get(0).verdict(), Optional.empty(), 0);
        }
        EmotionProbabilities probabilities = EmotionProbabilities.of(sum);
        Evidence joined =
                new Evidence.Present(
                        new TimeInterval(0, 0), // Counts for nothing here.
                        Optional.of(probabilities),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        new float[0],
                        quality / usable,
                        List.of());
        return new Whole(
                Verdict.of(ModalityId.FACE, joined), Optional.of(probabilities), quality / usable);
    }
}
