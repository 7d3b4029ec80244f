package io.github.emotion4j.fusion;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.OpinionPool;
import io.github.emotion4j.core.internal.QualityWeightedMean;
import io.github.emotion4j.core.spi.FusionSession;
import io.github.emotion4j.fusion.internal.ByteHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One person followed by the network: a state for each subset of the slots heard of so far, all
 * taken through one forward a step. A slot that was never heard of makes no difference, so its
 * subsets need no state until it speaks.
 */
final class LstmSession implements FusionSession {
    private static final ByteHead HEAD =
            new ByteHead(
                    "E4FS",
                    1,
                    "the state of a session of the fusion network",
                    "Start a new session, or restore with the library that saved it");
    private static final String OTHER = "other";

    private final FusionNetwork network;
    private final OpinionPool pool;
    private final int slots;

    /** By subset of the slots heard of: bit i stands for slot i. */
    private TreeMap<Integer, LstmState> states = new TreeMap<>();

    private int heard;

    LstmSession(FusionNetwork network, OpinionPool pool) {
        this.network = network;
        this.pool = pool;
        this.slots = network.slots().size();
        states.put(0, network.start());
    }

    @Override
    public EmotionEstimate step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
        Map<Integer, List<Present>> bySlot = new TreeMap<>();
        Map<ModalityId, Integer> slotOf = new TreeMap<>();
        evidence.forEach(
                (id, e) -> {
                    int slot = slot(id);
                    if (slot >= 0) {
                        slotOf.put(id, slot);
                    }
                    if (e instanceof Present present && slot >= 0) {
                        bySlot.computeIfAbsent(slot, s -> new ArrayList<>()).add(present);
                    }
                });
        for (int slot : bySlot.keySet()) {
            hear(slot);
        }
        float[][] rows = new float[slots][];
        bySlot.forEach((slot, pieces) -> rows[slot] = row(pieces, step));
        Map<Integer, double[]> said = run(rows);
        if (bySlot.isEmpty()) {
            return pool.step(step, evidence);
        }
        EmotionProbabilities probabilities = EmotionProbabilities.of(said.get(heard));
        double[] shapley = shapley(said, probabilities.top().ordinal());
        Map<ModalityId, Double> contribution = new TreeMap<>();
        slotOf.forEach(
                (id, slot) -> {
                    if ((heard >> slot & 1) == 1) {
                        long sharing = slotOf.values().stream().filter(slot::equals).count();
                        contribution.put(id, shapley[slot] / sharing);
                    }
                });
        return new EmotionEstimate(
                step,
                probabilities,
                Affect.expected(probabilities),
                new QualityWeightedMean(
                                bySlot.values().stream().flatMap(List::stream).toList(), p -> 1)
                        .stress(),
                marked(evidence, slotOf.keySet()),
                contribution,
                set(probabilities, network.setThreshold(states.get(heard))),
                pool.abstentionReasons(probabilities));
    }

    /**
     * A recording's mean: of probabilities, contributions and stress over the steps that tell. The
     * thresholds of prediction sets are those of steps, so that its set is the least that reaches
     * 90 %.
     */
    static EmotionEstimate mean(
            EmotionEstimate pooled, List<EmotionEstimate> telling, OpinionPool pool) {
        double[] sum = new double[Emotion.ALL.size()];
        Map<ModalityId, Double> contribution = new TreeMap<>();
        for (EmotionEstimate estimate : telling) {
            double[] p = estimate.probabilities().toArray();
            for (int c = 0; c < sum.length; c++) {
                sum[c] += p[c];
            }
            estimate.contribution()
                    .forEach(
                            (id, value) ->
                                    contribution.merge(id, value / telling.size(), Double::sum));
        }
        EmotionProbabilities probabilities = EmotionProbabilities.of(sum);
        return new EmotionEstimate(
                pooled.interval(),
                probabilities,
                Affect.expected(probabilities),
                pooled.stress(),
                pooled.evidence(),
                contribution,
                probabilities.smallestSet(0.9),
                pool.abstentionReasons(probabilities));
    }

    @Override
    public byte[] state() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(HEAD.bytes());
            out.writeUTF(network.name());
            out.writeInt(heard);
            for (LstmState state : states.values()) {
                byte[] one = state.toBytes();
                out.writeInt(one.length);
                out.write(one);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void restore(byte[] state) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            HEAD.check(state);
            in.skipNBytes(ByteHead.LENGTH);
            String name = in.readUTF();
            if (!name.equals(network.name())) {
                throw refused("is of the network " + name + ", not " + network.name(), null);
            }
            int saved = in.readInt();
            if (saved < 0 || saved >= 1 << slots) {
                throw refused("names slots that the network does not have", null);
            }
            TreeMap<Integer, LstmState> read = new TreeMap<>();
            for (int subset = 0; subset <= saved; subset++) {
                if ((subset & ~saved) == 0) {
                    byte[] one = new byte[Math.min(in.readInt(), state.length)];
                    in.readFully(one);
                    LstmState restored = LstmState.ofBytes(one);
                    if (!network.accepts(restored)) {
                        throw refused("is of a network of another size", null);
                    }
                    read.put(subset, restored);
                }
            }
            heard = saved;
            states = read;
        } catch (IllegalArgumentException e) {
            throw new EmotionException(e.getMessage(), e);
        } catch (IOException | NegativeArraySizeException e) {
            throw refused("is damaged or cut short", e);
        }
    }

    @Override
    public void close() {
        // The network is the method's; the state is plain arrays.
    }

    private static EmotionException refused(String why, Throwable cause) {
        return new EmotionException(
                "The state " + why + "; start a new session, or use the state of this network",
                cause);
    }

    private int slot(ModalityId id) {
        int slot = network.slots().indexOf(id.name());
        return slot >= 0 ? slot : network.slots().indexOf(OTHER);
    }

    /** Says of channels without a slot that they did not count. */
    private Map<ModalityId, Evidence> marked(
            Map<ModalityId, Evidence> evidence, Set<ModalityId> counted) {
        Map<ModalityId, Evidence> marked = new TreeMap<>(evidence);
        marked.replaceAll(
                (id, e) ->
                        e instanceof Present present && !counted.contains(id)
                                ? noSlot(present)
                                : e);
        return marked;
    }

    private Present noSlot(Present present) {
        return present.withIssue(
                new Reason(
                        "no-slot",
                        "did not count: the network "
                                + network.name()
                                + " has slots for "
                                + network.slots()
                                + " alone"));
    }

    private void hear(int slot) {
        int bit = 1 << slot;
        if ((heard & bit) == 0) {
            heard |= bit;
            TreeMap<Integer, LstmState> more = new TreeMap<>(states);
            states.forEach((subset, state) -> more.put(subset | bit, state));
            states = more;
        }
    }

    /** Several channels without a slot of their own share one: they are averaged. */
    private static float[] row(List<Present> pieces, TimeInterval step) {
        float[] row = new float[EvidenceVector.WIDTH];
        for (Present piece : pieces) {
            float[] one = EvidenceVector.of(piece, step);
            for (int i = 0; i < row.length; i++) {
                row[i] += one[i] / pieces.size();
            }
        }
        return row;
    }

    /** Takes every subset's state through the step and gives what each says. */
    private Map<Integer, double[]> run(float[][] rows) {
        List<Integer> subsets = List.copyOf(states.keySet());
        int width = network.width();
        float[] values = new float[subsets.size() * slots * width];
        float[] present = new float[subsets.size() * slots];
        for (int i = 0; i < subsets.size(); i++) {
            for (int slot = 0; slot < slots; slot++) {
                if (rows[slot] != null && (subsets.get(i) >> slot & 1) == 1) {
                    present[i * slots + slot] = 1;
                    System.arraycopy(rows[slot], 0, values, (i * slots + slot) * width, width);
                }
            }
        }
        FusionNetwork.Steps steps = network.run(values, present, List.copyOf(states.values()));
        Map<Integer, double[]> said = new TreeMap<>();
        for (int i = 0; i < subsets.size(); i++) {
            states.put(subsets.get(i), steps.states().get(i));
            said.put(subsets.get(i), steps.probabilities()[i][0]);
        }
        return said;
    }

    private double[] shapley(Map<Integer, double[]> said, int top) {
        double[] values = new double[slots];
        int players = Integer.bitCount(heard);
        for (int slot = 0; slot < slots; slot++) {
            int bit = 1 << slot;
            for (var entry : said.entrySet()) {
                int subset = entry.getKey();
                if ((heard & bit) != 0 && (subset & bit) == 0) {
                    int size = Integer.bitCount(subset);
                    double orders = factorial(size) * factorial(players - size - 1);
                    double gain = said.get(subset | bit)[top] - entry.getValue()[top];
                    values[slot] += orders / factorial(players) * gain;
                }
            }
        }
        return values;
    }

    private static double factorial(int n) {
        double product = 1;
        for (int i = 2; i <= n; i++) {
            product *= i;
        }
        return product;
    }

    private static Set<Emotion> set(EmotionProbabilities probabilities, double threshold) {
        EnumSet<Emotion> set = EnumSet.of(probabilities.top());
        for (Emotion emotion : Emotion.ALL) {
            if (probabilities.of(emotion) >= threshold) {
                set.add(emotion);
            }
        }
        return set;
    }
}
