package io.github.emotion4j.fusion.train;

/**
 * What an epoch gave.
 *
 * @param epoch its number, from 1
 * @param learningRate the learning rate at its end
 * @param trainLoss the mean cross-entropy of the training steps, in nats, while they were trained
 *     on
 * @param trainAccuracy the share of training steps whose likeliest class is the target's
 * @param validationLoss the mean cross-entropy of the validation steps, in nats
 * @param validationAccuracy the share of validation steps whose likeliest class is the target's
 * @param gradientNorm the mean length of the gradients before they were cut
 * @param endedAtMillis when it ended, in milliseconds since 1970
 */
public record EpochResult(
        int epoch,
        double learningRate,
        double trainLoss,
        double trainAccuracy,
        double validationLoss,
        double validationAccuracy,
        double gradientNorm,
        long endedAtMillis) {}
