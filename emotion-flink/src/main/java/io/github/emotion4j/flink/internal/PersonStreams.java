package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StepBatch;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.flink.BadRecord;
import io.github.emotion4j.flink.Perceived;
import io.github.emotion4j.flink.PersonEstimate;
import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Gives records to the streams of their persons, which it opens, resumes and ends, and joins the
 * steps of a tick. Used by one thread at a time.
 */
final class PersonStreams {
    private final EmotionRecognizer recognizer;
    private final long gapMillis;
    private final boolean batched;
    private final BadRecords bad;
    private final StepBatch batch = StepBatch.create();
    private final StreamOptions options;
    private final List<PersonEstimate> estimates = new ArrayList<>();

    PersonStreams(EmotionRecognizer recognizer, StreamSettings settings, BadRecords bad) {
        this.recognizer = recognizer;
        this.gapMillis = settings.sessionGap().toMillis();
        this.batched = settings.batched();
        this.bad = bad;
        StreamOptions.Builder all = StreamOptions.builder().maxWait(settings.maxWait());
        this.options = (batched ? all.batch(batch) : all).build();
    }

    /** Gives all estimates so far, which are no longer here. */
    List<PersonEstimate> take() {
        List<PersonEstimate> taken = List.copyOf(estimates);
        estimates.clear();
        return taken;
    }

    /** Works on all records of a tick. */
    void work(Tick tick) {
        long before = System.nanoTime();
        for (Person person : tick.persons) {
            if (Thread.currentThread().isInterrupted()) {
                // The task is being cancelled, and nobody will read the results.
                return;
            }
            for (PersonSignal record : person.ready) {
                give(person, record);
            }
            person.ready = List.of();
            person.changed = true;
        }
        tick.steps = batched ? batch.run() : estimates.size();
        tick.persons.stream().filter(person -> person.failed).forEach(Person::forget);
        tick.nanos = System.nanoTime() - before;
    }

    private void give(Person person, PersonSignal record) {
        Signal signal = signal(record);
        if (signal == null) {
            return;
        }
        if (person.inSession() && record.timeMillis() > person.lastMillis + gapMillis) {
            end(person);
        }
        EmotionStream stream = stream(person, record.startNanos());
        Signal within = signal;
        if (record.startNanos() < person.originNanos) {
            if (!(signal instanceof Perceived perceived)
                    || record.endNanos() < person.originNanos) {
                bad.add(BadRecord.Reason.REFUSED, record, tooEarly(person, record));
                return;
            }
            within = perceived.from(person.originNanos);
        }
        try {
            stream.accept(within.later(-person.originNanos));
            person.lastMillis = Math.max(person.lastMillis, record.timeMillis());
        } catch (RuntimeException e) {
            if (!person.failed) {
                bad.add(BadRecord.Reason.REFUSED, record, String.valueOf(e.getMessage()));
            }
        }
        if (person.failed) {
            person.forget();
        }
    }

    private static String tooEarly(Person person, PersonSignal record) {
        return String.format(
                Locale.ROOT,
                "It begins %.3f s before the session, which began with the record that ended first."
                        + " Send shorter pieces, so that less is lost where modalities begin at"
                        + " different times",
                (person.originNanos - record.startNanos()) / 1e9);
    }

    /** Decodes a record; null if it cannot be read, which is told. */
    @Nullable Signal signal(PersonSignal record) {
        try {
            return record.signal();
        } catch (InputException e) {
            bad.add(BadRecord.Reason.UNREADABLE, record, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /**
     * The person's stream, opened where there is none. A session begins when the record that ends
     * first begins: which others a tick holds depends on the watermarks, and the numbers must not.
     */
    private EmotionStream stream(Person person, long startNanos) {
        EmotionStream stream = person.stream;
        byte[] saved = person.saved;
        if (stream == null && saved != null) {
            person.saved = null;
            try {
                stream = follow(person, saved);
            } catch (EmotionException e) {
                refuseState(person, e);
            }
        }
        if (stream == null) {
            person.originNanos = startNanos;
            stream = follow(person, null);
        }
        return stream;
    }

    private EmotionStream follow(Person person, byte @Nullable [] saved) {
        long originNanos = person.originNanos;
        RecognitionListener listener =
                estimate -> estimates.add(new PersonEstimate(person.key, originNanos, estimate));
        EmotionStream stream =
                saved == null
                        ? recognizer.openStream(listener, options)
                        : recognizer.resumeStream(saved, listener, options);
        person.stream = stream;
        stream.done()
                .whenComplete(
                        (nothing, cause) -> {
                            if (cause != null && person.stream == stream) {
                                person.failed = true;
                                bad.add(
                                        BadRecord.Reason.FAILED,
                                        person,
                                        "The stream begins anew after " + unwrapped(cause));
                            }
                        });
        return stream;
    }

    private static Throwable unwrapped(Throwable cause) {
        Throwable within = cause.getCause();
        return cause instanceof CompletionException && within != null ? within : cause;
    }

    /** Says that a saved state is not taken, and forgets it. */
    void refuseState(Person person, EmotionException cause) {
        bad.add(
                BadRecord.Reason.STATE_REFUSED,
                person,
                "The stream begins anew: " + cause.getMessage());
        person.forget();
    }

    /** Ends a session, whose last step is given. */
    void end(Person person) {
        if (person.stream == null && person.saved != null) {
            stream(person, 0);
        }
        EmotionStream stream = person.stream;
        if (stream != null) {
            try {
                stream.close();
            } catch (RuntimeException e) {
                // The end of the stream says so.
            }
            person.stream = null;
        }
        person.forget();
    }
}
