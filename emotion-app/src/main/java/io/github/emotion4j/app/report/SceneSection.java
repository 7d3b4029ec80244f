package io.github.emotion4j.app.report;

import io.github.emotion4j.app.scene.FaceThumbnail;
import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneImages;
import io.github.emotion4j.app.scene.Verdict;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The part of the page that is about one file. */
final class SceneSection {
    private static final int FACE_WIDTH = 176;

    /** More columns than this are narrower than a pixel or two. */
    private static final int MAX_COLUMNS = 360;

    /** A line each; with more of them the rest of the page is out of sight. */
    private static final int MAX_GAPS = 12;

    private final String id;
    private final Scene scene;
    private final Optional<SceneImages> images;
    private final Optional<BufferedImage> annotated;
    private final List<EmotionEstimate> columns;

    SceneSection(
            String id,
            Scene scene,
            Optional<SceneImages> images,
            Optional<BufferedImage> annotated) {
        this.id = id;
        this.scene = scene;
        this.images = images;
        this.annotated = annotated;
        this.columns = CondensedTimeline.of(scene.estimates(), MAX_COLUMNS);
    }

    String html() {
        StringBuilder html = new StringBuilder();
        html.append(
                String.format(
                        Locale.ROOT,
                        "<article aria-labelledby=\"%s\">%n<h2 id=\"%s\">%s</h2>%n",
                        id,
                        id,
                        Markup.escape(scene.input().name())));
        html.append("<p class=\"kind\">").append(Markup.escape(kind())).append("</p>\n");
        html.append(new SceneOverview(scene, annotated).html());
        if (!scene.still() && !columns.isEmpty()) {
            if (!bodyAlone()) {
                timeline(html);
            }
            html.append(BodyCurves.html(scene));
        }
        if (scene.persons().size() > 1) {
            html.append(new PersonsList(scene, images, columns).html());
        }
        boolean plane = columns.stream().anyMatch(e -> e.affect().isPresent());
        html.append(plane ? "<div class=\"pair\">\n" : "<div>\n");
        if (plane) {
            plane(html);
        }
        gaps(html);
        html.append("</div>\n");
        if (!scene.still() && !bodyAlone()) {
            table(html);
        }
        return html.append("</article>\n").toString();
    }

    private boolean bodyAlone() {
        return scene.modalities().stream().allMatch(ModalityId.BODY::equals);
    }

    private void plane(StringBuilder html) {
        html.append("<section>\n<h3>Valence and arousal</h3>\n");
        // A picture has no steps to be joined: what is known of it is its summary.
        html.append(
                AffectPlane.svg(
                        scene.still() ? List.of(summary()) : columns,
                        summary().affect(),
                        id + "-plane",
                        scene.originNanos()));
        if (!scene.still()) {
            html.append(
                    "<p class=\"caption\">From pale at the start to strong at the end; the ring");
            html.append(" is the whole.</p>\n");
        }
        html.append("</section>\n");
    }

    private EmotionEstimate summary() {
        return scene.timeline().summary();
    }

    private String kind() {
        String credit = scene.input().credit();
        String seen = scene.modalities().contains(ModalityId.FACE) ? ", " + faces() : "";
        return what() + seen + (credit.isEmpty() ? "" : ". " + credit);
    }

    private String faces() {
        int persons = scene.persons().size();
        if (persons < 2) {
            return persons == 0 ? "no face" : "one face";
        }
        if (scene.still()) {
            return persons + " faces";
        }
        // Numbers tell appearances apart: one person who comes and goes has many.
        int together = scene.steps().stream().mapToInt(s -> s.persons().size()).max().orElse(0);
        return persons
                + " appearances of faces, "
                + (together < 2 ? "never two at once" : "at most " + together + " at once");
    }

    private String what() {
        if (scene.still()) {
            return "Still picture";
        }
        List<ModalityId> all = scene.modalities();
        String of =
                all.contains(ModalityId.FACE)
                        ? " of video"
                        : all.contains(ModalityId.VOICE) ? " of sound" : " of the body's signals";
        return TimeAxis.label(scene.seconds()) + of;
    }

