package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words of channels' names, and which signals they name. */
public final class ChannelWords {
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}µμΩ°%²/]+");
    private static final Pattern CAMEL =
            Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    /** Words that name a signal, by themselves. */
    private static final Map<String, Kind> WORDS =
            Map.ofEntries(
                            of(Kind.ECG, "ecg ekg electrocardiogram elektrokardiogramm fecg mecg"),
                            of(
                                    Kind.PPG,
                                    "ppg bvp pleth plethysmogram plethysmograph photoplethysmogram"),
                            of(Kind.PPG, "pulsewave pulse puls plet cardiac"),
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
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));

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
            all(
                    "quality sqi peak peaks onset onsets offsets phase completion rvt "
                            + "amplitude phasic height recovery recoverytime risetime std sd sdnn "
                            + "rmssd variability hrv zone delta theta alpha beta gamma event events "
                            + "marker markers status flag error max fetal foetal gyro mag stage "
                            + "alarm confidence blocker classification range normalized normalised "
                            + "resting walking average battery counter interpolated deviation trend "
                            + "symmetry zscore derivative diff dt norm log ln label id slope change "
                            + "target setpoint threshold predicted interp ci trough troughs cq "
                            + "power reserve limit drift rms envelope sqrt");

    /** A pulse together with these belongs to an oximeter, whose number is a saturation. */
    private static final Set<String> OXYGEN =
            all("ox oxi oxy oxygen oximeter oximetry saturation sat");

    /** A temperature of these is not the skin's. */
    private static final Set<String> NOT_SKIN =
            all(
                    "rectal rect trect core cpu board chip battery ambient room air "
                            + "device sensor water imu bmp oral ear tympanic esophageal oesophageal "
                            + "blood baro internal outside outdoor body environment environmental humidity "
                            + "object colour color gpu");

    /** Words of a name that say nothing of the place. */
    private static final Set<String> GENERAL =
            all(
                    "skin heart rate signal channel response activity value values cal "
                            + "interval intervals beat cond unix sensor the of period per minute "
                            + "inter beats duration");

    /** Words that name both the measured quantity and the place. */
    private static final Set<String> BODY_PARTS =
            all(
                    "thorax thoracic thor chest abdomen abdominal abdo abd nasal "
                            + "corrugator zygomaticus masseter orbicularis");

    /** Leads that are nothing else, and those whose names other things have, too. */
    private static final Pattern LEAD =
            Pattern.compile("av[rlf]|m?v[1-9]r?|mli{1,3}|ml[1-9]|mcl[1-9]?|v[xyz]");

    private static final Pattern LEAD_LIKE =
            Pattern.compile(LEAD + "|i{1,3}|v|mc[1-9]|c[cms][1-9]|d[123i]|di{1,3}|e[sai]{1,2}");

    /** Electrodes that are nothing else, and those whose names other things have, too. */
    private static final Pattern ELECTRODE =
            Pattern.compile("(fp|af|fc|ft|cp|tp|po)([1-9]|10|z)|[fcpoit]z");

    private static final Pattern ELECTRODE_LIKE = Pattern.compile("[fctpoam]([1-9]|10)");

    private ChannelWords() {}

    private static Map.Entry<String, Kind> of(Kind kind, String words) {
        return Map.entry(words, kind);
    }

    private static Set<String> all(String words) {
        return Set.of(words.split(" "));
    }

    /** Which signal the words name, with a unit that may tell; null if none. */
    static @Nullable Kind kind(List<String> words, String unit, Set<Kind> company) {
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
        if (words.equals(List.of("pr")) && ChannelUnit.isPerMinute(unit)) {
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
    public static boolean isLead(List<String> words, boolean inCompany) {
        List<String> left = new ArrayList<>(words);
        left.removeAll(Set.of("lead", "mod", "derivation", "ch"));
        return left.size() == 1 && (inCompany ? LEAD_LIKE : LEAD).matcher(left.get(0)).matches();
    }

    /** Whether the words are electrodes of an EEG, which short ones are in company only. */
    public static boolean isElectrode(List<String> words, boolean inCompany) {
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

    /** Whether the words are an axis. */
    static boolean isAxis(List<String> words) {
        return words.size() == 1 && words.get(0).matches("[xyz]");
    }

    /** What has the word of a signal and is something else. */
    static boolean isOther(Kind kind, List<String> words, String unit, boolean isRate) {
        // "HR [Min]" and "ECGNoise" are derived; the "min" of "1/min" is a unit and is gone by now.
        String last = words.size() > 1 ? words.get(words.size() - 1) : "";
        boolean least = words.contains("min") && !words.contains("per");
        if (last.equals("noise")
                || (least && (kind == Kind.HEART_RATE || kind == Kind.BEAT_INTERVAL))) {
            return true;
        }
        // A "wide-range accelerometer" is one, as is one of low noise; a "GSR range" is a setting.
        if (words.stream()
                .filter(w -> kind != Kind.ACCELERATION || !w.matches("range|ln"))
                .anyMatch(DERIVED::contains)) {
            return true;
        }
        return switch (kind) {
            case RESPIRATION -> isRate || words.contains("interval");
            case BEAT_INTERVAL ->
                    isRate
                            || words.contains("resp")
                            || unit.equals("hz")
                            || words.stream().anyMatch(w -> w.matches("mean|median|avg"));
            case EDA -> words.contains("z") || (words.contains("resistance") && unit.isEmpty());
            case HEART_RATE -> words.contains("z");
            case PPG ->
                    words.contains("ambient")
                            || words.contains("pressure")
                            || unit.equals("mmhg")
                            || (words.contains("pulse")
                                    && words.stream().anyMatch(OXYGEN::contains));
            case SKIN_TEMPERATURE, ACCELERATION -> words.contains("rate");
            default -> false;
        };
    }

    /** Whether a temperature of these words is another one than the skin's. */
    static boolean isNotSkin(List<String> words) {
        // "Sensor-F: Temp." is what is plugged into an input.
        int from = words.size() > 2 && words.get(1).matches("[a-z]") ? 1 : 0;
        return words.stream()
                .skip(words.get(0).equals("sensor") ? from : 0)
                .map(w -> w.replaceFirst("[0-9]+$", ""))
                .anyMatch(NOT_SKIN::contains);
    }

    /** What the words say of the place, without the signal, in capitals. */
    static String site(Kind kind, List<String> words) {
        List<String> left = new ArrayList<>(words);
        left.removeIf(
                w ->
                        (WORDS.get(w) == kind && !BODY_PARTS.contains(w))
                                || (kind == Kind.HEART_RATE && WORDS.containsKey(w)));
        left.removeIf(w -> GENERAL.contains(w) || (kind == Kind.EEG && w.equals("raw")));
        return String.join(" ", left).toUpperCase(Locale.ROOT);
    }

    /**
     * A name's words in small letters: {@code "HeartRate"}, {@code "ECG1"} and {@code
     * "RR-interval"} have two each.
     */
    public static List<String> words(String name) {
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
                || ChannelUnit.isLikeOne(ChannelUnit.plain(word))
                || LEAD.matcher(word).matches()
                || ELECTRODE.matcher(word).matches();
    }

    /** Whether a text has the word of a signal known here. */
    public static boolean isSignal(String text) {
        return words(text).stream().anyMatch(WORDS::containsKey);
    }
}
