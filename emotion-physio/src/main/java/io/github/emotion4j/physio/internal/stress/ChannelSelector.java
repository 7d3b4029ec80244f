package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.physio.internal.check.Rates;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what can be followed: of each kind one channel, the first in a unit and at a rate that
 * the methods hold for. The rest gives a reason and no error, so that other signals continue. A
 * pulse, ECG or skin conductance that does not change for a minute gives way to another channel of
 * its kind that comes in the same form.
 */
public final class ChannelSelector {
    /** No wave and no skin of a body stands still for so long. */
    private static final long DEAD_NANOS = 60_000_000_000L;

    /** A hole that no signal is followed across parts the levels of two channels. */
    private static final long HOLE_NANOS = 2_000_000_000L;

    /** The channel of a kind, and when it last changed. */
    private static final class Followed {
        final String site;
        final Unit unit;
        final double rateHertz;
        final long fromNanos;
        double last = Double.NaN;
        long changedNanos;

        Followed(String site, Unit unit, double rateHertz, long fromNanos, long changedNanos) {
            this.site = site;
            this.unit = unit;
            this.rateHertz = rateHertz;
            this.fromNanos = fromNanos;
            this.changedNanos = changedNanos;
        }

        boolean isDeadBeside(BioBlock block) {
            return switch (block.kind()) {
                case PPG, ECG, EDA ->
                        block.interval().startNanos() - changedNanos >= DEAD_NANOS
                                && changes(block)
                                && block.unit() == unit
                                && Rates.same(rateHertz, block.sampleRateHertz());
                default -> false;
            };
        }

        private static boolean changes(BioBlock block) {
            for (int i = 1; i < block.length(); i++) {
                if (Math.abs(block.value(i) - block.value(0)) > 0) {
                    return true;
                }
            }
            return false;
        }

        void look(BioBlock block) {
            for (int i = 0; i < block.length(); i++) {
                double value = block.value(i);
                if (Double.isFinite(value)) {
                    if (Double.isFinite(last) && value != last) {
                        changedNanos =
                                block.interval().startNanos() + Math.round(i / rateHertz * 1e9);
                    }
                    last = value;
                }
            }
        }
    }

    private final Map<Kind, Followed> followed = new EnumMap<>(Kind.class);
    private final Map<String, Reason> refused = new LinkedHashMap<>();

    /** The block to follow, in the kind's own unit; nothing if its channel is not followed. */
    public Optional<BioBlock> admit(BioBlock block) {
        Kind kind = block.kind();
        if (!BodyStream.uses(kind)) {
            return Optional.empty();
        }
        Followed current = followed.get(kind);
        if (current == null || !block.site().equals(current.site)) {
            boolean instead = current != null && current.isDeadBeside(block);
            if (!instead && refused.containsKey(block.source())) {
                return Optional.empty();
            }
            Optional<Reason> refusal = instead ? Optional.empty() : refusal(block);
            if (refusal.isPresent()) {
                refused.put(block.source(), refusal.get());
                return Optional.empty();
            }
            current = follow(block, current);
        }
        current.look(block);
        return block.interval().startNanos() < current.fromNanos
                ? Optional.empty()
                : Optional.of(inOwnUnit(block));
    }

    private Followed follow(BioBlock block, @Nullable Followed dead) {
        long start = block.interval().startNanos();
        if (dead != null) {
            refused.remove(block.source());
            refused.put(
                    block.kind() + dead.site,
                    new Reason(
                            "channel-not-followed",
                            String.format(
                                    Locale.ROOT,
                                    "%s: \"%s\" does not change; \"%s\" is followed from %.0f s on",
                                    block.kind().label(),
                                    dead.site,
                                    block.site(),
                                    (start + HOLE_NANOS) / 1e9)));
        }
        Followed next =
                new Followed(
                        block.site(),
                        block.unit(),
                        block.sampleRateHertz(),
                        dead == null ? start : start + HOLE_NANOS,
                        start);
        followed.put(block.kind(), next);
        return next;
    }

    /**
     * Whether a block comes at the rate at which its kind is followed; if not, that is a reason.
     */
    public boolean keepsRate(BioBlock block, double followedHertz) {
        double rate = block.sampleRateHertz();
        if (Double.isNaN(followedHertz) || Rates.same(followedHertz, rate)) {
            return true;
        }
        refused.put(
                block.source() + " at another rate",
                new Reason(
                        "other-rate",
                        String.format(
                                Locale.ROOT,
                                "%s is followed at %g Hz; what came at %g Hz was left out, open a"
                                        + " new stream for it",
                                block.kind().label(),
                                followedHertz,
                                rate)));
        return false;
    }

