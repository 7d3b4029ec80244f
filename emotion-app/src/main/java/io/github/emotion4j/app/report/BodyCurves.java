package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.physio.BodyDetail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The body's signals over time: a curve each, with its scale, on the timeline's axis. */
final class BodyCurves {
    private static final double HEIGHT = 46;
    private static final double PITCH = 76;
    private static final double AXIS = 24;

    /**
     * A quantity.
     *
     * @param grain what the ends of its scale are multiples of, so that noise does not look like a
     *     change
     */
    private record Curve(
            String name, String unit, int digits, double grain, ToDoubleFunction<Moment> value) {
        double[] values(List<Moment> moments) {
            return moments.stream().mapToDouble(value).filter(Double::isFinite).toArray();
        }

        String label() {
            return unit.isEmpty() ? name : name + ", " + unit;
        }

        String number(double x) {
            return String.format(Locale.ROOT, "%." + digits + "f", x);
        }

        /** Of the moments that have a value; empty where none has. */
        String mean(List<Moment> moments) {
            double[] values = values(moments);
            return values.length == 0 ? "" : number(Arrays.stream(values).average().orElse(0));
        }

        /** Where it starts and ends, and what lies between. */
        String inWords(double[] values) {
            return String.format(
                    Locale.ROOT,
                    "%s%s: %s at first, %s at the end, lowest %s, highest %s",
                    name,
                    unit.isEmpty() ? "" : " in " + unit,
                    number(values[0]),
                    number(values[values.length - 1]),
                    number(Arrays.stream(values).min().orElse(0)),
                    number(Arrays.stream(values).max().orElse(0)));
        }

        Scale scale(double[] values) {
            double low = Math.floor(Arrays.stream(values).min().orElse(0) / grain) * grain;
            double high = Math.ceil(Arrays.stream(values).max().orElse(0) / grain) * grain;
            return new Scale(low, high > low ? high : low + grain);
        }
    }

    /** What lies at the foot and at the head of a curve. */
    private record Scale(double low, double high) {
        double y(double value, double top) {
            return top + HEIGHT * (high - value) / (high - low);
        }
    }

    /** What the body showed at a time. */
    private record Moment(long nanos, double stress, double quality, BodyDetail detail) {}

    private static final List<Curve> CURVES =
            List.of(
                    new Curve("stress", "", 2, 1, Moment::stress),
                    new Curve("heart", "/min", 0, 10, m -> m.detail.beatsPerMinute()),
                    new Curve("RMSSD", "ms", 0, 20, m -> m.detail.rmssdMillis()),
                    new Curve("skin", "\u00b5S", 2, 0.5, m -> m.detail.sclMicrosiemens()),
                    new Curve("SCR", "/min", 0, 5, m -> m.detail.scrPerMinute()),
                    new Curve("warmth", "\u00b0C", 1, 1, m -> m.detail.skinTemperatureCelsius()));

    /** In the table alone. */
    private static final Curve QUALITY = new Curve("quality", "", 2, 1, Moment::quality);

    private BodyCurves() {}

    /** The section; empty where the body told nothing. At one time alone there is no curve. */
    static String html(Scene scene) {
        List<Moment> moments = moments(scene);
        List<Curve> told = CURVES.stream().filter(c -> c.values(moments).length > 0).toList();
        if (told.isEmpty()) {
            return "";
        }
        List<Curve> curves = told.stream().filter(c -> c.values(moments).length > 1).toList();
        return "<section>\n<h3>The body</h3>\n"
                + (curves.isEmpty() ? "" : chart(scene, curves, moments))
                + table(scene, told, moments)
                + "</section>\n";
    }

    private static String table(Scene scene, List<Curve> told, List<Moment> moments) {
        int each = NumberTable.group(moments.size());
        List<Curve> columns = new ArrayList<>(told);
        columns.add(QUALITY);
        NumberTable table = new NumberTable("The body\u2019s numbers", each, "values", "--json");
        columns.forEach(c -> table.numbers(c.label()));
        table.begin();
        for (int i = 0; i < moments.size(); i += each) {
            List<Moment> row = moments.subList(i, Math.min(i + each, moments.size()));
            table.row(
                    when(row, scene.originNanos()),
                    columns.stream().map(c -> c.mean(row)).toList());
        }
        return table.html();
    }

    private static String when(List<Moment> row, long originNanos) {
        long first = row.get(0).nanos;
        return row.size() == 1
                ? TimeAxis.exact(first, originNanos)
                : TimeAxis.range(first, row.get(row.size() - 1).nanos, originNanos);
    }

