package io.github.emotion4j.audio.activity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * Turns speech probabilities of 10 ms frames into utterances, with hysteresis, least lengths and
 * rolls. One stream, one thread; allocates nothing.
 */
public final class Segmenter {
    /** Length of a frame's step. */
    public static final int FRAME_MILLIS = 10;

    /** Outside utterances a gap of this many frames forgets the speech before it. */
    private static final int FORGET = 5;

    /** What a frame changed. */
    public enum Event {
        /** Nothing: silence goes on, or speech too short to count yet. */
        QUIET,
        /** An utterance was found; {@link #startFrame()} lies in the past. */
        STARTED,
        /** The utterance goes on. */
        GOING_ON,
        /** The utterance is over, {@link #endFrame()} is known. */
        ENDED
    }

    private final double on;
    private final double off;
    private final int minSpeech;
    private final int minSilence;
    private final int preRoll;
    private final int postRoll;
    private final int longest;

    private long frame;
    private long firstSpeech = -1;
    private int heard;
    private long lastSpeech;
    private long start;
    private long end;
    private long earliest;
    private boolean speaking;
    private boolean inside;

    /**
     * Starts a stream.
     *
     * @param settings thresholds and lengths
     */
    public Segmenter(ActivitySettings settings) {
        Objects.requireNonNull(settings, "settings");
        on = settings.onProbability();
        off = settings.offProbability();
        minSpeech = frames(settings.minSpeech());
        minSilence = frames(settings.minSilence());
        preRoll = frames(settings.preRoll());
        postRoll = frames(settings.postRoll());
        longest = frames(settings.maxUtterance());
    }

    private static int frames(Duration duration) {
        return (int) (duration.toMillis() / FRAME_MILLIS);
    }

    /**
     * Takes the next frame.
     *
     * @param probability of speech in [0, 1]
     * @return what it changed
     */
    public Event accept(double probability) {
        speaking = probability >= (speaking ? off : on);
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
        if (now - start + 1 >= longest) {
            return close(now + 1, speaking ? now + 1 : -1);
        }
        if (now - lastSpeech >= minSilence) {
            return close(Math.min(now, lastSpeech + postRoll) + 1, -1);
        }
        return Event.GOING_ON;
    }

    private Event outside(long now) {
        if (firstSpeech >= 0 && now - lastSpeech >= FORGET) {
            firstSpeech = -1;
        }
        if (firstSpeech < 0 || !speaking || heard < minSpeech) {
            return Event.QUIET;
        }
        inside = true;
        start = Math.max(earliest, firstSpeech - preRoll);
        return Event.STARTED;
    }

    private Event close(long endFrame, long nextSpeech) {
        inside = false;
        end = endFrame;
        earliest = endFrame;
        firstSpeech = nextSpeech;
        heard = 0;
        return Event.ENDED;
    }

    /**
     * Ends the stream.
     *
     * @return {@link Event#ENDED} if an utterance was under way, else {@link Event#QUIET}
     */
    public Event finish() {
        return inside ? close(endIfQuiet(), -1) : Event.QUIET;
    }

    /**
     * Writes where the stream is, for one that goes on elsewhere.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    public void write(DataOutput out) throws IOException {
        for (long value :
                new long[] {frame, firstSpeech, heard, lastSpeech, start, end, earliest}) {
            out.writeLong(value);
        }
        out.writeBoolean(speaking);
        out.writeBoolean(inside);
    }

    /**
     * Goes on from what {@link #write} wrote, with the same settings.
     *
     * @param in where from
     * @throws IOException if it cannot be read
     */
    public void read(DataInput in) throws IOException {
        frame = in.readLong();
        firstSpeech = in.readLong();
        heard = (int) in.readLong();
        lastSpeech = in.readLong();
        start = in.readLong();
        end = in.readLong();
        earliest = in.readLong();
        speaking = in.readBoolean();
        inside = in.readBoolean();
    }

    /**
     * First frame of the current or last utterance.
     *
     * @return index from 0, inclusive
     */
    public long startFrame() {
        return start;
    }

    /**
     * End of the last utterance.
     *
     * @return index from 0, exclusive
     */
    public long endFrame() {
        return end;
    }

    /**
     * Where the utterance under way would end if nothing more were said.
     *
     * @return index from 0, exclusive; at most the number of frames taken
     */
    public long endIfQuiet() {
        return Math.min(frame, lastSpeech + postRoll + 1);
    }

    /**
     * Whether the last frame itself was taken for speech.
     *
     * @return false in the pauses of an utterance
     */
    public boolean speaking() {
        return speaking;
    }

    /**
     * Frames back from now that may still become part of an utterance.
     *
     * @return how many frames a caller has to keep while no utterance is under way
     */
    public int lookBack() {
        return minSpeech * FORGET + preRoll + 1;
    }
}
