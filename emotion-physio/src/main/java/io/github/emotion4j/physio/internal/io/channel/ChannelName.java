package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.physio.internal.check.Rates;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column's or channel's name and unit say it is. {@link ChannelNaming} reads the names of a
 * file.
 *
 * @param kind what was measured
 * @param site the place: the rest of the name without kind and unit, in capitals
 * @param unit the unit the values have after scaling
 * @param scale what a value in the file is multiplied with
 * @param offset the value that is added next
 * @param inverse whether the file holds resistance: the value is {@code scale} divided by it
 */
public record ChannelName(
        Kind kind, String site, Unit unit, double scale, double offset, boolean inverse) {
    /** No ECG without a unit spans as many mV or lies as far from 0: it is in counts. */
    public static final double MAX_MILLIVOLTS = 100;

    /** What a byte holds where there is no heart rate. */
    private static final double NO_BPM = 255;

    /** Above what no heart beats. */
    private static final double MAX_BPM = 60_000 / Rates.MIN_INTERVAL_MILLIS;

    /** The skin in kelvin, without saying so, has less, and is told as such. */
    private static final double MAX_CELSIUS = 350;

    /** No skin has so few °C; an offset of an amplifier is fewer µS, and is told as such. */
    private static final double LEAST = -50;

    private static final Pattern BRACKETED =
            Pattern.compile("[(\\[{]((?:[^()\\[\\]{}]|\\([^()\\[\\]{}]{0,10}\\)){0,40})[)\\]}]");

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
            if (ChannelUnit.isUnitLike(bracketed.group(1))
                    || ChannelUnit.isOtherUnit(bracketed.group(1))) {
                // also of "EKG (mV) Run 1"
                unit = bracketed.group(1);
                place = place.substring(0, bracketed.start()) + place.substring(bracketed.end());
            }
        }
        List<String> words = ChannelWords.words(place);
        if (words.isEmpty()) {
            return null;
        }
        Kind kind = ChannelWords.kind(words, ChannelUnit.plain(unit), company);
        if (kind == null) {
            return null;
        }
        if (ChannelWords.isAxis(words) && unit.equals("G")) {
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
        if (unit.isEmpty() && words.size() > 1 && ChannelUnit.isUnitOf(kind, last)) {
            unit = last;
            words.remove(words.size() - 1);
        }
        boolean isRate = words.contains("rate") || ChannelUnit.isPerMinute(ChannelUnit.plain(unit));
        if ((kind == Kind.PPG && isRate) || (kind == Kind.ECG && words.contains("rate"))) {
            kind = Kind.HEART_RATE; // "Pulse" in bpm, "ECG_Rate"
        }
        if (ChannelWords.isOther(kind, words, ChannelUnit.plain(unit), isRate)) {
            return null;
        }
        if (kind == Kind.SKIN_TEMPERATURE && ChannelWords.isNotSkin(words)) {
            throw new RefusedException(
                    "\""
                            + name
                            + "\" is no temperature of the skin; one is named \"skin_temp (°C)\"");
        }
        ChannelUnit.Scale scale = ChannelUnit.scale(kind, ChannelUnit.plain(unit));
        if (scale == null && kind == Kind.EEG && !words.contains("eeg")) {
            return null; // An electrode's name, in a unit that no electrode has.
        }
        if (scale == null) {
            throw new RefusedException(
                    String.format(
                            Locale.ROOT,
                            "\"%s\" is in \"%s\", which cannot be turned into %s; known here are %s",
                            name.strip(),
                            unit,
                            ChannelUnit.wanted(kind),
                            ChannelUnit.known(kind)));
        }
        return new ChannelName(
                kind,
                ChannelWords.site(kind, words),
                scale.unit(),
                scale.scale(),
                scale.offset(),
                scale.inverse());
    }

    /** Whether a name or the unit beside it states a unit. */
    public static boolean saysUnit(Kind kind, String name, String unit) {
        List<String> words = ChannelWords.words(BRACKETED.matcher(name).replaceAll(""));
        Matcher bracketed = BRACKETED.matcher(name);
        return !unit.isEmpty()
                || bracketed
                        .results()
                        .anyMatch(
                                r ->
                                        ChannelUnit.isUnitLike(r.group(1))
                                                || ChannelUnit.isOtherUnit(r.group(1)))
                || (words.size() > 1 && ChannelUnit.isUnitOf(kind, words.get(words.size() - 1)));
    }

    /** The rate below which this is no wave of its kind but numbers taken from one; in Hz. */
    public double leastHertz() {
        return switch (kind) {
            case ECG, PPG, EMG, EEG -> 10;
            case RESPIRATION -> 2;
            default -> 0;
        };
    }

    /**
     * An ECG or EMG without a unit whose values no electrode gives in mV is in counts.
     *
     * @param name its name in the file
     * @param unitName its unit there
     * @param large whether its values are beyond {@link #MAX_MILLIVOLTS}
     */
    public ChannelName sized(String name, String unitName, boolean large) {
        boolean counts = large && unit == Unit.MILLIVOLT && !saysUnit(kind, name, unitName);
        return counts ? in(Unit.ARBITRARY, 1) : this;
    }

    /** This name with another site. */
    public ChannelName at(String place) {
        return new ChannelName(kind, place, unit, scale, offset, inverse);
    }

    /** This name with another unit, whose values are multiplied with a factor to be in it. */
    public ChannelName in(Unit other, double factor) {
        return new ChannelName(kind, site, other, factor, 0, false);
    }

    /**
     * The value in {@link #unit()}; NaN for what recorders write where contact is lost, as 0, 255,
     * 511, -9999 and 6553.5: no heart has such a rate, and no skin such a temperature or
     * conductance.
     */
    public double value(double raw) {
        double value = scaled(raw);
        boolean lost =
                switch (kind) {
                    case HEART_RATE -> value <= 0 || value == NO_BPM;
                    case SKIN_TEMPERATURE, EDA -> value < LEAST;
                    default -> false;
                };
        return lost || isTooLarge(raw) ? Double.NaN : value;
    }

    /** Whether a value is larger than that of any heart or skin, in whatever unit it may be. */
    public boolean isTooLarge(double raw) {
        return switch (kind) {
            case HEART_RATE -> scaled(raw) > MAX_BPM;
            case SKIN_TEMPERATURE -> scaled(raw) > MAX_CELSIUS;
            default -> false;
        };
    }

    /** The value in {@link #unit()}, possible or not. */
    public double scaled(double raw) {
        if (inverse) {
            return raw == 0 ? Double.NaN : scale / raw;
        }
        return raw * scale + offset;
    }
}
