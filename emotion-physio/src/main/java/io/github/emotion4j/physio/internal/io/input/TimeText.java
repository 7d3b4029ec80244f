package io.github.emotion4j.physio.internal.io.input;

import io.github.emotion4j.core.InputException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Times as tables write them, to seconds: numbers, dates with or without an offset from UTC, and
 * clock times, which continue past midnight. Which of day and month comes first in {@code
 * 05/03/2024} does not matter before the date changes: then the reading by which less time has
 * passed is the one, and times go on from there. Confined to one thread.
 *
 * <p>Read by hand: a formatter would cost seven times what a number costs.
 */
public final class TimeText {
    private static final double DAY = 86_400;
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    /** Hours east of Greenwich; of other names, several zones have them. */
    private static final Map<String, Integer> ZONES =
            Map.ofEntries(
                    Map.entry("UTC", 0),
                    Map.entry("GMT", 0),
                    Map.entry("WET", 0),
                    Map.entry("WEST", 1),
                    Map.entry("CET", 1),
                    Map.entry("CEST", 2),
                    Map.entry("MEZ", 1),
                    Map.entry("MESZ", 2),
                    Map.entry("EET", 2),
                    Map.entry("EEST", 3),
                    Map.entry("JST", 9),
                    Map.entry("EST", -5),
                    Map.entry("EDT", -4),
                    Map.entry("CDT", -5),
                    Map.entry("MDT", -6),
                    Map.entry("PST", -8),
                    Map.entry("PDT", -7));

    /** What two numbers with a colon are. */
    public enum Pair {
        /** Hours and minutes, as the column's name says. */
        HOURS,
        /** Minutes and seconds, as the column's name says. */
        MINUTES,
        /** Hours and minutes of a day: above 24, they may be minutes and seconds. */
        UNSTATED
    }

    /** In what order a date of numbers has its parts. */
    private enum Order {
        MONTH_DAY_YEAR,
        DAY_MONTH_YEAR,
        YEAR_MONTH_DAY
    }

    private static final long NO_DAY = Long.MIN_VALUE;

    private final double scale;
    private final Pair pair;
    private final Set<Order> orders = EnumSet.allOf(Order.class);
    private Order order = Order.MONTH_DAY_YEAR;
    private int[] lastParts = {};
    private long shiftDays;
    private String text = "";
    private int at;
    private String lastDate = "";
    private double lastDateSeconds;
    private double lastClock = Double.NaN;
    private double midnights;

    /**
     * Times of a column.
     *
     * @param scale what a plain number is multiplied with to be seconds
     * @param pair what {@code 01:30} is
     */
    public TimeText(double scale, Pair pair) {
        this.scale = scale;
        this.pair = pair;
    }

    /** Whether a text could be a time of any form, a plain number apart. */
    public static boolean isDateOrClock(String text) {
        return text.length() >= 4
                && text.length() <= 48
                && !Double.isNaN(new TimeText(1, Pair.UNSTATED).dateOrClock(text));
    }

    /** What is said of times of a form that is not known here. */
    public static InputException unread(String file, String time) {
        if (Numbers.hasThousands(time)) {
            return new InputException(file, "the time " + Numbers.thousands(time));
        }
        if (time.matches("[0-9]+:[0-9]+")) {
            return new InputException(
                    file,
                    "the time \""
                            + time
                            + "\" may be hours or minutes; name the column \"time (hh:mm)\" or"
                            + " \"time (mm:ss)\", or write 25:00:00");
        }
        return new InputException(
                file,
                "its times, such as \""
                        + Numbers.shortened(time)
                        + "\", are in no form that is read; write seconds, or dates as"
                        + " 2024-03-05T10:00:00.250");
    }

    /** Seconds, or NaN where the text is no time. */
    public double seconds(String field) {
        double number = Numbers.plain(field);
        return Double.isNaN(number) ? dateOrClock(field) : number * scale;
    }

