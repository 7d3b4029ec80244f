package io.github.emotion4j.audio.internal;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.numeric.Clamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How usable a segment of speech is: the product of factors in [0, 1], for signal-to-noise ratio (1
 * from 20 dB on, 0 at 0 dB), clipping (0.5 at 2 % of the samples), samples far beyond full scale
 * (0.1), missing sound (0.8, or the share that is there if that is less), band limit (0.8 if
 * nothing is heard above 4.4 kHz), length (1 from 1 s on), samples that are no numbers (0.5 if
 * there are any) and offset (0.8 if the mean is beyond a twentieth of full scale).
 *
 * @param value the quality in [0, 1]
 * @param signalToNoiseDb ratio of the power of the voice to that of the noise, dB
 * @param issues what lowers the quality by more than a tenth, worst first
 */
record SpeechQuality(double value, double signalToNoiseDb, List<Reason> issues) {
    /** From here on noise lowers the quality no more; a convention, not measured. */
    private static final double GOOD_SNR_DB = 20;

    /** From here on length lowers the quality no more; a convention, not measured. */
    private static final double GOOD_SECONDS = 1;

    /**
     * Of 200 utterances of 16 kHz, one in a hundred has less than -29 dB in its hisses; through a
     * telephone all have less than -48.
     */
    private static final double NARROW_DB = -38;

    /** Copies the list. */
    SpeechQuality {
        issues = List.copyOf(issues);
    }

    /**
     * Judges a segment.
     *
     * @param snrDb signal-to-noise ratio in dB
     * @param highBandDb ratio of the energy above 4.4 kHz to that below, in the frames where it is
     *     highest, in dB
     * @param faults of its input
     * @param offset mean of the samples, full scale being 1
     * @param complete whether the utterance has ended; while it continues, shortness lowers the
     *     quality and is not reported
     * @return the quality
     */
    static SpeechQuality of(
            double snrDb, double highBandDb, SoundFaults faults, double offset, boolean complete) {
        List<Factor> factors = new ArrayList<>(factors(faults));
        factors.add(
                new Factor(
                        Clamp.between(snrDb / GOOD_SNR_DB, 0, 1),
                        "noisy",
                        "the voice is only %.0f dB above the noise",
                        Math.max(0, snrDb)));
        factors.add(
                new Factor(
                        highBandDb < NARROW_DB ? 0.8 : 1,
                        "narrow-band",
                        "nothing is heard above 4.4 kHz (%.0f dB)",
                        highBandDb));
        factors.add(
                new Factor(
                        Clamp.between(faults.seconds() / GOOD_SECONDS, 0, 1),
                        "short",
                        "only %.1f s of speech",
                        faults.seconds()));
        double ofPeak = offset / Math.max(1, faults.peak());
        factors.add(
                new Factor(
                        Math.abs(ofPeak) > 0.05 ? 0.8 : 1,
                        "offset",
                        "the samples are off zero by %.2f of full scale",
                        offset));
        double value = 1;
        for (Factor factor : factors) {
            value *= factor.share;
        }
        return new SpeechQuality(value, snrDb, issues(factors, complete));
    }

    /** What faults of the input leave of the quality. */
    static List<Factor> factors(SoundFaults faults) {
        double missing = faults.missingShare();
        return List.of(
                new Factor(
                        1 / (1 + 50 * faults.clippedShare()),
                        "clipped",
                        "%.1f %% of the samples are clipped",
                        100 * faults.clippedShare()),
                new Factor(
                        faults.isOverFullScale() ? 0.1 : 1,
                        "over-full-scale",
                        "the samples reach %.0f times full scale; divide numbers of 16 bits by"
                                + " 32768",
                        faults.peak()),
                new Factor(
                        missing > 0 ? Math.min(0.8, 1 - missing) : 1,
                        "sound-gaps",
                        "%.0f ms of sound are missing",
                        1000 * faults.missingSeconds()),
                new Factor(
                        faults.notFinite() > 0 ? 0.5 : 1,
                        "not-finite",
                        "%.0f samples were no numbers",
                        (double) faults.notFinite()));
    }

    /** What leaves less than nine tenths, worst first. */
    static List<Reason> issues(List<Factor> factors, boolean complete) {
        return factors.stream()
                .filter(f -> f.share < 0.9 && (complete || !f.code.equals("short")))
                .sorted(Comparator.comparingDouble((Factor f) -> f.share))
                .map(Factor::reason)
                .toList();
    }

    record Factor(double share, String code, String format, double measured) {
        private Reason reason() {
            return new Reason(code, String.format(Locale.ROOT, format, measured));
        }
    }
}
