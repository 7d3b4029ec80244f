package io.github.emotion4j.core;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;

/**
 * A piece of sound of any length.
 *
 * <p>The samples are not copied: the caller must not change the array as long as the block is in
 * use. Apart from that, blocks are immutable and may be shared between threads.
 *
 * <pre>{@code
 * AudioBlock block = new AudioBlock(startNanos, 48000, 2, interleaved); // 48 kHz, stereo
 * }</pre>
 */
public final class AudioBlock implements Signal {
    /** No sound that is meant is 60 dB above full scale: from here on it is another scale. */
    private static final float OTHER_SCALE = 1000;

    /** Integers of 32 bits reach this; what is beyond is damage. */
    private static final float MOST_OF_INTEGERS = 1L << 31;

    /** Numbers of another scale are many; up to this share they are damage. */
    private static final double DAMAGED_SHARE = 0.01;

    private final TimeInterval interval;
    private final double sampleRateHertz;
    private final int channels;
    private final float[] samples;

    /**
     * Makes a block over an array.
     *
     * @param startNanos the first sample's time from the stream's origin
     * @param sampleRateHertz samples per second and channel, above 0
     * @param channels how many channels lie interleaved, at least 1
     * @param samples full scale is [-1, 1]; frame by frame, one sample a channel; not copied
     * @throws IllegalArgumentException if a number is out of range, the samples are no whole number
     *     of frames, or more than a hundredth of them reach a thousand times full scale, as
     *     integers do that were not divided
     */
    public AudioBlock(long startNanos, double sampleRateHertz, int channels, float[] samples) {
        Objects.requireNonNull(samples, "samples");
        if (channels < 1 || samples.length % channels != 0) {
            throw new IllegalArgumentException(
                    samples.length + " samples are no whole frames of " + channels + " channels");
        }
        long lengthNanos = TimeInterval.nanosOfSample(samples.length / channels, sampleRateHertz);
        this.interval = TimeInterval.ofLength(startNanos, lengthNanos);
        this.sampleRateHertz = sampleRateHertz;
        this.channels = channels;
        this.samples = samples;
        requireScale(samples);
    }

    private AudioBlock(AudioBlock of, TimeInterval interval) {
        this.interval = interval;
        this.sampleRateHertz = of.sampleRateHertz;
        this.channels = of.channels;
        this.samples = of.samples;
    }

    private static void requireScale(float[] samples) {
        int count = 0;
        float greatest = 0;
        for (float sample : samples) {
            float height = Math.abs(sample);
            if (height >= OTHER_SCALE && height <= MOST_OF_INTEGERS) {
                count++;
                greatest = Math.max(greatest, height);
            }
        }
        if (count > DAMAGED_SHARE * samples.length) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "samples reach %.0f, and full scale is 1; divide integers of 16 bits by"
                                    + " 32768, or give them to AudioBlock.ofPcm16",
                            greatest));
        }
    }

    /**
     * Makes a block of samples of 16 bits in an array.
     *
     * @param startNanos the first sample's time from the stream's origin
     * @param sampleRateHertz samples per second and channel, above 0
     * @param channels how many channels lie interleaved, at least 1
     * @param samples signed samples, which are copied
     * @return the block; -32768 becomes -1
     * @throws IllegalArgumentException if a number is out of range, or the samples are no whole
     *     number of frames
     */
    public static AudioBlock ofPcm16(
            long startNanos, double sampleRateHertz, int channels, short[] samples) {
        float[] divided = new float[samples.length];
        for (int i = 0; i < divided.length; i++) {
            divided[i] = samples[i] / 32768f;
        }
        return new AudioBlock(startNanos, sampleRateHertz, channels, divided);
    }

    /**
     * Makes a block of samples of 16 bits, as a sound card or a network connection gives them.
     *
     * @param startNanos the first sample's time from the stream's origin
     * @param sampleRateHertz samples per second and channel, above 0
     * @param channels how many channels lie interleaved, at least 1
     * @param pcm signed samples in the buffer's byte order, from its position to its limit, which
     *     are read and copied
     * @return the block; -32768 becomes -1
     * @throws IllegalArgumentException if a number is out of range, or the bytes are no whole
     *     number of frames
     */
    public static AudioBlock ofPcm16(
            long startNanos, double sampleRateHertz, int channels, ByteBuffer pcm) {
        if (pcm.remaining() % 2 != 0) {
            throw new IllegalArgumentException(
                    pcm.remaining() + " bytes are no whole samples of 2 bytes");
        }
        float[] samples = new float[pcm.remaining() / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm.getShort() / 32768f;
        }
        return new AudioBlock(startNanos, sampleRateHertz, channels, samples);
    }

    @Override
    public TimeInterval interval() {
        return interval;
    }

    @Override
    public AudioBlock later(long nanos) {
        return new AudioBlock(this, interval.plusNanos(nanos));
    }

    /**
     * Samples per second and channel.
     *
     * @return hertz, above 0
     */
    public double sampleRateHertz() {
        return sampleRateHertz;
    }

    /** {@return how many channels lie interleaved, at least 1} */
    public int channels() {
        return channels;
    }

    /**
     * Samples a channel.
     *
     * @return at least 0
     */
    public int frameCount() {
        return samples.length / channels;
    }

    /**
     * One sample.
     *
     * @param frame its index in time, from 0
     * @param channel its channel, from 0
     * @return the value; full scale is [-1, 1]
     */
    public float sample(int frame, int channel) {
        return samples[frame * channels + channel];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d samples x %d of sound at %s Hz, %s",
                frameCount(),
                channels,
                sampleRateHertz,
                interval);
    }
}
