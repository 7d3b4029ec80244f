package io.github.emotion4j.fusion.internal;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.Evidence.Present;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.spi.Fusion;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * One person followed by the network: a state for each subset of the slots heard of so far, all
 * taken through one forward a step. A slot that was never heard of makes no difference, so its
 * subsets need no state until it speaks.
 */
public final class LstmSession implements Fusion.Session {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4FS",
                    3,
                    "The state of a session of the fusion network",
                    "Start a new session, or restore with the library that saved it");

    private final FusionNetwork network;
    private final int slots;

    /** Indexed by the subset of known slots: bit i represents slot i. */
    private TreeMap<Integer, LstmState> states = new TreeMap<>();

    private int heard;

    /**
     * Whether a step without any signal left the states as they were, so that another one would,
     * too: a recording may have a day of them.
     */
    private boolean settled;

    /** Where the evidence began that was present in the step before. */
    private TreeMap<ModalityId, Long> startsBefore = new TreeMap<>();

    public LstmSession(FusionNetwork network) {
        this.network = network;
        this.slots = network.slots().size();
        states.put(0, network.start());
    }

    @Override
    public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
        Request request = request(step, evidence);
        return commit(
                after(request, run(network, request.values, request.present, request.states)));
    }

    /**
     * One step of each of several sessions through one forward, or a few if there are many rows.
     *
     * @param network the network of all the sessions
     * @param steps each of another session
     * @return what the modalities say together in each
     */
    public static List<Fusion.Opinion> steps(FusionNetwork network, List<Fusion.Step> steps) {
        List<Request> requests = new ArrayList<>();
        for (Fusion.Step step : steps) {
            LstmSession session = (LstmSession) step.session();
            requests.add(session.request(step.interval(), step.evidence()));
        }
        List<FusionNetwork.Steps> answers = new ArrayList<>();
        for (int from = 0; from < requests.size(); ) {
            int to = from;
            int rows = 0;
            while (to < requests.size() && (rows == 0 || rows < CombinedSteps.MAX_ROWS)) {
                rows += requests.get(to++).states.size();
            }
            answers.addAll(forward(network, requests.subList(from, to), rows));
            from = to;
        }
        List<After> after = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            LstmSession session = (LstmSession) steps.get(i).session();
            after.add(session.after(requests.get(i), answers.get(i)));
        }
        // All have an answer: none can fail any more, so that either all advance or none.
        List<Fusion.Opinion> said = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            LstmSession session = (LstmSession) steps.get(i).session();
            said.add(session.commit(after.get(i)));
        }
        return said;
    }

    private static List<FusionNetwork.Steps> forward(
            FusionNetwork network, List<Request> requests, int rows) {
        int marks = network.slots().size();
        float[] values = new float[rows * marks * network.width()];
        float[] present = new float[rows * marks];
        List<LstmState> states = new ArrayList<>();
        for (Request request : requests) {
            int row = states.size() * marks;
            System.arraycopy(
                    request.values, 0, values, row * network.width(), request.values.length);
            System.arraycopy(request.present, 0, present, row, request.present.length);
            states.addAll(request.states);
        }
        FusionNetwork.Steps all = run(network, values, present, states);
        List<FusionNetwork.Steps> each = new ArrayList<>();
        int from = 0;
        for (Request request : requests) {
            int to = from + request.states.size();
            each.add(
                    new FusionNetwork.Steps(
                            Arrays.copyOfRange(all.probabilities(), from, to),
                            all.states().subList(from, to)));
            from = to;
        }
        return each;
    }

    private static FusionNetwork.Steps run(
            FusionNetwork network, float[] values, float[] present, List<LstmState> states) {
        return states.isEmpty()
                ? new FusionNetwork.Steps(new double[0][][], List.of())
                : network.run(values, present, states);
    }

    /** A step before its forward. What it holds of the session is the session's own. */
    private static final class Request {
        private final Map<ModalityId, Evidence> used;
        private final Map<Integer, List<ModalityId>> bySlot = new TreeMap<>();
        private final Map<ModalityId, Integer> slotOf = new TreeMap<>();
        private float[] values = new float[0];
        private float[] present = new float[0];
        private List<Integer> subsets = List.of();
        private List<LstmState> states = List.of();

        private Request(Map<ModalityId, Evidence> used) {
            this.used = used;
        }
    }

    /**
     * The rows of a step; nothing but {@link #hear}, which can be repeated, changes the session.
     */
    private Request request(TimeInterval step, Map<ModalityId, Evidence> evidence) {
        Request request = new Request(LogLinearPool.markUnheard(evidence, network.slots()));
        request.used.forEach(
                (id, e) -> {
                    int slot = LogLinearPool.slot(network.slots(), id);
                    if (slot >= 0) {
                        request.slotOf.put(id, slot);
                    }
                    if (e instanceof Present && slot >= 0) {
                        request.bySlot.computeIfAbsent(slot, s -> new ArrayList<>()).add(id);
                    }
                });
        for (int slot : request.bySlot.keySet()) {
            hear(slot);
        }
        float[][] rows = new float[slots][];
        request.bySlot.forEach((slot, ids) -> rows[slot] = row(ids, request.used, step));
        if (!settled || !request.bySlot.isEmpty()) {
            fill(request, rows);
        }
        return request;
    }

    /** What a step gives, and what the session is after it. */
    private record After(
            Fusion.Opinion opinion,
            TreeMap<Integer, LstmState> states,
            boolean settled,
            TreeMap<ModalityId, Long> starts) {}

    private Fusion.Opinion commit(After after) {
        states = after.states;
        settled = after.settled;
        startsBefore = after.starts;
        return after.opinion;
    }

    /** Changes nothing yet. */
    private After after(Request request, FusionNetwork.Steps steps) {
        TreeMap<ModalityId, Long> starts = new TreeMap<>();
        request.used.forEach(
                (id, e) -> {
                    if (e instanceof Present) {
                        starts.put(id, e.interval().startNanos());
                    }
                });
        Map<Integer, double[]> said = new TreeMap<>();
        TreeMap<Integer, LstmState> next = new TreeMap<>(states);
        boolean same = request.bySlot.isEmpty();
        for (int i = 0; i < request.subsets.size(); i++) {
            LstmState now = steps.states().get(i);
            same &= now.equals(next.put(request.subsets.get(i), now));
            said.put(request.subsets.get(i), steps.probabilities()[i][0]);
        }
        return new After(opinion(request, said, next), next, same, starts);
    }

    private Fusion.Opinion opinion(
            Request request, Map<Integer, double[]> said, Map<Integer, LstmState> next) {
        Map<ModalityId, Evidence> used = request.used;
        if (request.bySlot.values().stream()
                .flatMap(List::stream)
                .noneMatch(id -> ((Present) used.get(id)).probabilities().isPresent())) {
            return Fusion.Opinion.none(used);
        }
        EmotionProbabilities probabilities = EmotionProbabilities.of(said.get(heard));
        double[] shapley = Shapley.values(heard, said, probabilities.top().ordinal());
        Map<ModalityId, Double> contribution = new TreeMap<>();
        request.slotOf.forEach(
                (id, slot) -> {
                    if ((heard >> slot & 1) == 1) {
                        long sharing =
                                request.slotOf.values().stream().filter(slot::equals).count();
                        contribution.put(id, shapley[slot] / sharing);
                    }
                });
        return new Fusion.Opinion(
                Optional.of(probabilities),
                contribution,
                set(probabilities, network.setThreshold(next.get(heard))),
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
                    out.writeInt(startsBefore.size());
                    for (var start : startsBefore.entrySet()) {
                        out.writeUTF(start.getKey().name());
                        out.writeLong(start.getValue());
                    }
                });
    }

    @Override
    public void restore(byte[] state) {
        ENVELOPE.restore(state, this::read);
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
        TreeMap<ModalityId, Long> starts = new TreeMap<>();
        for (int left = SavedState.count(in, Long.BYTES); left > 0; left--) {
            starts.put(new ModalityId(in.readUTF()), in.readLong());
        }
        heard = saved;
        states = read;
        settled = false;
        startsBefore = starts;
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

    /** Several modalities without a slot of their own share one: they are joined and averaged. */
    private float[] row(
            List<ModalityId> ids, Map<ModalityId, Evidence> evidence, TimeInterval step) {
        int width = EvidenceVector.WIDTH;
        float[] rows = new float[ids.size() * width];
        float[] present = new float[ids.size()];
        for (int i = 0; i < ids.size(); i++) {
            ModalityId id = ids.get(i);
            float[] one =
                    EvidenceVector.of(
                            (Present) evidence.get(id),
                            step,
                            startsBefore.containsKey(id)
                                    ? OptionalLong.of(startsBefore.get(id))
                                    : OptionalLong.empty());
            System.arraycopy(one, 0, rows, i * width, width);
            present[i] = 1;
        }
        EvidenceVector.join(rows, present, ids.size());
        float[] row = new float[width];
        for (int i = 0; i < rows.length; i++) {
            row[i % width] += rows[i] / ids.size();
        }
        return row;
    }

    /** Every subset's state goes through the step with the modalities of the subset. */
    private void fill(Request request, float[][] rows) {
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
        EvidenceVector.join(values, present, slots);
        request.values = values;
        request.present = present;
        request.subsets = subsets;
        request.states = List.copyOf(states.values());
    }

    private static Set<Emotion> set(EmotionProbabilities probabilities, double threshold) {
        EnumSet<Emotion> set = EnumSet.of(probabilities.top());
        for (Emotion emotion : Emotion.ALL) {
            if (probabilities.probability(emotion) >= threshold) {
                set.add(emotion);
            }
        }
        return set;
    }
}
