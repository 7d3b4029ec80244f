package io.github.emotion4j.physio.internal.io;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * Times as tables write them, to seconds: numbers, dates with or without an offset from UTC, and
 * clock times, which continue past midnight. Which of day and month comes first in {@code
 * 05/03/2024} is learned from the first rows. Confined to one thread.
 *
 * <p>Read by hand: a formatter would cost seven times what a number costs.
 */
final class TimeText {
    private static final double DAY = 86_400;
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");

    private final double scale;
    private final boolean dayFirst;
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
     * @param dayFirst whether {@code 05/03/2024} is in March
     */
    TimeText(double scale, boolean dayFirst) {
        this.scale = scale;
        this.dayFirst = dayFirst;
    }

    /** Whether the day comes first in dates like these: where one could not be read otherwise. */
    static boolean isDayFirst(Iterable<String> times) {
        for (String time : times) {
            String[] parts = time.strip().split("[/. -]", 3);
            if (parts.length == 3 && parts[0].matches("\\d{1,2}") && parts[1].matches("\\d{1,2}")) {
                int first = Integer.parseInt(parts[0]);
                if (first > 12 || Integer.parseInt(parts[1]) > 12) {
                    return first > 12;
                }
                // With points, and without AM or PM, dates are European.
                if (time.indexOf('.') == parts[0].length() || time.indexOf('-') > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a text could be a time of any form, a plain number apart. */
    static boolean isDateOrClock(String text) {
        TimeText either = new TimeText(1, false);
        return text.length() >= 4
                && text.length() <= 48
                && (!Double.isNaN(either.dateOrClock(text))
                        || !Double.isNaN(new TimeText(1, true).dateOrClock(text)));
    }

    /** Seconds, or NaN where the text is no time. */
    double seconds(String field) {
        double number = Numbers.plain(field);
        return Double.isNaN(number) ? dateOrClock(field) : number * scale;
    }

    private double dateOrClock(String field) {
        text = field.startsWith("[") ? dateFirst(field) : field;
        at = 0;
        skipBlanks();
        int start = at;
        double day = date();
        if (Double.isNaN(day)) {
            at = start;
            double clock = clock();
            return Double.isNaN(clock) || !atEnd() ? Double.NaN : pastMidnight(clock);
        }
        if (atEnd()) {
            return day;
        }
        if (peek() == 'T' || peek() == 't' || peek() == ',' || peek() == ':' || peek() == '_') {
            at++;
        }
        skipBlanks();
        double clock = clock();
        if (Double.isNaN(clock)) {
            return Double.NaN;
        }
        double offset = offset();
        return atEnd() ? day + clock - offset : Double.NaN;
    }

    /** {@code [10:00:00.000 01/05/2023]}, as PhysioNet writes times, with the date first. */
    private static String dateFirst(String bracketed) {
        String bare = bracketed.replaceAll("[\\[\\]]", "").strip();
        int blank = bare.indexOf(' ');
        return bare.substring(blank + 1) + " " + bare.substring(0, Math.max(0, blank));
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
        int year;
        int month;
        int day;
        if (width == 8) { // 20240305
            year = first / 10_000;
            month = first / 100 % 100;
            day = first % 100;
        } else if (width == 4 && isDateSign(peek())) {
            char sign = peek();
            at++;
            year = first;
            month = digits(2);
            if (peek() != sign) {
                return Double.NaN;
            }
            at++;
            day = digits(2);
        } else if ((width == 1 || width == 2) && isDateSign(peek())) {
            char sign = peek();
            at++;
            int from = at;
            int second = digits(2);
            boolean named = at == from;
            if (named) { // 5-Mar-2024
                second = month();
            }
            if (second < 0 || peek() != sign) {
                return Double.NaN;
            }
            at++;
            int yearFrom = at;
            year = digits(4);
            year += at - yearFrom == 2 ? 2000 : 0;
            month = named || dayFirst ? second : first;
            day = named || dayFirst ? first : second;
        } else if (width == 0) { // Mar 5, 2024
            month = month();
            skipBlanks();
            day = month < 0 ? -1 : digits(2);
            if (peek() == ',') {
                at++;
            }
            skipBlanks();
            year = day < 0 ? -1 : digits(4);
        } else {
            return Double.NaN;
        }
        if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) {
            return Double.NaN;
        }
        try {
            lastDateSeconds = LocalDate.of(year, month, day).toEpochDay() * DAY;
        } catch (DateTimeException e) {
            return Double.NaN;
        }
        lastDate = text.substring(start, at);
        return lastDateSeconds;
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

    /** {@code 10:00}, {@code 10:00:00.250}, {@code 9:05:00 PM}; NaN if there is none. */
    private double clock() {
        int start = at;
        int hour = digits(2);
        if (at == start || peek() != ':') {
            return Double.NaN;
        }
        at++;
        int minuteFrom = at;
        int minute = digits(2);
        if (at - minuteFrom != 2) {
            return Double.NaN;
        }
        double second = 0;
        boolean hasSeconds = peek() == ':';
        if (hasSeconds) {
            at++;
            int from = at;
            second = digits(2);
            if (at == from) {
                return Double.NaN;
            }
        }
        if ((peek() == '.' || peek() == ',' || (hasSeconds && peek() == ':')) && isDigit(at + 1)) {
            at++;
            double place = 0.1;
            double part = 0;
            for (; isDigit(at); at++) {
                part += (text.charAt(at) - '0') * place;
                place /= 10;
            }
            second += hasSeconds ? part : 0;
            if (!hasSeconds) { // 05:00.250 is minutes and seconds
                return 60 * hour + minute + part;
            }
        }
        skipBlanks();
        char half = Character.toLowerCase(peek());
        if ((half == 'a' || half == 'p')
                && at + 1 < text.length()
                && Character.toLowerCase(text.charAt(at + 1)) == 'm') {
            hour = hour % 12 + (half == 'p' ? 12 : 0);
            at += 2;
        }
        boolean valid = hour < 48 && minute < 60 && second < 61;
        return valid ? 3600.0 * hour + 60.0 * minute + second : Double.NaN;
    }

    /** Seconds east of Greenwich: {@code Z}, {@code +01:00}, {@code +0100}, {@code +01}. */
    private double offset() {
        skipBlanks();
        if (peek() == 'Z' || peek() == 'z') {
            at++;
            return 0;
        }
        if (text.startsWith("UTC", at) || text.startsWith("GMT", at)) {
            at += 3;
        }
        char sign = peek();
        if (sign != '+' && sign != '-') {
            return 0;
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
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    /** Whether nothing is left but blanks and the name of a zone in brackets. */
    private boolean atEnd() {
        skipBlanks();
        return at == text.length() || peek() == '[';
    }
}
