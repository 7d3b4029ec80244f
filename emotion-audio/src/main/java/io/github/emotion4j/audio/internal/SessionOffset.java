package io.github.emotion4j.audio.internal;

import io.github.emotion4j.core.EmotionProbabilities;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the utterances of a session so far have in common in the network's scores, which is the
 * voice, the microphone and the room; it is taken off the next utterance's.
 *
 * <p>Scores are log-probabilities less their mean. Of those of each utterance, what its classes are
 * expected to score is taken off, each class by its probability as judged then; the mean of what is
 * left, shrunk towards nothing while little was heard, is the offset.
 *
 * <p>Where a person shows one class only, that class must not be taken for the voice. Such
 * utterances lie closer together than those of several classes: the less they spread, the less of
 * the offset counts.
 *
 * <p>The longer what the scores have in common, the further the voice, the room or the language is
 * from those learned from, and the more often the network is wrong; so the calibration temperature
 * grows with that length. {@link SpeechEmotionModel.Adaptation} has the numbers, and
 * models/training/speech-emotion/README.md what they are worth and cost.
 *
 * <p>One session, one thread.
 */
final class SessionOffset {
    private static final int CLASSES = 8;

    /** A class below this log-probability is one that the network does not know. */
    private static final float NO_MASS = -50;

    /** Utterances that the spread which is assumed at first counts as. */
    private static final double ASSUMED_UTTERANCES = 6;

    /** What is assumed at first, of the spread of several classes. */
    private static final double ASSUMED_SPREAD = 0.8;

    /** The smallest weight of the offset, so that the spread need not be estimated exactly. */
    private static final double LEAST_COUNTED = 0.2;

    private final SpeechEmotionModel.Adaptation adaptation;
    private final double[] unexpected = new double[CLASSES];
    private final double[] sum = new double[CLASSES];
    private double squares;
    private double count;

    SessionOffset(SpeechEmotionModel.Adaptation adaptation) {
        this.adaptation = adaptation;
    }

    /**
     * Judges an utterance in view of the earlier ones, without learning from it.
     *
     * @param scores the network's, eight
     * @return calibrated probabilities
     */
    EmotionProbabilities judge(float[] scores) {
        double counted = counted() / (count + adaptation.utterances());
        double[] centred = centred(scores);
        float[] own = new float[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            own[k] =
                    known(scores, k)
                            ? (float) (centred[k] - counted * unexpected[k])
                            : Float.NEGATIVE_INFINITY;
        }
        return EmotionProbabilities.softmax(own, temperature(centred));
    }

    private double temperature(double[] centred) {
        double early = adaptation.utterances() / (count + adaptation.utterances());
        double counted = adaptation.left() + (1 - adaptation.left()) * early;
        return adaptation.temperature()
                * Math.sqrt(adaptation.settled() + counted * squaredOffset(centred));
    }

    /**
     * Squared length of what the scores so far and these have in common, less what chance adds to
     * it, and shrunk towards the usual one while little was heard.
     */
    private double squaredOffset(double[] centred) {
        double heard = count + 1;
        double[] with = sum.clone();
        double square = 0;
        double common = 0;
        for (int k = 0; k < CLASSES; k++) {
            with[k] += centred[k];
            square += centred[k] * centred[k];
            common += with[k] * with[k];
        }
        double chance = spread(with, squares + square, heard) / heard;
        double offset = Math.max(0, common / (heard * heard) - chance);
        double counts = adaptation.usualOffsetCounts();
        return (counts * adaptation.usualOffset() + heard * offset) / (counts + heard);
    }

    /**
     * Learns from an utterance that is over.
     *
     * @param scores the network's, eight
     */
    void add(float[] scores) {
        double[] probabilities = judge(scores).toArray();
        double[] centred = centred(scores);
        if (count >= adaptation.remembered()) {
            forget(1 - 1 / adaptation.remembered());
        }
        int classes = 0;
        for (int k = 0; k < CLASSES; k++) {
            classes += known(scores, k) ? 1 : 0;
        }
        for (int k = 0; k < CLASSES; k++) {
            if (known(scores, k)) {
                unexpected[k] +=
                        centred[k] - adaptation.expected() * (probabilities[k] - 1.0 / classes);
                sum[k] += centred[k];
                squares += centred[k] * centred[k];
            }
        }
        count++;
    }

    private void forget(double kept) {
        count *= kept;
        squares *= kept;
        for (int k = 0; k < CLASSES; k++) {
            unexpected[k] *= kept;
            sum[k] *= kept;
        }
    }

    /** How much of the offset counts, by the spread of the scores so far. */
    private double counted() {
        double spread =
                count > 1
                        ? spread(sum, squares, count)
                        : ASSUMED_SPREAD * adaptation.spreadOfSeveral();
        double share =
                (spread - adaptation.spreadOfOne())
                        / (adaptation.spreadOfSeveral() - adaptation.spreadOfOne());
        return Math.max(LEAST_COUNTED, Math.min(1, share));
    }

    /** Variance of scores, summed over classes, from sums; shrunk towards what is assumed. */
    private double spread(double[] total, double totalSquares, double utterances) {
        double about = totalSquares;
        for (double value : total) {
            about -= value * value / utterances;
        }
        double assumed = ASSUMED_UTTERANCES * ASSUMED_SPREAD * adaptation.spreadOfSeveral();
        return (Math.max(0, about) + assumed) / (utterances - 1 + ASSUMED_UTTERANCES);
    }

    private static boolean known(float[] scores, int k) {
        return scores[k] > NO_MASS;
    }

    /** The scores of the known classes less their mean; 0 for the others. */
    private static double[] centred(float[] scores) {
        double mean = 0;
        int classes = 0;
        for (int k = 0; k < CLASSES; k++) {
            if (known(scores, k)) {
                mean += scores[k];
                classes++;
            }
        }
        mean /= classes;
        double[] centred = new double[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            centred[k] = known(scores, k) ? scores[k] - mean : 0;
        }
        return centred;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(count);
        out.writeDouble(squares);
        for (int k = 0; k < CLASSES; k++) {
            out.writeDouble(unexpected[k]);
            out.writeDouble(sum[k]);
        }
    }

    void read(DataInput in) throws IOException {
        count = in.readDouble();
        squares = in.readDouble();
        for (int k = 0; k < CLASSES; k++) {
            unexpected[k] = in.readDouble();
            sum[k] = in.readDouble();
        }
    }
}
