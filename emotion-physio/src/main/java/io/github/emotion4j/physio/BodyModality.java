package io.github.emotion4j.physio;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.physio.internal.stress.BodyModel;
import io.github.emotion4j.physio.internal.stress.BodyStream;
import io.github.emotion4j.physio.internal.stress.RunningReference;
import io.github.emotion4j.physio.internal.stress.StressInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The body as a modality: pulse, ECG or intervals between beats, skin conductance, and a device's
 * heart rate, any of them, to how stressed the signals look. Found by a recogniser when
 * emotion-physio is on the class path.
 *
 * <p>Every 5 s it judges the last 60 s, about 16 s late. Signals come side by side in blocks of at
 * most 20 s: one that is 40 s behind another is not waited for. A person is compared with their own
 * last hour, which is learned from the incoming signal; the first minutes are therefore weak,
 * unless a {@linkplain BodyBaseline baseline} is given. The probability of stress counts stress and
 * calm as equally frequent unless {@linkplain #withStressPrior set otherwise}. It gives no
 * probabilities of the eight classes, of valence or of arousal. Skin temperature is measured and
 * not judged: it made the model worse on tasks it had not seen. Other signals of the body (EEG,
 * EMG, breath) are taken and passed over; the packages of this module describe them.
 *
 * <p>What the body shows is arousal. Effort, heat, laughter and talk raise the same signals, and
 * the signals do not distinguish them from stress: a span with a probability of stress of at least
 * 0.55 has the issue {@code arousal-only}, whose message says what else it can be. Where
 * acceleration comes too, effort is ruled out while the sensor is still, and spans in which it
 * moves as in effort have the issue {@code moving}.
 *
 * <p>Of several channels of a kind the first is followed; a pulse, ECG or skin conductance that
 * does not change for a minute gives way to the next. The beats of a span are those of the pulse,
 * of the ECG if the pulse has too few, or else of intervals. The faults of a span are reported with
 * it, with the codes {@code no-values}, {@code implausible-unit}, {@code implausible-rate}, {@code
 * flat}, {@code saturated}, {@code missing-samples}, {@code poor-pulse} and {@code
 * irregular-beats}; what cannot be followed at all, with {@code channel-not-followed}, {@code
 * unusable-rate}, {@code other-rate}, {@code wrong-form} and {@code wrong-unit}; channels of a file
 * that are not read at all, with {@code channels-left-out}.
 *
 * <p>Immutable and thread-safe.
 */
public final class BodyModality implements ModalityProvider {
    private final Supplier<RunningReference> references;
    private final double prior;

    /** The body of anyone: a person is learned as the signal comes in. */
    public BodyModality() {
        this(() -> new RunningReference(StressInput.COUNT, BodyStream.STEP_SECONDS), 0.5);
    }

    private BodyModality(Supplier<RunningReference> references, double prior) {
        this.references = references;
        this.prior = prior;
    }

    /**
     * The body of one person, who is compared with a baseline from the start. A recogniser with it
     * is only for recordings and streams of that person.
     *
     * @param baseline what the person is like at rest
     */
    public BodyModality(BodyBaseline baseline) {
        this(baseline::reference, 0.5);
    }

    /**
     * The same body where stress is more or less frequent than calm. The probability of stress
     * follows it by Bayes' rule.
     *
     * @param prior the share of the time that is expected to be stressed, in (0, 1); by default 0.5
     * @return the modality
     * @throws IllegalArgumentException if the share is not in (0, 1)
     */
    public BodyModality withStressPrior(double prior) {
        if (!(prior > 0 && prior < 1)) {
            throw new IllegalArgumentException(
                    "the share of stress must be in (0, 1), not " + prior);
        }
        return new BodyModality(references, prior);
    }

    @Override
    public String settings() {
        RunningReference start = references.get();
        int person = 31 * Arrays.hashCode(start.copy()) + Arrays.hashCode(start.seen());
        return String.format(Locale.ROOT, "BodyModality[prior=%s, baseline=%08x]", prior, person);
    }

    @Override
    public ModalityId id() {
        return ModalityId.BODY;
    }

    /**
     * Loads the stress model.
     *
     * @throws io.github.emotion4j.core.ModelException if it cannot be loaded
     */
    @Override
    public ModalityModel open(ModelLoader models) {
        return new BodyModel(TensorModel.load(models, "physio-stress"), prior, references);
    }
}
