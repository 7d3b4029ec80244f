package io.github.emotion4j.core.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a model is right at each level of confidence: the bins of a reliability diagram, and
 * the expected calibration error that sums them up.
 *
 * <p>Items are sorted by their confidence, the probability of the predicted label, into M bins of
 * equal width, ((m - 1) / M, m / M] for m = 1 to M; a confidence of 0 falls into the first. The
 * error is the sum over bins of |B| / n times |accuracy(B) - mean confidence(B)|, with total
 * weights in place of numbers where items have weights. It depends on the number of bins, and with
 * few items it is too large on average: name both with the figure.
 *
 * <p>Sources: Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
 * binning", AAAI 2015, doi:10.1609/aaai.v29i1.9602; Guo, Pleiss, Sun, Weinberger, "On calibration
 * of modern neural networks", ICML 2017, arXiv:1706.04599, whose 15 bins are the default.
 *
 * <p>Immutable and thread-safe.
 */
public final class ReliabilityDiagram {

    /** The usual number of bins, of Guo et al. 2017. */
    public static final int DEFAULT_BINS = 15;

    private final int binCount;
    private final List<Bin> bins;
    private final double expectedCalibrationError;

    private ReliabilityDiagram(int binCount, List<Bin> bins, double expectedCalibrationError) {
        this.binCount = binCount;
        this.bins = bins;
        this.expectedCalibrationError = expectedCalibrationError;
    }

    /**
     * The diagram of some predictions.
     *
     * @param predictions items that have a confidence
     * @param binCount the number of bins, at least 1; {@link #DEFAULT_BINS} to compare with others
     * @return the diagram
     * @throws IllegalArgumentException if there is no prediction, if one has no confidence, or if
     *     {@code binCount} is below 1
     */
    public static ReliabilityDiagram of(List<Prediction> predictions, int binCount) {
        if (binCount < 1) {
            throw new IllegalArgumentException(
                    "The number of bins is " + binCount + "; it must be at least 1");
        }
        if (predictions.isEmpty()) {
            throw new IllegalArgumentException(
                    "There is no prediction to evaluate; add at least one");
        }
        double[] weights = new double[binCount];
        double[] hits = new double[binCount];
        double[] confidences = new double[binCount];
        double total = 0;
        for (int i = 0; i < predictions.size(); i++) {
            Prediction prediction = predictions.get(i);
            if (prediction.confidence().isEmpty()) {
                throw new IllegalArgumentException(
                        "Prediction "
                                + i
                                + " has no confidence; make all of them with"
                                + " Prediction.ofProbabilities");
            }
            double confidence = prediction.confidence().getAsDouble();
            double weight = prediction.weight();
            int bin = bin(confidence, binCount);
            weights[bin] += weight;
            confidences[bin] += weight * confidence;
            hits[bin] += prediction.isCorrect() ? weight : 0;
            total += weight;
        }
        List<Bin> bins = new ArrayList<>();
        double error = 0;
        for (int i = 0; i < binCount; i++) {
            if (weights[i] > 0) {
                bins.add(
                        new Bin(
                                edge(i, binCount),
                                edge(i + 1, binCount),
                                weights[i],
                                confidences[i] / weights[i],
                                hits[i] / weights[i]));
                error += Math.abs(hits[i] - confidences[i]);
            }
        }
        return new ReliabilityDiagram(binCount, List.copyOf(bins), error / total);
    }

    /** {@return the number of bins, empty ones included; at least 1} */
    public int binCount() {
        return binCount;
    }

    /**
     * The bins that hold items, by rising confidence. Empty bins are left out, since nothing is
     * known of them.
     *
     * @return an immutable list, not empty
     */
    public List<Bin> bins() {
        return bins;
    }

    /**
     * {@return the mean distance between accuracy and confidence over the bins, weighted by their
     * items, in [0, 1]; 0 is best}
     */
    public double expectedCalibrationError() {
        return expectedCalibrationError;
    }

    private static int bin(double confidence, int binCount) {
        int bin = Math.max(0, (int) Math.ceil(confidence * binCount) - 1);
        // The product rounds: 0.7 * 10 is above 7. The edges themselves decide.
        if (bin > 0 && confidence <= edge(bin, binCount)) {
            return bin - 1;
        }
        return confidence > edge(bin + 1, binCount) ? bin + 1 : bin;
    }

    private static double edge(int index, int binCount) {
        return (double) index / binCount;
    }

    /**
     * The items whose confidence is in (lower, upper]; the first bin includes its lower edge.
     *
     * @param lower lower edge, in [0, 1)
     * @param upper upper edge, in (0, 1]
     * @param weight total weight of the items, positive; their number when all weights are 1
     * @param meanConfidence their mean confidence, in [0, 1]
     * @param accuracy the share of them that is right, in [0, 1]
     */
    public record Bin(
            double lower, double upper, double weight, double meanConfidence, double accuracy) {}
}