    private boolean hasModalityWithoutClasses() {
        return columns.stream()
                .flatMap(estimate -> estimate.evidence().values().stream())
                .anyMatch(
                        evidence ->
                                evidence instanceof Evidence.Present present
                                        && present.probabilities().isEmpty());
    }

    private void timeline(StringBuilder html) {
        html.append("<section>\n<h3>Moment by moment</h3>\n<ul class=\"legend\">\n");
        for (Emotion emotion : Emotion.ALL) {
            html.append("<li>")
                    .append(SceneOverview.chip(emotion))
                    .append(emotion.label())
                    .append("</li>\n");
        }
        html.append("<li><span class=\"chip open-chip\"></span>unclear</li>\n");
        if (hasModalityWithoutClasses()) {
            html.append("<li><span class=\"chip classless-chip\"></span>gives no class</li>\n");
        }
        html.append("<li><span class=\"chip hatched-chip\"></span>missing</li>\n");
        html.append(
                "</ul>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Timeline\">\n");
        html.append(
                new TimelineChart(columns, scene.modalities(), scene.originNanos(), scene.seconds())
                        .svg(id + "-chart", description()));
        images.ifPresent(i -> moments(html, i.moments()));
        html.append("</div>\n<p class=\"cue\">Slide the chart sideways to see all of it.</p>\n");
        html.append("<p class=\"caption\">Each lower band is one modality: its colour is");
        html.append(" what this modality alone perceived, its height the signal\u2019s quality.");
        html.append(" The pictures are single frames, with what the face alone shows in them.");
        html.append("</p>\n</section>\n");
    }

    private String description() {
        long unclear = columns.stream().filter(e -> !e.abstentionReasons().isEmpty()).count();
        return String.format(
                Locale.ROOT,
                "%d moments from 0 to %s, %d of them unclear. On the whole: %s. The tables below"
                        + " the charts hold the numbers.",
                columns.size(),
                TimeAxis.label(scene.seconds()),
                unclear,
                Verdict.stressAlone(summary()).orElse(Verdict.of(summary()).label()));
    }

    /** As many equal columns as there are spans, so that each face stands below its time. */
    private void moments(StringBuilder html, List<Optional<FaceThumbnail>> moments) {
        double inset = 100 * TimelineChart.LEFT / TimelineChart.WIDTH;
        double end = 100 * (1 - TimelineChart.RIGHT / TimelineChart.WIDTH);
        html.append(
                String.format(
                        Locale.ROOT,
                        "<div class=\"moments\" style=\"padding-left:%.2f%%;padding-right:%.2f%%;"
                                + "grid-template-columns:repeat(%d,1fr)\">%n",
                        inset,
                        end,
                        Math.max(1, moments.size())));
        for (Optional<FaceThumbnail> moment : moments) {
            html.append(
                    moment.map(this::figure)
                            .orElse("<figure><div class=\"nobody\">not seen</div></figure>\n"));
        }
        html.append("</div>\n");
    }

    private String figure(FaceThumbnail thumbnail) {
        Verdict verdict = thumbnail.sighting().verdict();
        String time = TimeAxis.label(thumbnail.frameNanos(), scene.originNanos());
        String alt = "The face at " + time + ", perceived as " + verdict.label();
        return String.format(
                Locale.ROOT,
                "<figure>%s<figcaption><b>%s</b> %s</figcaption></figure>%n",
                Pictures.img(thumbnail.image(), FACE_WIDTH, alt),
                Markup.escape(time),
                Markup.escape(verdict.label()));
    }

