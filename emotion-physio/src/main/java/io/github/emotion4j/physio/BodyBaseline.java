package io.github.emotion4j.physio;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.physio.internal.stress.BodyStream;
import io.github.emotion4j.physio.internal.stress.ChannelSelector;
import io.github.emotion4j.physio.internal.stress.RunningReference;
import io.github.emotion4j.physio.internal.stress.StressInput;
import io.github.emotion4j.physio.io.BodyReader;
import io.github.emotion4j.physio.io.TableFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one person's signals are like at rest, learned from a calm recording. A {@link
 * BodyModality#BodyModality(BodyBaseline) modality} with a baseline compares the person from the
 * first minute on as if the calm recording had come just before; without one it learns the person
 * as the signal comes in. Ten calm minutes are a good baseline.
 *
 * <p>It is personal data. As bytes a {@link SavedState} of the letters {@code E4BB}, version 1: the
 * names of the features with commas between them (UTF), their number (int), for each its mean over
 * an hour, then for each that over 90 s, its deviation, and how many spans it was learned from
 * (doubles). Immutable and thread-safe.
 *
 * <pre>{@code
 * BodyBaseline calm = BodyBaseline.of(Path.of("ten-calm-minutes.zip"));
 * PersonalFile.encrypted(Path.of("person.calm"), passphrase).save(calm.toBytes());
 * }</pre>
 */
public final class BodyBaseline {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4BB",
                    1,
                    "The baseline of the body",
                    "Learn it again from the calm recording");
    private static final String FEATURES = String.join(",", StressInput.NAMES);

    private final RunningReference reference;

    private BodyBaseline(RunningReference reference) {
        this.reference = reference;
    }

    /**
     * Learns from signals.
     *
     * @param calm blocks of the person's calm signals in the order of time, of the kinds that the
     *     person will be followed by; of several channels of a kind the first that changes is
     *     learned
     * @return the baseline
     * @throws IllegalArgumentException if they hold no usable minute
     */
    public static BodyBaseline of(Iterable<BioBlock> calm) {
        Learner learner = new Learner();
        calm.forEach(learner::accept);
        return learner.baseline(no -> new IllegalArgumentException("the calm signals hold " + no));
    }

    private static final class Learner {
        private final BodyStream stream = new BodyStream(input -> {});
        private final ChannelSelector selector = new ChannelSelector();

        void accept(BioBlock block) {
            selector.admit(block)
                    .filter(b -> selector.keepsRate(b, stream.rateHertz(b.kind())))
                    .ifPresent(stream::accept);
        }

        /** The baseline, or why there is none, as a clause about what was learned from. */
        BodyBaseline baseline(Function<String, RuntimeException> none) {
            stream.finish();
            RunningReference reference = stream.reference();
            if (Arrays.stream(reference.seen()).allMatch(spans -> spans == 0)) {
                StringBuilder why = new StringBuilder();
                selector.refusals().forEach(refusal -> why.append("; ").append(refusal.message()));
                throw none.apply(
                        "no usable minute of pulse, ECG, skin conductance, skin temperature or heart"
                                + " rate; record at least one, better ten"
                                + why);
            }
            return new BodyBaseline(reference);
        }
    }

    /**
     * Learns from a recording.
     *
     * @param calm a recording of the person at rest, of any format that {@link BodyReader} opens
     * @return the baseline
     * @throws InputException if it is no recording of the body, cannot be read, or holds no usable
     *     minute
     */
    public static BodyBaseline of(Path calm) {
        return of(Recording.Part.of(calm), Limits.defaults());
    }

    /**
     * Learns from a recording that may also be in memory, within limits of one's own.
     *
     * @param calm a file, a folder or bytes, with a {@link TableFormat} where a table needs one;
     *     its offset counts for nothing
     * @param limits what it may ask for
     * @return the baseline
     * @throws InputException as for a file
     */
    public static BodyBaseline of(Recording.Part calm, Limits limits) {
        Learner learner = new Learner();
        try (BodyReader reader = BodyReader.open(calm, limits)) {
            for (Optional<BioBlock> b = reader.next(); b.isPresent(); b = reader.next()) {
                learner.accept(b.get());
            }
        }
        return learner.baseline(no -> new InputException(calm.name(), "holds " + no));
    }

    /**
     * {@return the baseline as bytes, in the form that the class describes} Keep them in a {@link
     * io.github.emotion4j.core.PersonalFile}, or as you keep the person's other data.
     */
    public byte[] toBytes() {
        return ENVELOPE.write(this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeUTF(FEATURES);
        reference.write(out);
    }

    /**
     * The baseline that was saved.
     *
     * @param bytes what {@link #toBytes} gave
     * @return the baseline
     * @throws InputException if these are not the bytes of a baseline of the body, or damaged, or
     *     of another version with other features
     */
    public static BodyBaseline ofBytes(byte[] bytes) {
        return ENVELOPE.read(bytes, BodyBaseline::read);
    }

    private static BodyBaseline read(DataInputStream in) throws IOException {
        if (!in.readUTF().equals(FEATURES)) {
            throw new IOException("other features than those of this release");
        }
        RunningReference reference =
                new RunningReference(StressInput.COUNT, BodyStream.STEP_SECONDS);
        reference.read(in);
        boolean sound =
                Arrays.stream(reference.copy()).allMatch(Double::isFinite)
                        && Arrays.stream(reference.seen()).allMatch(n -> n >= 0 && n < 1e12);
        if (!sound) {
            throw new IOException("a value that cannot be");
        }
        return new BodyBaseline(reference);
    }

    /** The references to continue from; a fresh copy each time. */
    RunningReference reference() {
        return reference.fork();
    }
}
