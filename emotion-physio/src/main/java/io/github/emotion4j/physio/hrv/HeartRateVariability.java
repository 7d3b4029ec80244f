package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.hrv.IntervalCorrector.Correction;
import io.github.emotion4j.physio.internal.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All measures of a series of intervals, and the reasons for those that it is too short or too poor
 * for. Immutable.
 *
 * @param correction the corrections that were applied before
 * @param time the time domain
 * @param frequency the frequency domain by Lomb and Scargle
 * @param pattern the non-linear measures
 * @param limits why values are NaN or should be read with care, with the codes {@code
 *     too-few-beats}, {@code short-series}, {@code slow-heart}, {@code broken-series} and {@code
 *     many-artefacts}; empty for a good series of five minutes
 */
public record HeartRateVariability(
        Correction correction,
        TimeDomain time,
        FrequencyDomain frequency,
        NonLinear pattern,
        List<Reason> limits) {
    /** Copies the list. */
    public HeartRateVariability {
        limits = List.copyOf(limits);
    }

    /**
     * Corrects and describes intervals.
     *
     * @param intervals any number, as detected
     * @return the description
     */
    public static HeartRateVariability of(Intervals intervals) {
        Correction correction = IntervalCorrector.correct(intervals);
        Intervals normal = correction.intervals();
        return new HeartRateVariability(
                correction,
                TimeDomain.of(normal),
                FrequencyDomain.lombScargle(normal),
                NonLinear.of(normal),
                limits(correction));
    }

    private static List<Reason> limits(Correction correction) {
        Intervals normal = correction.intervals();
        List<Reason> limits = new ArrayList<>();
        int n = normal.size();
        double longest = 0;
        double breakSeconds = 0;
        int breaks = 0;
        for (Intervals.Segment segment : normal.segments(FrequencyDomain.BREAK_SECONDS)) {
            longest = Math.max(longest, normal.coveredSeconds(segment));
        }
        for (int i = 1; i < n; i++) {
            if (!normal.adjoins(i)) {
                breaks++;
                breakSeconds +=
                        normal.endSeconds(i) - normal.endSeconds(i - 1) - normal.millis(i) / 1000;
            }
        }
        if (n < 2) {
            limits.add(
                    new Reason(
                            "too-few-beats",
                            n == 0
                                    ? "no interval between beats was found"
                                    : "one interval has no variability"));
        } else if (longest < FrequencyDomain.VLF_SECONDS) {
            limits.add(
                    new Reason(
                            "short-series",
                            String.format(
                                    Locale.ROOT,
                                    "%.0f s of beats without a break of over %d s; HF needs %d s,"
                                            + " LF %d s, VLF %d s, entropy 50 beats, alpha 2 200"
                                            + " beats",
                                    longest,
                                    FrequencyDomain.BREAK_SECONDS,
                                    FrequencyDomain.HF_SECONDS,
                                    FrequencyDomain.LF_SECONDS,
                                    FrequencyDomain.VLF_SECONDS)));
        }
        double meanMillis = Statistics.mean(normal.values(), n);
        if (n >= 2 && FrequencyDomain.highestHertz(meanMillis) < 1) {
            limits.add(
                    new Reason(
                            "slow-heart",
                            String.format(
                                    Locale.ROOT,
                                    "%.0f beats a minute: what varies faster than %.2f Hz, half"
                                            + " the rate, shows as its mirror image; bands that"
                                            + " reach above are not computed",
                                    60_000 / meanMillis,
                                    500 / meanMillis)));
        }
        if (breaks > 0) {
            limits.add(
                    new Reason(
                            "broken-series",
                            String.format(
                                    Locale.ROOT,
                                    "the beats are broken %d time(s), %.0f s in all; entropies and"
                                            + " DFA run over breaks as if they were none",
                                    breaks,
                                    breakSeconds)));
        }
        if (n >= 2 && correction.artefactShare() > 0.05) {
            limits.add(
                    new Reason(
                            "many-artefacts",
                            String.format(
                                    Locale.ROOT,
                                    "%.0f %% of the beats were corrected; above 5 %% variability is"
                                            + " not reliable",
                                    100 * correction.artefactShare())));
        }
        return limits;
    }
}
