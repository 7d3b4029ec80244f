package io.github.emotion4j.app.report;

import io.github.emotion4j.core.Emotion;
import java.util.List;
import java.util.function.Predicate;

/** The page that leads to the pages of many files: what was perceived in each, and what failed. */
public final class IndexPage {
    private IndexPage() {}

    /**
     * One file's line.
     *
     * @param name the name of its results
     * @param file the file's name
     * @param page the file's page; empty where there is none
     * @param emotion the perceived class's label; empty where unclear
     * @param verdict what is said on the whole
     * @param reason why it is unclear, or could not be read; empty where it is not
     * @param seconds how long it is; 0 for a picture
     * @param faces of how many persons faces were seen; -1 where there was nothing to see
     */
    public record Row(
            String name,
            String file,
            String page,
            String emotion,
            String verdict,
            String reason,
            double seconds,
            int faces) {}

    /**
     * The page.
     *
     * @param rows the files, in their order
     * @return HTML that is well-formed XML too
     */
    public static String html(List<Row> rows) {
        StringBuilder page = new StringBuilder();
        long refused = rows.stream().filter(row -> row.name().isEmpty()).count();
        page.append(
                HtmlReport.head(
                        rows.size()
                                + (rows.size() == 1 ? " file" : " files")
                                + (refused > 0 ? ", " + refused + " not read" : "")));
        page.append("<article>\n<h2>Files</h2>\n<ul class=\"counts\">\n");
        for (Emotion emotion : Emotion.ALL) {
            String chip = "<span class=\"chip f-" + emotion.label() + "\"></span>";
            count(page, rows, chip + emotion.label(), row -> row.emotion().equals(emotion.label()));
        }
        count(page, rows, "stress alone", row -> row.emotion().isEmpty() && !isUnclear(row));
        count(page, rows, "unclear", IndexPage::isUnclear);
        page.append("</ul>\n<div class=\"wide\" tabindex=\"0\" role=\"region\"")
                .append(" aria-label=\"All files\">\n<table>\n<thead><tr><th>File</th>")
                .append("<th>Perceived</th><th class=\"n\">Length</th>")
                .append("<th class=\"n\">Faces</th></tr></thead>\n<tbody>\n");
        for (Row row : rows) {
            page.append("<tr><td>");
            page.append(
                    row.page().isEmpty()
                            ? Markup.escape(row.file())
                            : "<a href=\""
                                    + Markup.escape(row.page())
                                    + "\">"
                                    + Markup.escape(row.file())
                                    + "</a>");
            page.append("</td><td class=\"said\">");
            if (!row.emotion().isEmpty()) {
                page.append("<span class=\"chip f-").append(row.emotion()).append("\"></span>");
            }
            page.append(Markup.escape(row.verdict()));
            if (!row.reason().isEmpty()) {
                page.append("<span class=\"why\">")
                        .append(Markup.escape(row.reason()))
                        .append("</span>");
            }
            page.append("</td><td class=\"n\">")
                    .append(row.seconds() > 0 ? TimeAxis.label(row.seconds()) : "")
                    .append("</td><td class=\"n\">")
                    .append(
                            row.name().isEmpty() || row.faces() < 0
                                    ? ""
                                    : Integer.toString(row.faces()))
                    .append("</td></tr>\n");
        }
        page.append("</tbody>\n</table>\n</div>\n</article>\n");
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    /** A body alone gives stress, and no reason why there is no class. */
    private static boolean isUnclear(Row row) {
        return row.emotion().isEmpty() && !row.reason().isEmpty();
    }

    private static void count(
            StringBuilder page, List<Row> rows, String label, Predicate<Row> counted) {
        long count = rows.stream().filter(row -> !row.name().isEmpty()).filter(counted).count();
        if (count > 0) {
            page.append("<li>").append(label).append(' ').append(count).append("</li>\n");
        }
    }
}