    private double dateOrClock(String field) {
        // PhysioNet writes [10:00:00.000 01/05/2023].
        text = field.startsWith("[") ? field.replaceAll("[\\[\\]]", "") : field;
        at = 0;
        skipBlanks();
        if (at == 0 && text.startsWith(", ", 3)) { // "Tue, 05 Mar 2024 10:00:00 +0000"
            at = 5;
        }
        int start = at;
        double day = date();
        if (Double.isNaN(day)) {
            at = start;
            double clock = clock(false);
            if (Double.isNaN(clock)) {
                at = start;
                double elapsed = elapsed();
                return atEnd() ? elapsed : Double.NaN;
            }
            int behind = at; // "10:00:00 05/03/2024"
            double offset = at - start >= 8 ? offset() : 0; // "10:00-11:00" is no offset.
            if (atEnd()) {
                return pastMidnight(clock - offset);
            }
            at = behind;
            day = isBlank(text.charAt(behind - 1)) ? date() : Double.NaN;
            return atEnd() ? day + clock : Double.NaN;
        }
        if (atEnd()) {
            return day;
        }
        if (peek() == 'T' || peek() == 't' || peek() == ',' || peek() == ':' || peek() == '_') {
            at++;
        }
        skipBlanks();
        double clock = clock(true);
        if (Double.isNaN(clock)) {
            return Double.NaN;
        }
        double offset = offset();
        return atEnd() ? day + clock - offset : Double.NaN;
    }

    /** {@code 0 days 00:00:00.250} of pandas and {@code 0.25 sec} of MATLAB; NaN if neither. */
    private double elapsed() {
        int from = at;
        while (isDigit(at) || peek() == '.' || peek() == '-') {
            at++;
        }
        double number = from == at ? Double.NaN : Numbers.plain(text.substring(from, at));
        skipBlanks();
        int wordFrom = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        switch (text.substring(wordFrom, at)) {
            case "sec" -> {
                return number;
            }
            case "min" -> {
                return 60 * number;
            }
            case "hr" -> {
                return 3600 * number;
            }
            case "day", "days" -> {
                if (peek() == ',') {
                    at++;
                }
                skipBlanks();
                return DAY * number + (at == text.length() ? 0 : clock(false));
            }
            default -> {
                return Double.NaN;
            }
        }
    }

    /** A clock that falls by over half a day has passed midnight. */
    private double pastMidnight(double clock) {
        if (clock < lastClock - DAY / 2) {
            midnights++;
        } else if (clock > lastClock + DAY / 2 && midnights > 0) {
            midnights--;
        }
        lastClock = clock;
        return clock + midnights * DAY;
    }

    /** Seconds since 1970 at a date's midnight; NaN if there is none. */
    private double date() {
        int start = at;
        if (lastDate.length() > 0
                && text.startsWith(lastDate, start)
                && !isDigit(start + lastDate.length())) {
            at = start + lastDate.length();
            return lastDateSeconds;
        }
        int first = digits(8);
        int width = at - start;
        long day =
                switch (width) {
                    case 8 -> day(first / 10_000, first / 100 % 100, first % 100); // 20240305
                    case 4 -> isDateSign(peek()) ? yearFirst(first) : NO_DAY;
                    case 1, 2 ->
                            isDateSign(peek())
                                    ? betweenSigns(first)
                                    : isBlank(peek()) ? dayFirst(first) : NO_DAY;
                    case 0 -> monthFirst();
                    default -> NO_DAY;
                };
        if (day == NO_DAY) {
            return Double.NaN;
        }
        lastDate = text.substring(start, at);
        lastDateSeconds = day * DAY;
        return lastDateSeconds;
    }

    /** {@code 2024-03-05}, from its first sign on. */
    private long yearFirst(int year) {
        char sign = peek();
        at++;
        int month = digits(2);
        if (peek() != sign) {
            return NO_DAY;
        }
        at++;
        return day(year, month, digits(2));
    }

