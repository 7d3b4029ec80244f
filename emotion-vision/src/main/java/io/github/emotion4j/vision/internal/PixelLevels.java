package io.github.emotion4j.vision.internal;

/** The 256 levels of a pixel as a network wants them. */
public final class PixelLevels {
    private PixelLevels() {}

    /**
     * Normalises every level once, so that a pixel costs a look-up.
     *
     * @param scale what a level is multiplied by first
     * @param mean the value that is subtracted next
     * @param deviation the divisor that is applied last
     * @return one value a level, from black to white
     */
    public static float[] normalised(double scale, double mean, double deviation) {
        float[] levels = new float[256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) ((i * scale - mean) / deviation);
        }
        return levels;
    }
}
