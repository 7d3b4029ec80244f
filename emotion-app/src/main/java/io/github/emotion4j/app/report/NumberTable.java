package io.github.emotion4j.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The numbers of a chart as a folded table. What has more rows than a page should hold is shown as
 * means of as many rows each, and says so.
 */
final class NumberTable {
    /** Ten minutes at the usual step; what is longer is for programs. */
    static final int MAX_ROWS = 1200;

    private final StringBuilder html = new StringBuilder();
    private final List<String> styles = new ArrayList<>();

    /**
     * Begins a table.
     *
     * @param title what it holds
     * @param each how many of what was there a row is the mean of
     * @param what what was there, in the plural
     * @param whole the options that write all of it
     */
    NumberTable(String title, int each, String what, String whole) {
        String name = Markup.escape(title);
        html.append("<details>\n<summary>").append(name);
        if (each > 1) {
            html.append(
                    String.format(
                            Locale.ROOT,
                            ": a row is the mean of %d %s; all are written by %s",
                            each,
                            Markup.escape(what),
                            whole));
        }
        html.append("</summary>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(name)
                .append("\">\n<table>\n<thead><tr><th scope=\"col\">time</th>");
    }

    /** How many have to share a row. */
    static int group(int count) {
        return (count + MAX_ROWS - 1) / MAX_ROWS;
    }

    NumberTable words(String column) {
        return column(column, "said");
    }

    NumberTable numbers(String column) {
        return column(column, "n");
    }

    private NumberTable column(String name, String style) {
        styles.add(style);
        html.append("<th scope=\"col\" class=\"")
                .append(style)
                .append("\">")
                .append(Markup.escape(name))
                .append("</th>");
        return this;
    }

    /** The columns are complete. */
    NumberTable begin() {
        html.append("</tr></thead>\n<tbody>\n");
        return this;
    }

    void row(String time, List<String> cells) {
        html.append("<tr><th scope=\"row\">").append(Markup.escape(time)).append("</th>");
        for (int i = 0; i < cells.size(); i++) {
            html.append("<td class=\"")
                    .append(styles.get(i))
                    .append("\">")
                    .append(Markup.escape(cells.get(i)))
                    .append("</td>");
        }
        html.append("</tr>\n");
    }

    String html() {
        return html + "</tbody>\n</table>\n</div>\n</details>\n";
    }
}
