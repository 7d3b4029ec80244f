package io.github.emotion4j.physio;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.physio.BodyFeatures.Heart;
import io.github.emotion4j.physio.BodyFeatures.Skin;
import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.internal.check.RateCheck;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.check.SignalCheck;
import io.github.emotion4j.physio.internal.stream.PulseStream;
import io.github.emotion4j.physio.internal.stream.QrsStream;
import io.github.emotion4j.physio.internal.stream.SampleFeed;
import io.github.emotion4j.physio.internal.stream.SkinStream;
import io.github.emotion4j.physio.internal.stress.HeartBeats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The beats or the skin conductance of one channel of a recording, described over spans. Blocks
 * come in the order of time; time that was covered before is passed over. One thread.
 */
final class ChannelFeatures {
    private final Kind kind;
    private final String site;
    private final boolean inUnit;
    private final double rate;
    private final long startNanos;
    private final long spanNanos;
    private final String unusableRate;
    private final @Nullable SampleFeed feed;
    private final RateCheck rateCheck;
    private final Numbers ends = new Numbers();
    private final Numbers millis = new Numbers();
    private final Numbers seconds = new Numbers();
    private final Numbers tonic = new Numbers();
    private final Numbers phasic = new Numbers();
    private final List<Eda.Response> responses = new ArrayList<>();
    private final Map<Long, SignalCheck> checks = new HashMap<>();
    private double workingRate;
    private long otherRates;
    private long samples;
    private long endNanos;
    private double lastBeat = Double.NaN;

    /** Begins a channel at its first block, which is not taken yet. */
    ChannelFeatures(BioBlock block, long spanNanos) {
        kind = block.kind();
        site = block.site();
        inUnit = block.unit() != Unit.ARBITRARY;
        rate = block.sampleRateHertz();
        startNanos = block.interval().startNanos();
        endNanos = startNanos;
        this.spanNanos = spanNanos;
        unusableRate = Rates.problem(kind, rate);
        rateCheck = new RateCheck(kind, unusableRate.isEmpty() ? rate : 1);
        feed = kind == Kind.BEAT_INTERVAL || !unusableRate.isEmpty() ? null : feed();
    }

    /** Whether a kind of signal is described here. */
    static boolean describes(Kind kind) {
        return switch (kind) {
            case ECG, PPG, BEAT_INTERVAL, EDA -> true;
            default -> false;
        };
    }

    /** What was measured. */
    Kind kind() {
        return kind;
    }

    private SampleFeed feed() {
        double start = startNanos / 1e9;
        return switch (kind) {
            case ECG -> new SampleFeed(rate, new QrsStream(rate, this::beat));
            case PPG -> new SampleFeed(rate, new PulseStream(rate, Ppg.beats(this::beat)));
            default -> {
                SkinStream stream =
                        new SkinStream(
                                rate,
                                Eda.USUAL_LEAST_MICROSIEMENS,
                                (t, smooth, level) -> {
                                    seconds.add(start + t);
                                    tonic.add(level);
                                    phasic.add(smooth - level);
                                },
                                r -> responses.add(later(r, start)));
                workingRate = stream.workingRate();
                yield new SampleFeed(rate, stream);
            }
        };
    }

    private static Eda.Response later(Eda.Response r, double seconds) {
        return new Eda.Response(
                r.onsetSeconds() + seconds,
                r.peakSeconds() + seconds,
                r.amplitudeMicrosiemens(),
                r.halfRecoverySeconds());
    }

    private void beat(Beat beat) {
        double at = startNanos / 1e9 + beat.seconds();
        // NaN before the first beat is within no interval.
        if (!beat.first() && at - lastBeat <= Rates.LONGEST_INTERVAL_SECONDS) {
            ends.add(at);
            millis.add((at - lastBeat) * 1000);
        }
        lastBeat = at;
    }

    /** How many spans end between the samples of a block, or between the last block and it. */
    long silentSpans(BioBlock block) {
        return (block.interval().endNanos() - 1) / spanNanos - lastSpan() - block.length();
    }

    /** Takes a block of the channel. */
    void accept(BioBlock block) {
        long end = block.interval().endNanos();
        if (kind == Kind.BEAT_INTERVAL) {
            if (end > endNanos) {
                ends.add(block.interval().startSeconds() + block.value(0) / 1000);
                millis.add(block.value(0));
            }
        } else if (feed != null && !Rates.same(rate, block.sampleRateHertz())) {
            otherRates += block.length();
        } else if (feed != null) {
            follow(feed, block);
        }
        endNanos = Math.max(endNanos, end);
    }

