package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.Timed;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.check.Spans;
import io.github.emotion4j.physio.internal.dsp.Statistics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All measures of a series of intervals, and the reasons for those that it is too short or too poor
 * for. Immutable.
 *
 * @param correction the corrections that were applied before
 * @param time the time domain
 * @param frequency the frequency domain by Lomb and Scargle
 * @param nonLinear the non-linear measures
 * @param issues why values are NaN or should be read with care, with the codes {@code
 *     too-few-beats}, {@code implausible-intervals}, {@code short-series}, {@code slow-heart},
 *     {@code broken-series} and {@code many-artefacts}; empty for a good series of five minutes
 */
public record HeartRateVariability(
        Intervals.Correction correction,
        TimeDomain time,
        FrequencyDomain frequency,
        NonLinear nonLinear,
        List<Reason> issues) {
    /** Copies the list. */
    public HeartRateVariability {
        issues = List.copyOf(issues);
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
     *         HeartRateVariability.stream(
     *                 Duration.ofMinutes(5),
     *                 Duration.ofSeconds(30),
     *                 span -> show(span.seconds(), span.value()));
     * SignalStream ecg = Ecg.stream(250, hrv);
     * }</pre>
     *
     * @param span length of a span, usually five minutes
     * @param step distance of the spans, above 0 and at most the span
     * @param spans takes a result a step, from the first full span on
     * @return the stream
     * @throws IllegalArgumentException if the step is not above 0, or longer than the span
     */
    public static Stream stream(
            Duration span, Duration step, Consumer<Timed<HeartRateVariability>> spans) {
        Spans.check(span, step);
        return new Stream(Spans.seconds(span), Spans.seconds(step), spans);
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

    /**
     * Takes beats and reports spans; a span is reported once a beat after its end is known. Memory
     * is the beats of one span. Confined to one thread at a time.
     */
    public static final class Stream implements Consumer<Beat> {
        private final double span;
        private final double step;
        private final Consumer<Timed<HeartRateVariability>> spans;
        private final ArrayDeque<Beat> beats = new ArrayDeque<>();
        private long given;

        private Stream(double span, double step, Consumer<Timed<HeartRateVariability>> spans) {
            this.span = span;
            this.step = step;
            this.spans = spans;
        }

        /**
         * Takes the next beat.
         *
         * @param beat a beat after those before
         */
        @Override
        public void accept(Beat beat) {
            while (beat.seconds() >= end()) {
                give();
            }
            beats.add(beat);
        }

        /**
         * Sets how far the signal reached, so that the last spans are reported, too.
         *
         * @param endSeconds the signal's end, from the start of the stream
         */
        public void finish(double endSeconds) {
            while (endSeconds >= end()) {
                give();
            }
        }

        private double end() {
            return span + given * step;
        }

        private void give() {
            double end = end();
            Intervals all = Intervals.between(new ArrayList<>(beats));
            HeartRateVariability variability = HeartRateVariability.of(all.within(end - span, end));
            spans.accept(new Timed<>(end, variability));
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
