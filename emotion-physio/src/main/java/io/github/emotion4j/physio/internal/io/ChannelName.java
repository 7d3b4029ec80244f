package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a column's or channel's name and unit say it is.
 *
 * @param kind what was measured
 * @param site where: what the name says beside kind and unit, in capitals
 * @param unit the unit the values have after scaling
 * @param scale what a value in the file is multiplied with
 * @param offset what is added then
 * @param inverse whether the file holds resistance: the value is {@code scale} divided by it
 */
public record ChannelName(
        Kind kind, String site, Unit unit, double scale, double offset, boolean inverse) {
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}µμΩ°%]+");
    private static final Pattern BRACKETED = Pattern.compile("[(\\[]([^)\\]]*)[)\\]]\\s*$");

    /** What is a unit, whether or not it is one of the signal at hand, and no place. */
    private static final Pattern UNIT_LIKE =
            Pattern.compile(
                    ".*[°%²].*|.*ohm.*|[pnumk]?(v|volts?|s|siemens|mhos?|hz|g|pa)|[pnumk]a|mmhg"
                            + "|celsius|fahrenheit|kelvin|bpm|pm|adu|counts?|lsb|bits?|a\\.?u\\.?|nu");

    /** Words of a name that say nothing of the place. */
    private static final Set<String> GENERAL = Set.of("skin", "heart", "rate", "signal", "channel");

    private record Scale(Unit unit, double scale, double offset, boolean inverse) {
        Scale(Unit unit, double scale) {
            this(unit, scale, 0, false);
        }
    }

    /**
     * Reads a name with its unit inside, such as {@code "EDA (µS)"} or {@code "temp_celsius"}.
     *
     * @throws InputException if it is of a signal known here in a unit that is not
     */
    public static Optional<ChannelName> of(String file, String name) {
        return of(file, name, "");
    }

    /**
     * Reads a name and a unit; nothing if the name is of no signal known here.
     *
     * @throws InputException if it is of a signal known here in a unit that is not
     */
    public static Optional<ChannelName> of(String file, String name, String unitName) {
        List<String> words = words(name);
        int at = 0;
        while (at < words.size() && kind(words.get(at)).isEmpty()) {
            at++;
        }
        if (at == words.size()) {
            return Optional.empty();
        }
        String word = words.get(at);
        Kind kind = kind(word).orElseThrow();
        String unit = unitName.strip();
        Matcher bracketed = BRACKETED.matcher(name);
        if (unit.isEmpty() && bracketed.find() && isUnit(kind, bracketed.group(1))) {
            unit = bracketed.group(1);
            words = words(name.substring(0, bracketed.start()));
        } else if (unit.isEmpty() && words.size() - 1 > at) {
            String last = words.get(words.size() - 1);
            // A letter alone is a place rather than a unit, unless the unit is known by it.
            boolean letter = last.length() == 1;
            if (letter ? isLetterOf(kind, last) : isUnit(kind, last)) {
                unit = last;
                words.remove(words.size() - 1);
            }
        }
        Optional<Scale> scale = scale(kind, plain(unit));
        if (scale.isEmpty()) {
            throw new InputException(
                    file,
                    String.format(
                            "\"%s\" is in \"%s\", which cannot be turned into %s; known here are %s",
                            name, unit, wanted(kind), known(kind)));
        }
        if (!isLead(word)) {
            words.remove(word);
        }
        words.removeAll(GENERAL);
        return Optional.of(
                new ChannelName(
                        kind,
                        String.join(" ", words).toUpperCase(Locale.ROOT),
                        scale.get().unit,
                        scale.get().scale,
                        scale.get().offset,
                        scale.get().inverse));
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String word : SEPARATORS.split(name.toLowerCase(Locale.ROOT))) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static Optional<Kind> kind(String word) {
        return Optional.ofNullable(
                switch (word) {
                    case "ecg", "ekg" -> Kind.ECG;
                    case "ppg", "bvp", "pleth", "pulse" -> Kind.PPG;
                    case "eda", "gsr", "sc", "scl", "conductance" -> Kind.EDA;
                    case "temp", "temperature" -> Kind.SKIN_TEMPERATURE;
                    case "rsp", "resp", "respiration", "breath", "airflow" -> Kind.RESPIRATION;
                    case "emg" -> Kind.EMG;
                    case "eeg" -> Kind.EEG;
                    case "hr", "heartrate", "bpm" -> Kind.HEART_RATE;
                    case "acc", "accel", "acceleration" -> Kind.ACCELERATION;
                    default -> isLead(word) ? Kind.ECG : null;
                });
    }

    private static boolean isLead(String word) {
        return word.matches("mlii?|v[1-6]");
    }

    /** A unit without capitals, signs and plurals: {@code "kΩ"} is {@code "kohm"}. */
    private static String plain(String unit) {
        return unit.toLowerCase(Locale.ROOT)
                .replaceAll("[\\s°]|deg(rees?)?", "")
                .replaceAll("[µμ]|micro-?", "u")
                .replaceAll("milli-?", "m")
                .replaceAll("nano-?", "n")
                .replaceAll("kilo-?", "k")
                .replace("ω", "ohm")
                .replace("ohms", "ohm")
                .replaceAll("volts?$", "v")
                .replaceAll("siemens$", "s")
                .replace("²", "2");
    }

    private static boolean isUnit(Kind kind, String text) {
        String lower = text.toLowerCase(Locale.ROOT).strip();
        return !lower.isEmpty()
                && (UNIT_LIKE.matcher(lower).matches()
                        || UNIT_LIKE.matcher(plain(text)).matches()
                        || (!takesAny(kind) && scale(kind, plain(text)).isPresent()));
    }

    private static boolean isLetterOf(Kind kind, String letter) {
        return switch (kind) {
            case SKIN_TEMPERATURE -> "cfk".contains(letter);
            case ECG, EMG, EEG -> letter.equals("v");
            case ACCELERATION -> letter.equals("g");
            default -> false;
        };
    }

    private static boolean takesAny(Kind kind) {
        return kind == Kind.PPG || kind == Kind.RESPIRATION;
    }

    /** What a unit, as {@link #plain} writes it, is in the kind's own; nothing if it is none. */
    private static Optional<Scale> scale(Kind kind, String unit) {
        boolean unsaid = unit.isEmpty() || unit.equals("-") || unit.equals("n/a");
        return Optional.ofNullable(
                switch (kind) {
                    case PPG, RESPIRATION -> new Scale(Unit.ARBITRARY, 1);
                    case ECG, EMG -> volts(unsaid ? "mv" : unit, Unit.MILLIVOLT, 1);
                    case EEG -> volts(unsaid ? "uv" : unit, Unit.MICROVOLT, 1000);
                    case EDA -> skin(unsaid ? "us" : unit);
                    case SKIN_TEMPERATURE ->
                            switch (unsaid ? "c" : unit) {
                                case "c", "celsius" -> new Scale(Unit.CELSIUS, 1);
                                case "f", "fahrenheit" ->
                                        new Scale(Unit.CELSIUS, 5 / 9.0, -160 / 9.0, false);
                                case "k", "kelvin" -> new Scale(Unit.CELSIUS, 1, -273.15, false);
                                default -> null;
                            };
                    case HEART_RATE ->
                            switch (unsaid ? "bpm" : unit) {
                                case "bpm", "pm", "1/min", "/min", "beats/min" ->
                                        new Scale(Unit.BEATS_PER_MINUTE, 1);
                                case "hz", "1/s" -> new Scale(Unit.BEATS_PER_MINUTE, 60);
                                default -> null;
                            };
                    case BEAT_INTERVAL ->
                            switch (unit) {
                                case "ms" -> new Scale(Unit.MILLISECOND, 1);
                                case "s" -> new Scale(Unit.MILLISECOND, 1000);
                                default -> null;
                            };
                    case ACCELERATION ->
                            switch (unsaid ? "g" : unit) {
                                case "g" -> new Scale(Unit.STANDARD_GRAVITY, 1);
                                case "mg" -> new Scale(Unit.STANDARD_GRAVITY, 0.001);
                                case "m/s2", "m/s^2" ->
                                        new Scale(Unit.STANDARD_GRAVITY, 1 / 9.80665);
                                default -> null;
                            };
                });
    }

    private static Scale volts(String unit, Unit own, double perMillivolt) {
        return switch (unit) {
            case "v" -> new Scale(own, 1000 * perMillivolt);
            case "mv" -> new Scale(own, perMillivolt);
            case "uv" -> new Scale(own, perMillivolt / 1000);
            case "nv" -> new Scale(own, perMillivolt / 1e6);
            // Counts of an unknown step: where peaks are can be told, how high they are cannot.
            case "adu", "au", "a.u.", "nu", "count", "counts" -> new Scale(Unit.ARBITRARY, 1);
            default -> null;
        };
    }

    private static Scale skin(String unit) {
        return switch (unit) {
            case "s" -> new Scale(Unit.MICROSIEMENS, 1e6);
            case "ms" -> new Scale(Unit.MICROSIEMENS, 1000);
            case "us", "umho", "umhos" -> new Scale(Unit.MICROSIEMENS, 1);
            case "ns" -> new Scale(Unit.MICROSIEMENS, 0.001);
            case "ohm" -> new Scale(Unit.MICROSIEMENS, 1e6, 0, true);
            case "kohm" -> new Scale(Unit.MICROSIEMENS, 1000, 0, true);
            case "mohm", "megaohm" -> new Scale(Unit.MICROSIEMENS, 1, 0, true);
            default -> null;
        };
    }

    private static String wanted(Kind kind) {
        return switch (kind) {
            case ECG, EMG -> "mV";
            case EEG -> "µV";
            case EDA -> "µS";
            case SKIN_TEMPERATURE -> "°C";
            case HEART_RATE -> "beats a minute";
            case ACCELERATION -> "g";
            default -> "any";
        };
    }

    private static String known(Kind kind) {
        return switch (kind) {
            case ECG, EMG, EEG -> "V, mV, µV and nV";
            case EDA -> "S, mS, µS, nS, Ω, kΩ and MΩ";
            case SKIN_TEMPERATURE -> "°C, °F and K";
            case HEART_RATE -> "bpm and Hz";
            case ACCELERATION -> "g, mg and m/s²";
            default -> "all";
        };
    }

    /**
     * This name with a site of its own: numbered where an earlier channel has its kind and site.
     */
    ChannelName besides(Set<String> earlier) {
        String at = site;
        for (int k = 2; !earlier.add(kind + " " + at); k++) {
            at = (site + " " + k).strip();
        }
        return at(at);
    }

    /** This name with another site. */
    ChannelName at(String place) {
        return new ChannelName(kind, place, unit, scale, offset, inverse);
    }

    /** The value in {@link #unit()}. */
    public double value(double raw) {
        if (inverse) {
            return raw == 0 ? Double.NaN : scale / raw;
        }
        return raw * scale + offset;
    }
}
