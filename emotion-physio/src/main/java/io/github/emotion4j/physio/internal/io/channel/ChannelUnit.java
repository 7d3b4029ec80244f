package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The units of channels, and how their values become those of a signal's own unit. */
public final class ChannelUnit {
    /** What is a unit, whether or not it is one of the signal at hand, and no place. */
    private static final Pattern UNIT_LIKE =
            Pattern.compile(
                    "[^ ]{0,6}[°%²][^ ]{0,6}|[a-z]{0,4}ohms?|[pnumk]?(v|volts?|s|siemens|mhos?|hz|g|pa)"
                            + "|[pnumk]a|mmhg|cel|celsius|fahrenheit|kelvin|bpm|brpm|rpm|pm"
                            + "|[a-z]*/min(ute)?|adu|adc|counts?|raw|lsb|bits?|a\\.?u\\.?|nu|no ?units?");

    /** A prefix and a unit, a quotient or an operation: no place is written like this. */
    private static final Pattern OTHER_UNIT =
            Pattern.compile(
                    ".*[µμΩ°^*].*|[0-9.]+/[0-9 ]*[^0-9 ].*"
                            + "|.*\\p{L}/(s|sec|min|V|m|mm|cm|kg|bit|counts?|LSB|s2|sec2)\\b.*"
                            + "|[yzafpnumcdkMGT](V|A|S|T|N|J|W|Pa|m|B)"
                            + "|(?i:(milli|nano|kilo|pico)[a-z]+|z-?(score|transformed)|(log|ln)\\b.*"
                            + "|norm(ali[sz]ed)?|scaled|standardi[sz]ed|ticks?|samples?|gal"
                            + "|.*\\bx ?[0-9]+\\)?)");

    /** A number before a unit, as a step of a converter. */
    private static final Pattern STEP = Pattern.compile("[0-9]+(?:[.,][0-9]+)? ?(\\p{L}.*)");

    private ChannelUnit() {}

    /** Whether a text in small letters has the form of a unit. */
    static boolean isLikeOne(String text) {
        return UNIT_LIKE.matcher(text).matches();
    }

    /** A unit without capitals, signs and plurals: {@code "kΩ"} is {@code "kohm"}. */
    static String plain(String unit) {
        return unit.toLowerCase(Locale.ROOT)
                .replaceAll("[\\s°]|deg(rees?)?", "")
                // Micro in another encoding than the file's, too.
                .replaceAll("[âãî¬]?[µμ]|\uFFFD|mi[ck]ro-?", "u")
                .replaceAll("milli-?", "m")
                .replaceAll("nano-?", "n")
                .replaceAll("kilo-?", "k")
                .replace("ω", "ohm")
                .replace("ohms", "ohm")
                .replaceAll("volts?$", "v")
                .replaceAll("siemens$", "s")
                .replaceAll("(seconds?|secs?)$", "s")
                .replaceAll("(counts?|beats?)/min(ute)?|beatsperminute", "bpm")
                .replace("²", "2")
                .replace("⁻", "-")
                .replaceAll("(\\^|\\*\\*)(?=-?[0-9])", "")
                .replaceAll("m[.·*]s-2", "ms-2")
                .replace("/sec2", "/s2");
    }

    /** Whether a plain unit is one of a rate. */
    static boolean isPerMinute(String unit) {
        return unit.matches("bpm|brpm|rpm|pm|1/min|/min|min-1|breaths/min|br/min|cpm");
    }

    /** Whether a text is a unit of something. */
    static boolean isUnitLike(String text) {
        String lower = text.toLowerCase(Locale.ROOT).strip();
        return !lower.isEmpty()
                && (isLikeOne(lower)
                        || isLikeOne(plain(text))
                        || isPerMinute(plain(text))
                        || plain(text).matches("[cfk]|m/s2|ms-2|ms|s|arb.*"));
    }

    /** Whether a text in brackets is a unit that is not one of those known here. */
    static boolean isOtherUnit(String text) {
        Matcher step = STEP.matcher(text.strip());
        return OTHER_UNIT.matcher(text.strip()).matches()
                || (step.matches()
                        && isUnitLike(step.group(1))
                        && !step.group(1).toLowerCase(Locale.ROOT).endsWith("hz"));
    }

    /**
     * Whether a name's last word is a unit rather than a place; a single letter usually is a place.
     */
    static boolean isUnitOf(Kind kind, String word) {
        if (word.length() == 1) {
            return switch (kind) {
                case SKIN_TEMPERATURE -> "cfk".contains(word);
                case ECG, EMG, EEG -> word.equals("v");
                case ACCELERATION -> word.equals("g");
                case BEAT_INTERVAL -> word.equals("s");
                default -> false;
            };
        }
        boolean any = kind == Kind.PPG || kind == Kind.RESPIRATION;
        return !word.equals("raw")
                && (isUnitLike(word) || (!any && scale(kind, plain(word)) != null));
    }

