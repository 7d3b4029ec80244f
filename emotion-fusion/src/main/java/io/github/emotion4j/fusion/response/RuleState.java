package io.github.emotion4j.fusion.response;

import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.fusion.affect.AffectState;
import io.github.emotion4j.fusion.response.Decision.Reading;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where one rule stands: its conditions' latches, how long it has been met, its cool-down. */
final class RuleState {
    /** Whether a rule is met in a step. */
    enum Verdict {
        MET,
        NOT_MET,
        UNKNOWN
    }

    private static final double NANOS_PER_SECOND = 1e9;
    private static final String UNKNOWN = "unknown";

    private final Rule rule;
    private final List<Condition> conditions;
    private final boolean[] latched;
    private final long forNanos;
    private final long gapNanos;
    private Verdict verdict = Verdict.UNKNOWN;
    private List<Reading> readings = List.of();
    private String obstacle = "";
    private long heldNanos;
    private long missedNanos;
    private long coolUntilNanos;
    private boolean active;

    /** The strategies that the person has refused since it was met; a no is final until then. */
    private final Set<String> refused = new TreeSet<>();

    /** The decisions by it since it was met, of which the person may still say something. */
    private final NavigableSet<Long> decisions = new TreeSet<>();

    RuleState(Rule rule, Duration gap) {
        this.rule = rule;
        conditions = Stream.concat(rule.conditions().stream(), rule.exceptions().stream()).toList();
        latched = new boolean[conditions.size()];
        forNanos = rule.duration().toNanos();
        gapNanos = gap.toNanos();
    }

    Rule rule() {
        return rule;
    }

    Verdict verdict() {
        return verdict;
    }

    List<Reading> readings() {
        return readings;
    }

    /** Why it is not met, in words. */
    String obstacle() {
        return obstacle;
    }

    double heldSeconds() {
        return heldNanos / NANOS_PER_SECOND;
    }

    double coolSeconds(long atNanos) {
        return Math.max(0, coolUntilNanos - atNanos) / NANOS_PER_SECOND;
    }

    /** Whether a response to it may continue. */
    boolean stands() {
        return active && !open().isEmpty();
    }

    /** Whether it may begin to answer, its cool-down and what was refused apart. */
    boolean ready() {
        return active && verdict == Verdict.MET;
    }

    void decided(long id, int most) {
        decisions.add(id);
        if (decisions.size() > most) {
            decisions.pollFirst();
        }
    }

    /** Whether it has been met without a break since a decision of its own. */
    boolean stillMetSince(long id) {
        return decisions.contains(id);
    }

    void refuse(String strategy) {
        refused.add(strategy);
    }

    Set<String> refused() {
        return refused;
    }

    /** The strategies that the person has not refused. */
    List<String> open() {
        return rule.strategies().stream().filter(s -> !refused.contains(s)).toList();
    }

    void coolDown(long atNanos) {
        coolUntilNanos = atNanos + rule.coolDown().toNanos();
    }

    /** Lets time pass of which nothing is known. */
    void miss(long nanos) {
        missedNanos += nanos;
        if (missedNanos > gapNanos) {
            heldNanos = 0;
            end();
            Arrays.fill(latched, false);
        }
    }

    void update(EmotionEstimate estimate, AffectState affect) {
        List<Reading> read = new ArrayList<>();
        verdict = Verdict.MET;
        for (int i = 0; i < latched.length; i++) {
            Reading reading = read(i, estimate, affect);
            read.add(reading);
            boolean wanted = i < rule.conditions().size();
            if (!reading.known()) {
                if (verdict == Verdict.MET) {
                    verdict = Verdict.UNKNOWN;
                    obstacle = reading.condition() + ": unknown";
                }
            } else if (reading.holds() != wanted && verdict != Verdict.NOT_MET) {
                verdict = Verdict.NOT_MET;
                obstacle = reading.condition() + ": " + reading.measured();
            }
        }
        readings = read;
        long nanos = estimate.interval().lengthNanos();
        switch (verdict) {
            case MET -> {
                missedNanos = 0;
                heldNanos += nanos;
                active = heldNanos >= forNanos;
            }
            case NOT_MET -> {
                missedNanos = 0;
                heldNanos = 0;
                end();
            }
            case UNKNOWN -> miss(nanos);
        }
    }

    private void end() {
        active = false;
        refused.clear();
        decisions.clear();
    }

    private Reading read(int i, EmotionEstimate estimate, AffectState affect) {
        Condition condition = conditions.get(i);
        String text = (i < rule.conditions().size() ? "" : "unless ") + condition;
        if (condition instanceof Condition.Threshold threshold) {
            OptionalDouble value = threshold.measure().read(estimate, affect);
            if (value.isEmpty()) {
                return new Reading(text, UNKNOWN, false, latched[i]);
            }
            double limit = latched[i] ? threshold.release() : threshold.threshold();
            latched[i] =
                    threshold.above() ? value.getAsDouble() > limit : value.getAsDouble() < limit;
            return new Reading(
                    text,
                    String.format(Locale.ROOT, "%.2f", value.getAsDouble()),
                    true,
                    latched[i]);
        }
        Condition.Perceived perceived = (Condition.Perceived) condition;
        if (!Measure.perceived(estimate)) {
            return new Reading(text, UNKNOWN, false, latched[i]);
        }
        latched[i] = estimate.perceived().filter(perceived.emotions()::contains).isPresent();
        return new Reading(
                text, estimate.perceived().map(Emotion::label).orElse("unclear"), true, latched[i]);
    }

    void write(DataOutputStream out) throws IOException {
        for (boolean latch : latched) {
            out.writeBoolean(latch);
        }
        out.writeLong(heldNanos);
        out.writeLong(missedNanos);
        out.writeLong(coolUntilNanos);
        out.writeBoolean(active);
        out.writeInt(refused.size());
        for (String strategy : refused) {
            out.writeUTF(strategy);
        }
        out.writeInt(decisions.size());
        for (long id : decisions) {
            out.writeLong(id);
        }
    }

    void read(DataInputStream in) throws IOException {
        for (int i = 0; i < latched.length; i++) {
            latched[i] = in.readBoolean();
        }
        heldNanos = in.readLong();
        missedNanos = in.readLong();
        coolUntilNanos = in.readLong();
        active = in.readBoolean();
        for (int left = SavedState.count(in, Short.BYTES); left > 0; left--) {
            refused.add(in.readUTF());
        }
        for (int left = SavedState.count(in, Long.BYTES); left > 0; left--) {
            decisions.add(in.readLong());
        }
    }
}
