package io.github.emotion4j.physio.hrv;

import io.github.emotion4j.physio.Beat;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Heart rate variability of the last span as beats come in; the same numbers as {@link
 * HeartRateVariability#of} of the intervals that end {@linkplain Intervals#within within} that
 * span. Takes the beats of an {@linkplain io.github.emotion4j.physio.ecg.Ecg#stream ECG}, or those
 * of a pulse by {@link io.github.emotion4j.physio.ppg.Ppg#beats}:
 *
 * <pre>{@code
 * HrvStream hrv = new HrvStream(250, 300, 30, (end, variability) -> show(end, variability));
 * SignalStream ecg = Ecg.stream(250, hrv::accept);
 * }</pre>
 *
 * <p>A span is reported once a beat after its end is known. Memory is the beats of one span.
 * Confined to one thread at a time.
 */
public final class HrvStream {
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

    private final double rate;
    private final double span;
    private final double step;
    private final Spans spans;
    private final ArrayDeque<Beat> beats = new ArrayDeque<>();
    private long given;

    /**
     * Opens a stream.
     *
     * @param sampleRateHertz samples per second of the beats' positions, above 0
     * @param spanSeconds length of a span, above 0; usually 300
     * @param stepSeconds distance of the spans, above 0
     * @param spans takes the results
     * @throws IllegalArgumentException if one of the three is not above 0
     */
    public HrvStream(double sampleRateHertz, double spanSeconds, double stepSeconds, Spans spans) {
        if (!(sampleRateHertz > 0 && spanSeconds > 0 && stepSeconds > 0)) {
            throw new IllegalArgumentException(
                    "rate, span and step must be above 0, not "
                            + sampleRateHertz
                            + " Hz, "
                            + spanSeconds
                            + " s and "
                            + stepSeconds
                            + " s");
        }
        this.rate = sampleRateHertz;
        this.span = spanSeconds;
        this.step = stepSeconds;
        this.spans = spans;
    }

    /**
     * Takes the next beat.
     *
     * @param beat a beat after those before
     */
    public void accept(Beat beat) {
        while (beat.seconds(rate) >= end()) {
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
        Intervals all = Intervals.between(new ArrayList<>(beats), rate);
        spans.accept(end, HeartRateVariability.of(all.within(end - span, end)));
        given++;
        // The beat before the next span begins its first interval.
        while (beats.size() > 1 && second().seconds(rate) < end() - span) {
            beats.poll();
        }
    }

    private Beat second() {
        var it = beats.iterator();
        it.next();
        return it.next();
    }
}
