package io.github.emotion4j.audio.descriptor;

import io.github.emotion4j.core.internal.numeric.Quantile;
import java.util.ArrayList;
import java.util.List;

/**
 * The 88 functionals in the manner of eGeMAPS, from the published definitions.
 *
 * <p>Reference: F. Eyben et al., "The Geneva Minimalistic Acoustic Parameter Set (GeMAPS) for Voice
 * Research and Affective Computing", IEEE Trans. Affective Computing 7 (2016) 190-202,
 * doi:10.1109/TAFFC.2015.2457417. The names are those of the published set without its suffixes.
 * The values differ from those of openSMILE: the module's README lists every known difference.
 */
final class EgemapsLike {
    static final String NAME = "eGeMAPS-like/1";
    private static final double HOP_S =
            (double) DescriptorExtractor.HOP / DescriptorExtractor.RATE_HERTZ;

    private final DescriptorTrack track;
    private final List<String> names = new ArrayList<>();
    private final List<String> units = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();

    private EgemapsLike(DescriptorTrack track) {
        this.track = track;
    }

    static FeatureVector of(DescriptorTrack track) {
        EgemapsLike set = new EgemapsLike(track);
        set.fill();
        return new FeatureVector(NAME, set.names, set.units, set.values);
    }

    private void fill() {
        full("F0semitoneFrom27.5Hz", "semitone", semitones());
        full("loudness", "auditory", track.contour(Descriptor.LOUDNESS));
        pair("spectralFlux", Descriptor.FLUX);
        pair("mfcc1", Descriptor.MFCC1);
        pair("mfcc2", Descriptor.MFCC2);
        pair("mfcc3", Descriptor.MFCC3);
        pair("mfcc4", Descriptor.MFCC4);
        pair("jitterLocal", Descriptor.JITTER_LOCAL);
        pair("shimmerLocaldB", Descriptor.SHIMMER_LOCAL);
        pair("HNRdBACF", Descriptor.HNR);
        pair("logRelF0-H1-H2", Descriptor.H1_H2);
        pair("logRelF0-H1-A3", Descriptor.H1_A3);
        voicedPair("F1frequency", Descriptor.F1);
        voicedPair("F1bandwidth", Descriptor.F1_BANDWIDTH);
        pair("F1amplitudeLogRelF0", Descriptor.F1_LEVEL);
        voicedPair("F2frequency", Descriptor.F2);
        voicedPair("F2bandwidth", Descriptor.F2_BANDWIDTH);
        pair("F2amplitudeLogRelF0", Descriptor.F2_LEVEL);
        voicedPair("F3frequency", Descriptor.F3);
        voicedPair("F3bandwidth", Descriptor.F3_BANDWIDTH);
        pair("F3amplitudeLogRelF0", Descriptor.F3_LEVEL);
        voicedPair("alphaRatioV", Descriptor.ALPHA_RATIO);
        voicedPair("hammarbergIndexV", Descriptor.HAMMARBERG);
        voicedPair("slopeV0-500", Descriptor.SLOPE_0_500);
        voicedPair("slopeV500-1500", Descriptor.SLOPE_500_1500);
        voicedPair("spectralFluxV", Descriptor.FLUX);
        voicedPair("mfcc1V", Descriptor.MFCC1);
        voicedPair("mfcc2V", Descriptor.MFCC2);
        voicedPair("mfcc3V", Descriptor.MFCC3);
        voicedPair("mfcc4V", Descriptor.MFCC4);
        unvoicedMean("alphaRatioUV", Descriptor.ALPHA_RATIO);
        unvoicedMean("hammarbergIndexUV", Descriptor.HAMMARBERG);
        unvoicedMean("slopeUV0-500", Descriptor.SLOPE_0_500);
        unvoicedMean("slopeUV500-1500", Descriptor.SLOPE_500_1500);
        unvoicedMean("spectralFluxUV", Descriptor.FLUX);
        tempo();
    }

