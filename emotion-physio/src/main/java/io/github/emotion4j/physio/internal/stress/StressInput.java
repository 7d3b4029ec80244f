package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * What the stress model is given for one span: the span's features, where each has been lately for
 * this person, and which signals there were.
 *
 * @param endSeconds the span's end
 * @param features {@link #COUNT} values; NaN where a feature could not be measured
 * @param references {@link RunningReference#COUNT} times {@link #COUNT} values, row after row
 * @param present one flag for each of {@link #SIGNALS}
 * @param waveQuality how alike the waves of the pulse are, in [0, 1]; the model does not use it
 * @param quality how usable the signals that came are, in [0, 1]; likewise
 * @param heart what is told of the heart; the model does not use it either
 * @param issues the faults of the signals
 * @param causes those of the issues that can be why there is nothing to judge
 */
@SuppressWarnings("ArrayRecordComponent") // Made once, handed to the model, compared nowhere.
public record StressInput(
        double endSeconds,
        double[] features,
        double[] references,
        boolean[] present,
        double waveQuality,
        double quality,
        Heart heart,
        List<Reason> issues,
        List<Reason> causes) {
    /**
     * The heart over the span.
     *
     * @param signal {@code pulse}, {@code ecg} or {@code beat-intervals}, whichever was used; empty
     *     if none came
     * @param rateBpm beats a minute; NaN if too few were clear
     * @param rmssdMillis likewise, ms
     */
    public record Heart(String signal, double rateBpm, double rmssdMillis) {}

    /** The signals, in the order of the mask. */
    public static final List<String> SIGNALS =
            List.of("pulse", "skin-conductance", "skin-temperature", "heart-rate");

    /** The features' names, in order. */
    public static final List<String> NAMES = names();

    /** How many features there are. */
    public static final int COUNT = NAMES.size();

    private static final int[] FIRST = {
        0,
        PulseFeatures.NAMES.size(),
        PulseFeatures.NAMES.size() + SkinFeatures.NAMES.size(),
        PulseFeatures.NAMES.size() + SkinFeatures.NAMES.size() + LevelFeatures.COUNT
    };

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        names.addAll(PulseFeatures.NAMES);
        names.addAll(SkinFeatures.NAMES);
        for (String signal : new String[] {"temperature", "heart_rate"}) {
            String unit = signal.equals("temperature") ? "celsius" : "bpm";
            names.add(signal + "_" + unit);
            names.add(signal + "_slope_" + unit + "_per_min");
            names.add("ln_" + signal + "_sd_" + unit);
            names.add(signal + "_range_" + unit);
        }
        return List.copyOf(names);
    }

    /** Index of the first feature of a signal. */
    public static int first(int signal) {
        return FIRST[signal];
    }
}
