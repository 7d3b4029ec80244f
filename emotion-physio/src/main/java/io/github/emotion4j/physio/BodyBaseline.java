package io.github.emotion4j.physio;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.internal.io.BoundedInput;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.BodyStream;
import io.github.emotion4j.physio.internal.ChannelSelector;
import io.github.emotion4j.physio.internal.RunningReference;
import io.github.emotion4j.physio.internal.StressInput;
import io.github.emotion4j.physio.io.BodyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What one person's signals are like at rest, learned from a calm recording. A {@link
 * BodyModality#BodyModality(BodyBaseline) modality} with a baseline compares the person from the
 * first minute on as if the calm recording had come just before; without one it learns the person
 * as the signal comes in. Ten calm minutes are a good baseline.
 *
 * <p>It is personal data; only {@link #save} writes it. Immutable and thread-safe.
 *
 * <pre>{@code
 * BodyBaseline calm = BodyBaseline.of(Path.of("ten-calm-minutes.zip"));
 * calm.save(Path.of("person.baseline"));
 * }</pre>
 */
public final class BodyBaseline {
    private static final String FIRST_LINE = "feature,spans,mean_1h,mean_90s,deviation";

    private final RunningReference reference;

    private BodyBaseline(RunningReference reference) {
        this.reference = reference;
    }

    /**
     * Learns from signals.
     *
     * @param calm blocks of the person's calm signals in the order of time, of the kinds that the
     *     person will be followed by; of several channels of a kind the first is learned
     * @return the baseline
     * @throws IllegalArgumentException if they hold no usable minute
     */
    public static BodyBaseline of(Iterable<BioBlock> calm) {
        Learner learner = new Learner();
        calm.forEach(learner::accept);
        return learner.baseline();
    }

    private static final class Learner {
        private final BodyStream stream = new BodyStream(input -> {});
        private final ChannelSelector selector = new ChannelSelector();

        void accept(BioBlock block) {
            selector.admit(block)
                    .filter(b -> selector.keepsRate(b, stream.rateHertz(b.kind())))
                    .ifPresent(stream::accept);
        }

        BodyBaseline baseline() {
            stream.finish();
            RunningReference reference = stream.reference();
            if (Arrays.stream(reference.seen()).allMatch(spans -> spans == 0)) {
                StringBuilder why = new StringBuilder();
                selector.refusals().forEach(refusal -> why.append("; ").append(refusal.message()));
                throw new IllegalArgumentException(
                        "the calm signals hold no usable minute of pulse, ECG, skin conductance,"
                                + " skin temperature or heart rate; record at least one, better ten"
                                + why);
            }
            return new BodyBaseline(reference);
        }
    }

    /**
     * Learns from a recording.
     *
     * @param calm a recording of the person at rest, of any format that {@link BodyFiles} opens
     * @return the baseline
     * @throws InputException if it is no recording of the body, or cannot be read
     * @throws IllegalArgumentException if it holds no usable minute
     */
    public static BodyBaseline of(Path calm) {
        Learner learner = new Learner();
        try (SignalReader reader =
                BodyFiles.open(calm)
                        .orElseThrow(
                                () ->
                                        new InputException(
                                                calm.toString(),
                                                "is no recording of the body; see BodyFiles for"
                                                        + " those that are"))) {
            for (Optional<Signal> s = reader.next(); s.isPresent(); s = reader.next()) {
                learner.accept((BioBlock) s.get());
            }
        }
        return learner.baseline();
    }

    /**
     * Writes the baseline as a table, to be {@linkplain #load loaded} for the same person later.
     *
     * @param file where to; a file that is there is replaced
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        double[] rows = reference.copy();
        double[] spans = reference.seen();
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        for (int i = 0; i < StressInput.COUNT; i++) {
            text.append(StressInput.NAMES.get(i)).append(',').append(spans[i]);
            for (int row = 0; row < RunningReference.COUNT; row++) {
                text.append(',').append(rows[row * StressInput.COUNT + i]);
            }
            text.append('\n');
        }
        Files.writeString(file, text);
    }

    /**
     * Reads a baseline.
     *
     * @param file a file that {@link #save} wrote
     * @return the baseline
     * @throws InputException if it cannot be read, or was written by another version with other
     *     features
     */
    public static BodyBaseline load(Path file) {
        return Guard.read(
                file.toString(),
                () -> {
                    String text = BoundedInput.text(file, Limits.defaults());
                    return parse(file, text.lines().toList());
                });
    }

    private static BodyBaseline parse(Path file, List<String> lines) {
        if (lines.size() != 1 + StressInput.COUNT || !lines.get(0).equals(FIRST_LINE)) {
            throw unlike(file, "is no baseline of this version");
        }
        double[] rows = new double[RunningReference.COUNT * StressInput.COUNT];
        double[] spans = new double[StressInput.COUNT];
        for (int i = 0; i < StressInput.COUNT; i++) {
            String line = "line " + (2 + i);
            String[] fields = lines.get(1 + i).split(",", -1);
            if (fields.length != 2 + RunningReference.COUNT
                    || !fields[0].equals(StressInput.NAMES.get(i))) {
                throw unlike(file, line + " is not that of " + StressInput.NAMES.get(i));
            }
            spans[i] = number(file, line, fields[1]);
            if (spans[i] < 0) {
                throw unlike(file, line + " counts " + fields[1] + " spans");
            }
            for (int row = 0; row < RunningReference.COUNT; row++) {
                rows[row * StressInput.COUNT + i] = number(file, line, fields[2 + row]);
            }
        }
        return new BodyBaseline(RunningReference.resumed(BodyStream.STEP_SECONDS, rows, spans));
    }

    private static double number(Path file, String line, String field) {
        double value;
        try {
            value = Double.parseDouble(field);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value)) {
            throw unlike(file, line + " holds what is no number, " + field);
        }
        return value;
    }

    private static InputException unlike(Path file, String why) {
        return new InputException(
                file.toString(), why + "; learn it again from the calm recording");
    }

    /** The references to continue from; a fresh copy each time. */
    RunningReference reference() {
        return reference.fork();
    }
}
