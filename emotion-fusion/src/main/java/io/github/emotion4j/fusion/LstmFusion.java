package io.github.emotion4j.fusion;

import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import io.github.emotion4j.fusion.internal.EvidenceVector;
import io.github.emotion4j.fusion.internal.FusionNetwork;
import io.github.emotion4j.fusion.internal.LstmSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Joins modalities by the fusion network, which follows a person over time. With this module on the
 * class path a recogniser uses it. Immutable.
 *
 * <p>What an estimate holds:
 *
 * <ul>
 *   <li>probabilities: of a step those of the network, calibrated; of a recording the product of
 *       the modalities' probabilities for the whole ({@code LogLinearPool}), without a memory: a
 *       single modality is reported as its own model gives it
 *   <li>stress: the mean of the modalities that give it, weighted by quality; no data with face,
 *       voice and stress exist to learn more from
 *   <li>contribution: the exact Shapley value (Shapley 1953, doi:10.1515/9781400881970-018) of each
 *       modality in the probability of the top class, over all subsets of the modalities, in steps
 *       of those that gave evidence so far, each subset followed from the start by a state of its
 *       own. The values add up to the probability less the one without any modality, which is 1/8
 *       with the shipped network; a negative value counts against the class
 *   <li>prediction set: of a step split-conformal at 90 %; of a recording the fewest classes whose
 *       probabilities add up to 90 %: there are no labelled whole recordings on which to find a
 *       threshold
 * </ul>
 *
 * <p>A modality that gives class probabilities and for which the network has neither a slot nor one
 * named {@code other} has the issue {@code "no-slot"} in the estimate and does not count.
 *
 * <p>The network was trained with steps of half a second. With others it runs once a step all the
 * same, but its memory then spans other times and calibration is not what was measured.
 *
 * <pre>{@code
 * EmotionRecognizer recognizer =
 *         EmotionRecognizer.builder()
 *                 .models(Path.of("models"))
 *                 .fusion(new LstmFusion("mine"))
 *                 .build();
 * }</pre>
 */
public final class LstmFusion implements FusionMethod {
    private static final String MODEL = "fusion";

    private final String model;

    /** The shipped network, {@code fusion} of the artifact {@code emotion4j-models}. */
    public LstmFusion() {
        this(MODEL);
    }

    /**
     * A network of the application. It takes rows of 24 numbers, as {@code
     * models/training/fusion/network.py} lists them, and gives the classes of {@link
     * io.github.emotion4j.core.Emotion#ALL} in their order.
     *
     * @param model its id, which the recogniser's model loader finds: the name of its folder
     */
    public LstmFusion(String model) {
        this.model = model;
    }

    /** The model of the network. */
    @Override
    public String toString() {
        return "LstmFusion[" + model + "]";
    }

    /**
     * Loads the network.
     *
     * @throws ModelException if it is not found, its description lacks a field, or it is made for
     *     other rows or classes
     */
    @Override
    public Fusion open(ModelLoader models) {
        FusionNetwork network = FusionNetwork.load(models, model);
        try {
            EvidenceVector.requireTakenBy(network.name(), network.width(), network.labels());
        } catch (ModelException e) {
            network.close();
            throw e;
        }
        return new AtWork(network);
    }

    /** The method with its network. */
    private record AtWork(FusionNetwork network) implements Fusion {
        @Override
        public Fusion.Session openSession() {
            return new LstmSession(network);
        }

        @Override
        public Optional<List<Fusion.Opinion>> steps(List<Step> steps) {
            return Optional.of(LstmSession.steps(network, steps));
        }

        @Override
        public Fusion.Opinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
            return network.pool().join(evidence);
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
