package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.internal.state.SessionLines;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.RecognizerMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a recogniser consists of, found and loaded. Immutable.
 *
 * @param models the model of each modality
 * @param holds for each modality, how many nanoseconds an observation counts
 * @param step the time between estimates
 * @param fusion joins modalities and decides
 * @param limits what an input may ask for
 * @param settings what results depend on: the name of each setting and its value
 * @param resources owns the models and the fusion
 */
public record RecognizerParts(
        Map<ModalityId, ModalityModel> models,
        Map<ModalityId, Long> holds,
        Duration step,
        DecidingFusion fusion,
        Limits limits,
        Map<String, String> settings,
        Resources resources) {
    private static final Duration LONGEST_HOLD = Duration.ofNanos(SessionLines.MAX_HOLD_NANOS);

    /**
     * What was asked for.
     *
     * @param modalities those named by the application
     * @param onlyNamed whether those on the class path are left out
     * @param method the fusion method named, if any
     * @param priors how frequent classes are, by modality
     * @param abstainBelow the probability that a named class reaches, if set
     * @param step the time between estimates
     * @param limits what an input may ask for
     * @param meter what measures the work, if set
     */
    public record Choice(
            List<ModalityProvider> modalities,
            boolean onlyNamed,
            Optional<FusionMethod> method,
            Map<ModalityId, EmotionProbabilities> priors,
            OptionalDouble abstainBelow,
            Duration step,
            Limits limits,
            Optional<RecognizerMeter> meter) {}

    /**
     * Finds modalities and the fusion method, and loads them.
     *
     * @param choice what was asked for
     * @param loader loads models
     * @return the parts, whose resources the recogniser closes
     * @throws IllegalStateException if there is no modality, or more than one fusion method
     * @throws IllegalArgumentException if a modality holds for a time that cannot be, two have one
     *     name, or there is a prior for one that is not in use
     */
    public static RecognizerParts load(Choice choice, ModelLoader loader) {
        Map<ModalityId, ModalityProvider> modalities = new TreeMap<>();
        if (!choice.onlyNamed) {
            Services.load(ModalityProvider.class).forEach(m -> modalities.put(m.id(), m));
        }
        Map<ModalityId, ModalityProvider> named = new TreeMap<>();
        for (ModalityProvider modality : choice.modalities) {
            ModalityProvider other = named.put(modality.id(), modality);
            if (other != null) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "Two modalities named by modality(...) are both \"%s\", %s and %s;"
                                        + " name one",
                                modality.id(),
                                other.getClass().getName(),
                                modality.getClass().getName()));
            }
        }
        modalities.putAll(named);
        if (modalities.isEmpty() && !choice.onlyNamed) {
            throw new IllegalStateException(
                    "There is no modality; add the dependency emotion-vision or another module"
                            + " of the library, or name one with modality(...)");
        }
        // One without modalities replays records of any.
        for (ModalityId prior :
                modalities.isEmpty() ? Set.<ModalityId>of() : choice.priors.keySet()) {
            if (!modalities.containsKey(prior)) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "There is a prior for the modality \"%s\", which is not in use; those"
                                        + " in use are %s",
                                prior,
                                modalities.keySet()));
            }
        }
        Map<ModalityId, ModalityModel> models = new TreeMap<>();
        Resources resources = new Resources();
        try {
            modalities.forEach(
                    (id, modality) -> {
                        ModalityModel model = resources.add(modality.open(loader));
                        models.put(
                                id,
                                choice.meter
                                        .<ModalityModel>map(m -> new MeteredModel(id, model, m))
                                        .orElse(model));
                    });
            Map<ModalityId, Long> holds = new TreeMap<>();
            models.forEach((id, model) -> holds.put(id, holdNanos(id, model.holdFor())));
            DecidingFusion fusion = resources.add(openFusion(choice, loader));
            return new RecognizerParts(
                    models,
                    holds,
                    choice.step,
                    fusion,
                    choice.limits,
                    settings(choice, modalities, loader),
                    resources);
        } catch (RuntimeException | Error e) {
            resources.closeAfter(e);
            throw e;
        }
    }

    /** Called after everything is loaded, when the loader knows the models. */
    private static Map<String, String> settings(
            Choice choice, Map<ModalityId, ModalityProvider> modalities, ModelLoader loader) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("step", choice.step.toString());
        choice.abstainBelow.ifPresent(p -> settings.put("abstainBelow", Double.toString(p)));
        choice.priors.forEach(
                (id, prior) -> settings.put("prior of " + id, Arrays.toString(prior.toArray())));
        modalities.forEach((id, modality) -> settings.put("modality " + id, modality.settings()));
        methods(choice).forEach(method -> settings.put("fusion", method.settings()));
        loader.hashes().forEach((id, hash) -> settings.put("model " + id, hash));
        return settings;
    }

    private static List<FusionMethod> methods(Choice choice) {
        List<FusionMethod> methods = new ArrayList<>();
        choice.method.ifPresentOrElse(
                methods::add, () -> methods.addAll(Services.load(FusionMethod.class)));
        return methods;
    }

    private static DecidingFusion openFusion(Choice choice, ModelLoader loader) {
        List<FusionMethod> methods = methods(choice);
        if (methods.size() > 1) {
            throw new IllegalStateException(
                    "More than one way to join modalities is on the class path: "
                            + methods.stream().map(m -> m.getClass().getName()).toList()
                            + "; remove all but one, or name one with fusion(...)");
        }
        DecisionRule rule = new DecisionRule(choice.priors, choice.abstainBelow);
        Fusion joined = methods.isEmpty() ? new OpinionPool() : methods.get(0).open(loader);
        return new DecidingFusion(
                joined,
                rule,
                estimate -> choice.meter.ifPresent(meter -> meter.onEstimate(estimate)));
    }

    private static long holdNanos(ModalityId modality, Duration hold) {
        if (hold.isNegative() || hold.compareTo(LONGEST_HOLD) > 0) {
            throw new IllegalArgumentException(
                    "The modality "
                            + modality
                            + " holds an observation for "
                            + hold
                            + "; holdFor() must be at least 0 and at most a century");
        }
        return hold.toNanos();
    }
}
