package io.github.emotion4j.flink.internal;

import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.StreamSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The records of a slot that wait for the watermark, within bounds. */
final class WaitingRecords {
    /** A total order, so that results do not depend on which partition was read first. */
    private static final Comparator<PersonSignal> BY_TIME =
            Comparator.comparingLong(PersonSignal::endNanos)
                    .thenComparingLong(PersonSignal::startNanos)
                    .thenComparing(PersonSignal::source);

    private static final long MILLIS_PER_SECOND = 1000;

    private final Set<Person> persons = new LinkedHashSet<>();
    private final int mostOfPerson;
    private final long mostBytes;
    private long count;
    private long bytes;

    WaitingRecords(StreamSettings settings) {
        this.mostOfPerson = settings.waitingRecords();
        this.mostBytes = settings.waitingBytes();
    }

    long count() {
        return count;
    }

    /**
     * Whether the person's records are at their bound, or the slot's at half of theirs: with those
     * of the tick at work that may be all.
     */
    boolean isCrowded(Person person, PersonSignal record) {
        return isFlood(person, record) || bytes > mostBytes / 2;
    }

    /**
     * Whether the person sends more than a second may hold, in the mean of those that wait. How
     * many wait in all depends on how fast the source reads, and is no fault of the person.
     */
    private boolean isFlood(Person person, PersonSignal record) {
        long from = Math.min(person.waitingFromMillis, record.timeMillis());
        long to = Math.max(person.waitingToMillis, record.timeMillis());
        return person.waiting.size() / mostOfPerson > (to - from) / MILLIS_PER_SECOND;
    }

    /** Why there is no room for a record. */
    Optional<String> refusal(Person person, PersonSignal record) {
        if (isFlood(person, record)) {
            return Optional.of(
                    "More than " + mostOfPerson + " records of this person come in a second");
        }
        if (bytes + record.toBytes().length > mostBytes) {
            return Optional.of(
                    "More than "
                            + mostBytes
                            + " bytes wait for the watermark; does a partition without signals hold"
                            + " it (WatermarkStrategy.withIdleness), or one that is read more"
                            + " slowly?");
        }
        return Optional.empty();
    }

    void add(Person person, PersonSignal record) {
        person.addWaiting(record);
        persons.add(person);
        count++;
        bytes += record.toBytes().length;
    }

    /** Makes the records that a watermark has passed ready, in their order, and tells whose. */
    List<Person> pass(long watermark) {
        List<Person> passed = new ArrayList<>();
        Iterator<Person> left = persons.iterator();
        while (left.hasNext()) {
            Person person = left.next();
            if (person.waitingFromMillis > watermark) {
                continue;
            }
            List<PersonSignal> ready = new ArrayList<>();
            for (PersonSignal record : person.takeWaiting()) {
                if (record.timeMillis() <= watermark) {
                    ready.add(record);
                } else {
                    person.addWaiting(record);
                }
            }
            ready.sort(BY_TIME);
            ready.forEach(record -> bytes -= record.toBytes().length);
            count -= ready.size();
            person.ready = ready;
            if (person.waiting.isEmpty()) {
                left.remove();
            }
            passed.add(person);
        }
        return passed;
    }
}
