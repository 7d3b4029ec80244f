package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.EmotionEstimate;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** A strip of cells, one a column, each in the colour of what is said there. */
final class Ribbon {
    private Ribbon() {}

    /** The style of what gives no classes, as the body. */
    static final String WITHOUT_CLASS = "classless";

    /**
     * A cell.
     *
     * @param style how it is filled
     * @param share how much of the strip's height it fills, in [0, 1]
     * @param note the tooltip of the cell
     */
    record Cell(String style, double share, String note) {
        /** A cell of full height that is hatched, as nothing is there. */
        static Cell missing(String note) {
            return new Cell("hatched", 1, note);
        }
    }

    /** The style of a class, or of what is unclear. */
    static String style(Verdict verdict) {
        return verdict.emotion().map(e -> "f-" + e.label()).orElse("open");
    }

    static String svg(
            List<EmotionEstimate> columns,
            TimeAxis axis,
            double top,
            double height,
            IntFunction<Cell> cells) {
        StringBuilder svg = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            double x = axis.x(columns.get(i).interval().startNanos());
            double width = axis.x(columns.get(i).interval().endNanos()) - x;
            // A hair of space parts the cells, as long as there is room for it.
            double gap = width > 6 ? 1 : 0;
            Cell cell = cells.apply(i);
            double filled = Math.max(3, height * cell.share());
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\">"
                                    + "<title>%s</title></rect>%n",
                            cell.style(),
                            Markup.num(x),
                            Markup.num(top + height - filled),
                            Markup.num(Math.max(0.1, width - gap)),
                            Markup.num(filled),
                            Markup.escape(cell.note())));
        }
        return svg.toString();
    }
}
