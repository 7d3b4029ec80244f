package io.github.emotion4j.fusion.affect;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.fusion.affect.AffectState.Axis;
import io.github.emotion4j.fusion.affect.AffectState.ChangePoint;
import io.github.emotion4j.fusion.internal.Durations;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a person's slow affect over a session, in memory that does not grow.
 *
 * <p>Mood <i>m</i> and sessionValence <i>a</i> are leaky integrators of the perceived affect
 * <i>x</i>: while a modality is present with quality <i>q</i> (the best of those present),
 *
 * <pre>
 *   dm/dt = q (x - m) / mood,   da/dt = q (m.valence - a) / sessionValence,
 * </pre>
 *
 * and while none is, the mood goes back to rest, {@code dm/dt = (rest - m) / recovery}, and the
 * valence of the session stands. Both are solved exactly over each step, so that a step cut in
 * pieces of any lengths gives the same state. A gap between two estimates counts as time without
 * evidence.
 *
 * <p>Lasting changes are found on each axis by Hawkins' self-starting CUSUM (Page 1954,
 * doi:10.1093/biomet/41.1-2.100; Hawkins 1987, doi:10.2307/2348827), which needs no level to start
 * from: each block's mean is compared with mean and deviation of all blocks since the last change,
 * brought to a normal deviate by Wallace's approximation (1959, doi:10.1214/aoms/1177706196) and
 * summed. An estimate counts in the block in which it ends; a block with evidence for less than
 * half its length is left out. Deviations below 0.05 are taken as 0.05, and a deviate beyond 4 as
 * 4, so that no single block is a change. A change in the first few blocks is found late or not at
 * all.
 *
 * <p>As bytes a {@link SavedState} of the letters {@code E4AF}, version 5: the rates in the order
 * of {@link AffectRates}, times in nanoseconds, then the state as this class and its parts list it,
 * in longs and IEEE 754 doubles.
 *
 * <p>For one person and one thread.
 */
