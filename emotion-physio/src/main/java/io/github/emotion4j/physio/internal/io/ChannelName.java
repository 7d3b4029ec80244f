package io.github.emotion4j.physio.internal.io;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column's or channel's name and unit say it is. {@link Naming} reads the names of a file.
 *
 * @param kind what was measured
 * @param site the place: the rest of the name without kind and unit, in capitals
 * @param unit the unit the values have after scaling
 * @param scale what a value in the file is multiplied with
 * @param offset the value that is added next
 * @param inverse whether the file holds resistance: the value is {@code scale} divided by it
 */
record ChannelName(
        Kind kind, String site, Unit unit, double scale, double offset, boolean inverse) {
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}µμΩ°%²/]+");
    private static final Pattern CAMEL =
            Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
    private static final Pattern BRACKETED = Pattern.compile("[(\\[{]([^)\\]}]{0,40})[)\\]}]");

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
                            + "|.*\\bx ?[0-9]+)");

    /** A number before a unit, as a step of a converter. */
    private static final Pattern STEP = Pattern.compile("[0-9]+(?:[.,][0-9]+)? ?(\\p{L}.*)");

    /** Words that name a signal, by themselves. */
    private static final Map<String, Kind> WORDS =
            Map.ofEntries(
                            of(Kind.ECG, "ecg ekg electrocardiogram elektrokardiogramm fecg mecg"),
                            of(
                                    Kind.PPG,
                                    "ppg bvp pleth plethysmogram plethysmograph photoplethysmogram"),
                            of(Kind.PPG, "pulsewave pulse plet cardiac"),
                            of(
                                    Kind.EDA,
                                    "eda gsr sc scl conductance electrodermal galvanic skinconductance gsc"
                                            + " microsiemens"),
                            of(Kind.SKIN_TEMPERATURE, "temp temperature skt skintemp tskin tsk"),
                            of(
                                    Kind.RESPIRATION,
                                    "rsp resp respiration respiratory breath breathing"),
                            of(
                                    Kind.RESPIRATION,
                                    "thorax thoracic thor chest abdomen abdominal abdo abd"),
                            of(Kind.RESPIRATION, "airflow nasal"),
                            of(Kind.EMG, "emg corrugator zygomaticus masseter orbicularis"),
                            of(Kind.EEG, "eeg exg"),
                            of(Kind.HEART_RATE, "hr heartrate bpm hrate pulserate beatsperminute"),
                            of(
                                    Kind.ACCELERATION,
                                    "acc accel accelerometer accelerometers acceleration"),
                            of(
                                    Kind.BEAT_INTERVAL,
                                    "rr rri rtor nn nni ibi ibis ppi bbi interbeat heartperiod"))
                    .entrySet()
                    .stream()
                    .flatMap(
                            e ->
                                    Arrays.stream(e.getKey().split(" "))
                                            .map(w -> Map.entry(w, e.getValue())))
                    .collect(
                            java.util.stream.Collectors.toMap(
                                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));

    /** Of several words the first one of this list counts: "EEG EKG1" is an ECG. */
    private static final List<Kind> PRECEDENCE =
            List.of(
                    Kind.ECG,
                    Kind.PPG,
                    Kind.EMG,
                    Kind.EDA,
                    Kind.BEAT_INTERVAL,
                    Kind.HEART_RATE,
                    Kind.SKIN_TEMPERATURE,
                    Kind.ACCELERATION,
                    Kind.RESPIRATION,
                    Kind.EEG);

    /** What is derived from a signal is not the signal. */
    private static final Set<String> DERIVED =
            Set.of(
                    "quality",
                    "sqi",
                    "peak",
                    "peaks",
                    "onset",
                    "onsets",
                    "offsets",
                    "phase",
                    "completion",
                    "rvt",
                    "amplitude",
                    "phasic",
                    "height",
                    "recovery",
                    "recoverytime",
                    "risetime",
                    "std",
                    "sd",
                    "sdnn",
                    "rmssd",
                    "variability",
                    "hrv",
                    "zone",
                    "delta",
                    "theta",
                    "alpha",
                    "beta",
                    "gamma",
                    "event",
                    "events",
                    "marker",
                    "markers",
                    "status",
                    "flag",
                    "error",
                    "max",
                    "fetal",
                    "foetal",
                    "gyro",
                    "mag",
                    "stage",
                    "alarm",
                    "confidence",
                    "blocker",
                    "classification",
                    "range",
                    "normalized",
                    "normalised",
                    "resting",
                    "walking",
                    "average",
                    "battery",
                    "counter",
                    "interpolated",
                    "deviation",
                    "trend",
                    "symmetry",
                    "zscore",
                    "derivative",
                    "diff",
                    "dt",
                    "norm",
                    "log",
                    "ln",
                    "label",
                    "id",
                    "slope",
                    "change",
                    "target",
                    "setpoint",
                    "threshold",
                    "predicted",
                    "interp",
                    "ci",
                    "trough",
                    "troughs",
                    "cq");

    /** A pulse together with these belongs to an oximeter, whose number is a saturation. */
    private static final Set<String> OXYGEN =
            Set.of("ox", "oxi", "oxy", "oxygen", "oximeter", "oximetry", "saturation", "sat");

    /** A temperature of these is not the skin's. */
    private static final Set<String> NOT_SKIN =
            Set.of(
                    "rectal",
                    "rect",
                    "trect",
                    "core",
                    "cpu",
                    "board",
                    "chip",
                    "battery",
                    "ambient",
                    "room",
                    "air",
                    "device",
                    "sensor",
                    "water",
                    "imu",
                    "bmp",
                    "oral",
                    "ear",
                    "tympanic",
                    "esophageal",
                    "oesophageal",
                    "blood",
                    "baro",
                    "internal",
                    "outside",
                    "body",
                    "environment",
                    "environmental",
                    "humidity",
                    "object",
                    "colour",
                    "color",
                    "gpu");

    /** Words of a name that say nothing of the place. */
    private static final Set<String> GENERAL =
            Set.of(
                    "skin",
                    "heart",
                    "rate",
                    "signal",
                    "channel",
                    "response",
                    "activity",
                    "value",
                    "values",
                    "cal",
                    "interval",
                    "intervals",
                    "beat",
                    "cond",
                    "unix",
                    "sensor",
                    "the",
                    "of",
                    "period",
                    "per",
                    "minute",
                    "inter",
                    "beats",
                    "duration");

    /** Leads that are nothing else, and those whose names other things have, too. */
    private static final Pattern LEAD =
            Pattern.compile("av[rlf]|m?v[1-9]r?|mli{1,3}|ml[1-9]|mcl[1-9]?|v[xyz]");

    private static final Pattern LEAD_LIKE =
            Pattern.compile(LEAD + "|i{1,3}|v|mc[1-9]|c[cms][1-9]|d[123i]|di{1,3}|e[sai]{1,2}");

    /** Electrodes that are nothing else, and those whose names other things have, too. */
    private static final Pattern ELECTRODE =
            Pattern.compile("(fp|af|fc|ft|cp|tp|po)([1-9]|10|z)|[fcpoit]z");

    private static final Pattern ELECTRODE_LIKE = Pattern.compile("[fctpoam]([1-9]|10)");

    private static Map.Entry<String, Kind> of(Kind kind, String words) {
        return Map.entry(words, kind);
    }

    /** A name that is of a signal known here, in a unit or of a make that is not. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Reads a name and a unit.
     *
     * @param name such as {@code "EDA (µS)"}, {@code "temp_celsius"} or {@code "Chest RESP"}
     * @param unitName the unit; empty where the name holds it or nothing does
     * @param company kinds of which the file has several channels by bare names, as {@code "I",
     *     "II", "III"} and {@code "C3", "O1"}, which could mean anything on their own
     * @return the channel, without distinguishing its site from others; null if the signal is not
     *     known
     * @throws RefusedException if it is of a signal known here in a unit that is not
     */
    static @Nullable ChannelName read(String name, String unitName, Set<Kind> company)
            throws RefusedException {
        String unit = unitName.strip().replaceFirst("^[(\\[](.*)[)\\]]$", "$1");
        String place = name.strip();
        Matcher bracketed = BRACKETED.matcher(place);
        while (unit.isEmpty() && bracketed.find()) {
            if (isUnitLike(bracketed.group(1)) || isOtherUnit(bracketed.group(1))) {
                // also of "EKG (mV) Run 1"
                unit = bracketed.group(1);
                place = place.substring(0, bracketed.start()) + place.substring(bracketed.end());
            }
        }
        List<String> words = words(place);
        if (words.isEmpty()) {
            return null;
        }
        Kind kind = kind(words, plain(unit), company);
        if (kind == null) {
            return null;
        }
        if (isAxis(words) && unit.equals("G")) {
            throw new RefusedException(
                    "\""
                            + name
                            + "\" may be in gauss or in units of gravity; an acceleration is named"
                            + " \"acc_x (g)\"");
        }
        if (unit.isEmpty() && words.removeIf(w -> w.matches("voltages?")) && !words.isEmpty()) {
            unit = "a.u."; // "emg_voltage" may be in V, in mV, or before or behind an amplifier.
        }
        String last = words.get(words.size() - 1);
        if (unit.isEmpty() && words.size() > 1 && isUnitOf(kind, last)) {
            unit = last;
            words.remove(words.size() - 1);
        }
        boolean isRate = words.contains("rate") || isPerMinute(plain(unit));
        if ((kind == Kind.PPG && isRate) || (kind == Kind.ECG && words.contains("rate"))) {
            kind = Kind.HEART_RATE; // "Pulse" in bpm, "ECG_Rate"
        }
        if (isOther(kind, words, plain(unit), isRate)) {
            return null;
        }
        if (kind == Kind.SKIN_TEMPERATURE
                && words.stream()
                        .map(w -> w.replaceFirst("[0-9]+$", ""))
                        .anyMatch(NOT_SKIN::contains)) {
            throw new RefusedException(
                    "\""
                            + name
                            + "\" is no temperature of the skin; one is named \"skin_temp (°C)\"");
        }
        Scale scale = scale(kind, plain(unit));
        if (scale == null && kind == Kind.EEG && !words.contains("eeg")) {
            return null; // An electrode's name, in a unit that no electrode has.
        }
        if (scale == null) {
            throw new RefusedException(
                    String.format(
                            "\"%s\" is in \"%s\", which cannot be turned into %s; known here are %s",
                            name.strip(), unit, wanted(kind), known(kind)));
        }
        return new ChannelName(
                kind, site(kind, words), scale.unit, scale.scale, scale.offset, scale.inverse);
    }

    private static @Nullable Kind kind(List<String> words, String unit, Set<Kind> company) {
        Kind found = null;
        for (String word : words) {
            Kind kind = WORDS.get(word);
            if (kind != null
                    && (found == null || PRECEDENCE.indexOf(kind) < PRECEDENCE.indexOf(found))) {
                found = kind;
            }
        }
        boolean volts = unit.matches("[num]?v");
        if (found == Kind.ECG || found == Kind.PPG) {
            // "IBI PPG" and "ppg_hr" are what was taken from the wave.
            List<Kind> kinds = words.stream().map(WORDS::get).toList();
            for (Kind taken : List.of(Kind.BEAT_INTERVAL, Kind.HEART_RATE)) {
                found = kinds.contains(taken) ? taken : found;
            }
        }
        if (found == null && company.contains(Kind.PPG) && isLight(words)) {
            return Kind.PPG;
        }
        if (found == null && words.contains("heart") && words.contains("rate")) {
            return Kind.HEART_RATE;
        }
        if (found == null && words.containsAll(List.of("beats", "per", "minute"))) {
            return Kind.HEART_RATE;
        }
        if (found == null && words.contains("skin") && words.contains("cond")) {
            return Kind.EDA;
        }
        if (found == null && words.contains("pp") && words.contains("interval")) {
            return Kind.BEAT_INTERVAL;
        }
        if (found == null && isAxis(words) && unit.matches("m?g|m/s2")) {
            return Kind.ACCELERATION;
        }
        if (found != null) {
            return found;
        }
        if (isElectrode(words, volts || company.contains(Kind.EEG))) {
            return Kind.EEG;
        }
        return isLead(words, volts || company.contains(Kind.ECG)) ? Kind.ECG : null;
    }

    /** Whether the words are the name of an ECG's lead, which short ones are in company only. */
    static boolean isLead(List<String> words, boolean inCompany) {
        List<String> left = new ArrayList<>(words);
        left.removeAll(Set.of("lead", "mod", "derivation", "ch"));
        return left.size() == 1 && (inCompany ? LEAD_LIKE : LEAD).matcher(left.get(0)).matches();
    }

    /** Whether the words are electrodes of an EEG, which short ones are in company only. */
    static boolean isElectrode(List<String> words, boolean inCompany) {
        boolean any = false;
        for (String word : words) {
            boolean electrode =
                    ELECTRODE.matcher(word).matches()
                            || (inCompany && ELECTRODE_LIKE.matcher(word).matches());
            any |= electrode;
            if (!electrode && !word.matches("ref|le|re|avg|raw|[am][12]?|[0-9]{1,3}")) {
                return false;
            }
        }
        return any;
    }

    /** Whether the words are a colour of an oximeter's light, which two of together show. */
    static boolean isLight(List<String> words) {
        List<String> left = new ArrayList<>(words);
        left.removeAll(Set.of("raw", "value", "led", "signal"));
        return left.size() == 1 && left.get(0).matches("ir|infrared|red|green");
    }

    private static boolean isAxis(List<String> words) {
        return words.size() == 1 && words.get(0).matches("[xyz]");
    }

    /** What has the word of a signal and is something else. */
    private static boolean isOther(Kind kind, List<String> words, String unit, boolean isRate) {
        // "HR [Min]" and "ECGNoise" are derived; the "min" of "1/min" is a unit and is gone by now.
        String last = words.size() > 1 ? words.get(words.size() - 1) : "";
        boolean least = words.contains("min") && !words.contains("per");
        if (last.equals("noise")
                || (least && (kind == Kind.HEART_RATE || kind == Kind.BEAT_INTERVAL))) {
            return true;
        }
        // A "wide-range accelerometer" is one, a "GSR range" is a setting.
        if (words.stream()
                .filter(w -> kind != Kind.ACCELERATION || !w.equals("range"))
                .anyMatch(DERIVED::contains)) {
            return true;
        }
        return switch (kind) {
            case RESPIRATION -> isRate || words.contains("interval");
            case BEAT_INTERVAL -> isRate || words.contains("resp") || unit.equals("hz");
            case EDA -> words.contains("resistance") && unit.isEmpty();
            case PPG ->
                    words.contains("ambient")
                            || (words.contains("pulse")
                                    && words.stream().anyMatch(OXYGEN::contains));
            case SKIN_TEMPERATURE, ACCELERATION -> words.contains("rate");
            default -> false;
        };
    }

    private static String site(Kind kind, List<String> words) {
        List<String> left = new ArrayList<>(words);
        left.removeIf(
                w ->
                        (WORDS.get(w) == kind && !isBodyPart(w))
                                || (kind == Kind.HEART_RATE && WORDS.containsKey(w)));
        left.removeIf(w -> GENERAL.contains(w) || (kind == Kind.EEG && w.equals("raw")));
        return String.join(" ", left).toUpperCase(Locale.ROOT);
    }

    /** Words that name both the measured quantity and the place. */
    private static boolean isBodyPart(String word) {
        return Set.of(
                        "thorax",
                        "thoracic",
                        "thor",
                        "chest",
                        "abdomen",
                        "abdominal",
                        "abdo",
                        "abd",
                        "nasal",
                        "corrugator",
                        "zygomaticus",
                        "masseter",
                        "orbicularis")
                .contains(word);
    }

    /**
     * A name's words in small letters: {@code "HeartRate"}, {@code "ECG1"} and {@code
     * "RR-interval"} have two each.
     */
    static List<String> words(String name) {
        String joined =
                name.replaceAll("(?i)\\b([rnp])-\\1\\b", "$1$1")
                        .replaceAll("(?i)\\bfe?tal\\b", "fetal");
        List<String> words = new ArrayList<>();
        for (String part : SEPARATORS.split(joined.replace('/', ' '))) {
            for (String camel : isWhole(part) ? new String[] {part} : CAMEL.split(part)) {
                String word = camel.toLowerCase(Locale.ROOT);
                String stem = word.replaceFirst("[0-9]{1,3}[a-z]?$", "");
                if (!stem.equals(word) && (WORDS.containsKey(stem) || stem.length() > 3)) {
                    words.add(stem);
                    words.add(word.substring(stem.length()));
                } else if (word.matches("acc[xyz]|accel[xyz]|acceleration[xyz]")) {
                    words.add("acc");
                    words.add(word.substring(word.length() - 1));
                } else if (!word.isEmpty()) {
                    words.add(word);
                }
            }
        }
        return words;
    }

    /** Whether capitals within a word, as of "mV", "aVR" or "FPz", begin no other word. */
    private static boolean isWhole(String part) {
        String word = part.toLowerCase(Locale.ROOT);
        return WORDS.containsKey(word)
                || UNIT_LIKE.matcher(plain(word)).matches()
                || LEAD.matcher(word).matches()
                || ELECTRODE.matcher(word).matches();
    }

    /** A unit without capitals, signs and plurals: {@code "kΩ"} is {@code "kohm"}. */
    private static String plain(String unit) {
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

    private static boolean isPerMinute(String unit) {
        return unit.matches("bpm|brpm|rpm|pm|1/min|/min|min-1|breaths/min|br/min|cpm");
    }

    private static boolean isUnitLike(String text) {
        String lower = text.toLowerCase(Locale.ROOT).strip();
        return !lower.isEmpty()
                && (UNIT_LIKE.matcher(lower).matches()
                        || UNIT_LIKE.matcher(plain(text)).matches()
                        || isPerMinute(plain(text))
                        || plain(text).matches("[cfk]|m/s2|ms-2|ms|s|arb.*"));
    }

    /** Whether a text in brackets is a unit that is not one of those known here. */
    private static boolean isOtherUnit(String text) {
        Matcher step = STEP.matcher(text.strip());
        return OTHER_UNIT.matcher(text.strip()).matches()
                || (step.matches()
                        && isUnitLike(step.group(1))
                        && !step.group(1).toLowerCase(Locale.ROOT).endsWith("hz"));
    }

    /**
     * Whether a name's last word is a unit rather than a place; a single letter usually is a place.
     */
    private static boolean isUnitOf(Kind kind, String word) {
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

    private record Scale(Unit unit, double scale, double offset, boolean inverse) {
        Scale(Unit unit, double scale) {
            this(unit, scale, 0, false);
        }
    }

    /** What a unit, as {@link #plain} writes it, is in the kind's own; null if it is none. */
    private static @Nullable Scale scale(Kind kind, String unit) {
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

    private static String wanted(Kind kind) {
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

    private static String known(Kind kind) {
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
    static boolean isVolts(String unit) {
        return plain(unit).matches("[mun]?v");
    }

    /** Whether a text is a unit or the form of a time, and nothing but one. */
    static boolean isUnit(String text) {
        String bare = plain(text.replaceAll("[(\\[)\\]]", ""));
        return isUnitLike(bare)
                || bare.matches("min|hours?|h|%|unitless|n/a|-|index")
                || text.matches("[yYmMdDhHsS]{1,4}[-/:. ][-yYmMdDhHsSzZ0/:. ]*");
    }

    /** Whether a text has the word of a signal known here. */
    static boolean isSignal(String text) {
        return words(text).stream().anyMatch(WORDS::containsKey);
    }

    /** Whether a name or the unit beside it states a unit. */
    static boolean saysUnit(Kind kind, String name, String unit) {
        List<String> words = words(BRACKETED.matcher(name).replaceAll(""));
        Matcher bracketed = BRACKETED.matcher(name);
        return !unit.isEmpty()
                || bracketed
                        .results()
                        .anyMatch(r -> isUnitLike(r.group(1)) || isOtherUnit(r.group(1)))
                || (words.size() > 1 && isUnitOf(kind, words.get(words.size() - 1)));
    }

    /** The rate below which this is no wave of its kind but numbers taken from one; in Hz. */
    double leastHertz() {
        return switch (kind) {
            case ECG, PPG, EMG, EEG -> 10;
            case RESPIRATION -> 2;
            default -> 0;
        };
    }

    /** This name with another site. */
    ChannelName at(String place) {
        return new ChannelName(kind, place, unit, scale, offset, inverse);
    }

    /** This name with another unit, whose values are multiplied with a factor to be in it. */
    ChannelName in(Unit other, double factor) {
        return new ChannelName(kind, site, other, factor, 0, false);
    }

    /** The value in {@link #unit()}. */
    double value(double raw) {
        if (inverse) {
            return raw == 0 ? Double.NaN : scale / raw;
        }
        return raw * scale + offset;
    }
}
