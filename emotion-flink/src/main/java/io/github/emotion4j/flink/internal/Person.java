package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.stream.LiveStream;
import io.github.emotion4j.flink.PersonSignal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person in the memory of a slot. Used by the task's thread, or by the one of a tick. */
final class Person {
    static final long NEVER = Long.MIN_VALUE;

    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4PS",
                    1,
                    "The state of a person",
                    "Start from a savepoint of this release, or without the state");

    final String key;

    /** Records that the watermark has not passed, and when the first and the last of them end. */
    List<PersonSignal> waiting = new ArrayList<>();

    long waitingFromMillis = Long.MAX_VALUE;
    long waitingToMillis = Long.MIN_VALUE;

    /** Records of the tick at work. */
    List<PersonSignal> ready = List.of();

    /** The open stream; else {@link #saved} is its state; else there is no session. */
    @Nullable EmotionStream stream;

    byte @Nullable [] saved;

    /** When the session began. */
    long originNanos;

    /** The end of the session's last signal. */
    long lastMillis = NEVER;

    /** When the timer that ends the session is due. */
    long timerMillis = NEVER;

    /** Whether Flink's state is older than this. */
    boolean changed;

    /** Whether Flink's state has records of this person that wait. */
    boolean waitingStored;

    /** Whether the stream has thrown. */
    boolean failed;

    Person(String key) {
        this.key = key;
    }

    /** Has a record wait for the watermark. */
    void addWaiting(PersonSignal record) {
        waiting.add(record);
        waitingFromMillis = Math.min(waitingFromMillis, record.timeMillis());
        waitingToMillis = Math.max(waitingToMillis, record.timeMillis());
    }

    /** Gives the records that wait, of which none is left. */
    List<PersonSignal> takeWaiting() {
        List<PersonSignal> taken = waiting;
        waiting = new ArrayList<>();
        waitingFromMillis = Long.MAX_VALUE;
        waitingToMillis = Long.MIN_VALUE;
        return taken;
    }

    boolean inSession() {
        return stream != null || saved != null;
    }

    /** Frees the stream and forgets the session. */
    void forget() {
        abandon();
        saved = null;
        lastMillis = NEVER;
        failed = false;
        changed = true;
    }

    /** Frees the stream, which gives no more estimates. */
    void abandon() {
        if (stream instanceof LiveStream live) {
            stream = null;
            live.abandon(new IllegalStateException("The stream rests"));
        }
    }

    /** The session as bytes. */
    byte[] toBytes() {
        byte[] bytes = stream == null ? saved : stream.toBytes();
        if (bytes == null) {
            throw new IllegalStateException(key + " has no session");
        }
        return ENVELOPE.write(
                out -> {
                    out.writeLong(originNanos);
                    out.writeLong(lastMillis);
                    out.writeLong(timerMillis);
                    out.writeInt(bytes.length);
                    out.write(bytes);
                });
    }

    /**
     * Takes up a session.
     *
     * @throws io.github.emotion4j.core.InputException if the bytes are none, or of another release
     */
    void read(byte[] bytes) {
        ENVELOPE.read(
                bytes,
                in -> {
                    originNanos = in.readLong();
                    lastMillis = in.readLong();
                    timerMillis = in.readLong();
                    byte[] state = new byte[SavedState.count(in, 1)];
                    in.readFully(state);
                    saved = state;
                    return state;
                });
    }
}
