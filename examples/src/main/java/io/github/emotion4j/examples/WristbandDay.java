package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.BodyDetail;
import io.github.emotion4j.physio.BodyModality;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** A day with a wristband: heart, skin, and how stressed the signals look. */
final class WristbandDay extends Program {
    WristbandDay() {
        super(
                "[RECORDING]",
                "Reads a wristband (Empatica E4, table, EDF, WFDB) and tells heart, skin and stress;"
                        + " without one, eleven simulated minutes: five at rest, then a task.");
    }

    @Override
    void run(List<String> args, PrintStream out) throws IOException {
        require(args.size() <= 1, "One recording at a time");
        Recording recording = args.isEmpty() ? bundled() : Recording.of(existing(args.get(0)));
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .onlyNamedModalities()
                        .modality(new BodyModality())
                        .step(Duration.ofSeconds(30))
                        .build()) {
            var told = new HashSet<String>();
            List<Observation> day = recognizer.recognize(recording).observations();
            out.println(" time   rate  RMSSD    SCL  SCR/min  skin    stress (last minute)");
            for (Observation seen : day) {
                out.println(line(seen));
                if (seen.evidence() instanceof Evidence.Present present) {
                    present.issues().stream()
                            .filter(issue -> told.add(issue.code()))
                            .forEach(issue -> out.println("       " + issue));
                }
            }
        }
    }

    private static String line(Observation observation) {
        Evidence evidence = observation.evidence();
        long seconds = evidence.interval().endNanos() / 1_000_000_000;
        String clock = String.format(Locale.ROOT, "%2d:%02d", seconds / 60, seconds % 60);
        if (evidence instanceof Evidence.Missing missing) {
            return clock + " " + missing.reason().message();
        }
        BodyDetail body = observation.detail(BodyDetail.class).orElseThrow();
        double stress = ((Evidence.Present) evidence).stress().orElse(Double.NaN);
        return clock
                + show(" %4.0f/min", body.beatsPerMinute())
                + show(" %3.0f ms", body.rmssdMillis())
                + show(" %5.2f µS", body.sclMicrosiemens())
                + show(" %4.1f", body.scrPerMinute())
                + show(" %6.1f °C", body.skinTemperatureCelsius())
                + show("  %4.2f ", stress)
                + "#".repeat((int) Math.round(20 * stress)); // None for NaN.
    }

    /** A number, or a dash as wide where it was not perceived. */
    private static String show(String format, double value) {
        String text = String.format(Locale.ROOT, format, Double.isNaN(value) ? 0 : value);
        return Double.isNaN(value) ? " ".repeat(text.length() - 1) + "–" : text;
    }

    private static Recording bundled() throws IOException {
        try (InputStream in = WristbandDay.class.getResourceAsStream("wristband/wristband.zip")) {
            return Recording.of("wristband.zip", in.readAllBytes());
        }
    }
}