    /** {@code 05/03/2024} and {@code 5-Mar-2024}, from the first sign on. */
    private long betweenSigns(int first) {
        char sign = peek();
        at++;
        int from = at;
        int second = digits(2);
        boolean named = at == from;
        if (named) {
            second = month();
        }
        if (second < 0 || peek() != sign) {
            return NO_DAY;
        }
        at++;
        int thirdFrom = at;
        int third = digits(4);
        boolean isShort = at - thirdFrom == 2;
        return named
                ? day(third + (isShort ? 2000 : 0), second, first)
                : numbered(first, second, third, isShort);
    }

    /** {@code 05 Mar 2024}, from behind the day on. */
    private long dayFirst(int day) {
        skipBlanks();
        int month = month();
        skipBlanks();
        return month < 0 ? NO_DAY : day(digits(4), month, day);
    }

    /** {@code Mar 5, 2024}. */
    private long monthFirst() {
        int month = month();
        if (month < 0) {
            return NO_DAY;
        }
        skipBlanks();
        int day = digits(2);
        if (peek() == ',') {
            at++;
        }
        skipBlanks();
        return day(digits(4), month, day);
    }

    /** Days since 1970. */
    private static long day(int year, int month, int day) {
        if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) {
            return NO_DAY;
        }
        try {
            return LocalDate.of(year, month, day).toEpochDay();
        } catch (DateTimeException e) {
            return NO_DAY;
        }
    }

    private static long day(Order order, int... parts) {
        int last = parts[2] + (parts[3] == 1 ? 2000 : 0);
        return switch (order) {
            case MONTH_DAY_YEAR -> day(last, parts[0], parts[1]);
            case DAY_MONTH_YEAR -> day(last, parts[1], parts[0]);
            case YEAR_MONTH_DAY ->
                    parts[3] == 1 ? day(2000 + parts[0], parts[1], parts[2]) : NO_DAY;
        };
    }

    /** The day of a date of numbers, in the order in which it is closest to the date before. */
    private long numbered(int first, int second, int third, boolean isShort) {
        int[] parts = {first, second, third, isShort ? 1 : 0};
        Order best = order;
        long least = Long.MAX_VALUE;
        for (Order possible : orders) {
            long day = day(possible, parts);
            long gap = day == NO_DAY ? Long.MAX_VALUE : away(possible, day);
            if (gap < least) {
                best = possible;
                least = gap;
            }
        }
        if (least == Long.MAX_VALUE) {
            return NO_DAY;
        }
        long nearest = least;
        orders.removeIf(o -> day(o, parts) == NO_DAY || away(o, day(o, parts)) > nearest);
        if (lastParts.length > 0) {
            shiftDays += day(order, lastParts) - day(best, lastParts);
        }
        order = best;
        lastParts = parts;
        return day(best, parts) + shiftDays;
    }

    private long away(Order possible, long day) {
        return lastParts.length == 0 ? 0 : Math.abs(day - day(possible, lastParts));
    }

    private int month() {
        if (at + 3 > text.length()) {
            return -1;
        }
        int month = MONTHS.indexOf(text.substring(at, at + 3).toLowerCase(Locale.ROOT));
        while (month >= 0 && at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return month + 1 == 0 ? -1 : month + 1;
    }

    /**
     * {@code 10:00}, {@code 10:00:00.250}, {@code 9:05:00 PM}, and behind a date also {@code
     * 10.00.00} and {@code 100000}; NaN if there is none.
     */
    private double clock(boolean dated) {
        int start = at;
        int hour = digits(dated ? 2 : 5);
        if (at == start) {
            return Double.NaN;
        }
        char sign = peek();
        boolean together = dated && isDigit(at) && at == start + 2;
        if (sign != ':' && !together && !(dated && sign == '.')) {
            return Double.NaN;
        }
        at += together ? 0 : 1;
        int minuteFrom = at;
        int minute = digits(2);
        if (at - minuteFrom != 2) {
            return Double.NaN;
        }
        double second = 0;
        boolean hasSeconds = together ? isDigit(at) : peek() == sign;
        if (hasSeconds) {
            at += together ? 0 : 1;
            int from = at;
            second = digits(2);
            if (at == from) {
                return Double.NaN;
            }
        } else if (sign == '.') {
            return Double.NaN;
        }
        if ((peek() == '.' || peek() == ',' || (hasSeconds && peek() == ':')) && isDigit(at + 1)) {
            at++;
            double part = fraction();
            if (!hasSeconds) { // 05:00.250 is minutes and seconds
                return 60 * hour + minute + part;
            }
            second += part;
        }
        if (!hasSeconds && pair == Pair.MINUTES && !dated) {
            return 60.0 * hour + minute;
        }
        skipBlanks();
        char half = Character.toLowerCase(peek());
        if ((half == 'a' || half == 'p') && isHalf()) {
            hour = hour % 12 + (half == 'p' ? 12 : 0);
        }
        // 39:59 may be minutes.
        boolean counts = hasSeconds || pair == Pair.HOURS;
        int most = dated ? 47 : counts ? Integer.MAX_VALUE : 24;
        boolean valid = hour <= most && minute < 60 && second < 61;
        return valid ? 3600.0 * hour + 60.0 * minute + second : Double.NaN;
    }

    /** The digits behind a point. */
    private double fraction() {
        double place = 0.1;
        double part = 0;
        for (; isDigit(at); at++) {
            part += (text.charAt(at) - '0') * place;
            place /= 10;
        }
        return part;
    }

    /** Takes the mark of a half of the day: {@code AM}, {@code a.m.}, {@code p. m.} */
    private boolean isHalf() {
        int from = at++;
        if (peek() == '.') {
            at++;
        }
        skipBlanks();
        if (Character.toLowerCase(peek()) != 'm') {
            at = from;
            return false;
        }
        at++;
        if (peek() == '.') {
            at++;
        }
        return true;
    }

    /** Seconds east of Greenwich: {@code Z}, {@code +01:00}, {@code +0100}, {@code +01}. */
    private double offset() {
        skipBlanks();
        if (peek() == 'Z' || peek() == 'z') {
            at++;
            return 0;
        }
        int nameFrom = at;
        while (at < text.length() && Character.isUpperCase(text.charAt(at))) {
            at++;
        }
        Integer zone =
                at == nameFrom ? Integer.valueOf(0) : ZONES.get(text.substring(nameFrom, at));
        if (zone == null) {
            return Double.NaN;
        }
        char sign = peek();
        if (sign != '+' && sign != '-') {
            return 3600.0 * zone;
        }
        at++;
        int from = at;
        int digits = digits(4);
        int width = at - from;
        if (width == 2 && peek() == ':') {
            at++;
            return (sign == '-' ? -1 : 1) * (3600.0 * digits + 60.0 * digits(2));
        }
        int hours = width <= 2 ? digits : digits / 100;
        int minutes = width <= 2 ? 0 : digits % 100;
        return (sign == '-' ? -1 : 1) * (3600.0 * hours + 60.0 * minutes);
    }

    private static boolean isDateSign(char c) {
        return c == '-' || c == '/' || c == '.';
    }

    private int digits(int most) {
        int value = 0;
        for (int n = 0; n < most && isDigit(at); n++) {
            value = 10 * value + text.charAt(at++) - '0';
        }
        return value;
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skipBlanks() {
        while (isBlank(peek())) {
            at++;
        }
    }

    /** Blanks within a time, as the JDK's and Apple's formats have them before AM and PM, too. */
    private static boolean isBlank(char c) {
        return c == ' ' || c == '\u00a0' || c == '\u202f';
    }

    /** Whether nothing is left but blanks and the name of a zone in brackets. */
    private boolean atEnd() {
        skipBlanks();
        return at == text.length() || peek() == '[';
    }
}
