package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a column's or channel's name and unit say it is.
 *
 * @param kind what was measured
 * @param site where
 * @param unit the unit the values have after scaling
 * @param scale what a value in the file is multiplied with
 * @param inverse whether the file holds resistance: the value is {@code scale} divided by it
 */
public record ChannelName(Kind kind, String site, Unit unit, double scale, boolean inverse) {
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}µμΩ°%]+");

    /** Reads a name with its unit inside, such as {@code "EDA (µS)"} or {@code "temp_celsius"}. */
    public static Optional<ChannelName> of(String name) {
        return of(name, "");
    }

    /** Reads a name and a unit; nothing if the name is of no signal known here. */
    public static Optional<ChannelName> of(String name, String unitName) {
        String[] words = SEPARATORS.split(name.toLowerCase(Locale.ROOT).strip());
        String unit = unitName.strip();
        for (int i = words.length; unit.isEmpty() && --i > 0; ) {
            unit = words[i];
        }
        String text = unit.toLowerCase(Locale.ROOT);
        for (String word : words) {
            Optional<ChannelName> found = ofWord(word, words, text);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<ChannelName> ofWord(String word, String[] words, String unit) {
        return switch (word) {
            case "ecg", "ekg", "mlii", "mli", "v1", "v2", "v3", "v4", "v5", "v6" ->
                    volts(Kind.ECG, "", unit);
            case "ppg", "bvp", "pleth", "pulse" -> simple(Kind.PPG, Unit.ARBITRARY, 1);
            case "eda", "gsr", "sc", "scl", "conductance" -> skin(unit);
            case "temp", "temperature" -> simple(Kind.SKIN_TEMPERATURE, Unit.CELSIUS, 1);
            case "rsp", "resp", "respiration", "breath", "airflow" ->
                    simple(Kind.RESPIRATION, Unit.ARBITRARY, 1);
            case "emg" -> volts(Kind.EMG, site(words, word), unit);
            case "eeg" -> volts(Kind.EEG, site(words, word), unit);
            case "hr", "heartrate", "bpm" -> simple(Kind.HEART_RATE, Unit.BEATS_PER_MINUTE, 1);
            case "acc", "accel", "acceleration" ->
                    Optional.of(
                            new ChannelName(
                                    Kind.ACCELERATION,
                                    site(words, word),
                                    Unit.STANDARD_GRAVITY,
                                    1,
                                    false));
            default -> Optional.empty();
        };
    }

    private static String site(String[] words, String kind) {
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(kind)) {
                return words[i + 1].toUpperCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static Optional<ChannelName> simple(Kind kind, Unit unit, double scale) {
        return Optional.of(new ChannelName(kind, "", unit, scale, false));
    }

    private static Optional<ChannelName> volts(Kind kind, String site, String unit) {
        boolean micro = kind == Kind.EEG;
        double millivolts =
                switch (unit) {
                    case "v", "volt", "volts" -> 1000;
                    case "uv", "µv", "μv", "microvolt", "microvolts" -> 0.001;
                    default -> micro && !unit.equals("mv") ? 0.001 : 1;
                };
        return Optional.of(
                new ChannelName(
                        kind,
                        site,
                        micro ? Unit.MICROVOLT : Unit.MILLIVOLT,
                        micro ? 1000 * millivolts : millivolts,
                        false));
    }

    private static Optional<ChannelName> skin(String unit) {
        return switch (unit) {
            case "kohm", "kohms", "kω" ->
                    Optional.of(new ChannelName(Kind.EDA, "", Unit.MICROSIEMENS, 1000, true));
            case "ns" -> simple(Kind.EDA, Unit.MICROSIEMENS, 0.001);
            default -> simple(Kind.EDA, Unit.MICROSIEMENS, 1);
        };
    }

    /** The value in {@link #unit()}. */
    public double value(double raw) {
        if (inverse) {
            return raw == 0 ? Double.NaN : scale / raw;
        }
        return raw * scale;
    }
}
