package io.github.emotion4j.fusion.internal;

import io.github.emotion4j.core.ModelException;
import io.github.emotion4j.core.internal.model.Tensor;
import io.github.emotion4j.core.internal.model.TensorModel;
import io.github.emotion4j.core.internal.numeric.Softmax;
import io.github.emotion4j.core.model.ModelDescription;
import io.github.emotion4j.core.model.ModelLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A trained fusion network: rows of modalities over time in, calibrated class probabilities out.
 * Several persons or recordings go through one forward as a batch.
 *
 * <p>Thread-safe; {@link #close()} is idempotent. The network's form and its sources are in {@code
 * models/training/fusion/network.py}.
 */
public final class FusionNetwork implements AutoCloseable {
    private static final String CALIBRATION = "calibration.";

    private final TensorModel model;
    private final List<String> slots;
    private final int width;
    private final List<String> labels;
    private final int units;
    private final int past;
    private final int opinions;
    private final double[] temperatures;
    private final double[] thresholds;
    private final LogLinearPool pool;
    private final CombinedSteps together = new CombinedSteps(this::forward);

    private FusionNetwork(TensorModel model) {
        this.model = model;
        ModelDescription description = model.description();
        double[] shape = shape(description, 0, 4);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < (int) shape[2]; i++) {
            names.add(description.text("slots." + i));
        }
        this.slots = List.copyOf(names);
        this.width = (int) shape[3];
        this.labels = description.labels("logits");
        double[] recent = shape(description, 4, 3);
        this.past = (int) recent[1];
        this.units = (int) recent[2];
        this.opinions = (int) shape(description, 5, 2)[1];
        this.temperatures = patterns("temperatures");
        this.thresholds = patterns("thresholds");
        double[] powers = description.numbers("pool");
        if (powers.length != slots.size()) {
            throw new ModelException(
                    description.id()
                            + "'s model.json needs one power in \"pool\" for each of "
                            + slots.size()
                            + " slots, not "
                            + powers.length,
                    null);
        }
        this.pool = new LogLinearPool(slots, powers);
    }

    /**
     * Loads a network.
     *
     * @param models where it is looked for
     * @param id the model's id, such as {@code "fusion"}
     * @return the network, closed by the caller
     * @throws ModelException if it is not found or its description lacks a field
     */
    public static FusionNetwork load(ModelLoader models, String id) {
        TensorModel model = TensorModel.load(models, id);
        try {
            return new FusionNetwork(model);
        } catch (ModelException e) {
            model.close();
            throw e;
        }
    }

    /**
     * {@return the network's id and version, which its states are bound to, such as {@code "fusion
     * 1.0.0"}}
     */
    public String name() {
        return model.description().id() + " " + model.description().version();
    }

    /** {@return the names of the modalities that have a place in the network, in order} */
    public List<String> slots() {
        return slots;
    }

    /** How a recording's modalities are joined, which time plays no part in. */
    public LogLinearPool pool() {
        return pool;
    }

    /** {@return the number of values in a modality's row} */
    public int width() {
        return width;
    }

    /** {@return the labels of the classes, in order} */
    public List<String> labels() {
        return labels;
    }

    /** {@return the state before the first step: zeros} */
    public LstmState start() {
        float[] unheard = new float[slots.size()];
        Arrays.fill(unheard, past);
        return new LstmState(
                new float[units],
                new float[units],
                new float[past * units],
                new float[opinions],
                unheard);
    }

    /**
     * Whether a state has the lengths of this network.
     *
     * @param state a state
     * @return true if {@link #run} takes it
     */
    public boolean accepts(LstmState state) {
        return state.hidden().length == units
                && state.cell().length == units
                && state.recent().length == past * units
                && state.opinion().length == opinions
                && state.unheard().length == slots.size();
    }

    /**
     * Runs some steps of a batch of persons. Single steps that threads ask for at the same time go
     * through the network as one batch.
     *
     * @param values rows of shape (batch, time, slot, width); those of absent modalities do not
     *     count
     * @param present 1 where a modality is present, else 0, of shape (batch, time, slot)
     * @param states the state of each person before the first step; their number is the batch's
     * @return the probabilities of each step and the states after the last
     * @throws IllegalArgumentException if lengths do not fit one another or the network
     */
    public Steps run(float[] values, float[] present, List<LstmState> states) {
        int batch = states.size();
        int time = batch == 0 ? 0 : present.length / (batch * slots.size());
        if (time == 0
                || present.length != batch * time * slots.size()
                || values.length != present.length * width) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%d values and %d marks of presence do not fit %d states, %d slots and"
                                    + " rows of %d",
                            values.length,
                            present.length,
                            batch,
                            slots.size(),
                            width));
        }
        return time == 1 ? together.run(values, present, states) : forward(values, present, states);
    }

    private Steps forward(float[] values, float[] present, List<LstmState> states) {
        int batch = states.size();
        int time = present.length / (batch * slots.size());
        double[][][] probabilities = new double[batch][time][];
        List<LstmState> now = states;
        for (int t = 0; t < time; t++) {
            now = step(values, present, now, probabilities, t);
        }
        return new Steps(probabilities, now);
    }

    /** One step of all persons; both engines' files take this form. */
    private List<LstmState> step(
            float[] values,
            float[] present,
            List<LstmState> states,
            double[][][] probabilities,
            int t) {
        int batch = states.size();
        int time = probabilities[0].length;
        int row = slots.size() * width;
        float[] stepValues = new float[batch * row];
        float[] stepPresent = new float[batch * slots.size()];
        float[] hidden = new float[batch * units];
        float[] cell = new float[batch * units];
        float[] recent = new float[batch * past * units];
        float[] opinion = new float[batch * opinions];
        for (int i = 0; i < batch; i++) {
            int from = i * time + t;
            System.arraycopy(values, from * row, stepValues, i * row, row);
            System.arraycopy(
                    present, from * slots.size(), stepPresent, i * slots.size(), slots.size());
            put(states.get(i).hidden(), hidden, i);
            put(states.get(i).cell(), cell, i);
            put(states.get(i).recent(), recent, i);
            put(states.get(i).opinion(), opinion, i);
        }
        List<Tensor> out =
                model.run(
                        Tensor.of(stepValues, batch, 1, slots.size(), width),
                        Tensor.of(stepPresent, batch, 1, slots.size()),
                        Tensor.of(hidden, batch, units),
                        Tensor.of(cell, batch, units),
                        Tensor.of(recent, batch, past, units),
                        Tensor.of(opinion, batch, opinions));
        List<LstmState> after = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            float[] unheard =
                    StepCalibration.unheard(states.get(i).unheard(), stepPresent, i, past);
            int pattern = StepCalibration.pattern(unheard, past);
            float[] logits = out.get(0).item(i);
            probabilities[i][t] = Softmax.of(logits, temperatures[pattern]);
            after.add(
                    new LstmState(
                            out.get(1).item(i),
                            out.get(2).item(i),
                            out.get(3).item(i),
                            out.get(4).item(i),
                            unheard));
        }
        return after;
    }

    /**
     * The least probability with which a class belongs to the prediction set: the threshold of
     * split-conformal prediction at 90 % (least ambiguous sets, Sadinle et al. 2019,
     * doi:10.1080/01621459.2017.1395341), found on calibration data for each pattern of modalities
     * that are present or were heard of lately: within the steps that attention looks back to.
     *
     * @param state what the step has left
     * @return a probability
     */
    public double setThreshold(LstmState state) {
        return thresholds[StepCalibration.pattern(state.unheard(), past)];
    }

    @Override
    public void close() {
        model.close();
    }

    private double[] patterns(String field) {
        double[] values = model.description().numbers(CALIBRATION + field);
        if (values.length != StepCalibration.patterns(slots.size())) {
            throw new ModelException(
                    model.description().id()
                            + "'s model.json needs "
                            + StepCalibration.patterns(slots.size())
                            + " "
                            + CALIBRATION
                            + field
                            + ", one for each pattern of its "
                            + slots.size()
                            + " slots, not "
                            + values.length,
                    null);
        }
        return values;
    }

    private static double[] shape(ModelDescription description, int input, int axes) {
        double[] shape = description.numbers("inputs." + input + ".shape");
        if (shape.length != axes) {
            throw new ModelException(
                    String.format(
                            Locale.ROOT,
                            "%s is no fusion network: its input %d has %d axes, not %d",
                            description.id(),
                            input,
                            shape.length,
                            axes),
                    null);
        }
        return shape;
    }

    private static void put(float[] row, float[] all, int index) {
        if (row.length * (index + 1) > all.length) {
            throw new IllegalArgumentException(
                    "State " + index + " is of a network of another size");
        }
        System.arraycopy(row, 0, all, index * row.length, row.length);
    }

    /**
     * What a run gives.
     *
     * @param probabilities calibrated class probabilities of shape (batch, time, class)
     * @param states the state of each person after the last step
     */
    public record Steps(double[][][] probabilities, List<LstmState> states) {}
}
