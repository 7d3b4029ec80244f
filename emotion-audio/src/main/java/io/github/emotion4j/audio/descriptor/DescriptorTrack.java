package io.github.emotion4j.audio.descriptor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The descriptors of one signal: a value for each frame, and statistics over all. Immutable. */
public final class DescriptorTrack {
    private final Map<Descriptor, float[]> columns;
    private final int frames;
    private final int samples;
    private final VoiceQuality voiceQuality;

    DescriptorTrack(
            Map<Descriptor, float[]> columns, int frames, int samples, VoiceQuality voiceQuality) {
        this.columns = new EnumMap<>(columns);
        this.frames = frames;
        this.samples = samples;
        this.voiceQuality = voiceQuality;
    }

    /**
     * Number of frames.
     *
     * @return 0 for a signal shorter than 25 ms
     */
    public int frames() {
        return frames;
    }

    /**
     * Number of samples in the signal.
     *
     * @return samples at 16 kHz
     */
    public int samples() {
        return samples;
    }

    /**
     * The instant a frame is centred on.
     *
     * @param frame index from 0
     * @return nanoseconds from the signal's first sample, exact
     */
    public long timeNanos(int frame) {
        long sample = DescriptorExtractor.FIRST_CENTRE + (long) frame * DescriptorExtractor.HOP;
        return sample * (1_000_000_000L / DescriptorExtractor.RATE_HERTZ);
    }

    /**
     * One value.
     *
     * @param descriptor which
     * @param frame index from 0
     * @return the value, NaN where it is not defined
     */
    public float value(Descriptor descriptor, int frame) {
        return column(descriptor)[frame];
    }

    /**
     * All values of a descriptor.
     *
     * @param descriptor which
     * @return a copy, one value for each frame, NaN where it is not defined
     */
    public float[] contour(Descriptor descriptor) {
        return column(descriptor).clone();
    }

    /**
     * Jitter, shimmer and HNR over the whole signal.
     *
     * @return the values
     */
    public VoiceQuality voiceQuality() {
        return voiceQuality;
    }

    /**
     * The 88 functionals of the eGeMAPS-like set.
     *
     * @return the values, in the order of Eyben et al. 2016
     */
    public FeatureVector functionals() {
        return EgemapsLike.of(this);
    }

    /**
     * Writes one CSV line for each frame, after a header with names and units.
     *
     * @param out where to write
     */
    public void writeCsv(Appendable out) {
        try {
            out.append("time_s");
            for (Descriptor d : Descriptor.values()) {
                out.append(',').append(d.name().toLowerCase(Locale.ROOT));
                out.append('[').append(d.unit()).append(']');
            }
            out.append('\n');
            for (int t = 0; t < frames; t++) {
                out.append(String.format(Locale.ROOT, "%.4f", timeNanos(t) / 1e9));
                for (Descriptor d : Descriptor.values()) {
                    float v = column(d)[t];
                    out.append(',');
                    if (!Float.isNaN(v)) {
                        out.append(Float.toString(v));
                    }
                }
                out.append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private float[] column(Descriptor descriptor) {
        float[] column = columns.get(descriptor);
        if (column == null) {
            throw new IllegalStateException("No column for " + descriptor);
        }
        return column;
    }
}
