package io.github.emotion4j.examples;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.BodyDetail;
import io.github.emotion4j.physio.BodyModality;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a wristband recording (Empatica E4 folder or zip, table, EDF or WFDB) and prints heart
 * rate, its variability, skin conductance and how stressed the signals look; writes the same as a
 * page with a plot. Arguments: the recording, and the page's file; without any, eleven simulated
 * minutes that ship with it: five at rest, then a task. How often the model is right over many
 * people is in its card.
 */
public final class WristbandExample {
    private static final String BUNDLED = "wristband/wristband.zip";
    private static final String DEFAULT_PAGE = "emotion4j-report/wristband.html";
    private static final int PRINT_EVERY = 6;
    private static final BodyChart.Mark TASK =
            new BodyChart.Mark(300, "the simulated task begins; rest before");

    private WristbandExample() {}

    /**
     * Runs the program.
     *
     * @param args recording and page, both optional
     * @throws IOException if the page cannot be written
     */
    public static void main(String[] args) throws IOException {
        PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path page = Path.of(args.length > 1 ? args[1] : DEFAULT_PAGE);
        List<BodyChart.Mark> marks = args.length > 0 ? List.of() : List.of(TASK);
        try {
            Recording recording = args.length > 0 ? Recording.of(Path.of(args[0])) : bundled();
            List<BodyChart.Moment> moments = read(recording, marks, console);
            if (!moments.isEmpty()) {
                Files.createDirectories(page.toAbsolutePath().getParent());
                Files.writeString(page, BodyChart.html(moments, marks));
                console.println("Page: " + page);
            }
        } catch (EmotionException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static Recording bundled() throws IOException {
        try (InputStream in = WristbandExample.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IOException(BUNDLED + " is missing from the examples' jar");
            }
            return Recording.of("wristband.zip", in.readAllBytes());
        }
    }

    static List<BodyChart.Moment> read(
            Recording recording, List<BodyChart.Mark> marks, PrintStream console) {
        List<BodyChart.Moment> moments = new ArrayList<>();
        console.println(" time   rate  RMSSD    SCL  SCR/min  skin    stress (last minute)");
        RecognitionListener listener =
                new RecognitionListener() {
                    private int count;
                    private double before;
                    private final Set<String> told = new HashSet<>();

                    @Override
                    public void onObservation(Observation observation) {
                        Optional<BodyDetail> detail = observation.detail(BodyDetail.class);
                        if (observation.evidence() instanceof Evidence.Missing missing) {
                            console.println(missing.interval() + ": " + missing.reason());
                        } else if (observation.evidence() instanceof Evidence.Present present
                                && detail.isPresent()) {
                            double stress = present.stress().orElse(Double.NaN);
                            double end = present.interval().endNanos() / 1e9;
                            moments.add(new BodyChart.Moment(end, stress, detail.get()));
                            for (BodyChart.Mark mark : marks) {
                                if (mark.seconds() <= end && mark.seconds() > before) {
                                    console.println(clock(mark.seconds()) + " - " + mark.what());
                                }
                            }
                            before = end;
                            if (count++ % PRINT_EVERY == 0) {
                                console.println(line(end, stress, detail.get()));
                                present.issues().stream()
                                        .filter(i -> told.add(i.code()))
                                        .forEach(i -> console.println("       " + i));
                            }
                        }
                    }
                };
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .modality(new BodyModality())
                        .onlyNamedModalities()
                        .step(Duration.ofSeconds(5))
                        .build()) {
            recognizer.recognize(recording, listener);
        }
        return moments;
    }

    private static String line(double seconds, double stress, BodyDetail d) {
        return String.format(
                Locale.ROOT,
                "%s %4.0f/min %3.0f ms %5.2f µS %4.1f %6.1f °C  %4.2f %s",
                clock(seconds),
                d.heartRateBpm(),
                d.rmssdMillis(),
                d.sclMicrosiemens(),
                d.scrPerMinute(),
                d.skinTemperatureCelsius(),
                stress,
                "#".repeat((int) Math.round(20 * stress)));
    }

    private static String clock(double seconds) {
        return String.format("%2d:%02d", (int) seconds / 60, (int) seconds % 60);
    }
}
