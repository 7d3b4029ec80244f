package io.github.emotion4j.physio.internal.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The units in which a number would be a possible skin conductance, for advice where it is none in
 * µS. Several may do: 500 can be kΩ, nS or a converter's count. Stateless.
 */
public final class ConductanceUnits {
    /** Half the least of the tonic levels, 2 to 20 µS (Boucsein et al. 2012), on a dry skin. */
    private static final double MIN_MICROSIEMENS = 0.3;

    /** Three times the most of them. */
    private static final double MAX_MICROSIEMENS = 60;

    /** The middle of the usual levels on the scale of ratios, to which the likeliest is nearest. */
    private static final double USUAL_MICROSIEMENS = 5;

    /** Of a converter of 16 bits. */
    private static final double MAX_COUNT = 65_535;

    private record Reading(String unit, double microsiemens) {
        double distance() {
            return Math.abs(Math.log(microsiemens / USUAL_MICROSIEMENS));
        }
    }

    private ConductanceUnits() {}

    /**
     * What would fit.
     *
     * @param value a usual value of the signal, as it is written
     * @param whole whether all values are whole numbers, as counts are
     * @return such as {@code "it would fit kΩ (that is 2 µS); name the column ..."}
     */
    public static String advice(double value, boolean whole) {
        List<Reading> fitting = new ArrayList<>();
        for (Reading r :
                List.of(
                        new Reading("S", 1e6 * value),
                        new Reading("mS", 1e3 * value),
                        new Reading("nS", value / 1e3),
                        new Reading("Ω", 1e6 / value),
                        new Reading("kΩ", 1e3 / value),
                        new Reading("MΩ", 1 / value))) {
            if (r.microsiemens >= MIN_MICROSIEMENS && r.microsiemens <= MAX_MICROSIEMENS) {
                fitting.add(r);
            }
        }
        fitting.sort(Comparator.comparingDouble(Reading::distance));
        List<String> parts = new ArrayList<>();
        if (whole && value > 0 && value <= MAX_COUNT) {
            parts.add("counts of a converter, which the sensor's data sheet turns into µS,");
        }
        for (Reading r : fitting) {
            parts.add(String.format(Locale.ROOT, "%s (that is %.2g µS)", r.unit, r.microsiemens));
        }
        if (parts.isEmpty()) {
            return "it fits no unit of conductance or resistance; it may be filtered or scaled";
        }
        String unit = fitting.isEmpty() ? "µS" : fitting.get(0).unit;
        return "it would fit "
                + String.join(" or ", parts)
                + "; name the column after the unit that it is in, such as \"EDA ("
                + unit
                + ")\"";
    }
}
