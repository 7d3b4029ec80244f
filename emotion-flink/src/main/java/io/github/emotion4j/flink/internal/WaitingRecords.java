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
    boolean isCrowded(Person person) {
        return person.waiting.size() >= mostOfPerson || bytes > mostBytes / 2;
    }

    /** Why there is no room for a record. */
    Optional<String> refusal(Person person, PersonSignal record) {
        if (person.waiting.size() >= mostOfPerson) {
            return Optional.of(
                    "More than " + mostOfPerson + " records of this person wait for the watermark");
        }
        if (bytes + record.toBytes().length > mostBytes) {
            return Optional.of(
                    "More than "
                            + mostBytes
                            + " bytes wait for the watermark; does a partition without signals hold"
                            + " it (WatermarkStrategy.withIdleness)?");
        }
        return Optional.empty();
    }

    void add(Person person, PersonSignal record) {
        person.waiting.add(record);
        persons.add(person);
        count++;
        bytes += record.toBytes().length;
    }

    /** Makes the records that a watermark has passed ready, in their order, and tells whose. */
    List<Person> pass(long watermark) {
        List<Person> passed = new ArrayList<>();
        Iterator<Person> all = persons.iterator();
        while (all.hasNext()) {
            Person person = all.next();
            List<PersonSignal> ready = new ArrayList<>();
            List<PersonSignal> later = new ArrayList<>();
            for (PersonSignal record : person.waiting) {
                (record.timeMillis() <= watermark ? ready : later).add(record);
            }
            if (ready.isEmpty()) {
                continue;
            }
            ready.sort(BY_TIME);
            ready.forEach(record -> bytes -= record.toBytes().length);
            count -= ready.size();
            person.ready = ready;
            person.waiting = later;
            if (later.isEmpty()) {
                all.remove();
            }
            passed.add(person);
        }
        return passed;
    }
}
