package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Turns speech probabilities of 10 ms frames into utterances, with least lengths. One stream, one
 * thread; allocates nothing.
 *
 * <p>An utterance begins with its first frame of speech and ends with its last. One that is short
 * is widened by what was heard around it, as far as the network of the expression needs sound to go
 * by.
 */
final class Segmenter {
    /**
     * A frame of at least this probability is speech, as Silero's authors set it. Their lower
     * border for its end, 0.35, claims more of what is no speech, and more than the aim allows.
     */
    private static final double SPEECH = 0.5;

    /** Shorter sounds are no utterance: sneezes and barks that pass for speech are of 0.2 s. */
    private static final int MIN_SPEECH = 20;

    /** A pause of five of the network's windows ends an utterance; a plosive closes for less. */
    private static final int MIN_SILENCE = 16;

    /** An utterance shorter than this is widened to it. */
    private static final int SHORT = 40;

    /** A longer utterance is cut: an estimate of a live stream must not wait for ever. */
    private static final int LONGEST = 800;

    /** Outside utterances a gap of this many frames forgets the speech before it. */
    private static final int FORGET = 5;

    /** What a frame changed. */
    enum Event {
        /** Nothing changes: silence continues, or speech is still too short to count. */
        QUIET,
        /** An utterance was found; {@link #startFrame()} is in the past. */
        STARTED,
        /** The utterance continues. */
        GOING_ON,
        /** The utterance is over, {@link #endFrame()} is known. */
        ENDED
    }

    private long frame;
    private long firstSpeech = -1;
    private int heard;
    private long lastSpeech;
    private long start;
    private long end;
    private boolean speaking;
    private boolean inside;

    /** Takes the next frame's probability of speech, in [0, 1]. */
    Event accept(double probability) {
        speaking = probability >= SPEECH;
        long now = frame++;
        if (speaking) {
            if (firstSpeech < 0) {
                firstSpeech = now;
                heard = 0;
            }
            heard++;
            lastSpeech = now;
        }
        if (!inside) {
            return outside(now);
        }
        if (now - start + 1 >= LONGEST) {
            return close(speaking ? now + 1 : -1);
        }
        if (now - lastSpeech >= MIN_SILENCE) {
            return close(-1);
        }
        return Event.GOING_ON;
    }

    private Event outside(long now) {
        if (firstSpeech >= 0 && now - lastSpeech >= FORGET) {
            firstSpeech = -1;
        }
        if (firstSpeech < 0 || !speaking || heard < MIN_SPEECH) {
            return Event.QUIET;
        }
        inside = true;
        start = firstSpeech;
        return Event.STARTED;
    }

    private Event close(long nextSpeech) {
        long before = end;
        end = endIfQuiet();
        long lacking = SHORT - (end - start);
        if (lacking > 0) {
            start = Math.max(before, start - lacking / 2);
            end = Math.min(frame, start + SHORT);
        }
        inside = false;
        firstSpeech = nextSpeech;
        heard = 0;
        return Event.ENDED;
    }

    /** Ends the stream: {@link Event#ENDED} if an utterance was under way, else QUIET. */
    Event finish() {
        return inside ? close(-1) : Event.QUIET;
    }

    /** Writes the position of the stream, so that another one can continue. */
    void write(DataOutput out) throws IOException {
        for (long value : new long[] {frame, firstSpeech, heard, lastSpeech, start, end}) {
            out.writeLong(value);
        }
        out.writeBoolean(speaking);
        out.writeBoolean(inside);
    }

    /** Goes on from what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        frame = in.readLong();
        firstSpeech = in.readLong();
        heard = (int) in.readLong();
        lastSpeech = in.readLong();
        start = in.readLong();
        end = in.readLong();
        speaking = in.readBoolean();
        inside = in.readBoolean();
    }

    /** First frame of the current or last utterance, inclusive. */
    long startFrame() {
        return start;
    }

    /** End of the last utterance, exclusive. */
    long endFrame() {
        return end;
    }

    /** Where the utterance under way would end if nothing more were said, exclusive. */
    long endIfQuiet() {
        return lastSpeech + 1;
    }

    /** Whether the last frame itself was taken for speech: false in the pauses of an utterance. */
    boolean speaking() {
        return speaking;
    }

    /** Whether there was speech that is too short to count yet. */
    boolean undecided() {
        return !inside && firstSpeech >= 0;
    }

    /** The first frame that is part of an utterance, or may still become so. */
    long firstNeeded() {
        return inside
                ? Math.max(end, start - SHORT / 2)
                : Math.max(0, frame - (MIN_SPEECH * FORGET + SHORT / 2 + 1));
    }
}
