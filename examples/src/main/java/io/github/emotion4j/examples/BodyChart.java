package io.github.emotion4j.examples;

import io.github.emotion4j.physio.BodyDetail;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A page with the body's curves over time, as one HTML text with nothing to load. */
final class BodyChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 130;
    private static final int LEFT = 60;
    private static final int RIGHT = 24;
    private static final int MAX_TICKS = 12;

    /** The results at one time. */
    record Moment(double seconds, double stress, BodyDetail detail) {}

    /** Something that happened at a time. */
    record Mark(double seconds, String what) {}

    private BodyChart() {}

    static String html(List<Moment> moments, List<Mark> marks) {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                <!doctype html><html lang="en"><meta charset="utf-8">
                <meta name="viewport" content="width=device-width"><title>Wristband</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:900px;
                padding:0 1em;color:#222}svg{width:100%;height:auto}h2{font-size:1em;margin:1em 0 0}
                text{font-size:11px;fill:#555}.tick{text-anchor:middle}</style>
                <h1>Wristband</h1>
                <p>How stressed the signals of the last minute look, beside what they were. This
                describes signals; it is no diagnosis, and it does not tell what a person feels.</p>
                """);
        for (Mark mark : marks) {
            page.append(
                    String.format(
                            Locale.ROOT,
                            "<p>Dotted, at %.0f min: %s.</p>%n",
                            mark.seconds() / 60,
                            mark.what()));
        }
        curve(page, "Stress, calibrated probability", moments, marks, Moment::stress, 0, 1);
        curve(page, "Heart rate, 1/min", moments, marks, m -> m.detail().heartRateBpm(), 0, 0);
        curve(page, "RMSSD, ms", moments, marks, m -> m.detail().rmssdMillis(), 0, 0);
        curve(
                page,
                "Skin conductance, µS",
                moments,
                marks,
                m -> m.detail().sclMicrosiemens(),
                0,
                0);
        curve(page, "Responses a minute", moments, marks, m -> m.detail().scrPerMinute(), 0, 0);
        curve(
                page,
                "Skin temperature, °C",
                moments,
                marks,
                m -> m.detail().skinTemperatureCelsius(),
                0,
                0);
        return page.append("</html>\n").toString();
    }

    private static void curve(
            StringBuilder page,
            String title,
            List<Moment> moments,
            List<Mark> marks,
            ToDoubleFunction<Moment> value,
            double least,
            double most) {
        double low = least;
        double high = most;
        if (low == high) {
            low = moments.stream().mapToDouble(value).filter(Double::isFinite).min().orElse(0);
            high = moments.stream().mapToDouble(value).filter(Double::isFinite).max().orElse(1);
            double step = round(Math.max(high - low, 1e-3));
            low = step * Math.floor(low / step);
            high = step * (Math.floor(high / step) + 1);
        }
        page.append("<h2>").append(title).append("</h2>\n");
        page.append(
                String.format(
                        Locale.ROOT,
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><path d=\"M%d 15V%d"
                                + "H%d\" fill=\"none\" stroke=\"#bbb\"/><path d=\"%s\" fill=\"none\""
                                + " stroke=\"#2457a6\" stroke-width=\"2\"/>",
                        WIDTH,
                        HEIGHT,
                        title,
                        LEFT,
                        HEIGHT - 25,
                        WIDTH - RIGHT,
                        line(moments, value, low, high)));
        if (least < most) {
            page.append(
                    String.format(
                            Locale.ROOT,
                            "<path d=\"M%d %dH%d\" stroke=\"#bbb\" stroke-dasharray=\"4\"/>",
                            LEFT,
                            (15 + HEIGHT - 25) / 2,
                            WIDTH - RIGHT));
        }
        for (Mark mark : marks) {
            page.append(
                    String.format(
                            Locale.ROOT,
                            "<path d=\"M%.1f 15V%d\" stroke=\"#a33\" stroke-dasharray=\"2 3\"/>",
                            x(moments, mark.seconds()),
                            HEIGHT - 25));
        }
        label(page, "level", 4, 20, number(high));
        label(page, "level", 4, HEIGHT - 25, number(low));
        double first = moments.get(0).seconds();
        double last = moments.get(moments.size() - 1).seconds();
        double tick = 60 * Math.max(1, Math.ceil((last - first) / 60 / MAX_TICKS));
        for (double t = Math.ceil(first / tick) * tick; t <= last; t += tick) {
            label(
                    page,
                    "tick",
                    x(moments, t),
                    HEIGHT - 8,
                    String.format(Locale.ROOT, "%.0f min", t / 60));
        }
        page.append("</svg>\n");
    }

    /** The power of ten, or half or a fifth of it, next below a span: a step for an axis's ends. */
    private static double round(double span) {
        double power = Math.pow(10, Math.floor(Math.log10(span)));
        return span >= 5 * power ? power : span >= 2 * power ? power / 2 : power / 5;
    }

    /** With as many decimals as it needs, at most three. */
    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(3, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The curve as a path; where there is no value, the pen is lifted. */
    private static String line(
            List<Moment> moments, ToDoubleFunction<Moment> value, double low, double high) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (Moment m : moments) {
            double v = value.applyAsDouble(m);
            if (!Double.isFinite(v)) {
                pen = false;
                continue;
            }
            double y = HEIGHT - 25 - (v - low) / (high - low) * (HEIGHT - 40);
            path.append(
                    String.format(
                            Locale.ROOT,
                            "%s%.1f %.1f",
                            pen ? "L" : "M",
                            x(moments, m.seconds()),
                            y));
            pen = true;
        }
        return path.toString();
    }

    /** The place of a time between the first moment and the last. */
    private static double x(List<Moment> moments, double seconds) {
        double first = moments.get(0).seconds();
        double span = Math.max(1, moments.get(moments.size() - 1).seconds() - first);
        return LEFT + (seconds - first) / span * (WIDTH - LEFT - RIGHT);
    }

    private static void label(StringBuilder page, String kind, double x, double y, String text) {
        page.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%.0f\" y=\"%.0f\">%s</text>",
                        kind,
                        x,
                        y,
                        text));
    }
}
