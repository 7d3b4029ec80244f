package io.github.emotion4j.vision.internal;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.vision.internal.align.FaceAligner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The face CNN: aligned grey crops to calibrated probabilities and embeddings. Thread-safe. */
public final class ExpressionNetwork implements AutoCloseable {
    private static final String MODEL = "face-expression";

    /** The chance of a cover from which nothing is left open: nearly all such faces have one. */
    private static final double SURELY_COVERED = 0.95;

    private final TensorModel model;
    private final FaceAligner aligner;
    private final int logits;
    private final int embedding;
    private final int covered;
    private final double temperature;
    private final double[] coveredFrom;
    private final double coveredTemperatureFactor;
    private final int views;
    private final float[] levels;

    private ExpressionNetwork(TensorModel model, boolean mirrorAverage) {
        this.model = model;
        this.views = mirrorAverage ? 2 : 1;
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
        this.covered = description.output("covered");
        this.temperature = description.temperature();
        this.coveredFrom = description.numbers("covers.threshold");
        this.coveredTemperatureFactor = description.number("covers.temperature_factor");
        this.levels =
                PixelLevels.normalised(
                        description.number("inputs.0.scale"),
                        description.number("inputs.0.mean"),
                        description.number("inputs.0.std"));
    }

    /**
     * Loads the network.
     *
     * @param models loads it
     * @param mirrorAverage whether each face's mirror image is seen too and the answers averaged
     * @return the network, to be closed by the caller
     */
    public static ExpressionNetwork load(ModelLoader models, boolean mirrorAverage) {
        TensorModel model = TensorModel.load(models, MODEL);
        try {
            ExpressionNetwork network = new ExpressionNetwork(model, mirrorAverage);
            network.checkOutputs();
            return network;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** A blank face shows whether the weights are what the description says. */
    private void checkOutputs() {
        int size = aligner.size();
        List<Tensor> outputs = model.run(Tensor.of(new float[size * size], 1, 1, size, size));
        int classes = outputs.get(logits).item(0).length;
        int width = outputs.get(embedding).item(0).length;
        int described = (int) model.description().number("outputs." + embedding + ".size");
        if (classes != Emotion.ALL.size() || width != described) {
            throw new ModelException(
                    String.format(
                            Locale.ROOT,
                            "%s gives %d classes and an embedding of %d values; its description says"
                                    + " %d and %d",
                            MODEL,
                            classes,
                            width,
                            Emotion.ALL.size(),
                            described),
                    null);
        }
    }

    /**
     * What the network says of one face.
     *
     * @param mouthCovered how far the mouth is taken to be covered, in [0, 1]; 0 up to the chance
     *     that 2 of 100 open faces exceed
     * @param eyesCovered the same of the eyes
     */
    public record Expression(
            EmotionProbabilities probabilities,
            float[] embedding,
            double mouthCovered,
            double eyesCovered) {}

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
        int images = views * crops.size();
        float[] data = new float[images * size * size];
        int at = 0;
        for (byte[] crop : crops) {
            for (int i = 0; i < crop.length; i++) {
                data[at + i] = levels[crop[i] & 0xff];
            }
            at += crop.length;
            if (views == 2) {
                mirror(data, at - crop.length, size, at);
                at += crop.length;
            }
        }
        List<Tensor> outputs = model.run(Tensor.of(data, images, 1, size, size));
        List<Expression> expressions = new ArrayList<>(crops.size());
        for (int i = 0; i < crops.size(); i++) {
            float[] covers = meanOfViews(outputs.get(covered), i);
            double mouth = cover(covers[0], coveredFrom[0]);
            double eyes = cover(covers[1], coveredFrom[1]);
            // Of a covered face the network is surer than it is right.
            double factor = Math.pow(coveredTemperatureFactor, Math.max(mouth, eyes));
            expressions.add(
                    new Expression(
                            EmotionProbabilities.softmax(
                                    meanOfViews(outputs.get(logits), i), temperature * factor),
                            meanOfViews(outputs.get(embedding), i),
                            mouth,
                            eyes));
        }
        return expressions;
    }

    private static double cover(double logit, double from) {
        double chance = 1 / (1 + Math.exp(-logit));
        return Clamp.between((chance - from) / (SURELY_COVERED - from), 0, 1);
    }

    private static void mirror(float[] data, int from, int size, int to) {
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                data[to + row * size + column] = data[from + row * size + size - 1 - column];
            }
        }
    }

    private float[] meanOfViews(Tensor output, int face) {
        float[] first = output.item(views * face);
        if (views == 2) {
            float[] second = output.item(views * face + 1);
            for (int i = 0; i < first.length; i++) {
                first[i] = (first[i] + second[i]) / 2;
            }
        }
        return first;
    }

    @Override
    public void close() {
        model.close();
    }
}
