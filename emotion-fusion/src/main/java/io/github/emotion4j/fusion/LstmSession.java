package io.github.emotion4j.fusion;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.spi.FusionSession;
import io.github.emotion4j.core.spi.JoinedOpinion;
import io.github.emotion4j.core.spi.SavedState;
import io.github.emotion4j.fusion.internal.Shapley;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One person followed by the network: a state for each subset of the slots heard of so far, all
 * taken through one forward a step. A slot that was never heard of makes no difference, so its
 * subsets need no state until it speaks.
 */
final class LstmSession implements FusionSession {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4FS",
                    2,
                    "The state of a session of the fusion network",
                    "Start a new session, or restore with the library that saved it");

    private final FusionNetwork network;
    private final int slots;

    /** By subset of the slots heard of: bit i stands for slot i. */
    private TreeMap<Integer, LstmState> states = new TreeMap<>();

    private int heard;

    LstmSession(FusionNetwork network) {
        this.network = network;
        this.slots = network.slots().size();
        states.put(0, network.start());
    }

    @Override
    public JoinedOpinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
        Map<ModalityId, Evidence> used = LogLinearPool.markUnheard(evidence, network.slots());
        Map<Integer, List<Present>> bySlot = new TreeMap<>();
        Map<ModalityId, Integer> slotOf = new TreeMap<>();
        used.forEach(
                (id, e) -> {
                    int slot = LogLinearPool.slot(network.slots(), id);
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
        if (bySlot.values().stream()
                .flatMap(List::stream)
                .noneMatch(p -> p.probabilities().isPresent())) {
            return JoinedOpinion.none(used);
        }
        EmotionProbabilities probabilities = EmotionProbabilities.of(said.get(heard));
        double[] shapley = Shapley.values(heard, said, probabilities.top().ordinal());
        Map<ModalityId, Double> contribution = new TreeMap<>();
        slotOf.forEach(
                (id, slot) -> {
                    if ((heard >> slot & 1) == 1) {
                        long sharing = slotOf.values().stream().filter(slot::equals).count();
                        contribution.put(id, shapley[slot] / sharing);
                    }
                });
        return new JoinedOpinion(
                Optional.of(probabilities),
                contribution,
                set(probabilities, network.setThreshold(states.get(heard))),
                used);
    }

    @Override
    public byte[] state() {
        return ENVELOPE.write(
                out -> {
                    out.writeUTF(network.name());
                    out.writeInt(heard);
                    for (LstmState state : states.values()) {
                        state.write(out);
                    }
                });
    }

    @Override
    public void restore(byte[] state) {
        ENVELOPE.read(
                state,
                in -> {
                    read(in);
                    return this;
                });
    }

    private void read(DataInputStream in) throws IOException {
        String name = in.readUTF();
        if (!name.equals(network.name())) {
            throw refused("is of the network " + name + ", not " + network.name());
        }
        int saved = in.readInt();
        if (saved < 0 || saved >= 1 << slots) {
            throw refused("names slots that the network does not have");
        }
        TreeMap<Integer, LstmState> read = new TreeMap<>();
        for (int subset = 0; subset <= saved; subset++) {
            if ((subset & ~saved) == 0) {
                LstmState restored = LstmState.read(in);
                if (!network.accepts(restored)) {
                    throw refused("is of a network of another size");
                }
                read.put(subset, restored);
            }
        }
        heard = saved;
        states = read;
    }

    @Override
    public void close() {
        // The network is the method's; the state is plain arrays.
    }

    private static InputException refused(String why) {
        return new InputException(
                ENVELOPE.what(), why + ". Start a new session, or use the state of this network");
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
