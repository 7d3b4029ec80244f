package io.github.emotion4j.fusion.affect;

import io.github.emotion4j.core.Affect;

/**
 * How fast slow affect moves. Immutable.
 *
 * <p>The times are conventions and not measured: expressions last seconds, moods minutes to hours
 * (Ekman 1992, doi:10.1080/02699939208411068), and a mood without new causes fades over about
 * twenty minutes (the default of Gebhard's ALMA 2005, doi:10.1145/1082473.1082478).
 *
 * @param moodSeconds the time in which the mood goes 63 % of the way to a lasting expression of
 *     full quality, above 0
 * @param recoverySeconds the time in which the mood returns 63 % of the way to rest while no person
 *     is perceived, above 0
 * @param sessionValenceSeconds the same for the sessionValence following the mood's valence; above
 *     {@code moodSeconds}
 * @param trendSeconds how far back the trend looks: the age at which a step counts 37 % of a new
 *     one, above 0
 * @param blockSeconds the time over which expressions are averaged before they are tested for a
 *     change; long enough that neighbouring blocks are about independent, above 0
 * @param allowanceDeviations half the smallest change worth finding, in standard deviations of the
 *     blocks ({@code k} of the CUSUM), at least 0
 * @param thresholdDeviations the sum at which a change is reported ({@code h} of the CUSUM), above
 *     0. With 0.5 and 5 a false change is found on one axis about every 465 blocks and one of a
 *     standard deviation after about 10 (Montgomery 2013, table 9.3, two-sided)
 * @param rest where the mood rests
 */
public record AffectRates(
        double moodSeconds,
        double recoverySeconds,
        double sessionValenceSeconds,
        double trendSeconds,
        double blockSeconds,
        double allowanceDeviations,
        double thresholdDeviations,
        Affect rest) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public AffectRates {
        requirePositive("moodSeconds", moodSeconds);
        requirePositive("recoverySeconds", recoverySeconds);
        requirePositive("sessionValenceSeconds", sessionValenceSeconds);
        requirePositive("trendSeconds", trendSeconds);
        requirePositive("blockSeconds", blockSeconds);
        requirePositive("thresholdDeviations", thresholdDeviations);
        if (!(sessionValenceSeconds > moodSeconds)) {
            throw new IllegalArgumentException(
                    "sessionValenceSeconds must be above moodSeconds ("
                            + moodSeconds
                            + "), since sessionValence is the slower of the two, not "
                            + sessionValenceSeconds);
        }
        if (!(allowanceDeviations >= 0 && Double.isFinite(allowanceDeviations))) {
            throw new IllegalArgumentException(
                    "allowanceDeviations must be at least 0, not " + allowanceDeviations);
        }
    }

    /**
     * Mood over two minutes, recovery over twenty, sessionValence over twenty, the trend of the
     * last minute, changes in blocks of five seconds with {@code k} 0.5 and {@code h} 5, rest in
     * the centre.
     *
     * @return the defaults
     */
    public static AffectRates defaults() {
        return new AffectRates(120, 1200, 1200, 60, 5, 0.5, 5, Affect.CENTRE);
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " must be a positive number, not " + value);
        }
    }
}
