package io.github.emotion4j.core.internal.numeric;

/** Brings numbers into a range; the JDK has this since Java 21. */
public final class Clamp {
    private Clamp() {}

    /**
     * The nearest number of a range.
     *
     * @param value a number, or NaN, which stays
     * @param least the lower end
     * @param most the upper end, not below the lower one
     * @return the number itself, or the end beyond which it lies
     */
    public static double between(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }
}
