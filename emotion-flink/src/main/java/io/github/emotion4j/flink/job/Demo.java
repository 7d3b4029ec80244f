package io.github.emotion4j.flink.job;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.flink.EmotionStreams;
import io.github.emotion4j.flink.PerceivedModality;
import io.github.emotion4j.flink.PersonEstimate;
import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.flink.SignalWatermarks;
import io.github.emotion4j.flink.StreamSettings;
import io.github.emotion4j.physio.BodyModality;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A small live job on a cluster within this JVM: three persons, whose faces, voices and wristbands
 * are bundled as signals, and what the job says of them.
 */
public final class Demo {
    private static final String BUNDLED = "demo.signals.gz";

    /** Each five seconds. */
    private static final int SHOWN_STEPS = 10;

    private static final int MOST = 10_000;

    private Demo() {}

    /**
     * Runs the program.
     *
     * @param args none
     * @throws Exception if the job fails
     */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(2, ownClasses());
        StreamSettings settings = StreamSettings.defaults();
        List<PersonSignal> signals = bundled();
        SingleOutputStreamOperator<PersonEstimate> estimates =
                EmotionStreams.recognize(
                        env.fromData(signals)
                                .assignTimestampsAndWatermarks(
                                        SignalWatermarks.of(Duration.ZERO, settings)),
                        new SharedModels("demo", Demo::recognizer),
                        settings);
        System.out.printf(
                Locale.ROOT,
                "%d signals of three persons go through a cluster of Flink in this process.%n",
                signals.size());
        Map<String, List<PersonEstimate>> byPerson = new TreeMap<>();
        for (PersonEstimate one : estimates.executeAndCollect("demo", MOST)) {
            byPerson.computeIfAbsent(one.person(), p -> new ArrayList<>()).add(one);
        }
        byPerson.forEach(Demo::show);
    }

    /**
     * A local cluster looks for classes in the JVM's class path alone unless a class path is named,
     * and "mvn exec:java" has this program in a class loader of its own.
     */
    private static Configuration ownClasses() {
        Configuration configuration = new Configuration();
        configuration.set(
                PipelineOptions.CLASSPATHS,
                List.of(Demo.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        configuration.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
        return configuration;
    }

    private static void show(String person, List<PersonEstimate> estimates) {
        System.out.printf(
                Locale.ROOT,
                "%n%s: %d estimates, of which every tenth that says something:%n",
                person,
                estimates.size());
        estimates.sort(Comparator.comparing(PersonEstimate::end));
        for (int i = SHOWN_STEPS - 1; i < estimates.size(); i += SHOWN_STEPS) {
            EmotionEstimate estimate = estimates.get(i).estimate();
            if (estimate.perceived().isPresent() || estimate.stress().isPresent()) {
                System.out.println("  " + estimate);
            }
        }
    }

    private static EmotionRecognizer recognizer() {
        return EmotionRecognizer.builder()
                .onlyNamedModalities()
                .modality(new PerceivedModality(ModalityId.FACE, Duration.ofSeconds(1)))
                .modality(new PerceivedModality(ModalityId.VOICE, Duration.ofSeconds(5)))
                .modality(new BodyModality())
                .build();
    }

    private static List<PersonSignal> bundled() throws IOException {
        List<PersonSignal> signals = new ArrayList<>();
        try (InputStream bytes = Objects.requireNonNull(Demo.class.getResourceAsStream(BUNDLED));
                DataInputStream in = new DataInputStream(new GZIPInputStream(bytes))) {
            for (int left = in.readInt(); left > 0; left--) {
                signals.add(PersonSignal.ofBytes(in.readNBytes(in.readInt())));
            }
        }
        return signals;
    }
}
