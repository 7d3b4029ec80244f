package io.github.emotion4j.audio.descriptor;

import io.github.emotion4j.audio.internal.MonoResampler;
import io.github.emotion4j.core.AudioBlock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Computes the low-level descriptors of a segment of speech, block by block or at once.
 *
 * <p>The signal is mono, full scale [-1, 1], and is analysed at {@value #RATE_HERTZ} Hz. Frame i is
 * centred on sample {@code 200 + 160 i}; a signal of n samples has {@code 1 + (n - 400) / 160}
 * frames, none below 400 samples. Values that depend only on one frame are computed as soon as its
 * samples are available, without allocating; F0 contour, pulses and what hangs on them follow in
 * {@link #finish}, because the best contour is known only then. The signal is kept until then, with
 * what was computed: 84 kB a second. The split into blocks does not change a value.
 *
 * <p>Gain changes {@link Descriptor#LEVEL} and {@link Descriptor#LOUDNESS} only, as long as the
 * signal stays far above the float's resolution. A constant offset changes neither F0 and voicing
 * nor jitter and HNR; spectra, formants, shimmer and levels take it for sound of 0 Hz, so take it
 * away first. Not thread-safe: one signal, one thread; after {@link #finish} the object is ready
 * for the next signal.
 *
 * <pre>{@code
 * DescriptorTrack track = DescriptorExtractor.extract(samples, 44_100);
 * float hertz = track.value(Descriptor.F0, 42); // frame 42, NaN if unvoiced
 * }</pre>
 */
public final class DescriptorExtractor {
    /** The sample rate of the input. */
    public static final int RATE_HERTZ = 16000;

    /** Samples from one frame to the next: 10 ms. */
    public static final int HOP = 160;

    /** The centre of a first frame of 25 ms. */
    static final int FIRST_CENTRE = 200;

    /** The share that librosa uses by default. */
    private static final double ROLL_OFF_SHARE = 0.85;

    /** One frame of 25 ms. */
    private static final int SHORTEST = 400;

    /** 20 ms, the spectral frame of GeMAPS. */
    private static final int SPECTRUM_LENGTH = 320;

    /** The next power of two above a frame. */
    private static final int FFT_LENGTH = 512;

    /** The auditory bands of GeMAPS (Eyben et al. 2016). */
    private static final int LOUDNESS_BANDS = 26;

    /** Coefficient 0 and the four of GeMAPS. */
    private static final int CEPSTRA = 5;

    private final LogMel mel =
            new LogMel(
                    MelSettings.speechModel().toBuilder()
                            .rateHertz(RATE_HERTZ)
                            .frameLength(SPECTRUM_LENGTH)
                            .hopLength(HOP)
                            .fftLength(FFT_LENGTH)
                            .bands(LOUDNESS_BANDS)
                            .lowHertz(20)
                            .highHertz(8000)
                            .window(MelSettings.Window.HAMMING)
                            .floor(1e-20)
                            .build());
    private final SpectralShape shape = new SpectralShape(RATE_HERTZ, FFT_LENGTH);
    private final PitchTracker pitch = new PitchTracker(RATE_HERTZ);
    private final FormantFinder formants = new FormantFinder(RATE_HERTZ);
    private final float[] equalLoudness = equalLoudness();
    private final float[][] cosines = Mfcc.transform(LOUDNESS_BANDS, CEPSTRA, 22);
    private final float[] bands = new float[LOUDNESS_BANDS];
    private final float[] cepstra = new float[CEPSTRA];
    private final Map<Descriptor, float[]> columns = new EnumMap<>(Descriptor.class);

    private float[] samples = new float[RATE_HERTZ];
    private int length;
    private int frames;
    private final SampleRange range = new SampleRange();

    /** Prepares windows, filters and transforms. */
    public DescriptorExtractor() {
        for (Descriptor d : Descriptor.values()) {
            columns.put(d, new float[128]);
        }
        pitch.reserve(128);
    }

    /**
     * Extracts a whole signal.
     *
     * @param mono samples of one channel
     * @param sampleRateHertz samples per second, 6 to 768 kHz; other rates than {@value
     *     #RATE_HERTZ} Hz are converted
     * @return its descriptors
     * @throws IllegalArgumentException if a sample is not finite, or the rate is out of range
     */
    public static DescriptorTrack extract(float[] mono, double sampleRateHertz) {
        float[] signal = converted(mono, sampleRateHertz);
        DescriptorExtractor extractor = new DescriptorExtractor();
        extractor.accept(signal, 0, signal.length);
        return extractor.finish();
    }

    /** The samples at the rate of the extractor, which are the same where that is their rate. */
    static float[] converted(float[] mono, double sampleRateHertz) {
        requireFinite(mono, 0, mono.length, 0);
        return sampleRateHertz == RATE_HERTZ
                ? mono
                : MonoResampler.converted(new AudioBlock(0, sampleRateHertz, 1, mono));
    }

    /**
     * Takes the next samples.
     *
     * @param block16kHz samples of one channel at {@value #RATE_HERTZ} Hz; {@code MonoConverter}
     *     brings others to it
     * @param offset index of the first
     * @param count how many
     * @throws IllegalArgumentException if a sample is not finite; nothing of the block is taken
     * @throws IndexOutOfBoundsException if the block is shorter; nothing of it is taken
     */
    public void accept(float[] block16kHz, int offset, int count) {
        requireFinite(block16kHz, offset, count, length);
        range.add(block16kHz, offset, count);
        if (length + count > samples.length) {
            samples = Arrays.copyOf(samples, Math.max(length + count, samples.length * 2));
        }
        System.arraycopy(block16kHz, offset, samples, length, count);
        length += count;
        // Rounded down below 0, too: the first frame waits for its samples like any other.
        int lead = length - FIRST_CENTRE - formants.frameLength() / 2;
        int ready = 1 + Math.floorDiv(lead, HOP);
        analyse(Math.min(ready, frameCount()));
    }

    /** Checks samples, the first of which has that number in the signal. */
    static void requireFinite(float[] block, int offset, int count, int first) {
        Objects.checkFromIndexSize(offset, count, block.length);
        for (int i = offset; i < offset + count; i++) {
            if (!Float.isFinite(block[i])) {
                throw new IllegalArgumentException(
                        "Sample "
                                + (first + i - offset)
                                + " is "
                                + block[i]
                                + "; replace it first");
            }
        }
    }

    private int frameCount() {
        return length < SHORTEST ? 0 : 1 + (length - SHORTEST) / HOP;
    }

    private void analyse(int upTo) {
        if (upTo > column(Descriptor.F0).length) {
            int room = Math.max(upTo, column(Descriptor.F0).length * 2);
            columns.replaceAll((d, c) -> Arrays.copyOf(c, room));
            pitch.reserve(room);
        }
        while (frames < upTo) {
            int centre = FIRST_CENTRE + frames * HOP;
            pitch.add(samples, length, centre - pitch.reach());
            spectrum(centre - SPECTRUM_LENGTH / 2);
            resonances(centre - formants.frameLength() / 2);
            frames++;
        }
    }

    private void spectrum(int start) {
        mel.frame(samples, start, bands, 0);
        Mfcc.apply(cosines, bands, cepstra, 0);
        put(Descriptor.MFCC1, cepstra[1]);
        put(Descriptor.MFCC2, cepstra[2]);
        put(Descriptor.MFCC3, cepstra[3]);
        put(Descriptor.MFCC4, cepstra[4]);
        float loudness = 0;
        for (int b = 0; b < LOUDNESS_BANDS; b++) {
            loudness += (float) Math.exp(0.33 * bands[b]) * equalLoudness[b];
        }
        put(Descriptor.LOUDNESS, loudness);
        float[] power = mel.power();
        put(Descriptor.ALPHA_RATIO, shape.alphaRatioDb(power));
        put(Descriptor.HAMMARBERG, shape.hammarbergDb(power));
        put(Descriptor.SLOPE_0_500, shape.slope(power, 0, 500));
        put(Descriptor.SLOPE_500_1500, shape.slope(power, 500, 1500));
        double centroid = shape.centroid(power);
        put(Descriptor.CENTROID, centroid);
        put(Descriptor.BANDWIDTH, shape.bandwidth(centroid));
        put(Descriptor.ROLL_OFF, shape.rollOff(ROLL_OFF_SHARE));
        put(Descriptor.FLUX, shape.flux());
        level(start, start + SPECTRUM_LENGTH);
    }

    private void level(int from, int to) {
        double energy = 0;
        int crossings = 0;
        for (int i = from; i < to; i++) {
            energy += samples[i] * (double) samples[i];
            if (i > from && (samples[i] < 0) != (samples[i - 1] < 0)) {
                crossings++;
            }
        }
        put(Descriptor.LEVEL, energy == 0 ? Double.NaN : 10 * Math.log10(energy / (to - from)));
        put(Descriptor.ZERO_CROSSINGS, (double) crossings / (to - from - 1));
    }

    private void resonances(int start) {
        formants.analyse(samples, length, start);
        put(Descriptor.F1, formants.hertz(0));
        put(Descriptor.F1_BANDWIDTH, formants.bandwidthHertz(0));
        put(Descriptor.F2, formants.hertz(1));
        put(Descriptor.F2_BANDWIDTH, formants.bandwidthHertz(1));
        put(Descriptor.F3, formants.hertz(2));
        put(Descriptor.F3_BANDWIDTH, formants.bandwidthHertz(2));
    }

    /**
     * The values so far; the signal continues. The last frames, whose windows are not yet filled,
     * are left out.
     *
     * @return the descriptors of the frames that are complete
     */
    public DescriptorTrack soFar() {
        float[] f0 = new float[frames];
        float[] voicing = new float[frames];
        double peak = range.peak();
        pitch.track(f0, voicing, peak);
        Map<Descriptor, float[]> result = new EnumMap<>(Descriptor.class);
        columns.forEach((d, c) -> result.put(d, Arrays.copyOf(c, frames)));
        result.put(Descriptor.VOICING, voicing);
        DescriptorTrack.VoiceQuality quality =
                new VoicedFrames(samples, length, f0, (float) range.mean(), peak).fill(result);
        return new DescriptorTrack(result, frames, length, quality);
    }

    /**
     * Ends the signal.
     *
     * @return the descriptors of all that was accepted since the last call
     */
    public DescriptorTrack finish() {
        analyse(frameCount());
        DescriptorTrack track = soFar();
        reset();
        return track;
    }

    /** Discards what was accepted. */
    public void reset() {
        length = 0;
        frames = 0;
        range.reset();
        pitch.reset();
        shape.reset();
    }

    private float[] column(Descriptor d) {
        return DescriptorTrack.column(columns, d);
    }

    private void put(Descriptor d, double value) {
        column(d)[frames] = (float) value;
    }

    /**
     * Weights of the bands by the equal-loudness curve of Hermansky 1990 (doi:10.1121/1.399423), to
     * the power 0.33 as the energies are.
     */
    private static float[] equalLoudness() {
        float[] weights = new float[LOUDNESS_BANDS];
        double step = 1127 * (Math.log1p(8000 / 700.0) - Math.log1p(20 / 700.0));
        for (int b = 0; b < LOUDNESS_BANDS; b++) {
            double mel = 1127 * Math.log1p(20 / 700.0) + (b + 1) * step / (LOUDNESS_BANDS + 1);
            double w = 2 * Math.PI * 700 * Math.expm1(mel / 1127);
            double w2 = w * w;
            double curve = (w2 + 56.8e6) * w2 * w2 / ((w2 + 6.3e6) * (w2 + 6.3e6) * (w2 + 0.38e9));
            weights[b] = (float) Math.pow(curve, 0.33);
        }
        return weights;
    }
}
