package io.github.emotion4j.fusion.affect;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.fusion.affect.AffectState.Trend;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Weighted least squares of affect over time with weights that fade exponentially, from seven sums.
 * Times are seconds counted back from now, so that the sums stay small however long a session is.
 */
final class TrendWindow {
    private static final double SECONDS_PER_MINUTE = 60;

    /** Less than a quarter of the span in evidence gives no trend; a convention, not measured. */
    private static final double MIN_SHARE = 0.25;

    private final double spanSeconds;
    private double weight;
    private double time;
    private double timeSquared;
    private double valence;
    private double valenceTime;
    private double arousal;
    private double arousalTime;
    private double evidenceSeconds;

    TrendWindow(double spanSeconds) {
        this.spanSeconds = spanSeconds;
    }

    /** Lets a step with evidence pass; it counts at its middle. */
    void add(Affect affect, double quality, double seconds) {
        pass(seconds);
        double w = quality * seconds;
        double t = -seconds / 2;
        weight += w;
        time += w * t;
        timeSquared += w * t * t;
        valence += w * affect.valence();
        valenceTime += w * t * affect.valence();
        arousal += w * affect.arousal();
        arousalTime += w * t * affect.arousal();
        evidenceSeconds = Math.min(spanSeconds, evidenceSeconds + seconds);
    }

    /** Moves the window: a value at t is now at t - seconds and counts less. */
    void pass(double seconds) {
        timeSquared += seconds * (seconds * weight - 2 * time);
        time -= seconds * weight;
        valenceTime -= seconds * valence;
        arousalTime -= seconds * arousal;
        double left = Math.exp(-seconds / spanSeconds);
        weight *= left;
        time *= left;
        timeSquared *= left;
        valence *= left;
        valenceTime *= left;
        arousal *= left;
        arousalTime *= left;
        evidenceSeconds *= left;
    }

    Optional<Trend> slope() {
        double spread = weight * timeSquared - time * time;
        if (evidenceSeconds < MIN_SHARE * spanSeconds || !(spread > 0)) {
            return Optional.empty();
        }
        return Optional.of(
                new Trend(
                        SECONDS_PER_MINUTE * (weight * valenceTime - time * valence) / spread,
                        SECONDS_PER_MINUTE * (weight * arousalTime - time * arousal) / spread));
    }

    void write(DataOutputStream out) throws IOException {
        double[] sums = {
            weight, time, timeSquared, valence, valenceTime, arousal, arousalTime, evidenceSeconds
        };
        for (double sum : sums) {
            out.writeDouble(sum);
        }
    }

    void read(DataInputStream in) throws IOException {
        weight = in.readDouble();
        time = in.readDouble();
        timeSquared = in.readDouble();
        valence = in.readDouble();
        valenceTime = in.readDouble();
        arousal = in.readDouble();
        arousalTime = in.readDouble();
        evidenceSeconds = in.readDouble();
    }
}
