package io.github.emotion4j.audio.descriptor;

/**
 * F0 alone, for callers that need no other descriptor: the contour of {@link Descriptor#F0} and
 * {@link Descriptor#VOICING} at a quarter of the cost. Immutable.
 *
 * <p>Frames are those of {@link DescriptorExtractor}. Octave jumps are repaired by the cheapest
 * path through each frame's candidates. Reference: Boersma 1993, IFA Proceedings 17, 97-110.
 */
public final class PitchContour {
    private final float[] f0;
    private final float[] voicing;

    private PitchContour(float[] f0, float[] voicing) {
        this.f0 = f0;
        this.voicing = voicing;
    }

    /**
     * Follows the pitch of a whole signal.
     *
     * @param signal mono samples at 16 kHz
     * @return its contour, 75 to 600 Hz
     */
    public static PitchContour of(float[] signal) {
        int frames = MelSettings.speechModel().frames(signal.length);
        PitchTracker tracker = new PitchTracker(DescriptorExtractor.RATE_HERTZ);
        tracker.reserve(frames);
        float peak = 0;
        for (float x : signal) {
            peak = Math.max(peak, Math.abs(x));
        }
        for (int i = 0; i < frames; i++) {
            int centre = DescriptorExtractor.FIRST_CENTRE + i * DescriptorExtractor.HOP;
            tracker.add(signal, signal.length, centre - tracker.reach());
        }
        float[] f0 = new float[frames];
        float[] voicing = new float[frames];
        tracker.track(f0, voicing, peak);
        for (int i = 0; i < frames; i++) {
            f0[i] = f0[i] == 0 ? Float.NaN : f0[i];
        }
        return new PitchContour(f0, voicing);
    }

    /**
     * Number of frames.
     *
     * @return at least 0
     */
    public int frames() {
        return f0.length;
    }

    /**
     * F0 of a frame.
     *
     * @param frame index from 0
     * @return hertz, NaN where unvoiced
     */
    public float hertz(int frame) {
        return f0[frame];
    }

    /**
     * Periodicity of a frame's best candidate.
     *
     * @param frame index from 0
     * @return a value in [0, 1]
     */
    public float voicing(int frame) {
        return voicing[frame];
    }
}
