package io.github.emotion4j.audio.descriptor;

import io.github.emotion4j.audio.internal.dsp.Dsp;
import io.github.emotion4j.core.internal.numeric.Clamp;

/**
 * F0 only, for callers that need no other descriptor: the contour of {@link Descriptor#F0} and
 * {@link Descriptor#VOICING} at a quarter of the cost. Immutable.
 *
 * <p>The frames are the same as in {@link DescriptorExtractor}. Octave jumps are repaired by the
 * cheapest path through each frame's candidates. Reference: Boersma 1993, IFA Proceedings 17,
 * 97-110.
 *
 * <pre>{@code
 * PitchContour pitch = PitchContour.of(samples, 44_100);
 * float hertz = pitch.hertz(42); // frame 42, NaN if unvoiced
 * }</pre>
 */
public final class PitchContour {
    /** How pitch is found. */
    public enum Method {
        /** Autocorrelation and the cheapest path through its candidates; the default. */
        AUTOCORRELATION,
        /** TarsosDSP's YIN, each frame of 64 ms for itself (de Cheveigné and Kawahara 2002). */
        YIN,
        /** TarsosDSP's McLeod pitch method, each frame of 64 ms for itself (2005). */
        MCLEOD
    }

    /** Samples of a frame of TarsosDSP's detectors: four periods of the lowest pitch and more. */
    private static final int DETECTOR_FRAME = 1024;

    private final float[] f0;
    private final float[] voicing;

    private PitchContour(float[] f0, float[] voicing) {
        this.f0 = f0;
        this.voicing = voicing;
    }

    /**
     * Follows the pitch of a whole signal.
     *
     * @param mono samples of one channel
     * @param sampleRateHertz samples per second, 6 to 768 kHz; other rates than 16 kHz are
     *     converted
     * @return its contour, 75 to 600 Hz
     * @throws IllegalArgumentException if a sample is not finite, or the rate is out of range
     */
    public static PitchContour of(float[] mono, double sampleRateHertz) {
        return of(mono, sampleRateHertz, Method.AUTOCORRELATION);
    }

    /**
     * Follows the pitch of a whole signal by a method of choice.
     *
     * @param mono samples of one channel
     * @param sampleRateHertz samples per second, 6 to 768 kHz; other rates than 16 kHz are
     *     converted
     * @param method how pitch is found
     * @return its contour, 75 to 600 Hz
     * @throws IllegalArgumentException if a sample is not finite, or the rate is out of range
     * @throws UnsupportedOperationException if the method is TarsosDSP's and TarsosDSP is not on
     *     the class path
     */
    public static PitchContour of(float[] mono, double sampleRateHertz, Method method) {
        float[] signal = DescriptorExtractor.converted(mono, sampleRateHertz);
        return switch (method) {
            case AUTOCORRELATION -> tracked(signal);
            case YIN -> detected(signal, Dsp.Detector.YIN);
            case MCLEOD -> detected(signal, Dsp.Detector.MCLEOD);
        };
    }

    private static PitchContour detected(float[] signal, Dsp.Detector which) {
        Dsp.FramePitch detector =
                Dsp.chosen()
                        .pitch(which, DescriptorExtractor.RATE_HERTZ, DETECTOR_FRAME)
                        .orElseThrow(
                                () ->
                                        new UnsupportedOperationException(
                                                which
                                                        + " is TarsosDSP's; add the dependency"
                                                        + " com.github.st-h:TarsosDSP, or take"
                                                        + " AUTOCORRELATION"));
        int frames = MelSettings.speechModel().frames(signal.length);
        float[] f0 = new float[frames];
        float[] voicing = new float[frames];
        float[] frame = new float[DETECTOR_FRAME];
        for (int i = 0; i < frames; i++) {
            int start =
                    DescriptorExtractor.FIRST_CENTRE
                            + i * DescriptorExtractor.HOP
                            - DETECTOR_FRAME / 2;
            for (int k = 0; k < DETECTOR_FRAME; k++) {
                int at = start + k;
                frame[k] = at >= 0 && at < signal.length ? signal[at] : 0;
            }
            float hertz = detector.hertz(frame);
            boolean voiced =
                    hertz >= PitchTracker.FLOOR_HERTZ && hertz <= PitchTracker.CEILING_HERTZ;
            f0[i] = voiced ? hertz : Float.NaN;
            voicing[i] = voiced ? (float) Clamp.between(detector.probability(), 0, 1) : 0;
        }
        return new PitchContour(f0, voicing);
    }

    private static PitchContour tracked(float[] signal) {
        int frames = MelSettings.speechModel().frames(signal.length);
        PitchTracker tracker = new PitchTracker(DescriptorExtractor.RATE_HERTZ);
        tracker.reserve(frames);
        SampleRange range = new SampleRange();
        range.add(signal, 0, signal.length);
        for (int i = 0; i < frames; i++) {
            int centre = DescriptorExtractor.FIRST_CENTRE + i * DescriptorExtractor.HOP;
            tracker.add(signal, signal.length, centre - tracker.reach());
        }
        float[] f0 = new float[frames];
        float[] voicing = new float[frames];
        tracker.track(f0, voicing, range.peak());
        for (int i = 0; i < frames; i++) {
            f0[i] = f0[i] == 0 ? Float.NaN : f0[i];
        }
        return new PitchContour(f0, voicing);
    }

    /** {@return the number of frames, at least 0} */
    public int frames() {
        return f0.length;
    }

    /**
     * The instant a frame is centred on, as {@link DescriptorTrack#timeNanos}.
     *
     * @param frame index from 0
     * @return nanoseconds from the first sample: 12.5 ms + 10 ms x frame
     */
    public long timeNanos(int frame) {
        return DescriptorTrack.centreNanos(frame);
    }

    /**
     * F0 of all frames.
     *
     * @return a copy, hertz for each frame, NaN where unvoiced
     */
    public float[] contour() {
        return f0.clone();
    }

    /**
     * F0 of a frame.
     *
     * @param frame index from 0
     * @return hertz, NaN where unvoiced
     * @throws IndexOutOfBoundsException if there is no such frame
     */
    public float hertz(int frame) {
        return f0[frame];
    }

    /**
     * Periodicity of a frame's best candidate.
     *
     * @param frame index from 0
     * @return a value in [0, 1]
     * @throws IndexOutOfBoundsException if there is no such frame
     */
    public float voicing(int frame) {
        return voicing[frame];
    }
}
