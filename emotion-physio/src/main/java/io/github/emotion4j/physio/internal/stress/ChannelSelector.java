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

/**
 * Lets in what can be followed: of each kind one channel, the first in a unit and at a rate that
 * the methods hold for. The rest gives a reason and no error, so that other signals continue.
 */
public final class ChannelSelector {
    private final Map<Kind, String> sites = new EnumMap<>(Kind.class);
    private final Map<String, Reason> refused = new LinkedHashMap<>();

    /** The block to follow, in the kind's own unit; nothing if its channel is not followed. */
    public Optional<BioBlock> admit(BioBlock block) {
        Kind kind = block.kind();
        if (!BodyStream.uses(kind) || refused.containsKey(block.source())) {
            return Optional.empty();
        }
        if (!block.site().equals(sites.get(kind))) {
            Optional<Reason> refusal = refusal(block);
            if (refusal.isPresent()) {
                refused.put(block.source(), refusal.get());
                return Optional.empty();
            }
            sites.put(kind, block.site());
        }
        return Optional.of(inOwnUnit(block));
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

    private Optional<Reason> refusal(BioBlock block) {
        Kind kind = block.kind();
        String followed = sites.get(kind);
        if (followed != null) {
            return Optional.of(
                    new Reason(
                            "channel-not-followed",
                            String.format(
                                    Locale.ROOT,
                                    "%s: \"%s\" is not followed beside \"%s\", which came first;"
                                            + " one channel of a kind is",
                                    kind.label(),
                                    block.site(),
                                    followed)));
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
                block.site(),
                Unit.MILLIVOLT,
                block.sampleRateHertz(),
                millivolts);
    }

    /** Writes which channels are followed. */
    void write(DataOutput out) throws IOException {
        out.writeInt(sites.size());
        for (Map.Entry<Kind, String> entry : sites.entrySet()) {
            out.writeUTF(entry.getKey().name());
            out.writeUTF(entry.getValue());
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
        for (int left = SavedState.count(in, 2 * Short.BYTES); left > 0; left--) {
            sites.put(Kind.valueOf(in.readUTF()), in.readUTF());
        }
        for (int left = SavedState.count(in, 3 * Short.BYTES); left > 0; left--) {
            refused.put(in.readUTF(), new Reason(in.readUTF(), in.readUTF()));
        }
    }
}