    /** Why channels that came are not followed. */
    public List<Reason> refusals() {
        return new ArrayList<>(refused.values());
    }

    /** Those of them that can be why stress is not judged. */
    List<Reason> causes() {
        return refused.entrySet().stream()
                .filter(e -> !e.getKey().startsWith(Kind.SKIN_TEMPERATURE.name()))
                .map(Map.Entry::getValue)
                .filter(r -> !r.code().equals("channel-not-followed"))
                .toList();
    }

    private Optional<Reason> refusal(BioBlock block) {
        Kind kind = block.kind();
        Followed other = followed.get(kind);
        if (other != null) {
            return Optional.of(
                    new Reason(
                            "channel-not-followed",
                            String.format(
                                    Locale.ROOT,
                                    "%s: \"%s\" is not followed beside \"%s\", which came first;"
                                            + " one channel of a kind is",
                                    kind.label(),
                                    block.site(),
                                    other.site)));
        }
        String rate = Rates.problem(kind, block.sampleRateHertz());
        if (!rate.isEmpty()) {
            return Optional.of(new Reason("unusable-rate", rate));
        }
        if (kind == Kind.BEAT_INTERVAL && block.length() != 1) {
            return Optional.of(
                    new Reason(
                            "wrong-form",
                            "a block of intervals holds one; use BioBlock.beatInterval for each"));
        }
        return takes(kind, block.unit())
                ? Optional.empty()
                : Optional.of(
                        new Reason(
                                "wrong-unit",
                                kind.label()
                                        + " cannot be in "
                                        + block.unit().symbol()
                                        + "; convert it"));
    }

    /** Where peaks are does not depend on the scale of an ECG or a pulse; levels are levels. */
    private static boolean takes(Kind kind, Unit unit) {
        return switch (kind) {
            case ECG, PPG ->
                    unit == Unit.MILLIVOLT || unit == Unit.MICROVOLT || unit == Unit.ARBITRARY;
            case EDA -> unit == Unit.MICROSIEMENS;
            case SKIN_TEMPERATURE -> unit == Unit.CELSIUS;
            case HEART_RATE -> unit == Unit.BEATS_PER_MINUTE;
            case BEAT_INTERVAL -> unit == Unit.MILLISECOND;
            default -> false;
        };
    }

    private static BioBlock inOwnUnit(BioBlock block) {
        if (block.kind() == Kind.BEAT_INTERVAL) {
            return BeatTrain.of(block);
        }
        if (block.unit() != Unit.MICROVOLT) {
            return block;
        }
        double[] millivolts = new double[block.length()];
        for (int i = 0; i < millivolts.length; i++) {
            millivolts[i] = block.value(i) / 1000;
        }
        return new BioBlock(
                        block.interval().startNanos(),
                        block.kind(),
                        Unit.MILLIVOLT,
                        block.sampleRateHertz(),
                        millivolts)
                .at(block.site());
    }

    /** Writes which channels are followed. */
    void write(DataOutput out) throws IOException {
        out.writeInt(followed.size());
        for (Map.Entry<Kind, Followed> entry : followed.entrySet()) {
            Followed one = entry.getValue();
            out.writeUTF(entry.getKey().name());
            out.writeUTF(one.site);
            out.writeUTF(one.unit.name());
            out.writeDouble(one.rateHertz);
            out.writeLong(one.fromNanos);
            out.writeLong(one.changedNanos);
            out.writeDouble(one.last);
        }
        out.writeInt(refused.size());
        for (Map.Entry<String, Reason> entry : refused.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue().code());
            out.writeUTF(entry.getValue().message());
        }
    }

    /** Goes on from what {@link #write} wrote. */
    void read(DataInputStream in) throws IOException {
        for (int left = SavedState.count(in, 3 * Short.BYTES + 4 * Long.BYTES); left > 0; left--) {
            Kind kind = Kind.valueOf(in.readUTF());
            Followed one =
                    new Followed(
                            in.readUTF(),
                            Unit.valueOf(in.readUTF()),
                            in.readDouble(),
                            in.readLong(),
                            in.readLong());
            one.last = in.readDouble();
            followed.put(kind, one);
        }
        for (int left = SavedState.count(in, 3 * Short.BYTES); left > 0; left--) {
            refused.put(in.readUTF(), new Reason(in.readUTF(), in.readUTF()));
        }
    }
}