    private void gaps(StringBuilder html) {
        List<Gaps.Gap> gaps = Gaps.of(scene.estimates(), scene.modalities());
        html.append("<section>\n<h3>What is not known</h3>\n");
        if (gaps.isEmpty()) {
            html.append("<p>Nothing was missing, and no moment was unclear.</p>\n");
        } else {
            html.append("<ul class=\"gaps\">\n");
            for (Gaps.Gap gap : gaps.subList(0, Math.min(MAX_GAPS, gaps.size()))) {
                String when =
                        scene.still()
                                ? ""
                                : TimeAxis.range(
                                        gap.startNanos(), gap.endNanos(), scene.originNanos());
                html.append(
                        String.format(
                                Locale.ROOT,
                                "<li><b>%s</b> <span class=\"when\">%s</span><br/>%s</li>%n",
                                Markup.escape(gap.what()),
                                Markup.escape(when),
                                Markup.escape(gap.reason().message())));
            }
            html.append("</ul>\n");
            if (gaps.size() > MAX_GAPS) {
                html.append("<p>and ")
                        .append(gaps.size() - MAX_GAPS)
                        .append(" more spans; ")
                        .append(
                                NumberTable.group(scene.estimates().size()) == 1 && !bodyAlone()
                                        ? "the table has them.</p>\n"
                                        : "--json and --csv write all.</p>\n");
            }
        }
        List<String> notGiven =
                summary().evidence().keySet().stream()
                        .filter(modality -> !scene.modalities().contains(modality))
                        .map(ModalityId::name)
                        .toList();
        if (!notGiven.isEmpty()) {
            html.append("<p class=\"not-given\">Not in this file: ")
                    .append(Markup.escape(String.join(", ", notGiven)))
                    .append(".</p>\n");
        }
        issues(html);
        html.append("</section>\n");
    }

    private void issues(StringBuilder html) {
        List<String> lines = new ArrayList<>();
        summary()
                .evidence()
                .forEach(
                        (modality, evidence) -> {
                            if (evidence instanceof Evidence.Present present) {
                                present.issues()
                                        .forEach(i -> lines.add(modality + ": " + i.message()));
                            }
                        });
        if (!lines.isEmpty()) {
            html.append("<h4>What to keep in mind</h4>\n<ul class=\"gaps\">\n");
            lines.forEach(
                    line -> html.append("<li>").append(Markup.escape(line)).append("</li>\n"));
            html.append("</ul>\n");
        }
    }

    /** Of what gives classes; the body's numbers stand with its curves. */
    private void table(StringBuilder html) {
        int each = NumberTable.group(scene.estimates().size());
        NumberTable table =
                new NumberTable("All numbers", each, "steps", "--json and --csv")
                        .words("perceived");
        Emotion.ALL.forEach(e -> table.numbers(e.label()));
        table.numbers("valence").numbers("arousal");
        scene.modalities().forEach(m -> table.numbers("quality, " + m));
        table.words("why unclear or missing").begin();
        for (EmotionEstimate row : CondensedTimeline.of(scene.estimates(), NumberTable.MAX_ROWS)) {
            table.row(
                    TimeAxis.range(
                            row.interval().startNanos(),
                            row.interval().endNanos(),
                            scene.originNanos()),
                    cells(row));
        }
        html.append(table.html());
    }

    private List<String> cells(EmotionEstimate row) {
        List<String> cells = new ArrayList<>();
        cells.add(row.perceived().map(Emotion::label).orElse("unclear"));
        for (Emotion emotion : Emotion.ALL) {
            cells.add(row.probabilities().map(p -> Markup.two(p.probability(emotion))).orElse(""));
        }
        cells.add(row.affect().map(a -> Markup.signed(a.valence())).orElse(""));
        cells.add(row.affect().map(a -> Markup.signed(a.arousal())).orElse(""));
        scene.modalities().forEach(m -> cells.add(SceneOverview.quality(row.evidence().get(m))));
        cells.add(why(row));
        return cells;
    }

    /** Why modalities are missing, and why it is unclear where not all of them are. */
    private String why(EmotionEstimate row) {
        List<String> reasons = new ArrayList<>();
        for (ModalityId modality : scene.modalities()) {
            if (row.evidence().get(modality) instanceof Evidence.Missing missing) {
                reasons.add(modality + ": " + missing.reason().message());
            }
        }
        if (!row.contribution().isEmpty()) {
            reasons.add(Verdict.of(row).reason());
        }
        return reasons.stream().filter(r -> !r.isEmpty()).collect(Collectors.joining("; "));
    }
}
