package io.github.emotion4j.flink.internal;

import java.util.List;

/** The persons whose records a watermark has passed. */
final class Tick {
    final long watermark;
    final List<Person> persons;

    /** How many steps were joined. */
    int steps;

    /** The time of the forwards. */
    long nanos;

    Tick(long watermark, List<Person> persons) {
        this.watermark = watermark;
        this.persons = persons;
    }
}
