package io.github.emotion4j.audio.internal;

import io.github.emotion4j.audio.descriptor.Descriptor;
import io.github.emotion4j.audio.descriptor.DescriptorTrack;
import io.github.emotion4j.audio.descriptor.MelSettings;
import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import java.util.Arrays;
import java.util.List;

/**
 * The network that hears an expression in an utterance. Thread-safe.
 *
 * <p>Its inputs are log-mel (1, frame, 64) of {@link MelSettings#speechModel()}, pitch (1, frame,
 * 2) as F0 in hertz (0 where unvoiced) and voicing, and the 88 functionals (1, 88), NaN where not
 * defined. Gain is removed inside the network. The network judges each utterance on its own; what
 * utterances of a session have in common is taken off its scores outside, see {@link Adaptation}.
 */
public final class SpeechEmotionModel implements AutoCloseable {
    /** The model's id. */
    public static final String ID = "speech-emotion";

    /** Frames below which the network has nothing to go by: 0.3 s. */
    public static final int SHORTEST_FRAMES = 30;

    private final TensorModel model;
    private final Adaptation adaptation;
    private final int logits;
    private final int embedding;
    private final int strangeness;

    /**
     * Loads the model.
     *
     * @param models where models come from
     * @throws ModelException if it is not found, or was made for another front end
     */
    public SpeechEmotionModel(ModelLoader models) {
        model = TensorModel.load(models, ID);
        ModelDescription description = model.description();
        MelSettings mel = MelSettings.speechModel();
        requireFrontEnd(description, "inputs.0.rate", mel.rateHertz());
        requireFrontEnd(description, "inputs.0.frame", mel.frameLength());
        requireFrontEnd(description, "inputs.0.hop", mel.hopLength());
        requireFrontEnd(description, "inputs.0.bands", mel.bands());
        requireFrontEnd(description, "inputs.0.low", mel.lowHertz());
        requireFrontEnd(description, "inputs.0.high", mel.highHertz());
        strangeness = description.output("strangeness");
        adaptation =
                new Adaptation(
                        description.number("session.utterances"),
                        description.number("session.expected"),
                        description.number("session.spreadOfOne"),
                        description.number("session.spreadOfSeveral"),
                        description.number("session.remembered"),
                        description.temperature(),
                        description.number("session.settled"),
                        description.number("session.left"),
                        description.number("session.usualOffset"),
                        description.number("session.usualOffsetCounts"),
                        description.number("outputs." + strangeness + ".strange"));
        logits = description.output("logits");
        embedding = description.output("embedding");
    }

    private static void requireFrontEnd(ModelDescription d, String field, double expected) {
        if (d.number(field) != expected) {
            throw new ModelException(
                    "The model "
                            + d.id()
                            + " wants "
                            + field
                            + " = "
                            + d.number(field)
                            + ", this version computes "
                            + expected,
                    null);
        }
    }

    /**
     * How what was heard before in a session is counted, as it was fitted on corpora that the
     * network had not heard.
     *
     * @param utterances number of utterances at which their common part counts half
     * @param expected part of a class's score that is taken to be the class and not the voice, in
     *     scores; 0 takes any session for an even mixture of classes
     * @param spreadOfOne variance of one person's scores, summed over classes, where one class is
     *     shown: at this spread the least of what is common is counted
     * @param spreadOfSeveral the same where several are shown: at this spread all is counted
     * @param remembered number of utterances that are remembered
     * @param temperature calibration temperature where the square root below is 1
     * @param settled what is added to the square of the offset, the length of what the scores of a
     *     session have in common; the temperature grows with the square root of both
     * @param left how much of the square of the offset counts where much was heard, since most of
     *     it is taken off the scores then
     * @param usualOffset square of the offset that is assumed before anything was heard
     * @param usualOffsetCounts utterances that it counts as
     * @param strange strangeness from which voices and rooms are unlike those learned from
     */
    public record Adaptation(
            double utterances,
            double expected,
            double spreadOfOne,
            double spreadOfSeveral,
            double remembered,
            double temperature,
            double settled,
            double left,
            double usualOffset,
            double usualOffsetCounts,
            double strange) {}

    /** {@return how earlier utterances count, from the model's description} */
    public Adaptation adaptation() {
        return adaptation;
    }

    /**
     * The output of the network for one utterance.
     *
     * @param scores log-probabilities of the eight classes in the order of {@link
     *     io.github.emotion4j.core.Emotion#ALL}, not calibrated; contempt has none (-60)
     * @param embedding hidden features for fusion
     * @param strangeness how far the utterance lies from those learned from: squared length outside
     *     of their main axes, 1 for one of them
     */
    @SuppressWarnings("ArrayRecordComponent") // Fresh arrays, which no one else holds.
    public record Output(float[] scores, float[] embedding, double strangeness) {}

    /**
     * Hears an utterance.
     *
     * @param logMel row-major (frame, 64), at least as many frames as the track
     * @param track the descriptors of the same samples, at least {@link #SHORTEST_FRAMES} frames
     * @return scores and embedding
     * @throws IllegalArgumentException if there are too few frames
     */
    public Output hear(float[] logMel, DescriptorTrack track) {
        int frames = track.frames();
        int bands = MelSettings.speechModel().bands();
        if (frames < SHORTEST_FRAMES || logMel.length < frames * bands) {
            throw new IllegalArgumentException(
                    "At least "
                            + SHORTEST_FRAMES
                            + " frames are needed, with log-mel for each; there are "
                            + frames
                            + " and "
                            + logMel.length / bands);
        }
        float[] pitch = new float[frames * 2];
        for (int t = 0; t < frames; t++) {
            float f0 = track.value(Descriptor.F0, t);
            pitch[2 * t] = Float.isNaN(f0) ? 0 : f0;
            pitch[2 * t + 1] = track.value(Descriptor.VOICING, t);
        }
        List<Double> values = track.functionals().values();
        float[] functionals = new float[values.size()];
        for (int i = 0; i < functionals.length; i++) {
            functionals[i] = values.get(i).floatValue();
        }
        List<Tensor> outputs =
                model.run(
                        Tensor.of(Arrays.copyOf(logMel, frames * bands), 1, frames, bands),
                        Tensor.of(pitch, 1, frames, 2),
                        Tensor.of(functionals, 1, functionals.length));
        return new Output(
                outputs.get(logits).item(0),
                outputs.get(embedding).item(0),
                outputs.get(strangeness).item(0)[0]);
    }

    @Override
    public void close() {
        model.close();
    }
}
