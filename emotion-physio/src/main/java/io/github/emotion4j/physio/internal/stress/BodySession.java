package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.physio.BodyDetail;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One person's body. */
final class BodySession implements ModalitySession {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4BO",
                    7,
                    "The state of the body",
                    "Open a new stream, or go on with the release that gave it");

    /**
     * From about here a wrist does more than work at a desk (moderate activity begins at 0.1 g:
     * Hildebrand et al. 2014, doi:10.1249/MSS.0000000000000289).
     */
    private static final double MOVING_G = 0.1;

    /**
     * A body at rest lies about 0.5, at times above; from here on it is aroused. Chosen by hand.
     */
    private static final double AROUSED = 0.55;

    private static final int SCL = StressInput.first(1);
    private static final int SCR = SCL + 6;
    private static final int TEMPERATURE = StressInput.first(2);
    private static final int DEVICE_RATE = StressInput.first(3);

    private final StressNetwork network;
    private final BodyStream stream;
    private final ChannelSelector selector = new ChannelSelector();
    private final Movement movement = new Movement();
    private @Nullable Consumer<Observation> sink;
    private @Nullable TimeInterval covered;
    private boolean told;

    BodySession(StressNetwork network, RunningReference reference) {
        this.network = network;
        this.stream = new BodyStream(BodyStream.SPAN_SECONDS, reference, this::take);
    }

    @Override
    public void accept(Signal signal, Consumer<Observation> to) {
        if (!(signal instanceof BioBlock block)) {
            return;
        }
        if (block.kind() == BioBlock.Kind.ACCELERATION) {
            movement.accept(block);
        }
        if (!BodyStream.uses(block.kind())) {
            return;
        }
        TimeInterval before = covered;
        covered =
                before == null
                        ? block.interval()
                        : new TimeInterval(
                                Math.min(before.startNanos(), block.interval().startNanos()),
                                Math.max(before.endNanos(), block.interval().endNanos()));
        sink = to;
        selector.admit(block)
                .filter(b -> selector.keepsRate(b, stream.rateHertz(b.kind())))
                .ifPresent(stream::accept);
    }

    @Override
    public void finish(Consumer<Observation> to) {
        sink = to;
        stream.finish();
        TimeInterval all = covered;
        if (!told && all != null) {
            String message =
                    String.format(
                            Locale.ROOT,
                            "%.0f s of signal; %.0f s are needed",
                            all.lengthSeconds(),
                            BodyStream.SPAN_SECONDS);
            List<Reason> refusals = selector.refusals();
            boolean none = !refusals.isEmpty() && stream.isEmpty();
            Reason reason = none ? refusals.get(0) : new Reason("too-short", message);
            tell(new Evidence.Missing(all, reason), null);
        }
    }

    private void take(StressInput input) {
        long end = Math.round(input.endSeconds() * 1e9);
        TimeInterval interval =
                new TimeInterval(Math.max(0, end - Math.round(BodyStream.SPAN_SECONDS * 1e9)), end);
        List<Reason> issues = new ArrayList<>(input.issues());
        issues.addAll(selector.refusals());
        List<String> signals = new ArrayList<>();
        for (int s = 0; s < input.present().length; s++) {
            if (input.present()[s]) {
                signals.add(s == 0 ? input.heart().signal() : StressInput.SIGNALS.get(s));
            }
        }
        double to = input.endSeconds();
        double moved = movement.over(to - BodyStream.SPAN_SECONDS, to);
        if (moved >= MOVING_G) {
            String message =
                    String.format(
                            Locale.ROOT,
                            "the sensor moves by %.2f g: effort raises pulse and skin conductance"
                                    + " as stress does, and nothing distinguishes the two",
                            moved);
            issues.add(new Reason("moving", message));
        }
        BodyDetail detail = detail(input, moved, signals);
        if (!StressNetwork.judges(input)) {
            tell(new Evidence.Missing(interval, cause(input)), detail);
            return;
        }
        StressNetwork.Opinion opinion = network.run(input);
        if (opinion.stress() >= AROUSED) {
            issues.add(new Reason("arousal-only", ambiguity(moved)));
        }
        tell(
                new Evidence.Present(
                        interval,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalDouble.of(opinion.stress()),
                        opinion.embedding(),
                        input.quality(),
                        issues),
                detail);
    }

    /** Why a span has nothing to judge: what is wrong with a signal that could have been judged. */
    private Reason cause(StressInput input) {
        List<Reason> causes = new ArrayList<>(input.causes());
        boolean away =
                causes.isEmpty()
                        || List.of("missing-samples", "no-values").contains(causes.get(0).code());
        // What came at another rate is missing here.
        causes.addAll(away ? 0 : causes.size(), selector.causes());
        return causes.isEmpty()
                ? new Reason(
                        "no-usable-signal",
                        "too few beats and too little skin conductance; skin temperature alone does"
                                + " not tell stress")
                : causes.get(0);
    }

    /** The other causes of arousal in a span that looks stressed. */
    private static String ambiguity(double movementG) {
        String effort =
                Double.isNaN(movementG)
                        ? "so does effort, which only acceleration would show"
                        : movementG < MOVING_G
                                ? "effort is ruled out, for the sensor is still"
                                : "so does effort, and the sensor moves";
        return "laughter, joy, talk and heat raise pulse and skin conductance as stress does; "
                + effort;
    }

    private static BodyDetail detail(StressInput input, double movementG, List<String> signals) {
        double[] f = input.features();
        double rate = input.heart().rateBpm();
        return new BodyDetail(
                Double.isNaN(rate) ? f[DEVICE_RATE] : rate,
                input.heart().rmssdMillis(),
                Math.exp(f[SCL]) - 0.01,
                f[SCR],
                f[TEMPERATURE],
                movementG,
                input.waveQuality(),
                signals);
    }

    private void tell(Evidence evidence, @Nullable BodyDetail detail) {
        told = true;
        Consumer<Observation> to = sink;
        if (to != null) {
            to.accept(new Observation(ModalityId.BODY, 0, true, evidence, detail));
        }
    }

    @Override
    public byte[] state() {
        return ENVELOPE.write(this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeBoolean(told);
        TimeInterval all = covered;
        out.writeLong(all == null ? -1 : all.startNanos());
        out.writeLong(all == null ? -1 : all.endNanos());
        selector.write(out);
        movement.write(out);
        stream.write(out);
    }

    @Override
    public void restore(byte[] state) {
        ENVELOPE.restore(state, this::read);
    }

    private void read(DataInputStream in) throws IOException {
        told = in.readBoolean();
        long startNanos = in.readLong();
        long endNanos = in.readLong();
        covered = startNanos < 0 ? null : new TimeInterval(startNanos, endNanos);
        selector.read(in);
        movement.read(in);
        stream.read(in);
    }

    @Override
    public void close() {}
}
