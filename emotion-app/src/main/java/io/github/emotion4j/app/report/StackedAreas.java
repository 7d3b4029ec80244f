package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.Palette;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The eight probabilities over time, one area on the other; where nothing was perceived, a gap. */
final class StackedAreas {
    private static final double MIN_LABEL_HEIGHT = 16;

    /** Of a letter at 12.5 pixels, and what stays free beside a name. */
    private static final double LETTER_WIDTH = 7;

    private static final double LABEL_MARGIN = 4;

    private final List<EmotionEstimate> columns;
    private final TimeAxis axis;
    private final double top;
    private final double height;

    StackedAreas(List<EmotionEstimate> columns, TimeAxis axis, double top, double height) {
        this.columns = columns;
        this.axis = axis;
        this.top = top;
        this.height = height;
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        List<Run> runs = runs();
        for (Emotion emotion : Palette.STACK) {
            StringBuilder path = new StringBuilder();
            runs.forEach(run -> path.append(outline(run, emotion)));
            if (path.length() > 0) {
                svg.append("<path class=\"area f-")
                        .append(emotion.label())
                        .append("\" d=\"")
                        .append(path)
                        .append("\"><title>")
                        .append(emotion.label())
                        .append("</title></path>\n");
            }
        }
        Palette.STACK.forEach(emotion -> svg.append(label(emotion, runs)));
        int column = 0;
        while (column < columns.size()) {
            int end = column;
            while (end < columns.size() && !perceived(end)) {
                end++;
            }
            if (end > column) {
                svg.append(gap(column, end - 1));
            }
            column = end + 1;
        }
        return svg.toString();
    }

    /** Neighbouring columns in which something was perceived. */
    private record Run(int first, int last) {}

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= columns.size(); i++) {
            boolean perceived = i < columns.size() && perceived(i);
            if (perceived && start < 0) {
                start = i;
            } else if (!perceived && start >= 0) {
                runs.add(new Run(start, i - 1));
                start = -1;
            }
        }
        return runs;
    }

    private boolean perceived(int column) {
        return columns.get(column).probabilities().isPresent();
    }

    private String outline(Run run, Emotion emotion) {
        StringBuilder path = new StringBuilder("M");
        for (int i = run.first; i <= run.last; i++) {
            double upper = y(floor(i, emotion) + share(i, emotion));
            path.append(i == run.first ? point(startX(i), upper) + " L" : "");
            path.append(point(middleX(i), upper)).append(' ');
            path.append(i == run.last ? point(endX(i), upper) + " " : "");
        }
        for (int i = run.last; i >= run.first; i--) {
            double lower = y(floor(i, emotion));
            path.append(i == run.last ? point(endX(i), lower) + " " : "");
            path.append(point(middleX(i), lower)).append(' ');
            path.append(i == run.first ? point(startX(i), lower) : "");
        }
        return path.append('Z').toString();
    }

    /**
     * The class's name inside its area, where that has room for all of it; legends need not be
     * learnt. As areas do not overlap, neither do names.
     */
    private String label(Emotion emotion, List<Run> runs) {
        double halfWidth = LETTER_WIDTH * emotion.label().length() / 2 + LABEL_MARGIN;
        double thickest = MIN_LABEL_HEIGHT;
        double x = 0;
        double y = 0;
        for (Run run : runs) {
            for (int i = run.first; i <= run.last; i++) {
                double middle = middleX(i);
                if (middle - halfWidth < startX(run.first) || middle + halfWidth > endX(run.last)) {
                    continue;
                }
                double upper = 1;
                double lower = 0;
                for (int n = run.first; n <= run.last; n++) {
                    if (endX(n) >= middle - halfWidth && startX(n) <= middle + halfWidth) {
                        upper = Math.min(upper, floor(n, emotion) + share(n, emotion));
                        lower = Math.max(lower, floor(n, emotion));
                    }
                }
                if (height * (upper - lower) > thickest) {
                    thickest = height * (upper - lower);
                    x = middle;
                    y = y((upper + lower) / 2);
                }
            }
        }
        return x == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "<text class=\"inside\" x=\"%s\" y=\"%s\" style=\"fill:%s\">%s</text>%n",
                        Markup.num(x),
                        Markup.num(y + 4),
                        Palette.ink(emotion),
                        emotion.label());
    }

    private String gap(int first, int last) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"hatched\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\">"
                        + "<title>nothing was perceived</title></rect>%n",
                Markup.num(startX(first)),
                Markup.num(top),
                Markup.num(endX(last) - startX(first)),
                Markup.num(height));
    }

    /** The sum of the classes below in the stack. */
    private double floor(int column, Emotion emotion) {
        double sum = 0;
        for (Emotion lower : Palette.STACK) {
            if (lower == emotion) {
                break;
            }
            sum += share(column, lower);
        }
        return sum;
    }

    private double y(double probability) {
        return top + height * (1 - probability);
    }

    private double startX(int column) {
        return axis.x(columns.get(column).interval().startNanos());
    }

    private double endX(int column) {
        return axis.x(columns.get(column).interval().endNanos());
    }

    private double middleX(int column) {
        return (startX(column) + endX(column)) / 2;
    }

    private static String point(double x, double y) {
        return Markup.num(x) + "," + Markup.num(y);
    }

    private double share(int column, Emotion emotion) {
        return columns.get(column).probabilities().map(p -> p.probability(emotion)).orElse(0.0);
    }
}
