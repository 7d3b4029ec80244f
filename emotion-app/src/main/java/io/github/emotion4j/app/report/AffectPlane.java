package io.github.emotion4j.app.report;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Valence to the right, arousal upwards, with the way that the estimates took. */
final class AffectPlane {
    private static final double SIZE = 380;
    private static final double MARGIN = 26;

    private AffectPlane() {}

    static String svg(
            List<EmotionEstimate> columns, Optional<Affect> whole, String id, long originNanos) {
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg class=\"plane\" viewBox=\"0 0 %s %s\" role=\"img\""
                                + " aria-labelledby=\"%s-t %s-d\">%n<title id=\"%s-t\">Valence and"
                                + " arousal</title>%n<desc id=\"%s-d\">%s</desc>%n",
                        Markup.num(SIZE),
                        Markup.num(SIZE),
                        id,
                        id,
                        id,
                        id,
                        whole.map(AffectPlane::description)
                                .orElse("Nothing was perceived that gives them.")));
        axes(svg);
        for (Emotion emotion : Emotion.ALL) {
            anchor(svg, emotion);
        }
        trajectory(svg, columns, originNanos);
        whole.ifPresent(point -> ring(svg, point));
        return svg.append("</svg>\n").toString();
    }

    private static String description(Affect whole) {
        return String.format(
                Locale.ROOT,
                "On the whole, valence is %s and arousal %s, each from \u22121 to 1.",
                Markup.signed(whole.valence()),
                Markup.signed(whole.arousal()));
    }

    private static void ring(StringBuilder svg, Affect whole) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<circle class=\"whole\" cx=\"%s\" cy=\"%s\" r=\"7\"><title>the whole:"
                                + " valence %s, arousal %s</title></circle>%n",
                        x(whole),
                        y(whole),
                        Markup.signed(whole.valence()),
                        Markup.signed(whole.arousal())));
    }

    private static void axes(StringBuilder svg) {
        double middle = SIZE / 2;
        double radius = middle - MARGIN;
        String m = Markup.num(middle);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<circle class=\"field\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>%n"
                                + "<path class=\"grid\" d=\"M%s,%s H%s M%s,%s V%s\"/>%n",
                        m,
                        m,
                        Markup.num(radius),
                        Markup.num(MARGIN),
                        m,
                        Markup.num(SIZE - MARGIN),
                        m,
                        Markup.num(MARGIN),
                        Markup.num(SIZE - MARGIN)));
        Markup.text(svg, "tick", middle, MARGIN - 9, "middle", "aroused");
        Markup.text(svg, "tick", middle, SIZE - 8, "middle", "calm");
        svg.append(side(14, middle, "unpleasant"));
        svg.append(side(SIZE - 6, middle, "pleasant"));
    }

    private static String side(double x, double y, String text) {
        return String.format(
                Locale.ROOT,
                "<text class=\"tick\" transform=\"translate(%s,%s) rotate(-90)\""
                        + " text-anchor=\"middle\">%s</text>%n",
                Markup.num(x),
                Markup.num(y),
                text);
    }

    private static void anchor(StringBuilder svg, Emotion emotion) {
        Affect anchor = emotion.anchor();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<circle class=\"anchor f-%s\" cx=\"%s\" cy=\"%s\" r=\"5\"/>%n",
                        emotion.label(),
                        x(anchor),
                        y(anchor)));
        boolean atEdge = anchor.valence() > 0.5;
        Markup.text(
                svg,
                "tick",
                at(anchor.valence()) + (atEdge ? -10 : 10),
                at(-anchor.arousal()) + (emotion == Emotion.NEUTRAL ? 18 : 4),
                atEdge ? "end" : "start",
                emotion.label());
    }

    /** Drawn piece by piece, fainter where it is longer ago. */
    private static void trajectory(
            StringBuilder svg, List<EmotionEstimate> columns, long originNanos) {
        for (int i = 0; i < columns.size(); i++) {
            Affect here = columns.get(i).affect().orElse(null);
            if (here == null) {
                continue;
            }
            double age = columns.size() < 2 ? 1 : i / (columns.size() - 1.0);
            String opacity = Markup.two(0.25 + 0.75 * age);
            Affect before = i == 0 ? null : columns.get(i - 1).affect().orElse(null);
            if (before != null) {
                svg.append(
                        String.format(
                                Locale.ROOT,
                                "<path class=\"way\" d=\"M%s,%s L%s,%s\" style=\"opacity:%s\"/>%n",
                                x(before),
                                y(before),
                                x(here),
                                y(here),
                                opacity));
            }
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<circle class=\"stop\" cx=\"%s\" cy=\"%s\" r=\"2.5\""
                                    + " style=\"opacity:%s\"><title>%s</title></circle>%n",
                            x(here),
                            y(here),
                            opacity,
                            TimeAxis.label(columns.get(i).interval().startNanos(), originNanos)));
        }
    }

    private static String x(Affect affect) {
        return Markup.num(at(affect.valence()));
    }

    private static String y(Affect affect) {
        return Markup.num(at(-affect.arousal()));
    }

    private static double at(double coordinate) {
        return SIZE / 2 + (SIZE / 2 - MARGIN) * coordinate;
    }
}
