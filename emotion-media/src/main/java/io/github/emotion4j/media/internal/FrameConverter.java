package io.github.emotion4j.media.internal;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/**
 * Frames of any pixel format and colour space as BGR rows, transparent parts on white, of another
 * size if wished. One thread.
 */
final class FrameConverter implements AutoCloseable {
    /** Takes one row. */
    interface Rows {
        void row(int y, byte[] bgr);
    }

    private final SwsContext scaler = swscale.sws_alloc_context();
    private final AVFrame packed = avutil.av_frame_alloc();
    private byte[] row = new byte[0];
    private byte[] rowWithAlpha = new byte[0];

    FrameConverter() {
        scaler.flags(swscale.SWS_BILINEAR);
    }

    /**
     * Gives a frame's rows from the top down.
     *
     * @param frame a decoded frame
     * @param width the pixels of a row that is given, each square
     * @param height the number of rows that are given
     * @param rows takes them; the array is used again
     * @throws IllegalArgumentException if FFmpeg has no way for its pixels
     */
    void convert(AVFrame frame, int width, int height, Rows rows) {
        boolean alpha = hasAlpha(frame.format());
        int format = alpha ? avutil.AV_PIX_FMT_BGRA : avutil.AV_PIX_FMT_BGR24;
        if (packed.width() != width || packed.height() != height || packed.format() != format) {
            avutil.av_frame_unref(packed);
            packed.format(format);
            packed.width(width);
            packed.height(height);
            require(avutil.av_frame_get_buffer(packed, 0));
            row = new byte[3 * width];
            rowWithAlpha = new byte[alpha ? 4 * width : 0];
        }
        // Both fields of an interlaced frame are looked at together.
        frame.flags(frame.flags() & ~AVFrame.AV_FRAME_FLAG_INTERLACED);
        require(swscale.sws_scale_frame(scaler, packed, frame));
        int stride = packed.linesize(0);
        ByteBuffer pixels = packed.data(0).capacity((long) stride * height).asByteBuffer();
        boolean opaque = alpha && !isAlphaUsed(pixels, stride, width, height);
        for (int y = 0; y < height; y++) {
            if (alpha) {
                pixels.get(y * stride, rowWithAlpha);
                layOnWhite(opaque);
            } else {
                pixels.get(y * stride, row);
            }
            rows.row(y, row);
        }
    }

    private static boolean hasAlpha(int format) {
        AVPixFmtDescriptor descriptor = avutil.av_pix_fmt_desc_get(format);
        return descriptor != null && (descriptor.flags() & avutil.AV_PIX_FMT_FLAG_ALPHA) != 0;
    }

    /** Recorders of screens leave the fourth byte 0 everywhere: they mean no transparency. */
    private static boolean isAlphaUsed(ByteBuffer pixels, int stride, int width, int height) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (pixels.get(y * stride + 4 * x + 3) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void layOnWhite(boolean opaque) {
        int at = 0;
        for (int from = 0; from < rowWithAlpha.length; from += 4) {
            int alpha = opaque ? 255 : rowWithAlpha[from + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int value = rowWithAlpha[from + c] & 0xff;
                row[at++] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
    }

    private static void require(int done) {
        if (done < 0) {
            throw new IllegalArgumentException(
                    "pixels that cannot be converted: " + Ffmpeg.reason(done));
        }
    }

    @Override
    public void close() {
        avutil.av_frame_free(packed);
        swscale.sws_free_context(scaler);
    }
}
