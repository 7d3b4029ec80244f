package io.github.emotion4j.app.report;

import io.github.emotion4j.core.internal.format.EstimateText;
import java.util.Locale;

/** Text and numbers as HTML and SVG take them; everything not written here goes through it. */
final class Markup {
    private Markup() {}

    /** Text for content and attribute values, without characters that XML forbids. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> safe.append("&amp;");
                                case '<' -> safe.append("&lt;");
                                case '>' -> safe.append("&gt;");
                                case '"' -> safe.append("&quot;");
                                case '\'' -> safe.append("&#39;");
                                default -> safe.appendCodePoint(isXml(c) ? c : 0xFFFD);
                            }
                        });
        return safe.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    /** A coordinate with one decimal at most. */
    static String num(double value) {
        long tenths = Math.round(10 * value);
        return tenths % 10 == 0
                ? Long.toString(tenths / 10)
                : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }

    static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** With a sign, the minus as wide as the plus. */
    static String signed(double value) {
        return EstimateText.signed(value).replace('-', '\u2212');
    }

    /** Adds a line of text to a drawing, with its anchor at a place. */
    static void text(
            StringBuilder svg, String style, double x, double y, String anchor, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>%n",
                        style,
                        num(x),
                        num(y),
                        anchor,
                        escape(text)));
    }
}
