package io.github.emotion4j.audio.descriptor;

import io.github.emotion4j.core.internal.format.CsvTable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The descriptors of one signal: a value for each frame, and statistics over all. Immutable. */
public final class DescriptorTrack {
    private final Map<Descriptor, float[]> columns;
    private final int frames;
    private final int samples;
    private final VoiceQuality voiceQuality;
    private final long startNanos;

    DescriptorTrack(
            Map<Descriptor, float[]> columns, int frames, int samples, VoiceQuality voiceQuality) {
        this(new EnumMap<>(columns), frames, samples, voiceQuality, 0);
    }

    private DescriptorTrack(
            Map<Descriptor, float[]> columns,
            int frames,
            int samples,
            VoiceQuality voiceQuality,
            long startNanos) {
        this.columns = columns;
        this.frames = frames;
        this.samples = samples;
        this.voiceQuality = voiceQuality;
        this.startNanos = startNanos;
    }

    /**
     * This track, later: of a signal whose first sample is not at 0.
     *
     * @param nanos by how much
     * @return the moved track
     */
    public DescriptorTrack plusNanos(long nanos) {
        return new DescriptorTrack(
                columns, frames, samples, voiceQuality, Math.addExact(startNanos, nanos));
    }

    /** {@return the number of frames, 0 for a signal shorter than 25 ms} */
    public int frames() {
        return frames;
    }

    /** {@return the number of samples in the signal, at 16 kHz} */
    public int samples() {
        return samples;
    }

    /**
     * The instant a frame is centred on.
     *
     * @param frame index from 0
     * @return nanoseconds, exact; the signal's first sample is at 0 unless the track was
     *     {@linkplain #plusNanos moved}
     */
    public long timeNanos(int frame) {
        return startNanos + centreNanos(frame);
    }

    /** The centre of a frame, from the first sample. */
    static long centreNanos(int frame) {
        long sample = DescriptorExtractor.FIRST_CENTRE + (long) frame * DescriptorExtractor.HOP;
        return sample * (1_000_000_000L / DescriptorExtractor.RATE_HERTZ);
    }

    /**
     * One value.
     *
     * @param descriptor which
     * @param frame index from 0
     * @return the value, NaN where it is not defined
     * @throws IndexOutOfBoundsException if there is no such frame
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

    /** {@return the 88 functionals of the eGeMAPS-like set, in the order of Eyben et al. 2016} */
    public FeatureVector functionals() {
        return EgemapsLike.of(this);
    }

    /**
     * Writes one CSV line for each frame, after a header with names and units.
     *
     * @param out where to write
     */
    public void writeCsv(Appendable out) {
        CsvTable table = new CsvTable(out).cell("time_s");
        for (Descriptor d : Descriptor.values()) {
            table.cell(d.name().toLowerCase(Locale.ROOT) + "[" + d.unit() + "]");
        }
        table.end();
        for (int t = 0; t < frames; t++) {
            table.seconds(timeNanos(t));
            for (Descriptor d : Descriptor.values()) {
                table.cell(column(d)[t]);
            }
            table.end();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DescriptorTrack that
                && frames == that.frames
                && samples == that.samples
                && startNanos == that.startNanos
                && voiceQuality.equals(that.voiceQuality)
                && columns.keySet().equals(that.columns.keySet())
                && columns.keySet().stream()
                        .allMatch(d -> Arrays.equals(column(d), that.column(d)));
    }

    @Override
    public int hashCode() {
        return Objects.hash(frames, samples, startNanos, voiceQuality);
    }

    @Override
    public String toString() {
        return "DescriptorTrack[" + frames + " frames of " + samples + " samples]";
    }

    private float[] column(Descriptor descriptor) {
        return column(columns, descriptor);
    }

    /** The column of a descriptor, which must be there. */
    static float[] column(Map<Descriptor, float[]> columns, Descriptor descriptor) {
        float[] column = columns.get(descriptor);
        if (column == null) {
            throw new IllegalStateException("No column for " + descriptor);
        }
        return column;
    }

    /**
     * How regular a voice is, over all glottal periods of a signal.
     *
     * <p>A period counts if it lasts at most 20 ms and is at most 1.3 times its neighbour; an
     * amplitude counts if it is at most 1.6 times its neighbour. A value is NaN where too few
     * periods remain (two for local, three for RAP and APQ3, five for PPQ5 and APQ5).
     *
     * @param jitterLocal mean absolute difference of neighbouring periods, over the mean period;
     *     ratio
     * @param jitterRap mean distance of a period from the mean of three, over the mean period;
     *     ratio
     * @param jitterPpq5 the same with the mean of five; ratio
     * @param shimmerLocal mean absolute difference of neighbouring amplitudes, over the mean; ratio
     * @param shimmerLocalDb mean absolute level difference of neighbouring amplitudes; dB
     * @param shimmerApq3 mean distance of an amplitude from the mean of three, over the mean; ratio
     * @param shimmerApq5 the same with the mean of five; ratio
     * @param harmonicsToNoiseRatioDb mean over voiced frames of 10 log10(r / (1 - r)), r being the
     *     normalised cross-correlation one period apart (Boersma 1993); dB
     * @param pulses number of pulses found
     */
    public record VoiceQuality(
            double jitterLocal,
            double jitterRap,
            double jitterPpq5,
            double shimmerLocal,
            double shimmerLocalDb,
            double shimmerApq3,
            double shimmerApq5,
            double harmonicsToNoiseRatioDb,
            int pulses) {}
}