    private static String chart(Scene scene, List<Curve> told, List<Moment> moments) {
        TimeAxis axis =
                new TimeAxis(
                        scene.originNanos(),
                        scene.seconds(),
                        TimelineChart.LEFT,
                        TimelineChart.RIGHT - TimelineChart.LEFT);
        double height = 8 + PITCH * told.size() + AXIS;
        StringBuilder html = new StringBuilder();
        html.append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Body\">\n");
        html.append(
                String.format(
                        Locale.ROOT,
                        "<svg class=\"chart\" viewBox=\"0 0 %s %s\" role=\"img\""
                                + " aria-label=\"%s\">%n",
                        Markup.num(TimelineChart.WIDTH),
                        Markup.num(height),
                        Markup.escape(words(told, moments))));
        for (int i = 0; i < told.size(); i++) {
            curve(html, told.get(i), moments, axis, 8 + i * PITCH);
        }
        for (double tick : axis.ticks()) {
            double x = axis.x(axis.originNanos() + Math.round(1e9 * tick));
            Markup.text(
                    html,
                    "tick",
                    x,
                    height - 6,
                    x > axis.right() - 20 ? "end" : tick == 0 ? "start" : "middle",
                    TimeAxis.label(tick));
        }
        html.append("</svg>\n</div>\n");
        html.append("<p class=\"cue\">Slide the chart sideways to see all of it.</p>\n");
        html.append(
                "<p class=\"caption\">Each curve has a scale of its own, whose ends stand beside");
        html.append(" it. Each value is of the minute before it; an estimate knows it some 20 s");
        html.append(" later. Stress is how stressed the signals look, from 0 to 1; exercise and");
        html.append(" joy look alike.");
        scene.timeline().summary().stress().ifPresent(s -> html.append(whole(scene, s)));
        return html.append("</p>\n").toString();
    }

    /** The summary's stress need not lie within the curve, which begins where the clip does. */
    private static String whole(Scene scene, double stress) {
        return " The mean stress over the whole recording is "
                + Markup.two(stress)
                + (scene.originNanos() > 0
                        ? ", and counts the "
                                + TimeAxis.label(scene.originNanos() / 1e9)
                                + " before this chart begins, too."
                        : ".");
    }

    private static List<Moment> moments(Scene scene) {
        List<Moment> moments = new ArrayList<>();
        for (Observation observation : scene.timeline().observations()) {
            Optional<BodyDetail> detail = observation.detail(BodyDetail.class);
            long end = observation.evidence().interval().endNanos();
            if (observation.modality().equals(ModalityId.BODY)
                    && detail.isPresent()
                    && end >= scene.originNanos()) {
                double stress = Double.NaN;
                double quality = Double.NaN;
                if (observation.evidence() instanceof Evidence.Present present) {
                    stress = present.stress().orElse(Double.NaN);
                    quality = present.quality();
                }
                moments.add(new Moment(end, stress, quality, detail.get()));
            }
        }
        return moments;
    }

    private static void curve(
            StringBuilder html, Curve curve, List<Moment> moments, TimeAxis axis, double top) {
        Scale scale = curve.scale(curve.values(moments));
        StringBuilder path = new StringBuilder();
        boolean open = false;
        for (Moment moment : moments) {
            double value = curve.value.applyAsDouble(moment);
            if (Double.isFinite(value)) {
                path.append(open ? "L" : "M")
                        .append(Markup.num(axis.x(moment.nanos)))
                        .append(',')
                        .append(Markup.num(scale.y(value, top)))
                        .append(' ');
            }
            open = Double.isFinite(value);
        }
        double left = axis.left() - 8;
        Markup.text(html, "tick", left, top + 4, "end", curve.number(scale.high));
        Markup.text(html, "row", left, top + HEIGHT / 2 + 4, "end", curve.label());
        Markup.text(html, "tick", left, top + HEIGHT + 4, "end", curve.number(scale.low));
        html.append(
                String.format(
                        Locale.ROOT,
                        "<path class=\"grid\" d=\"M%s,%s H%s\"/>%n"
                                + "<path class=\"rule\" d=\"M%s,%s H%s\"/>%n"
                                + "<path class=\"curve\" d=\"%s\"/>%n",
                        Markup.num(axis.left()),
                        Markup.num(top),
                        Markup.num(axis.right()),
                        Markup.num(axis.left()),
                        Markup.num(top + HEIGHT),
                        Markup.num(axis.right()),
                        path.toString().strip()));
    }

    private static String words(List<Curve> told, List<Moment> moments) {
        return told.stream()
                .map(c -> c.inWords(c.values(moments)))
                .collect(Collectors.joining("; "));
    }
}
