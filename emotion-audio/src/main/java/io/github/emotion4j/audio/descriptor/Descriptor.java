package io.github.emotion4j.audio.descriptor;

/**
 * The low-level descriptors: one value for each frame of 10 ms, NaN where it is not defined.
 *
 * <p>All frames of a signal are centred on the same instants, 12.5 ms + 10 ms x i, whatever the
 * length of the analysis window behind a descriptor.
 *
 * <p>In digital silence, where all samples are 0, level, ratios and what is in hertz are NaN, but
 * slopes, flux, zero crossings, loudness and cepstral coefficients are 0 or nearly so, not NaN:
 * where a file is padded with zeros, leave out the frames without a {@link #LEVEL}.
 *
 * <p>A formant whose bandwidth is above some 1000 Hz is no resonance: linear prediction fills its
 * ten coefficients whether or not there are five resonances. Formants after it are one too early.
 * Leave out frames by the bandwidths.
 */
public enum Descriptor {
    /**
     * Fundamental frequency, 75 to 600 Hz; NaN where unvoiced. A higher voice, as of a scream, is
     * told as the half or a third of it.
     */
    F0("Hz"),
    /** Periodicity of the frame's best candidate, [0, 1]. */
    VOICING("ratio"),
    /** Jitter (local) of the pulses within 30 ms of the frame's centre; voiced frames. */
    JITTER_LOCAL("ratio"),
    /** Shimmer (local) of those pulses; voiced frames. */
    SHIMMER_LOCAL("dB"),
    /** Harmonics-to-noise ratio; voiced frames. */
    HNR("dB"),
    /** Sum over 26 mel bands of the equal-loudness weighted energy to the power 0.33. */
    LOUDNESS("auditory"),
    /** Level of the frame's RMS against full scale. */
    LEVEL("dBFS"),
    /** Share of neighbouring samples with different sign. */
    ZERO_CROSSINGS("ratio"),
    /** First formant; a resonance of the voice where the frame is voiced and it is narrow. */
    F1("Hz"),
    /** Bandwidth of the first formant. */
    F1_BANDWIDTH("Hz"),
    /** Level of the strongest harmonic near the first formant, against the first harmonic. */
    F1_LEVEL("dB"),
    /** Second formant; a resonance of the voice where the frame is voiced and it is narrow. */
    F2("Hz"),
    /** Bandwidth of the second formant. */
    F2_BANDWIDTH("Hz"),
    /** Level of the strongest harmonic near the second formant, against the first harmonic. */
    F2_LEVEL("dB"),
    /** Third formant; a resonance of the voice where the frame is voiced and it is narrow. */
    F3("Hz"),
    /** Bandwidth of the third formant. */
    F3_BANDWIDTH("Hz"),
    /** Level of the strongest harmonic near the third formant, against the first harmonic. */
    F3_LEVEL("dB"),
    /** First harmonic over second; voiced frames. */
    H1_H2("dB"),
    /** First harmonic over the strongest near the third formant; voiced frames. */
    H1_A3("dB"),
    /** Energy of 50-1000 Hz over that of 1-5 kHz. */
    ALPHA_RATIO("dB"),
    /** Strongest bin of 0-2 kHz over that of 2-5 kHz. */
    HAMMARBERG("dB"),
    /** Slope of the spectrum from 0 to 500 Hz. */
    SLOPE_0_500("dB/Hz"),
    /** Slope of the spectrum from 500 to 1500 Hz. */
    SLOPE_500_1500("dB/Hz"),
    /** Distance of neighbouring magnitude spectra of unit sum. */
    FLUX("ratio"),
    /** Magnitude-weighted mean frequency. */
    CENTROID("Hz"),
    /** Magnitude-weighted spread around the centroid. */
    BANDWIDTH("Hz"),
    /** Frequency below which 85 % of the magnitude is. */
    ROLL_OFF("Hz"),
    /** Mel-frequency cepstral coefficient 1 of 26 bands, 20-8000 Hz, lifter 22. */
    MFCC1("ln"),
    /** Coefficient 2. */
    MFCC2("ln"),
    /** Coefficient 3. */
    MFCC3("ln"),
    /** Coefficient 4. */
    MFCC4("ln");

    private final String unit;

    Descriptor(String unit) {
        this.unit = unit;
    }

    /** {@return the unit of the values, such as {@code "Hz"}} */
    public String unit() {
        return unit;
    }
}