public final class AffectTracker {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4AF",
                    5,
                    "The state of an affect tracker",
                    "Start a new session, or restore with the library that saved it");
    private static final double NANOS_PER_SECOND = 1e9;

    private final AffectRates rates;
    private final TrendWindow trend;
    private final ChangeDetector valenceChanges;
    private final ChangeDetector arousalChanges;
    private final BlockMean block;
    private long atNanos;
    private double valence;
    private double arousal;
    private double sessionValence;
    private Affect.Source source = Affect.Source.CLASSES;
    private @Nullable ChangePoint change;

    /** Starts a session at rest, with the {@linkplain AffectRates#defaults() usual rates}. */
    public AffectTracker() {
        this(AffectRates.defaults());
    }

    /**
     * Starts a session at rest.
     *
     * @param rates how fast affect moves
     */
    public AffectTracker(AffectRates rates) {
        this.rates = rates;
        trend = new TrendWindow(Durations.seconds(rates.trend()));
        valenceChanges = new ChangeDetector(rates);
        arousalChanges = new ChangeDetector(rates);
        block = new BlockMean();
        valence = rates.rest().valence();
        arousal = rates.rest().arousal();
        sessionValence = rates.rest().valence();
    }

    /**
     * Takes the next estimate.
     *
     * @param estimate a step that begins at or after the end of the last one
     * @return the state at the step's end
     * @throws IllegalArgumentException if the step begins before the last one ended
     */
    public AffectState update(EmotionEstimate estimate) {
        long start = estimate.interval().startNanos();
        long end = estimate.interval().endNanos();
        if (start < atNanos) {
            throw new IllegalArgumentException(
                    "The estimate of "
                            + estimate.interval()
                            + " begins before "
                            + atNanos / NANOS_PER_SECOND
                            + " s, which is already counted; give estimates in the order of time,"
                            + " once each");
        }
        rest((start - atNanos) / NANOS_PER_SECOND);
        double seconds = (end - start) / NANOS_PER_SECOND;
        double quality = bestQuality(estimate);
        Affect point = estimate.affect().orElse(null);
        if (quality > 0 && point != null) {
            perceive(point, quality, seconds);
            count(point, quality, seconds, end);
        } else {
            rest(seconds);
        }
        atNanos = end;
        return state();
    }

    /** {@return the state after the last estimate; at rest before the first} */
    public AffectState state() {
        return new AffectState(
                atNanos,
                new Affect(Clamp.between(valence, -1, 1), Clamp.between(arousal, -1, 1), source),
                Clamp.between(sessionValence, -1, 1),
                trend.slope(),
                Optional.ofNullable(change));
    }

    /** The state after the last estimate. */
    @Override
    public String toString() {
        return "AffectTracker[" + state() + "]";
    }

    private static double bestQuality(EmotionEstimate estimate) {
        double best = 0;
        for (Evidence evidence : estimate.evidence().values()) {
            if (evidence instanceof Evidence.Present present) {
                best = Math.max(best, present.quality());
            }
        }
        return best;
    }

    /** The exact solution for constant affect and quality. */
    private void perceive(Affect affect, double quality, double seconds) {
        double fast = quality * seconds / Durations.seconds(rates.mood());
        double slow = quality * seconds / Durations.seconds(rates.sessionValence());
        double moodLeft = Math.exp(-fast);
        double sessionValenceLeft = Math.exp(-slow);
        double x = affect.valence();
        // What the fading difference of mood and affect adds to the sessionValence, in a form that
        // loses no digit where the two rates are nearly equal: (1 - exp(-u)) / u tends to 1.
        double apart = fast - slow;
        double share = apart == 0 ? 1 : -Math.expm1(-apart) / apart;
        double following = (valence - x) * slow * sessionValenceLeft * share;
        sessionValence = x + (sessionValence - x) * sessionValenceLeft + following;
        source = affect.source();
        valence = x + (valence - x) * moodLeft;
        arousal = affect.arousal() + (arousal - affect.arousal()) * moodLeft;
        trend.add(affect, quality, seconds);
    }

    private void rest(double seconds) {
        double left = Math.exp(-seconds / Durations.seconds(rates.recovery()));
        valence = rates.rest().valence() + (valence - rates.rest().valence()) * left;
        arousal = rates.rest().arousal() + (arousal - rates.rest().arousal()) * left;
        trend.pass(seconds);
    }

    private void count(Affect affect, double quality, double seconds, long endNanos) {
        long length = rates.block().toNanos();
        // An estimate that ends with a block belongs to it.
        long index = Math.max(0, endNanos - 1) / length;
        if (index != block.index) {
            closeBlock(length);
            block.start(index);
        }
        block.add(affect, quality, seconds);
        if (endNanos == (index + 1) * length) {
            closeBlock(length);
            block.start(index + 1);
        }
    }

    private void closeBlock(long length) {
        if (block.seconds < Durations.seconds(rates.block()) / 2) {
            return;
        }
        long start = block.index * length;
        valenceChanges
                .accept(Axis.VALENCE, block.valence / block.weight, start, start + length)
                .ifPresent(found -> change = found);
        arousalChanges
                .accept(Axis.AROUSAL, block.arousal / block.weight, start, start + length)
                .ifPresent(found -> change = found);
    }

    /**
     * {@return the state as bytes, from which another process can continue: a fresh array in the
     * form that the class describes}
     */
    public byte[] toBytes() {
        return ENVELOPE.write(this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        for (Duration time :
                List.of(
                        rates.mood(),
                        rates.recovery(),
                        rates.sessionValence(),
                        rates.trend(),
                        rates.block())) {
            out.writeLong(time.toNanos());
        }
        out.writeDouble(rates.allowanceDeviations());
        out.writeDouble(rates.thresholdDeviations());
        out.writeDouble(rates.rest().valence());
        out.writeDouble(rates.rest().arousal());
        out.writeLong(atNanos);
        out.writeDouble(valence);
        out.writeDouble(arousal);
        out.writeDouble(sessionValence);
        out.writeBoolean(source == Affect.Source.NETWORK);
        trend.write(out);
        block.write(out);
        valenceChanges.write(out);
        arousalChanges.write(out);
        out.writeBoolean(change != null);
        if (change != null) {
            out.writeInt(change.axis().ordinal());
            out.writeLong(change.onsetNanos());
            out.writeLong(change.foundNanos());
            out.writeDouble(change.before());
            out.writeDouble(change.after());
        }
    }

    /**
     * Goes on from a state.
     *
     * @param bytes what {@link #toBytes} gave
     * @return a tracker that gives the same numbers as the saved one
     * @throws InputException if these are not the bytes of a tracker, of another version, or
     *     damaged
     */
    public static AffectTracker ofBytes(byte[] bytes) {
        return ENVELOPE.read(bytes, AffectTracker::read);
    }

    private static AffectTracker read(DataInputStream in) throws IOException {
        AffectTracker tracker = new AffectTracker(readRates(in));
        tracker.atNanos = in.readLong();
        tracker.valence = in.readDouble();
        tracker.arousal = in.readDouble();
        tracker.sessionValence = in.readDouble();
        tracker.source = in.readBoolean() ? Affect.Source.NETWORK : Affect.Source.CLASSES;
        tracker.trend.read(in);
        tracker.block.read(in);
        tracker.valenceChanges.read(in);
        tracker.arousalChanges.read(in);
        if (in.readBoolean()) {
            tracker.change = readChange(in);
        }
        tracker.state();
        return tracker;
    }

    private static AffectRates readRates(DataInputStream in) throws IOException {
        return AffectRates.builder()
                .mood(Duration.ofNanos(in.readLong()))
                .recovery(Duration.ofNanos(in.readLong()))
                .sessionValence(Duration.ofNanos(in.readLong()))
                .trend(Duration.ofNanos(in.readLong()))
                .block(Duration.ofNanos(in.readLong()))
                .allowanceDeviations(in.readDouble())
                .thresholdDeviations(in.readDouble())
                .rest(new Affect(in.readDouble(), in.readDouble(), Affect.Source.CLASSES))
                .build();
    }

    private static ChangePoint readChange(DataInputStream in) throws IOException {
        int axis = in.readInt();
        if (axis < 0 || axis >= Axis.values().length) {
            throw new IllegalArgumentException("The affect state names an unknown axis: " + axis);
        }
        return new ChangePoint(
                Axis.values()[axis],
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble());
    }

    /** The mean of the block in the making, weighted by quality. */
    private static final class BlockMean {
        private long index;
        private double seconds;
        private double weight;
        private double valence;
        private double arousal;

        private void start(long newIndex) {
            index = newIndex;
            seconds = 0;
            weight = 0;
            valence = 0;
            arousal = 0;
        }

        private void add(Affect affect, double quality, double addedSeconds) {
            double added = quality * addedSeconds;
            seconds += addedSeconds;
            weight += added;
            valence += added * affect.valence();
            arousal += added * affect.arousal();
        }

        private void write(DataOutputStream out) throws IOException {
            out.writeLong(index);
            out.writeDouble(seconds);
            out.writeDouble(weight);
            out.writeDouble(valence);
            out.writeDouble(arousal);
        }

        private void read(DataInputStream in) throws IOException {
            index = in.readLong();
            seconds = in.readDouble();
            weight = in.readDouble();
            valence = in.readDouble();
            arousal = in.readDouble();
        }
    }
}
