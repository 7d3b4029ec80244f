package io.github.emotion4j.core;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;

/**
 * One picture of a video or camera, 8 bits a channel, upright, top row first.
 *
 * <p>The pixels are not copied: the caller must not change the array as long as the frame is in
 * use. Apart from that, frames are immutable and may be shared between threads.
 *
 * <pre>{@code
 * VideoFrame frame = VideoFrame.of(new TimeInterval(0, 40_000_000), image); // 25 frames a second
 * }</pre>
 */
public final class VideoFrame implements Signal {
    /** How pixels lie in memory. */
    public enum PixelFormat {
        /** Three bytes a pixel: blue, green, red. */
        BGR(3),
        /** Three bytes a pixel: red, green, blue. */
        RGB(3),
        /** One byte a pixel. */
        GRAY(1),
        /**
         * A plane of luma, then a quarter-size plane of blue and one of red difference (YUV 4:2:0,
         * also called IYUV).
         */
        I420(1);

        private final int bytesPerPixel;

        PixelFormat(int bytesPerPixel) {
            this.bytesPerPixel = bytesPerPixel;
        }
    }

    private final TimeInterval interval;
    private final int width;
    private final int height;
    private final PixelFormat format;
    private final int strideBytes;
    private final byte[] pixels;

    /**
     * Makes a frame over an array.
     *
     * @param interval when the frame is shown
     * @param width columns, at least 1
     * @param height rows, at least 1
     * @param format how the pixels lie in memory
     * @param strideBytes the distance from one row's first byte to the next row's; for I420 the
     *     distance of the luma plane; the two chroma planes that follow have half of it, rounded
     *     up, which have half the rows, rounded up
     * @param pixels the bytes, not copied
     * @throws IllegalArgumentException if the array is too short for the size and stride, or the
     *     stride is shorter than a row
     */
    public VideoFrame(
            TimeInterval interval,
            int width,
            int height,
            PixelFormat format,
            int strideBytes,
            byte[] pixels) {
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(pixels, "pixels");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "A frame has at least one pixel, not " + width + "x" + height);
        }
        long rowBytes = (long) width * format.bytesPerPixel;
        if (strideBytes < rowBytes) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "A stride of %d bytes is shorter than a row of %d %s pixels (%d bytes)",
                            strideBytes,
                            width,
                            format,
                            rowBytes));
        }
        long needed = (long) strideBytes * (height - 1) + rowBytes;
        if (format == PixelFormat.I420) {
            needed = (long) strideBytes * height + 2 * chromaBytes(strideBytes, height);
        }
        if (pixels.length < needed) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%dx%d %s pixels with a stride of %d bytes need %d bytes, not %d",
                            width,
                            height,
                            format,
                            strideBytes,
                            needed,
                            pixels.length));
        }
        this.interval = interval;
        this.width = width;
        this.height = height;
        this.format = format;
        this.strideBytes = strideBytes;
        this.pixels = pixels;
    }

    private static long chromaBytes(int strideBytes, int height) {
        return ((long) strideBytes + 1) / 2 * ((height + 1) / 2);
    }

    /**
     * A frame with a copy of an image's pixels. Transparent parts are laid on white.
     *
     * @param interval when the frame is shown
     * @param image the image
     * @return the frame, in BGR
     */
    public static VideoFrame of(TimeInterval interval, BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        BufferedImage bgr = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        if (isGrey(image)) {
            layOnWhite(image, bgr.getRaster());
        } else {
            Graphics2D graphics = bgr.createGraphics();
            graphics.drawImage(image, 0, 0, Color.WHITE, null);
            graphics.dispose();
        }
        byte[] pixels = ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData();
        return new VideoFrame(interval, width, height, PixelFormat.BGR, 3 * width, pixels);
    }

    private static boolean isGrey(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        boolean isWhole =
                colours.getTransferType() == DataBuffer.TYPE_BYTE
                        || colours.getTransferType() == DataBuffer.TYPE_USHORT;
        return isWhole
                && colours instanceof ComponentColorModel
                && colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    }

    /**
     * Java takes the grey of files with alpha for linear light, and brightens it; files of grey
     * hold values as screens show them.
     */
    private static void layOnWhite(BufferedImage grey, WritableRaster bgr) {
        ColorModel colours = grey.getColorModel();
        Raster source = grey.getRaster();
        int width = grey.getWidth();
        double white = (1 << colours.getComponentSize(0)) - 1;
        int[] levels = new int[width];
        int[] alphas = new int[width];
        for (int y = 0; y < grey.getHeight(); y++) {
            source.getSamples(0, y, width, 1, 0, levels);
            if (colours.hasAlpha()) {
                source.getSamples(0, y, width, 1, 1, alphas);
            }
            for (int x = 0; x < width; x++) {
                double alpha = colours.hasAlpha() ? alphas[x] / white : 1;
                double level = levels[x] / white;
                double shown = (colours.isAlphaPremultiplied() ? level : level * alpha) + 1 - alpha;
                levels[x] = (int) Math.round(255 * Math.min(1, shown));
            }
            for (int band = 0; band < 3; band++) {
                bgr.setSamples(0, y, width, 1, band, levels);
            }
        }
    }

    @Override
    public TimeInterval interval() {
        return interval;
    }

    @Override
    public VideoFrame later(long nanos) {
        return new VideoFrame(
                interval.plusNanos(nanos), width, height, format, strideBytes, pixels);
    }

    /**
     * Columns.
     *
     * @return at least 1
     */
    public int width() {
        return width;
    }

    /**
     * Rows.
     *
     * @return at least 1
     */
    public int height() {
        return height;
    }

    /** {@return how the pixels lie in memory} */
    public PixelFormat format() {
        return format;
    }

    /** {@return the distance from one row's first byte to the next row's, in bytes} */
    public int strideBytes() {
        return strideBytes;
    }

    /** {@return the bytes, a read-only view from the first row's first byte} */
    public ByteBuffer pixels() {
        return ByteBuffer.wrap(pixels).asReadOnlyBuffer();
    }

    @Override
    public String toString() {
        return width + "x" + height + " " + format + " frame at " + interval;
    }
}
