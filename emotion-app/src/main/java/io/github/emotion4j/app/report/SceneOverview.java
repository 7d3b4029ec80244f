package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.format.EstimateText;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of the part about one file: its picture, what is perceived on the whole, its figures.
 */
final class SceneOverview {
    private static final int PICTURE_WIDTH = 840;

    private final Scene scene;
    private final Optional<BufferedImage> annotated;
    private final EmotionEstimate summary;

    SceneOverview(Scene scene, Optional<BufferedImage> annotated) {
        this.scene = scene;
        this.annotated = annotated;
        this.summary = scene.timeline().summary();
    }

    String html() {
        StringBuilder html = new StringBuilder();
        html.append(
                annotated.isPresent()
                        ? "<div class=\"overview\">\n"
                        : "<div class=\"overview alone\">\n");
        annotated.ifPresent(picture -> picture(html, picture));
        html.append("<div>\n");
        verdict(html);
        html.append("</div>\n");
        facts(html);
        return html.append("</div>\n").toString();
    }

    private void picture(StringBuilder html, BufferedImage picture) {
        String where =
                scene.still()
                        ? ""
                        : scene.keyMoment()
                                .map(
                                        m ->
                                                " at "
                                                        + TimeAxis.label(
                                                                m.frameNanos(),
                                                                scene.originNanos()))
                                .orElse(" at its start");
        String alt = scene.input().name() + where + ": " + faceWords() + ", with what is perceived";
        html.append("<figure class=\"hero\">\n")
                .append(Pictures.img(picture, PICTURE_WIDTH, alt))
                .append("\n</figure>\n");
    }

    private void verdict(StringBuilder html) {
        Verdict verdict = Verdict.of(summary);
        Optional<String> stress = Verdict.stressAlone(summary);
        html.append("<p class=\"on-the-whole\">On the whole</p>\n<p class=\"verdict\">");
        verdict.emotion().ifPresent(e -> html.append(chip(e)));
        html.append(
                Markup.escape(
                        stress.or(() -> verdict.emotion().map(Emotion::label)).orElse("unclear")));
        html.append("</p>\n");
        if (verdict.emotion().isEmpty() && stress.isEmpty()) {
            html.append("<p class=\"reason\">")
                    .append(Markup.escape(verdict.reason()))
                    .append("</p>\n");
        }
        if (summary.probabilities().isPresent()) {
            html.append(bars(summary.probabilities().get()));
        }
    }

    private void facts(StringBuilder html) {
        html.append("<dl class=\"facts\">\n");
        summary.affect()
                .ifPresent(
                        point -> {
                            String note =
                                    point.source() == Affect.Source.CLASSES
                                            ? ", from the classes"
                                            : "";
                            fact(html, "Valence" + note, Markup.signed(point.valence()));
                            fact(html, "Arousal" + note, Markup.signed(point.arousal()));
                        });
        summary.stress().ifPresent(s -> fact(html, stressName(), Markup.two(s)));
        for (ModalityId modality : scene.modalities()) {
            fact(html, "Quality, " + modality, quality(summary.evidence().get(modality)));
        }
        summary.contribution()
                .forEach(
                        (modality, share) -> {
                            if (summary.contribution().size() > 1) {
                                fact(html, "Contribution, " + modality, Markup.signed(share));
                            }
                        });
        html.append("</dl>\n");
    }

    private String stressName() {
        return scene.originNanos() > 0
                ? "Stress, with the " + TimeAxis.label(scene.originNanos() / 1e9) + " before"
                : "Stress";
    }

    private String faceWords() {
        return scene.keyMoment()
                .map(
                        m ->
                                m.faces().size() == 1
                                        ? "one face, " + m.faces().get(0).verdict().label()
                                        : m.faces().size() + " faces")
                .orElse("no face");
    }

    static String quality(Evidence evidence) {
        return evidence instanceof Evidence.Present present
                ? Markup.two(present.quality())
                : "missing";
    }

    private static void fact(StringBuilder html, String name, String value) {
        html.append("<div><dt>")
                .append(Markup.escape(name))
                .append("</dt><dd>")
                .append(Markup.escape(value))
                .append("</dd></div>\n");
    }

    static String chip(Emotion emotion) {
        return "<span class=\"chip f-" + emotion.label() + "\"></span>";
    }

    /** The eight probabilities as bars with their numbers. */
    static String bars(EmotionProbabilities probabilities) {
        StringBuilder html = new StringBuilder("<ul class=\"bars\">\n");
        for (Emotion emotion : Emotion.ALL) {
            double p = probabilities.probability(emotion);
            html.append(
                    String.format(
                            Locale.ROOT,
                            "<li%s><span class=\"name\">%s</span><span class=\"track\"><span"
                                    + " class=\"fill f-%s\" style=\"width:%.1f%%\"></span></span>"
                                    + "<span class=\"value\">%s</span></li>%n",
                            emotion == probabilities.top() ? " class=\"top\"" : "",
                            emotion.label(),
                            emotion.label(),
                            100 * p,
                            Markup.escape(EstimateText.percent(p))));
        }
        return html.append("</ul>\n").toString();
    }
}
