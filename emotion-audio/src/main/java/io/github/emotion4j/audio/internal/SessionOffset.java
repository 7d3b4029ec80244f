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
 * the offset counts. {@link SpeechEmotionModel.Adaptation} has the numbers, and
 * models/training/speech/README.md what they are worth and cost.
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
     * @param strangeness the network's
     * @return calibrated probabilities
     */
    EmotionProbabilities judge(float[] scores, double strangeness) {
        double counted = counted() / (count + adaptation.utterances());
        double[] centred = centred(scores);
        float[] own = new float[CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            own[k] =
                    known(scores, k)
                            ? (float) (centred[k] - counted * unexpected[k])
                            : Float.NEGATIVE_INFINITY;
        }
        double heard = count / (count + adaptation.utterances());
        double usual =
                (1 - heard) * adaptation.firstTemperature() + heard * adaptation.temperature();
        return EmotionProbabilities.softmax(
                own, usual * Math.pow(adaptation.strangeFactor(), far(strangeness)));
    }

    /** From 0, as the voices and rooms learned from, to 1, strange. */
    private double far(double strangeness) {
        double far =
                (strangeness - adaptation.usual()) / (adaptation.strange() - adaptation.usual());
        return Math.max(0, Math.min(1, far));
    }

    /**
     * Learns from an utterance that is over.
     *
     * @param scores the network's, eight
     * @param strangeness the network's
     */
    void add(float[] scores, double strangeness) {
        double[] probabilities = judge(scores, strangeness).toArray();
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
        double assumed = ASSUMED_SPREAD * adaptation.spreadOfSeveral();
        double spread = assumed;
        if (count > 1) {
            double about = squares;
            for (double value : sum) {
                about -= value * value / count;
            }
            spread = (about + ASSUMED_UTTERANCES * assumed) / (count - 1 + ASSUMED_UTTERANCES);
        }
        double share =
                (spread - adaptation.spreadOfOne())
                        / (adaptation.spreadOfSeveral() - adaptation.spreadOfOne());
        return Math.max(LEAST_COUNTED, Math.min(1, share));
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
