package io.github.emotion4j.flink;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.physio.BodyModality;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Persons whose faces and voices were perceived elsewhere and who wear wristbands, all simulated:
 * record {@code i} is always the same. There are two groups of persons, one in each half of the
 * indices, so that two readers of a range of numbers each give their own persons in the order of
 * time.
 *
 * @param persons how many, an even number
 * @param seconds for how long
 * @param body whether they wear wristbands
 */
public record Crowd(int persons, int seconds, boolean body) implements Serializable {
    public static final long NANOS = 1_000_000_000L;

    /** Some day; all clocks are right unless a test says otherwise. */
    public static final long BEGIN = 1_780_000_000L * NANOS;

    private static final long REST = NANOS / 50;
    private static final int FEATURES = 3;
    private static final int ALL = 5;
    private static final double PPG_HERTZ = 64;
    private static final int EDA_HERTZ = 4;

    public int perSecond() {
        return body ? ALL : FEATURES;
    }

    public long records() {
        return (long) persons * seconds * perSecond();
    }

    public PersonSignal record(long index) {
        long half = records() / 2;
        int group = index < half ? 0 : 1;
        long within = index % half;
        int inGroup = persons / 2;
        int kind = (int) (within / inGroup % perSecond());
        int second = (int) (within / inGroup / perSecond());
        int person = (int) (within % inGroup) + group * inGroup;
        return PersonSignal.of(name(person), signal(person, second, kind));
    }

    /** All persons in the order of time, and then a sign of life of nobody now and then. */
    public PersonSignal inTime(long index) {
        if (index >= records()) {
            LockSupport.parkNanos(REST);
            long start = BEGIN + seconds * NANOS + (index - records()) * REST;
            return PersonSignal.of(
                    "nobody",
                    new Perceived(
                            ModalityId.FACE,
                            new Evidence.Missing(
                                    new TimeInterval(start, start + REST),
                                    new Reason("nobody", "nobody is there"))));
        }
        int person = (int) (index % persons);
        int kind = (int) (index / persons % perSecond());
        return PersonSignal.of(
                name(person), signal(person, (int) (index / persons / perSecond()), kind));
    }

    public static String name(int person) {
        return "person-" + person;
    }

    /** Of a second: two faces, one utterance, pulse and skin. */
    public Signal signal(int person, int second, int kind) {
        long start = BEGIN + second * NANOS;
        return switch (kind) {
            case 0 -> perceived(person, ModalityId.FACE, start, start + NANOS / 2);
            case 1 -> perceived(person, ModalityId.FACE, start + NANOS / 2, start + NANOS);
            case 2 -> perceived(person, ModalityId.VOICE, start, start + NANOS);
            case 3 -> pulse(person, second, start);
            default -> skin(person, second, start);
        };
    }

    private static Perceived perceived(int person, ModalityId modality, long start, long end) {
        TimeInterval interval = new TimeInterval(start, end);
        Random random = new Random(31L * person + start / 1_000_003 + modality.name().hashCode());
        if (random.nextInt(10) == 0) {
            return new Perceived(
                    modality,
                    new Evidence.Missing(interval, new Reason("nobody", "nobody is there")));
        }
        double[] weights = random.doubles(8, 0.01, 1).toArray();
        weights[person % 8] += 3;
        EmotionProbabilities said = EmotionProbabilities.of(weights);
        return new Perceived(
                modality,
                new Evidence.Present(
                        interval,
                        said,
                        Affect.expected(said),
                        OptionalDouble.empty(),
                        new float[0],
                        0.5 + random.nextDouble() / 2,
                        List.of()));
    }

    private static BioBlock pulse(int person, int second, long start) {
        double[] wave = new double[(int) PPG_HERTZ];
        for (int i = 0; i < wave.length; i++) {
            double beats = (second + i / PPG_HERTZ) * (1 + 0.02 * (person % 20));
            double phase = beats - Math.floor(beats);
            wave[i] = Math.exp(-30 * (phase - 0.3) * (phase - 0.3)) + 0.1 * Math.sin(0.3 * beats);
        }
        return new BioBlock(start, BioBlock.Kind.PPG, BioBlock.Unit.ARBITRARY, PPG_HERTZ, wave);
    }

    private static BioBlock skin(int person, int second, long start) {
        double[] values = new double[EDA_HERTZ];
        for (int i = 0; i < values.length; i++) {
            double t = second + i / (double) EDA_HERTZ;
            values[i] = 2 + 0.1 * (person % 7) + 0.3 * Math.sin(t / 9) + 0.05 * Math.sin(t);
        }
        return new BioBlock(
                start, BioBlock.Kind.EDA, BioBlock.Unit.MICROSIEMENS, EDA_HERTZ, values);
    }

    /** What follows them: features of face and voice, the body's model, the fusion's network. */
    public static EmotionRecognizer recognizer(boolean body) {
        return builder(body).build();
    }

    static EmotionRecognizer.Builder builder(boolean body) {
        EmotionRecognizer.Builder builder =
                EmotionRecognizer.builder()
                        .onlyNamedModalities()
                        .modality(new PerceivedModality(ModalityId.FACE, Duration.ofSeconds(1)))
                        .modality(new PerceivedModality(ModalityId.VOICE, Duration.ofSeconds(5)));
        return body ? builder.modality(new BodyModality()) : builder;
    }

    public SharedModels models() {
        boolean withBody = body;
        return new SharedModels("crowd " + body, () -> recognizer(withBody));
    }

    /** What one stream a person gives, without Flink. */
    public Map<String, PersonEstimate> unbroken() {
        List<PersonEstimate> all = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(body)) {
            for (int person = 0; person < persons; person++) {
                String name = name(person);
                try (EmotionStream stream =
                        recognizer.openStream(
                                estimate -> all.add(new PersonEstimate(name, BEGIN, estimate)))) {
                    for (int second = 0; second < seconds; second++) {
                        for (int kind = 0; kind < perSecond(); kind++) {
                            stream.accept(signal(person, second, kind).later(-BEGIN));
                        }
                    }
                }
            }
        }
        return Estimates.byStep(all);
    }
}
