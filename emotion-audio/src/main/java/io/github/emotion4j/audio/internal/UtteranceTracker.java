package io.github.emotion4j.audio.internal;

import io.github.emotion4j.audio.descriptor.DescriptorExtractor;
import io.github.emotion4j.audio.descriptor.DescriptorTrack;
import io.github.emotion4j.audio.descriptor.LogMel;
import io.github.emotion4j.audio.descriptor.MelSettings;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Follows one gapless row of samples at 16 kHz: finds utterances and hands them on while they grow
 * and when they end. Keeps an utterance and two seconds at most.
 */
public final class UtteranceTracker {
    /** Receives the results. */
    public interface Receiver {
        /**
         * An utterance, so far or complete.
         *
         * @param utterance the utterance
         */
        void utterance(Utterance utterance);

        /**
         * Nobody speaks.
         *
         * @param fromSample first sample
         * @param toSample end, exclusive
         */
        void silence(long fromSample, long toSample);
    }

    /**
     * What was said from one sample to another, exclusive. Its power about the sound's zero is the
     * mean square of the distance from {@link NoiseFloor#zero}.
     */
    @SuppressWarnings("ArrayRecordComponent") // Given to one receiver, which does not keep it.
    public record Utterance(
            boolean complete,
            long fromSample,
            long toSample,
            double offset,
            double powerAboutZero,
            float[] logMel,
            DescriptorTrack track,
            double noisePower) {}

    private static final MelSettings MEL = MelSettings.speechModel();
    private static final int HOP = MEL.hopLength();
    private static final int FRAME = MEL.frameLength();
    private static final int BANDS = MEL.bands();

    /** An estimate at least each half second; counted in frames of 10 ms. */
    private static final int EVERY_FRAMES = 50;

    /** The first estimate of an utterance comes when it is this long. */
    private static final int FIRST_FRAMES = 60;

    private final Receiver receiver;
    private final FaultCounts faults;
    private final LogMel mel = new LogMel(MEL);
    private final SpeechDetector activity;
    private final Segmenter segmenter = new Segmenter();
    private final NoiseFloor noise = new NoiseFloor();
    private final SampleHistory samples = new SampleHistory(4 * MEL.rateHertz());
    private final SampleHistory bands = new SampleHistory(400 * BANDS);
    private final float[] frameBands = new float[BANDS];
    private final DescriptorExtractor growing = new DescriptorExtractor();
    private boolean inside;
    private long grownFrom;
    private long grownTo;
    private long frame;
    private long nextEstimate;
    private long reported;

    /** Begins a row of samples; the model is the caller's to close. */
    public UtteranceTracker(SpeechActivityModel model, Receiver receiver) {
        this(model, new FaultCounts(), receiver);
    }

    /** Begins a row of samples that are partly missing. */
    UtteranceTracker(SpeechActivityModel model, FaultCounts faults, Receiver receiver) {
        this.receiver = receiver;
        this.faults = faults;
        activity = new SpeechDetector(model);
    }

    /** Takes the next samples, the first {@code n} of an array that is not kept. */
    public void accept(float[] more, int n) {
        samples.append(more, 0, n);
        activity.hear(samples);
        follow();
        samples.forgetBefore(firstNeededSample());
        bands.forgetBefore(segmenter.firstNeeded() * BANDS);
        activity.forgetBefore(firstNeededSample());
    }

    /** Walks over the frames whose samples are here and whose middle the detector has heard. */
    private void follow() {
        while (frame * HOP + FRAME <= samples.end()
                && frame * HOP + FRAME / 2 < activity.heardTo()) {
            next();
        }
    }

    /**
     * The first sample that is part of an utterance, or may become so. It is further back than what
     * the detector sees again.
     */
    long firstNeededSample() {
        return segmenter.firstNeeded() * HOP;
    }

    /** Writes what another object needs to continue, including the sound that is still needed. */
    void write(DataOutput out) throws IOException {
        activity.write(out, firstNeededSample());
        segmenter.write(out);
        noise.write(out);
        out.writeBoolean(inside);
        for (long value : new long[] {grownTo, frame, nextEstimate, reported}) {
            out.writeLong(value);
        }
        samples.write(out, firstNeededSample());
    }

