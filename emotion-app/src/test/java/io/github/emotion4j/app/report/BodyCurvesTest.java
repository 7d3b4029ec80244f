package io.github.emotion4j.app.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.app.scene.Scene;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.physio.BodyDetail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BodyCurvesTest {
    private static final double WARM = 33.02;

    @Test
    void eachCurveHasTheEndsOfItsScale_andNoiseIsNoFall() {
        String html = BodyCurves.html(scene(Duration.ofSeconds(60)));

        // Both ends of stress (0 to 1), heart (70 to 90) and warmth (33 to 34).
        for (String end : List.of("1.00", "0.00", "90", "70", "34.0", "33.0")) {
            assertTrue(html.contains("text-anchor=\"end\">" + end + "</text>"), end + html);
        }
        List<Double> warmth = lastCurve(html);
        assertEquals(warmth.get(0), warmth.get(1), 0.5, "a hundredth of a degree is level");
    }

    @Test
    void theMeanOfTheWholeIsToldWithWhatItCounts() {
        String html = BodyCurves.html(scene(Duration.ofSeconds(60)));
        assertTrue(html.contains("is 0.31, and counts the 1:00 before this chart begins"), html);
        String alone = BodyCurves.html(scene(Duration.ZERO));
        assertTrue(alone.contains("over the whole recording is 0.31.</p>"), alone);
    }

    @Test
    void theHeadlineOfABodyAloneIsItsStress() {
        HtmlReport report = new HtmlReport();
        report.add(0, scene(Duration.ZERO), Optional.empty(), Optional.empty());
        assertTrue(report.html().contains("<p class=\"verdict\">stress 31 %</p>"), report.html());
        String index =
                IndexPage.html(
                        List.of(
                                new IndexPage.Row(
                                        "a", "a.csv", "", "", "stress 31 %", "", 60, -1)));
        assertTrue(index.contains("<li>stress alone 1</li>"), index);
        assertFalse(index.contains("unclear"), index);
        assertTrue(index.contains("<td class=\"n\"></td></tr>"), index);
    }

    @Test
    void theNumbersOfABodyAreATableWithTimes_andTheirRangeIsInWords() {
        HtmlReport report = new HtmlReport();
        report.add(0, scene(Duration.ZERO), Optional.empty(), Optional.empty());
        String html = report.html();

        List<String> columns = List.of("stress", "heart, /min", "warmth, \u00b0C", "quality");
        for (String column : columns) {
            assertTrue(html.contains("<th scope=\"col\" class=\"n\">" + column + "</th>"), html);
        }
        assertTrue(
                html.contains(
                        "<tr><th scope=\"row\">1:10</th><td class=\"n\">0.49</td>"
                                + "<td class=\"n\">79</td><td class=\"n\">33.0</td>"
                                + "<td class=\"n\">1.00</td></tr>"),
                html);
        assertTrue(
                html.contains("heart in /min: 74 at first, 84 at the end, lowest 74, highest 84"),
                html);
        assertEquals(1, html.split("<table>").length - 1, "there are no classes to be told");
    }

    private static List<Double> lastCurve(String html) {
        Matcher curve = Pattern.compile("class=\"curve\" d=\"([^\"]*)\"").matcher(html);
        String path = "";
        while (curve.find()) {
            path = curve.group(1);
        }
        List<Double> heights = new ArrayList<>();
        for (String point : path.split(" ")) {
            heights.add(Double.valueOf(point.split(",")[1]));
        }
        return heights;
    }

    private static Scene scene(Duration lead) {
        List<Observation> observations = new ArrayList<>();
        List<EmotionEstimate> estimates = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long end = Duration.ofSeconds(65 + 5 * i).toNanos();
            TimeInterval interval = new TimeInterval(end - 5_000_000_000L, end);
            Evidence seen = stress(interval, 0.47 + 0.02 * i);
            BodyDetail detail =
                    new BodyDetail(
                            74 + 5 * i,
                            Double.NaN,
                            Double.NaN,
                            Double.NaN,
                            WARM + 0.01 * i,
                            Double.NaN,
                            1,
                            List.of("pulse"));
            observations.add(new Observation(ModalityId.BODY, 1, true, seen, detail));
            estimates.add(EmotionEstimate.of(ModalityId.BODY, seen));
        }
        Evidence whole = stress(new TimeInterval(0, 75_000_000_000L), 0.31);
        return new Scene(
                new SceneInput("x", "", Recording.of(List.of()), lead),
                new EmotionTimeline(
                        estimates,
                        EmotionEstimate.of(ModalityId.BODY, whole),
                        Map.of(),
                        observations));
    }

    private static Evidence stress(TimeInterval interval, double probability) {
        return new Evidence.Present(
                interval,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(probability),
                new float[0],
                1,
                List.of());
    }
}
