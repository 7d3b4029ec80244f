package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All measures of a series of intervals, and the reasons for those that it is too short or too poor
 * for. Immutable.
 *
 * @param correction the corrections that were applied before
 * @param time the time domain
 * @param frequency the frequency domain by Lomb and Scargle
 * @param nonLinear the non-linear measures
 * @param limits why values are NaN or should be read with care, with the codes {@code
 *     too-few-beats}, {@code implausible-intervals}, {@code short-series}, {@code slow-heart},
 *     {@code broken-series} and {@code many-artefacts}; empty for a good series of five minutes
 */
public record HeartRateVariability(
        Intervals.Correction correction,
        TimeDomain time,
        FrequencyDomain frequency,
        NonLinear nonLinear,
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
        Intervals.Correction correction = intervals.corrected();
        Intervals normal = correction.intervals();
        return new HeartRateVariability(
                correction,
                TimeDomain.of(normal),
                FrequencyDomain.lombScargle(normal),
                NonLinear.of(normal),
                limits(correction));
    }

    /**
     * Opens a stream of the variability of the last span as beats come in: the same numbers as
     * {@link #of} of the intervals that end {@linkplain Intervals#within within} that span. It
     * takes the beats of an {@linkplain io.github.emotion4j.physio.Ecg#stream ECG}, or those of a
     * pulse by {@link io.github.emotion4j.physio.Ppg#beats}:
     *
     * <pre>{@code
     * HeartRateVariability.Stream hrv =
     *         HeartRateVariability.stream(300, 30, (end, variability) -> show(end, variability));
     * SignalStream ecg = Ecg.stream(250, hrv::accept);
     * }</pre>
     *
     * @param spanSeconds length of a span, above 0; usually 300
     * @param stepSeconds distance of the spans, above 0
     * @param spans takes the results
     * @return the stream
     * @throws IllegalArgumentException if one of the two is not above 0 and finite
     */
    public static Stream stream(double spanSeconds, double stepSeconds, Spans spans) {
        if (!(spanSeconds > 0 && stepSeconds > 0) || Double.isInfinite(spanSeconds + stepSeconds)) {
            throw new IllegalArgumentException(
                    "span and step must be above 0 and finite, not "
                            + spanSeconds
                            + " s and "
                            + stepSeconds
                            + " s");
        }
        return new Stream(spanSeconds, stepSeconds, spans);
    }

    private static List<Reason> limits(Intervals.Correction correction) {
        Intervals normal = correction.intervals();
        List<Reason> limits = new ArrayList<>();
        int n = normal.size();
        if (n == 0) {
            limits.add(limit("too-few-beats", "no interval between beats was found"));
        } else if (n == 1) {
            limits.add(limit("too-few-beats", "one interval has no variability"));
        } else if (longestSeconds(normal) < FrequencyDomain.VLF_SECONDS) {
            limits.add(
                    limit(
                            "short-series",
                            "%.0f s of beats without a break of over %d s; HF needs %d s, LF %d s,"
                                    + " VLF %d s, entropy 50 beats, alpha 2 200 beats",
                            longestSeconds(normal),
                            FrequencyDomain.BREAK_SECONDS,
                            FrequencyDomain.HF_SECONDS,
                            FrequencyDomain.LF_SECONDS,
                            FrequencyDomain.VLF_SECONDS));
        }
        double usual = Statistics.upperMedian(normal.values(), n);
        if (n > 0 && (usual < Rates.MIN_INTERVAL_MILLIS || usual > Rates.MAX_INTERVAL_MILLIS)) {
            limits.add(
                    limit(
                            "implausible-intervals",
                            "no heart beats every %.3g ms; give intervals in ms, not in another"
                                    + " unit",
                            usual));
        }
        double meanMillis = Statistics.mean(normal.values(), n);
        if (n >= 2 && FrequencyDomain.highestHertz(meanMillis) < 1) {
            limits.add(
                    limit(
                            "slow-heart",
                            "%.0f beats a minute: what varies faster than %.2f Hz, half the rate,"
                                    + " shows as its mirror image; bands that reach above are not"
                                    + " computed",
                            60_000 / meanMillis,
                            500 / meanMillis));
        }
        breaks(normal).ifPresent(limits::add);
        if (n >= 2 && correction.artefactShare() > 0.05) {
            limits.add(
                    limit(
                            "many-artefacts",
                            "%.0f %% of the beats were corrected; above 5 %% variability is not"
                                    + " reliable",
                            100 * correction.artefactShare()));
        }
        return limits;
    }

    private static Optional<Reason> breaks(Intervals normal) {
        int breaks = 0;
        double seconds = 0;
        for (int i = 1; i < normal.size(); i++) {
            if (!normal.adjoins(i)) {
                breaks++;
                seconds +=
                        normal.endSeconds(i) - normal.endSeconds(i - 1) - normal.millis(i) / 1000;
            }
        }
        return breaks == 0
                ? Optional.empty()
                : Optional.of(
                        limit(
                                "broken-series",
                                "the beats are broken %d time(s), %.0f s in all; entropies and DFA"
                                        + " run over breaks as if they were none",
                                breaks,
                                seconds));
    }

    /** The longest part without a break that ends a spectrum. */
    private static double longestSeconds(Intervals normal) {
        return normal.segments(FrequencyDomain.BREAK_SECONDS).stream()
                .mapToDouble(normal::coveredSeconds)
                .max()
                .orElse(0);
    }

    private static Reason limit(String code, String format, Object... values) {
        return new Reason(code, String.format(Locale.ROOT, format, values));
    }

    /** Takes a result a step, from the first full span on. */
    @FunctionalInterface
    public interface Spans {
        /**
         * Variability of one span.
         *
         * @param endSeconds the span's end, from the start of the stream
         * @param variability its variability, with the reasons for values that cannot be computed
         */
        void accept(double endSeconds, HeartRateVariability variability);
    }

    /**
     * Takes beats and reports spans; a span is reported once a beat after its end is known. Memory
     * is the beats of one span. Confined to one thread at a time.
     */
    public static final class Stream {
        private final double span;
        private final double step;
        private final Spans spans;
        private final ArrayDeque<Beat> beats = new ArrayDeque<>();
        private long given;

        private Stream(double span, double step, Spans spans) {
            this.span = span;
            this.step = step;
            this.spans = spans;
        }

        /**
         * Takes the next beat.
         *
         * @param beat a beat after those before
         */
        public void accept(Beat beat) {
            while (beat.seconds() >= end()) {
                give();
            }
            beats.add(beat);
        }

        /**
         * Sets how far the signal reached, so that the last spans are reported, too.
         *
         * @param seconds the signal's end, from the start of the stream
         */
        public void finish(double seconds) {
            while (seconds >= end()) {
                give();
            }
        }

        private double end() {
            return span + given * step;
        }

        private void give() {
            double end = end();
            Intervals all = Intervals.between(new ArrayList<>(beats));
            spans.accept(end, HeartRateVariability.of(all.within(end - span, end)));
            given++;
            // The beat before the next span begins its first interval.
            while (beats.size() > 1 && second().seconds() < end() - span) {
                beats.poll();
            }
        }

        private Beat second() {
            var it = beats.iterator();
            it.next();
            return it.next();
        }
    }
}
