package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.Palette;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneImages;
import io.github.emotion4j.core.Emotion;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One page about several scenes. Pictures, style and charts are inside it; it loads nothing and
 * runs no script. Not thread-safe.
 */
public final class HtmlReport {
    /** The title of all pages, by which they are known again. */
    public static final String TITLE = "Perceived expression";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.ENGLISH);

    private final Map<Integer, String> sections = new TreeMap<>();

    /**
     * Adds a scene.
     *
     * @param place its place on the page among the others
     * @param scene what was perceived
     * @param images its pictures, if it has any
     * @param annotated its key frame with what is perceived, if it has one
     */
    public void add(
            int place,
            Scene scene,
            Optional<SceneImages> images,
            Optional<BufferedImage> annotated) {
        String id = "scene" + (place + 1);
        sections.put(place, new SceneSection(id, scene, images, annotated).html());
    }

    /** {@return the page: HTML that is well-formed XML, too} */
    public String html() {
        StringBuilder page =
                new StringBuilder(
                        head(sections.size() == 1 ? "One file" : sections.size() + " files"));
        sections.values().forEach(page::append);
        page.append(about());
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    /** All before the first section; with the style that pages of this program share. */
    static String head(String what) {
        StringBuilder page = new StringBuilder();
        page.append(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                """);
        page.append("<title>" + TITLE + "</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<main>\n");
        // One pattern for all charts: what is hatched is not known.
        page.append(
                "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" class=\"defs\"><defs>"
                        + "<pattern id=\"hatch\" width=\"7\" height=\"7\""
                        + " patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                        + "<rect class=\"hatch-ground\" width=\"7\" height=\"7\"/>"
                        + "<rect class=\"hatch-line\" width=\"2\" height=\"7\"/>"
                        + "</pattern></defs></svg>\n");
        page.append(
                String.format(
                        Locale.ROOT,
                        "<header>%n<p class=\"brand\">Emotion4J</p>%n<h1>Perceived"
                                + " expression</h1>%n<p class=\"lead\">What a model perceives, not what"
                                + " people feel.</p>%n<p class=\"made\">%s, %s</p>%n</header>%n",
                        Markup.escape(what),
                        ZonedDateTime.now(ZoneId.systemDefault()).format(DATE)));
        return page.toString();
    }

    private static String style() {
        StringBuilder style = new StringBuilder();
        // The live page has the same colours and typefaces.
        style.append(resource("/io/github/emotion4j/app/server/page/theme.css"));
        style.append(resource("report.css"));
        for (Emotion emotion : Emotion.ALL) {
            style.append(
                    String.format(
                            Locale.ROOT,
                            ".f-%s { fill: %s; background-color: %s }%n",
                            emotion.label(),
                            Palette.hex(emotion),
                            Palette.hex(emotion)));
        }
        return style.toString();
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The resource " + name + " is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String about() {
        StringBuilder html = new StringBuilder();
        html.append("<footer>\n<section>\n<h2>How to read this</h2>\n<dl class=\"notes\">\n");
        note(
                html,
                "Unclear",
                "Where no class is likely enough (60 %, unless the application says otherwise), or"
                        + " nothing was perceived, no expression is named.");
        note(
                html,
                "Quality",
                "How usable the signal is, from 0 to 1. It is not how sure the model is.");
        note(
                html,
                "Valence, arousal",
                "How pleasant and how activated the expression looks, from \u22121 to 1 (Russell"
                        + " 1980). Where a model has none of its own, they follow from the eight"
                        + " probabilities.");
        note(
                html,
                "Contribution",
                "How much a modality adds to the probability of the named class, over what would be"
                        + " said without any (Shapley value); below 0 it spoke against it.");
        note(
                html,
                "Use with care",
                "A face is not a feeling, and models err more on some people than on others. Ask"
                        + " those who are recorded; do not decide about people by this, least of"
                        + " all at work or in class, where EU law forbids it (AI Act,"
                        + " Art. 5(1)(f)). Everything was computed on this machine.");
        html.append("</dl>\n</section>\n");
        List<ModelNotes> models = ModelNotes.all();
        if (!models.isEmpty()) {
            html.append(
                    "<section>\n"
                            + "<h2>Models</h2>\n"
                            + "<p class=\"caption\">Data, figures and limits stand in the cards:"
                            + " emotion4j models NAME.</p>\n"
                            + "<dl class=\"notes\">\n");
            for (ModelNotes model : models) {
                note(
                        html,
                        model.id() + " " + model.version(),
                        model.purpose() + " Terms: " + model.licence() + ".");
            }
            html.append("</dl>\n</section>\n");
        }
        return html.append("</footer>\n").toString();
    }

    private static void note(StringBuilder html, String term, String text) {
        html.append("<dt>")
                .append(Markup.escape(term))
                .append("</dt>\n<dd>")
                .append(Markup.escape(text))
                .append("</dd>\n");
    }
}
