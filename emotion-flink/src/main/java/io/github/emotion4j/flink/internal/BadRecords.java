package io.github.emotion4j.flink.internal;

import io.github.emotion4j.flink.BadRecord;
import io.github.emotion4j.flink.PersonSignal;
import java.util.ArrayList;
import java.util.List;

/** What gave no estimate and has not left the operator yet. Thread-safe. */
final class BadRecords {
    private final List<BadRecord> all = new ArrayList<>();

    void add(BadRecord.Reason reason, PersonSignal record, String message) {
        add(new BadRecord(record.person(), record.timeMillis(), reason, message));
    }

    void add(BadRecord.Reason reason, Person person, String message) {
        add(new BadRecord(person.key, Math.max(0, person.lastMillis), reason, message));
    }

    private synchronized void add(BadRecord bad) {
        all.add(bad);
    }

    /** Gives all, which are no longer here. */
    synchronized List<BadRecord> take() {
        List<BadRecord> taken = List.copyOf(all);
        all.clear();
        return taken;
    }
}
