package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import java.util.List;

/** Runs the stress model on one span. Thread-safe. */
public final class StressNetwork implements AutoCloseable {
    /**
     * What the model says.
     *
     * @param stress calibrated probability under the prior, in [0, 1]
     * @param embedding hidden features
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once, compared nowhere.
    public record Opinion(double stress, float[] embedding) {}

    private static final int PULSE = 0;
    private static final int SKIN = 1;
    private static final int DEVICE_RATE = 3;

    private final TensorModel model;
    private final double temperature;
    private final double shift;
    private final int logits;
    private final int embedding;

    /** Takes over the model; {@code prior} is how often stress is expected, in (0, 1). */
    public StressNetwork(TensorModel model, double prior) {
        this.model = model;
        this.temperature = model.description().temperature();
        this.shift = logOdds(prior) - logOdds(model.description().number("prior"));
        this.logits = model.description().output("logits");
        this.embedding = model.description().output("embedding");
    }

    private static double logOdds(double p) {
        return Math.log(p / (1 - p));
    }

    /** Whether there is a signal that the model can judge; skin temperature alone is not enough. */
    static boolean judges(StressInput input) {
        return input.present()[PULSE] || input.present()[SKIN] || input.present()[DEVICE_RATE];
    }

    /** Runs the model. */
    public Opinion run(StressInput input) {
        int n = StressInput.COUNT;
        float[] features = new float[n];
        float[] references = new float[input.references().length];
        for (int i = 0; i < references.length; i++) {
            references[i] = (float) input.references()[i];
        }
        for (int i = 0; i < n; i++) {
            double x = input.features()[i];
            // A feature that is missing now stands where it has been.
            features[i] = Double.isNaN(x) ? references[RunningReference.SLOW * n + i] : (float) x;
        }
        float[] mask = new float[input.present().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = input.present()[i] ? 1 : 0;
        }
        if (mask[PULSE] > 0 && Double.isNaN(input.features()[PulseFeatures.SHAPE])) {
            // R peaks have no wave: their rate is judged as a device's would be.
            mask[PULSE] = 0;
            mask[DEVICE_RATE] = 1;
            int rate = StressInput.first(DEVICE_RATE);
            features[rate] = features[0];
            for (int row = 0; row < RunningReference.COUNT; row++) {
                references[row * n + rate] = references[row * n];
            }
        }
        List<Tensor> out =
                model.run(
                        Tensor.of(features, 1, n),
                        Tensor.of(references, 1, RunningReference.COUNT, n),
                        Tensor.of(mask, 1, mask.length));
        float[] z = out.get(logits).data();
        double stress = 1 / (1 + Math.exp((z[0] - z[1]) / temperature - shift));
        return new Opinion(stress, out.get(embedding).item(0));
    }

    @Override
    public void close() {
        model.close();
    }
}
