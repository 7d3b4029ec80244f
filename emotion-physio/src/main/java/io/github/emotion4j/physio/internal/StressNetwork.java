package io.github.emotion4j.physio.internal;

import io.github.emotion4j.core.model.Tensor;
import io.github.emotion4j.core.model.TensorModel;
import java.util.List;

/** Runs the stress model on one span. Thread-safe. */
public final class StressNetwork implements AutoCloseable {
    /**
     * What the model says.
     *
     * @param stress calibrated probability, in [0, 1]
     * @param arousal in [-1, 1]
     * @param embedding hidden features
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once, compared nowhere.
    public record Opinion(double stress, double arousal, float[] embedding) {}

    private final TensorModel model;
    private final double temperature;
    private final int logits;
    private final int arousal;
    private final int embedding;

    /** Takes over the model. */
    public StressNetwork(TensorModel model) {
        this.model = model;
        this.temperature = model.description().temperature();
        this.logits = model.description().output("logits");
        this.arousal = model.description().output("arousal");
        this.embedding = model.description().output("embedding");
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
            features[i] =
                    Double.isNaN(x) ? references[RunningReference.SLOW * n + i] : (float) x;
        }
        float[] mask = new float[input.present().length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = input.present()[i] ? 1 : 0;
        }
        List<Tensor> out =
                model.run(
                        Tensor.of(features, 1, n),
                        Tensor.of(references, 1, RunningReference.COUNT, n),
                        Tensor.of(mask, 1, mask.length));
        float[] z = out.get(logits).data();
        double stress = 1 / (1 + Math.exp((z[0] - z[1]) / temperature));
        double level = Math.max(-1, Math.min(1, out.get(arousal).data()[0]));
        return new Opinion(stress, level, out.get(embedding).item(0));
    }

    @Override
    public void close() {
        model.close();
    }
}