    /** Goes on from what {@link #write} wrote; called before the first samples. */
    void read(DataInput in) throws IOException {
        activity.read(in);
        segmenter.read(in);
        noise.read(in);
        inside = in.readBoolean();
        grownTo = in.readLong();
        frame = in.readLong();
        nextEstimate = in.readLong();
        reported = in.readLong();
        samples.read(in);
        bands.startAt(segmenter.firstNeeded() * BANDS);
        for (long f = segmenter.firstNeeded(); f < frame; f++) {
            mel.frame(samples.array(), samples.position(f * HOP), frameBands, 0);
            bands.append(frameBands, 0, BANDS);
        }
        if (inside) {
            grownFrom = segmenter.startFrame() * HOP;
            growing.accept(
                    samples.array(), samples.position(grownFrom), (int) (grownTo - grownFrom));
        }
    }

    private void next() {
        int position = samples.position(frame * HOP);
        mel.frame(samples.array(), position, frameBands, 0);
        bands.append(frameBands, 0, BANDS);
        Segmenter.Event event = segmenter.accept(activity.probability(frame * HOP + FRAME / 2));
        // Zeros in place of missing sound are no noise.
        if (faults.missing(frame * HOP, (frame + 1) * HOP) == 0) {
            noise.accept(samples.array(), position, position + HOP, segmenter.speaking() || inside);
        }
        frame++;
        switch (event) {
            case STARTED -> {
                inside = true;
                grownFrom = segmenter.startFrame() * HOP;
                grownTo = grownFrom;
                nextEstimate =
                        segmenter.startFrame() + (goesOnFromACut() ? EVERY_FRAMES : FIRST_FRAMES);
                grow();
            }
            case GOING_ON -> grow();
            case ENDED -> complete();
            case QUIET -> {
                if (!segmenter.undecided()
                        && (frame - 1) * HOP + FRAME - reported >= (long) EVERY_FRAMES * HOP) {
                    quiet((frame - 1) * HOP + FRAME);
                }
            }
        }
    }

    /** Whether the utterance that starts follows the last one without a pause. */
    private boolean goesOnFromACut() {
        return segmenter.endFrame() > 0 && segmenter.startFrame() == segmenter.endFrame();
    }

    /**
     * In a pause an estimate reaches as far as the utterance would if nothing more came: its end is
     * never later than that of the complete one.
     */
    private void grow() {
        long end = (segmenter.endIfQuiet() - 1) * HOP + FRAME;
        if (end > grownTo) {
            growing.accept(samples.array(), samples.position(grownTo), (int) (end - grownTo));
            grownTo = end;
        }
        if (frame >= nextEstimate) {
            nextEstimate = frame + EVERY_FRAMES;
            emit(false, segmenter.startFrame() * HOP, grownTo, growing.soFar());
        }
    }

    private void complete() {
        inside = false;
        long start = segmenter.startFrame() * HOP;
        long end = (segmenter.endFrame() - 1) * HOP + FRAME;
        if (start != grownFrom || end < grownTo) {
            // A short utterance is widened, and one that is cut ends before its last frame of
            // speech.
            growing.reset();
            grownTo = start;
        }
        growing.accept(samples.array(), samples.position(grownTo), (int) (end - grownTo));
        emit(true, start, end, growing.finish());
    }

    private void emit(boolean complete, long start, long end, DescriptorTrack track) {
        long firstFrame = start / HOP;
        float[] logMel = bands.copy(firstFrame * BANDS, (firstFrame + track.frames()) * BANDS);
        reported = end;
        double sum = 0;
        double energy = 0;
        float[] array = samples.array();
        int length = (int) (end - start);
        int first = samples.position(start);
        for (int i = first; i < first + length; i++) {
            sum += array[i];
            energy += array[i] * (double) array[i];
        }
        double offset = sum / length;
        receiver.utterance(
                new Utterance(
                        complete,
                        start,
                        end,
                        offset,
                        meanSquareAbout(noise.zero(), energy / length, offset),
                        logMel,
                        track,
                        noise.power()));
    }

    /** The mean of (x - zero)^2, from those of x^2 and x. */
    private static double meanSquareAbout(double zero, double meanSquare, double mean) {
        return meanSquare - 2 * zero * mean + zero * zero;
    }

    private void quiet(long end) {
        if (end > reported) {
            receiver.silence(reported, end);
            reported = end;
        }
    }

    /** Ends the series and delivers the current utterance. */
    public void finish() {
        activity.finish(samples);
        follow();
        if (segmenter.finish() == Segmenter.Event.ENDED) {
            complete();
        } else {
            quiet(samples.end());
        }
    }
}
