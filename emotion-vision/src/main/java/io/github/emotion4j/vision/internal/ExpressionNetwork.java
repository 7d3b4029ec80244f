package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.Tensor;
import io.github.emotion4j.core.model.TensorModel;
import io.github.emotion4j.vision.internal.align.FaceAligner;
import java.util.ArrayList;
import java.util.List;

/** The face CNN: aligned grey crops to calibrated probabilities and embeddings. Thread-safe. */
public final class ExpressionNetwork implements AutoCloseable {
    private static final String MODEL = "face-expression";

    private final TensorModel model;
    private final FaceAligner aligner;
    private final int logits;
    private final int embedding;
    private final double temperature;
    private final float[] values = new float[256];

    private ExpressionNetwork(TensorModel model) {
        this.model = model;
        ModelDescription description = model.description();
        List<String> labels = Emotion.ALL.stream().map(Emotion::label).toList();
        if (!description.labels("logits").equals(labels)) {
            throw new ModelException(
                    description.id()
                            + " has the labels "
                            + description.labels("logits")
                            + ", not "
                            + labels,
                    null);
        }
        this.aligner = new FaceAligner(description);
        this.logits = description.output("logits");
        this.embedding = description.output("embedding");
        this.temperature = description.temperature();
        double scale = description.number("inputs.0.scale");
        double mean = description.number("inputs.0.mean");
        double deviation = description.number("inputs.0.std");
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((i * scale - mean) / deviation);
        }
    }

    /**
     * Loads the network.
     *
     * @param models loads it
     * @return the network, to be closed by the caller
     */
    public static ExpressionNetwork load(ModelLoader models) {
        TensorModel model = models.load(MODEL);
        try {
            return new ExpressionNetwork(model);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** What the network says of one face. */
    public record Expression(EmotionProbabilities probabilities, float[] embedding) {}

    /** Cuts faces out as the network wants them. */
    public FaceAligner aligner() {
        return aligner;
    }

    /**
     * Runs the network on a batch of faces in one forward.
     *
     * @param crops the aligned crops, row by row
     * @return one expression a crop, in order
     */
    public List<Expression> classify(List<byte[]> crops) {
        if (crops.isEmpty()) {
            return List.of();
        }
        int size = aligner.size();
        float[] data = new float[crops.size() * size * size];
        int at = 0;
        for (byte[] crop : crops) {
            for (byte pixel : crop) {
                data[at++] = values[pixel & 0xff];
            }
        }
        List<Tensor> outputs = model.run(Tensor.of(data, crops.size(), 1, size, size));
        List<Expression> expressions = new ArrayList<>(crops.size());
        for (int i = 0; i < crops.size(); i++) {
            expressions.add(
                    new Expression(
                            EmotionProbabilities.softmax(outputs.get(logits).item(i), temperature),
                            outputs.get(embedding).item(i)));
        }
        return expressions;
    }

    @Override
    public void close() {
        model.close();
    }
}