    /** How a value in a file becomes one in the unit: as ChannelName says. */
    record Scale(Unit unit, double scale, double offset, boolean inverse) {
        Scale(Unit unit, double scale) {
            this(unit, scale, 0, false);
        }
    }

    /** What a unit, as {@link #plain} writes it, is in the kind's own; null if it is none. */
    static @Nullable Scale scale(Kind kind, String unit) {
        boolean unsaid = unit.isEmpty() || unit.equals("-") || unit.equals("n/a");
        return switch (kind) {
            case PPG, RESPIRATION -> new Scale(Unit.ARBITRARY, 1);
            case ECG, EMG -> volts(unsaid ? "mv" : unit, Unit.MILLIVOLT, 1);
            case EEG -> volts(unsaid ? "uv" : unit, Unit.MICROVOLT, 1000);
            case EDA -> skin(unsaid ? "us" : unit);
            case SKIN_TEMPERATURE ->
                    switch (unsaid ? "c" : unit) {
                        case "c", "cel", "celsius", "cdeg" -> new Scale(Unit.CELSIUS, 1);
                        case "f", "fahrenheit" ->
                                new Scale(Unit.CELSIUS, 5 / 9.0, -160 / 9.0, false);
                        case "k", "kelvin" -> new Scale(Unit.CELSIUS, 1, -273.15, false);
                        default -> null;
                    };
            case HEART_RATE ->
                    switch (unsaid || isPerMinute(unit) ? "bpm" : unit) {
                        case "bpm" -> new Scale(Unit.BEATS_PER_MINUTE, 1);
                        case "hz", "1/s" -> new Scale(Unit.BEATS_PER_MINUTE, 60);
                        default -> null;
                    };
            case BEAT_INTERVAL ->
                    switch (unsaid ? "?" : unit) {
                        case "ms", "msec" -> new Scale(Unit.MILLISECOND, 1);
                        case "s" -> new Scale(Unit.MILLISECOND, 1000);
                        // The scale is known only from the values.
                        case "?" -> new Scale(Unit.ARBITRARY, 1);
                        default -> null;
                    };
            case ACCELERATION ->
                    switch (unsaid ? "g" : unit) {
                        case "g" -> new Scale(Unit.STANDARD_GRAVITY, 1);
                        case "mg" -> new Scale(Unit.STANDARD_GRAVITY, 0.001);
                        case "m/s2", "m/(s2)", "m/s/s", "ms-2" ->
                                new Scale(Unit.STANDARD_GRAVITY, 1 / 9.80665);
                        default -> null;
                    };
        };
    }

    private static @Nullable Scale volts(String unit, Unit own, double perMillivolt) {
        return switch (unit) {
            case "v" -> new Scale(own, 1000 * perMillivolt);
            case "mv" -> new Scale(own, perMillivolt);
            case "uv" -> new Scale(own, perMillivolt / 1000);
            case "nv" -> new Scale(own, perMillivolt / 1e6);
            // Counts of an unknown step: positions of peaks are valid, heights are not.
            case "adu",
                    "adc",
                    "au",
                    "a.u.",
                    "nu",
                    "count",
                    "counts",
                    "lsb",
                    "raw",
                    "nounits",
                    "nounit",
                    "bit",
                    "bits" ->
                    new Scale(Unit.ARBITRARY, 1);
            default -> null;
        };
    }

    private static @Nullable Scale skin(String unit) {
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

    /** The unit that a kind's values are turned into, in words. */
    public static String wanted(Kind kind) {
        return switch (kind) {
            case ECG, EMG -> "mV";
            case EEG -> "µV";
            case EDA -> "µS";
            case SKIN_TEMPERATURE -> "°C";
            case HEART_RATE -> "beats a minute";
            case BEAT_INTERVAL -> "ms";
            case ACCELERATION -> "g";
            default -> "any";
        };
    }

    /** The units that are turned into it, in words. */
    static String known(Kind kind) {
        return switch (kind) {
            case ECG, EMG, EEG -> "V, mV, µV and nV";
            case EDA -> "S, mS, µS, nS, Ω, kΩ and MΩ";
            case SKIN_TEMPERATURE -> "°C, °F and K";
            case HEART_RATE -> "bpm and Hz";
            case BEAT_INTERVAL -> "ms and s";
            case ACCELERATION -> "g, mg and m/s²";
            default -> "all";
        };
    }

    /** Whether a unit is one of voltage. */
    public static boolean isVolts(String unit) {
        return plain(unit).matches("[mun]?v");
    }

    /** Whether a text is a unit or the form of a time, and nothing but one. */
    public static boolean isUnit(String text) {
        String bare = plain(text.replaceAll("[(\\[)\\]]", ""));
        return isUnitLike(bare)
                || bare.matches("min|hours?|h|%|unitless|n/a|-|index")
                || text.matches("[yYmMdDhHsS]{1,4}[-/:. ][-yYmMdDhHsSzZ0/:. ]*");
    }
}