    private void follow(SampleFeed into, BioBlock block) {
        double start = (block.interval().startNanos() - startNanos) / 1e9;
        long gap = Math.round(start * rate) - samples;
        if (gap > 0) {
            into.skip(gap);
            rateCheck.skip();
            miss(gap);
        }
        for (int i = (int) Math.min(block.length(), Math.max(0, -gap)); i < block.length(); i++) {
            into.accept(block.value(i));
            rateCheck.accept(block.value(i));
            check(span()).accept(block.value(i));
            samples++;
        }
    }

    /** Counts a gap as missing in each span that it touches. */
    private void miss(long gap) {
        long end = samples + gap;
        while (samples < end) {
            long span = span();
            double left = ((span + 1.0) * spanNanos - startNanos) / 1e9 * rate - samples;
            long missing = Math.min(end - samples, Math.max(1, (long) left));
            check(span).skip(missing);
            samples += missing;
        }
    }

    private SignalCheck check(long span) {
        return checks.computeIfAbsent(span, s -> new SignalCheck(kind, rate));
    }

    /** The span of the next sample. */
    private long span() {
        return (long) ((startNanos / 1e9 + samples / rate) * 1e9) / spanNanos;
    }

    /** Ends the channel and describes its spans, in time that grows with them and the signal. */
    void finish(Consumer<Heart> hearts, Consumer<Skin> skins) {
        if (feed != null) {
            feed.finish();
        }
        if (kind == Kind.EDA) {
            finishSkin(skins);
        } else {
            finishHeart(hearts);
        }
    }

    private void finishHeart(Consumer<Heart> hearts) {
        Intervals beats = Intervals.timed(ends.toArray(), millis.toArray());
        HeartRateVariability none = HeartRateVariability.of(Intervals.ofMillis());
        long last = lastSpan();
        for (long span = startNanos / spanNanos; span <= last; span++) {
            TimeInterval interval = interval(span, last);
            // The beat that ends the last interval may lie on the end itself.
            Intervals within =
                    last == startNanos / spanNanos
                            ? beats
                            : beats.within(
                                    interval.startSeconds(),
                                    span == last
                                            ? Double.POSITIVE_INFINITY
                                            : interval.endSeconds());
            HeartRateVariability hrv = within.size() == 0 ? none : HeartRateVariability.of(within);
            List<Reason> issues = issues(span);
            if (kind == Kind.PPG) {
                double covered = HeartBeats.covered(within, interval.lengthSeconds());
                HeartBeats.poorPulse(covered).ifPresent(issues::add);
            }
            hearts.accept(new Heart(kind, site, interval, hrv, issues));
        }
    }

    private void finishSkin(Consumer<Skin> skins) {
        double[] times = seconds.toArray();
        double[] levels = tonic.toArray();
        double[] rises = phasic.toArray();
        int from = 0;
        int next = 0;
        long last = lastSpan();
        for (long span = startNanos / spanNanos; span <= last; span++) {
            TimeInterval interval = interval(span, last);
            int to = from;
            while (to < times.length && (span == last || times[to] < interval.endSeconds())) {
                to++;
            }
            List<Eda.Response> within = new ArrayList<>();
            while (next < responses.size()
                    && (span == last
                            || (long) (responses.get(next).peakSeconds() * 1e9)
                                    < interval.endNanos())) {
                within.add(responses.get(next++));
            }
            double[] activity = new double[to - from];
            Arrays.fill(activity, Double.NaN);
            Eda.Parts parts =
                    new Eda.Parts(
                            workingRate,
                            Arrays.copyOfRange(times, from, to),
                            Arrays.copyOfRange(levels, from, to),
                            Arrays.copyOfRange(rises, from, to),
                            activity);
            skins.accept(
                    new Skin(site, interval, Eda.features(parts, within), within, issues(span)));
            from = to;
        }
    }

    private long lastSpan() {
        return Math.max(startNanos, endNanos - 1) / spanNanos;
    }

    private TimeInterval interval(long span, long last) {
        return new TimeInterval(
                Math.max(startNanos, span * spanNanos),
                span == last ? endNanos : (span + 1) * spanNanos);
    }

    private List<Reason> issues(long span) {
        List<Reason> issues = new ArrayList<>();
        if (!unusableRate.isEmpty()) {
            issues.add(new Reason("unusable-rate", unusableRate));
        }
        issues.addAll(rateCheck.issues());
        SignalCheck check = checks.remove(span);
        if (check != null) {
            issues.addAll(check.issues(inUnit));
        }
        if (otherRates > 0) {
            issues.add(
                    new Reason(
                            "other-rate",
                            String.format(
                                    Locale.ROOT,
                                    "%d sample(s) at another rate than the first %s Hz are left"
                                            + " out",
                                    otherRates,
                                    rate)));
        }
        return issues;
    }

    /** A growing row of numbers. */
    private static final class Numbers {
        private double[] values = new double[64];
        private int size;

        void add(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        double[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
