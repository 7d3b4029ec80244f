package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.format.EstimateText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A timeline as a picture: what is perceived, the eight probabilities, and a band of evidence for
 * each modality of which a signal came in.
 */
final class TimelineChart {
    /** The chart's width and the place of its plot, in its own units. */
    static final double WIDTH = 960;

    static final double LEFT = 84;
    static final double RIGHT = 952;

    private static final double RIBBON_TOP = 6;
    private static final double RIBBON_HEIGHT = 16;
    private static final double AREA_TOP = 34;
    private static final double AREA_HEIGHT = 210;
    private static final double BANDS_TOP = AREA_TOP + AREA_HEIGHT + 36;
    private static final double BAND_HEIGHT = 24;
    private static final double BAND_PITCH = 34;

    private final List<EmotionEstimate> columns;
    private final List<ModalityId> modalities;
    private final TimeAxis axis;

    TimelineChart(
            List<EmotionEstimate> columns,
            List<ModalityId> modalities,
            long originNanos,
            double seconds) {
        this.columns = columns;
        this.modalities = modalities;
        this.axis = new TimeAxis(originNanos, seconds, LEFT, RIGHT - LEFT);
    }

    /** The chart; the id makes its title's unique in the page. */
    String svg(String id, String description) {
        double height = BANDS_TOP + BAND_PITCH * modalities.size();
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg class=\"chart\" viewBox=\"0 0 %s %s\" role=\"img\""
                                + " aria-labelledby=\"%s-t %s-d\">%n<title id=\"%s-t\">Timeline of the"
                                + " perceived expression</title>%n<desc id=\"%s-d\">%s</desc>%n",
                        Markup.num(WIDTH),
                        Markup.num(height),
                        id,
                        id,
                        id,
                        id,
                        Markup.escape(description)));
        rowLabel(svg, RIBBON_TOP + RIBBON_HEIGHT / 2, "perceived");
        svg.append(Ribbon.svg(columns, axis, RIBBON_TOP, RIBBON_HEIGHT, this::perceived));
        svg.append(new StackedAreas(columns, axis, AREA_TOP, AREA_HEIGHT).svg());
        grid(svg);
        for (int m = 0; m < modalities.size(); m++) {
            band(svg, modalities.get(m), BANDS_TOP + m * BAND_PITCH);
        }
        return svg.append("</svg>\n").toString();
    }

    private Ribbon.Cell perceived(int column) {
        EmotionEstimate estimate = columns.get(column);
        Verdict verdict = Verdict.of(estimate);
        String reason = verdict.reason().isEmpty() ? "" : ": " + verdict.reason();
        String note = when(estimate) + verdict.label() + reason;
        return estimate.contribution().isEmpty()
                ? Ribbon.Cell.missing(note)
                : new Ribbon.Cell(Ribbon.style(verdict), 1, note);
    }

    private void band(StringBuilder svg, ModalityId modality, double top) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<g class=\"band\" data-modality=\"%s\">%n",
                        Markup.escape(modality.name())));
        rowLabel(svg, top + BAND_HEIGHT / 2, modality.name());
        svg.append(
                Ribbon.svg(columns, axis, top, BAND_HEIGHT, column -> evidence(column, modality)));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<path class=\"rule\" d=\"M%s,%s H%s\"/>%n</g>%n",
                        Markup.num(LEFT),
                        Markup.num(top + BAND_HEIGHT),
                        Markup.num(RIGHT)));
    }

    private Ribbon.Cell evidence(int column, ModalityId modality) {
        EmotionEstimate estimate = columns.get(column);
        Evidence evidence = estimate.evidence().get(modality);
        Verdict verdict = Verdict.of(modality, evidence);
        if (evidence instanceof Evidence.Present present) {
            String issues =
                    present.issues().stream()
                            .map(Reason::message)
                            .collect(Collectors.joining(", "));
            boolean givesClasses = present.probabilities().isPresent();
            String note =
                    String.format(
                            Locale.ROOT,
                            "%s%s alone: %s, quality %s%s",
                            when(estimate),
                            modality,
                            givesClasses ? verdict.label() : "gives no class",
                            Markup.two(present.quality()),
                            issues.isEmpty() ? "" : " (" + issues + ")");
            String style = givesClasses ? Ribbon.style(verdict) : Ribbon.WITHOUT_CLASS;
            return new Ribbon.Cell(style, Math.max(0.05, present.quality()), note);
        }
        return Ribbon.Cell.missing(when(estimate) + "missing: " + verdict.reason());
    }

    private String when(EmotionEstimate estimate) {
        return TimeAxis.range(
                        estimate.interval().startNanos(),
                        estimate.interval().endNanos(),
                        axis.originNanos())
                + ": ";
    }

    private void grid(StringBuilder svg) {
        for (double share : new double[] {0, 0.5, 1}) {
            double y = AREA_TOP + AREA_HEIGHT * (1 - share);
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<path class=\"%s\" d=\"M%s,%s H%s\"/>%n<text class=\"tick\" x=\"%s\""
                                    + " y=\"%s\" text-anchor=\"end\">%s</text>%n",
                            share == 0 ? "rule" : "grid",
                            Markup.num(LEFT),
                            Markup.num(y),
                            Markup.num(RIGHT),
                            Markup.num(LEFT - 8),
                            Markup.num(y + 4),
                            EstimateText.percent(share)));
        }
        for (double tick : axis.ticks()) {
            double x = axis.x(axis.originNanos() + Math.round(1e9 * tick));
            String anchor = x > RIGHT - 20 ? "end" : tick == 0 ? "start" : "middle";
            double bottom = AREA_TOP + AREA_HEIGHT;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<path class=\"rule\" d=\"M%s,%s v5\"/>%n<text class=\"tick\" x=\"%s\""
                                    + " y=\"%s\" text-anchor=\"%s\">%s</text>%n",
                            Markup.num(x),
                            Markup.num(bottom),
                            Markup.num(x),
                            Markup.num(bottom + 19),
                            anchor,
                            TimeAxis.label(tick)));
        }
    }

    private static void rowLabel(StringBuilder svg, double middle, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"row\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>%n",
                        Markup.num(LEFT - 8),
                        Markup.num(middle + 4),
                        Markup.escape(text)));
    }
}
