package io.github.emotion4j.audio.internal;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.numeric.Clamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How usable a segment of speech is: the product of six factors in [0, 1], for signal-to-noise
 * ratio (1 from 20 dB on, 0 at 0 dB), clipping (0.5 at 2 % of the samples), band limit (0.8 if
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
     * @param clippedShare share of samples at full scale
     * @param highBandDb ratio of the energy above 4.4 kHz to that below, in the frames where it is
     *     highest, in dB
     * @param notFinite samples that were NaN or infinite and were replaced by 0
     * @param offset mean of the samples, full scale being 1
     * @param seconds length
     * @param complete whether the utterance has ended; while it continues, shortness lowers the
     *     quality and is not reported
     * @return the quality
     */
    static SpeechQuality of(
            double snrDb,
            double clippedShare,
            double highBandDb,
            long notFinite,
            double offset,
            double seconds,
            boolean complete) {
        List<Factor> factors = new ArrayList<>();
        factors.add(
                new Factor(
                        Clamp.between(snrDb / GOOD_SNR_DB, 0, 1),
                        "noisy",
                        "the voice is only %.0f dB above the noise",
                        snrDb));
        factors.add(
                new Factor(
                        1 / (1 + 50 * clippedShare),
                        "clipped",
                        "%.1f %% of the samples are clipped",
                        100 * clippedShare));
        factors.add(
                new Factor(
                        highBandDb < NARROW_DB ? 0.8 : 1,
                        "narrow-band",
                        "nothing is heard above 4.4 kHz (%.0f dB)",
                        highBandDb));
        factors.add(
                new Factor(
                        Clamp.between(seconds / GOOD_SECONDS, 0, 1),
                        "short",
                        "only %.1f s of speech",
                        seconds));
        factors.add(
                new Factor(
                        notFinite > 0 ? 0.5 : 1,
                        "not-finite",
                        "%.0f samples were no numbers",
                        (double) notFinite));
        factors.add(
                new Factor(
                        Math.abs(offset) > 0.05 ? 0.8 : 1,
                        "offset",
                        "the samples are off zero by %.2f of full scale",
                        offset));
        double value = 1;
        for (Factor factor : factors) {
            value *= factor.share;
        }
        List<Reason> issues =
                factors.stream()
                        .filter(f -> f.share < 0.9 && (complete || !f.code.equals("short")))
                        .sorted(Comparator.comparingDouble((Factor f) -> f.share))
                        .map(Factor::reason)
                        .toList();
        return new SpeechQuality(value, snrDb, issues);
    }

    private record Factor(double share, String code, String format, double measured) {
        private Reason reason() {
            return new Reason(code, String.format(Locale.ROOT, format, measured));
        }
    }
}