    private void full(String name, String unit, float[] contour) {
        float[] smooth = Functionals.smooth(contour);
        double[] sorted = Functionals.sorted(smooth);
        double p20 = Quantile.of(sorted, sorted.length, 0.2);
        double p80 = Quantile.of(sorted, sorted.length, 0.8);
        double[] rising = Functionals.slopes(smooth, HOP_S, true);
        double[] falling = Functionals.slopes(smooth, HOP_S, false);
        add(name + "_amean", unit, Functionals.mean(sorted));
        add(name + "_stddevNorm", "", Functionals.relativeDeviation(sorted));
        add(name + "_percentile20.0", unit, p20);
        add(name + "_percentile50.0", unit, Quantile.of(sorted, sorted.length, 0.5));
        add(name + "_percentile80.0", unit, p80);
        add(name + "_pctlrange0-2", unit, p80 - p20);
        add(name + "_meanRisingSlope", unit + "/s", Functionals.mean(rising));
        add(name + "_stddevRisingSlope", unit + "/s", Functionals.deviation(rising));
        add(name + "_meanFallingSlope", unit + "/s", Functionals.mean(falling));
        add(name + "_stddevFallingSlope", unit + "/s", Functionals.deviation(falling));
    }

    private void pair(String name, Descriptor d) {
        pair(name, d.unit(), track.contour(d));
    }

    private void voicedPair(String name, Descriptor d) {
        pair(name, d.unit(), where(d, true));
    }

    private void pair(String name, String unit, float[] contour) {
        double[] sorted = Functionals.sorted(Functionals.smooth(contour));
        add(name + "_amean", unit, Functionals.mean(sorted));
        add(name + "_stddevNorm", "", Functionals.relativeDeviation(sorted));
    }

    private void unvoicedMean(String name, Descriptor d) {
        double[] sorted = Functionals.sorted(Functionals.smooth(where(d, false)));
        add(name + "_amean", d.unit(), Functionals.mean(sorted));
    }

    private void tempo() {
        double seconds = (double) track.samples() / DescriptorExtractor.RATE_HERTZ;
        float[] f0 = track.contour(Descriptor.F0);
        float[] loudness = Functionals.smooth(track.contour(Descriptor.LOUDNESS));
        double[] voiced = Functionals.runs(f0, true);
        double[] unvoiced = Functionals.runs(f0, false);
        add("loudnessPeaksPerSec", "1/s", Functionals.peaks(loudness) / seconds);
        add("VoicedSegmentsPerSec", "1/s", voiced.length / seconds);
        add("MeanVoicedSegmentLengthSec", "s", Functionals.mean(voiced) * HOP_S);
        add("StddevVoicedSegmentLengthSec", "s", Functionals.deviation(voiced) * HOP_S);
        add("MeanUnvoicedSegmentLength", "s", Functionals.mean(unvoiced) * HOP_S);
        add("StddevUnvoicedSegmentLength", "s", Functionals.deviation(unvoiced) * HOP_S);
        add("equivalentSoundLevel", "dBFS", equivalentLevel());
    }

    private double equivalentLevel() {
        double[] levels = Functionals.sorted(track.contour(Descriptor.LEVEL));
        double sum = 0;
        for (double level : levels) {
            sum += Math.pow(10, level / 10);
        }
        return levels.length == 0 ? Double.NaN : 10 * Math.log10(sum / track.frames());
    }

    private float[] semitones() {
        float[] f0 = track.contour(Descriptor.F0);
        for (int i = 0; i < f0.length; i++) {
            f0[i] = (float) (12 * Math.log(f0[i] / 27.5) / Math.log(2));
        }
        return f0;
    }

    private float[] where(Descriptor d, boolean voiced) {
        float[] contour = track.contour(d);
        for (int i = 0; i < contour.length; i++) {
            if (Float.isNaN(track.value(Descriptor.F0, i)) == voiced) {
                contour[i] = Float.NaN;
            }
        }
        return contour;
    }

    private void add(String name, String unit, double value) {
        names.add(name);
        units.add(unit);
        values.add(value);
    }
}
