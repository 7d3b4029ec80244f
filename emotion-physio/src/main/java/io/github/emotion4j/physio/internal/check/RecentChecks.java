package io.github.emotion4j.physio.internal.check;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.Reason;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Checks the last minutes of a signal again and again, each sample once: a {@link SignalCheck} for
 * each step of a fixed grid of time, of which a span appends those that it covers.
 */
public final class RecentChecks {
    private record Step(long number, SignalCheck check) {}

    private final Kind kind;
    private final double rate;
    private final double startSeconds;
    private final double stepSeconds;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private long first;
    private long end;
    private long stepEnd;

    /** A signal whose sample 0 is at {@code startSeconds}; steps begin at multiples of theirs. */
    public RecentChecks(Kind kind, double rateHertz, double startSeconds, double stepSeconds) {
        this.kind = kind;
        this.rate = rateHertz;
        this.startSeconds = startSeconds;
        this.stepSeconds = stepSeconds;
        startAt(0);
    }

    /** Forgets everything and goes on with a sample; nothing before it counts as missing. */
    public void startAt(long sample) {
        first = sample;
        end = sample;
        steps.clear();
        open(stepOf(sample));
    }

    /** Takes the next sample. */
    public void accept(double value) {
        if (end >= stepEnd) {
            open(stepOf(end));
        }
        steps.getLast().check.accept(value);
        end++;
    }

    /** Takes missing samples; a step that misses all of them is not stored. */
    public void skip(long samples) {
        steps.getLast().check.skip(Math.min(samples, stepEnd - end));
        end += samples;
        if (end > stepEnd) {
            open(stepOf(end));
            steps.getLast().check.skip(end - endOf(steps.getLast().number - 1));
        }
    }

    /**
     * What is wrong over the {@code count} steps up to that which ends at {@code toSeconds};
     * samples that have not come are missing, and a signal that begins later has no faults. {@code
     * inUnit} is as in {@link SignalCheck#issues(boolean)}.
     */
    public List<Reason> issues(double toSeconds, int count, boolean inUnit) {
        long last = Math.round(toSeconds / stepSeconds);
        if (endOf(last) <= Math.max(first, endOf(last - count))) {
            return List.of();
        }
        SignalCheck span = new SignalCheck(kind, rate);
        long at = Math.max(first, endOf(last - count));
        for (Step step : steps) {
            if (step.number > last - count && step.number <= last) {
                long begin = Math.max(first, endOf(step.number - 1));
                span.skip(begin - at);
                span.append(step.check);
                at = begin + step.check.samples();
            }
        }
        span.skip(endOf(last) - at);
        return span.issues(inUnit);
    }

    /** Frees the steps that end at a time or before. */
    public void forgetUntil(double seconds) {
        while (steps.size() > 1 && steps.getFirst().number <= Math.round(seconds / stepSeconds)) {
            steps.removeFirst();
        }
    }

    private void open(long number) {
        steps.add(new Step(number, new SignalCheck(kind, rate)));
        stepEnd = endOf(number);
    }

    /** The step that holds a sample. */
    private long stepOf(long sample) {
        long number = (long) Math.floor((startSeconds + sample / rate) / stepSeconds);
        while (endOf(number) <= sample) {
            number++;
        }
        return number;
    }

    /** The first sample after a step. */
    private long endOf(long number) {
        return Math.round((number * stepSeconds - startSeconds) * rate);
    }
}
