package io.github.emotion4j.media.internal;

/**
 * How a stored picture must be turned and mirrored to be upright: one of the eight ways a rectangle
 * comes to lie on itself or on its side.
 *
 * @param transposed whether rows become columns, before the mirroring
 * @param mirrorX whether left and right of the result are exchanged
 * @param mirrorY whether top and bottom of the result are exchanged
 */
record Orientation(boolean transposed, boolean mirrorX, boolean mirrorY) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    /**
     * Of a display matrix {@code a b u, c d v, x y w} as MP4 and FFmpeg have it, which takes a
     * point to {@code (a x + c y, b x + d y)}. A turn between two of the eight ways counts as the
     * nearer.
     */
    static Orientation of(int[] matrix) {
        long a = matrix[0];
        long b = matrix[1];
        long c = matrix[3];
        long d = matrix[4];
        boolean transposed = Math.abs(b) + Math.abs(c) > Math.abs(a) + Math.abs(d);
        return transposed
                ? new Orientation(true, c < 0, b < 0)
                : new Orientation(false, a < 0, d < 0);
    }

    /** The width of the result. */
    int width(int width, int height) {
        return transposed ? height : width;
    }

    /** The height of the result. */
    int height(int width, int height) {
        return transposed ? width : height;
    }

    /** Puts one stored row of BGR pixels to where it is upright. */
    void place(byte[] row, int y, int width, int height, byte[] upright) {
        int toWidth = width(width, height);
        if (!transposed && !mirrorX) {
            int toY = mirrorY ? height - 1 - y : y;
            System.arraycopy(row, 0, upright, 3 * toY * width, 3 * width);
            return;
        }
        int toHeight = height(width, height);
        int to;
        int step;
        if (transposed) {
            int column = mirrorX ? toWidth - 1 - y : y;
            to = 3 * ((mirrorY ? toHeight - 1 : 0) * toWidth + column);
            step = 3 * (mirrorY ? -toWidth : toWidth);
        } else {
            to = 3 * ((mirrorY ? toHeight - 1 - y : y) * toWidth + toWidth - 1);
            step = -3;
        }
        for (int from = 0; from < 3 * width; from += 3) {
            upright[to] = row[from];
            upright[to + 1] = row[from + 1];
            upright[to + 2] = row[from + 2];
            to += step;
        }
    }
}
