package io.github.emotion4j.physio.internal.io.table;

import io.github.emotion4j.physio.internal.io.channel.ChannelWords;
import io.github.emotion4j.physio.internal.io.input.Numbers;
import io.github.emotion4j.physio.internal.io.input.TimeText;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a column's name says of times: whether it is one of times, and in what unit they are. */
final class TimeName {
    /** A unit of times that says nothing of seconds. */
    private static final Pattern NO_SECONDS =
            Pattern.compile("(?i).*[(\\[{ ](samples?|frames?|ticks?|counts?|index)\\s*[)\\]}]?");

    /** A part of a second as the unit of times: "time [s/256]". */
    private static final Pattern PART = Pattern.compile("(?i).*\\b(m?s|sec) ?/ ?([0-9]{1,7})\\b.*");

    /** A number before the unit: "10 ms", "100ns", "1/256 s". */
    private static final Pattern STEP =
            Pattern.compile("x? ?([0-9]+(?:[.][0-9]+)?)(?: ?/ ?([0-9]+))? ?(\\p{L}+)");

    /** A unit of time that is not known here, as "ds" and "hundredths"; "GPS" and "Hz" are none. */
    private static final Pattern OTHER_UNIT =
            Pattern.compile(
                    "(?i)[0-9/. ]*(\\p{L}*sec(ond)?s?|[cd]s|(ten|hundred|thousand|million)ths?( .*)?"
                            + "|jiff(y|ies)|(week|month|year)s?)");

    private static final Pattern BRACKETED = Pattern.compile(".*[(\\[{]([^)\\]}]{0,40})[)\\]}].*");

    /** Words that mark a column of times, and units that do so on their own. */
    private static final Set<String> TIME_WORDS =
            Set.of(
                    "time",
                    "timestamp",
                    "timestamps",
                    "datetime",
                    "date",
                    "unix",
                    "elapsed",
                    "clock",
                    "localtime",
                    "startdate",
                    "timer",
                    "epoch",
                    "zeit",
                    "zeitstempel",
                    "datum",
                    "uhrzeit",
                    "tiempo",
                    "fecha",
                    "tempo",
                    "heure",
                    "temps",
                    "tid",
                    "tijd",
                    "時間",
                    "时间",
                    "horodatage");

    private static final Set<String> TIME_UNITS =
            Set.of(
                    "t",
                    "s",
                    "ms",
                    "min",
                    "sec",
                    "secs",
                    "micros",
                    "minute",
                    "second",
                    "seconds",
                    "minutes",
                    "msec",
                    "millis",
                    "millisec",
                    "milliseconds");

    /** "SCR_RiseTime" is a measure of a response. */
    private static final Set<String> NO_TIMES =
            Set.of("zone", "hr", "rate", "rr", "birth", "rise", "recovery", "half", "life");

    /** Clock times without hours: "Time (mm:ss)". */
    private static final Pattern MINUTES = Pattern.compile("(?i)(|.*[^h:])m{1,2}:s{1,2}\\b.*");

    /** Clock times without seconds: "time (hh:mm)". */
    private static final Pattern HOURS =
            Pattern.compile("(?i)(|.*[^\\p{L}:])h{1,2}:m{1,2}(|[^\\p{L}:].*)");

    private TimeName() {}

    /** What {@code 01:30} is, as a column's name or unit says. */
    static TimeText.Pair pair(String name, String unit) {
        String text = unit.isEmpty() ? name : unit;
        return MINUTES.matcher(text).matches()
                ? TimeText.Pair.MINUTES
                : HOURS.matcher(text).matches() ? TimeText.Pair.HOURS : TimeText.Pair.UNSTATED;
    }

    /** Whether a name is that of times. */
    static boolean isTime(String name) {
        List<String> words = ChannelWords.words(name.replaceFirst("[(\\[{].*", ""));
        if (NO_SECONDS.matcher(name).matches()) {
            return false;
        }
        boolean unit = TIME_UNITS.contains(String.join("", words));
        return unit
                || (words.stream().anyMatch(TimeName::isTimeWord)
                        && words.stream().noneMatch(NO_TIMES::contains));
    }

    /** "daqtime" and "systime" are times, "risetime" is a measure of a response. */
    private static boolean isTimeWord(String word) {
        return TIME_WORDS.contains(word)
                || (word.endsWith("time") && !word.matches("(rise|recovery|half|life)time"));
    }

    /**
     * How many seconds a unit of time is, from a column's unit or else its name; 0 if neither says
     * it.
     */
    static double unitSeconds(String name, String unit) {
        String stated = stated(name, unit);
        Matcher part = PART.matcher(unit.isEmpty() ? name : unit);
        double parts = part.matches() ? Math.max(1, Numbers.plain(part.group(2))) : 1;
        Matcher step = STEP.matcher(stated);
        double stepUnit = step.matches() ? scaleOf(List.of(step.group(3))) : 0;
        if (stepUnit != 0) {
            double below = step.group(2) == null ? 1 : Math.max(1, Numbers.plain(step.group(2)));
            return Numbers.plain(step.group(1)) / below * stepUnit;
        }
        double scale =
                scaleOf(
                        unit,
                        stated.replaceFirst("^hr$", "h").replaceFirst("^d(ay)?$", "days"),
                        name);
        return scale / parts;
    }

    /** The text of a line of units or in brackets, where it is a unit that is not known. */
    static String unknownUnit(String name, String unit) {
        String stated = stated(name, unit);
        return unitSeconds(name, unit) == 0 && OTHER_UNIT.matcher(stated).matches() ? stated : "";
    }

    private static String stated(String name, String unit) {
        Matcher bracketed = BRACKETED.matcher(unit.isEmpty() ? name : "(" + unit + ")");
        return bracketed.matches() ? bracketed.group(1).strip() : "";
    }

    private static double scaleOf(String... texts) {
        return Arrays.stream(texts)
                .mapToDouble(text -> scaleOf(ChannelWords.words(text)))
                .filter(scale -> scale != 0)
                .findFirst()
                .orElse(0);
    }

    private static double scaleOf(List<String> words) {
        for (String word : words) {
            switch (word) {
                case "ms", "msec", "milli", "millis", "millisec", "milliseconds", "timer" -> {
                    return 1e-3;
                }
                case "us", "µs", "μs", "usec", "micros", "microsec", "microseconds" -> {
                    return 1e-6;
                }
                case "ns", "nsec", "nanos", "nanoseconds" -> {
                    return 1e-9;
                }
                case "min", "minute", "minutes" -> {
                    return 60;
                }
                case "s", "sec", "secs", "second", "seconds" -> {
                    return 1;
                }
                case "h", "hour", "hours" -> {
                    return 3600;
                }
                case "days" -> {
                    return 86_400;
                }
                default -> {}
            }
        }
        return 0;
    }
}
