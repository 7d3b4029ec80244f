package io.github.emotion4j.media.internal;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/**
 * Frames of any pixel format and colour space as BGR rows, of another size if wished. One thread.
 */
final class FrameConverter implements AutoCloseable {
    /** Takes one row. */
    interface Rows {
        void row(int y, byte[] bgr);
    }

    private final SwsContext scaler = swscale.sws_alloc_context();
    private final AVFrame bgr = avutil.av_frame_alloc();
    private byte[] row = new byte[0];

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
        if (bgr.width() != width || bgr.height() != height) {
            avutil.av_frame_unref(bgr);
            bgr.format(avutil.AV_PIX_FMT_BGR24);
            bgr.width(width);
            bgr.height(height);
            require(avutil.av_frame_get_buffer(bgr, 0));
            row = new byte[3 * width];
        }
        // Both fields of an interlaced frame are looked at together.
        frame.flags(frame.flags() & ~AVFrame.AV_FRAME_FLAG_INTERLACED);
        require(swscale.sws_scale_frame(scaler, bgr, frame));
        int stride = bgr.linesize(0);
        ByteBuffer pixels = bgr.data(0).capacity((long) stride * height).asByteBuffer();
        for (int y = 0; y < height; y++) {
            pixels.get(y * stride, row);
            rows.row(y, row);
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
        avutil.av_frame_free(bgr);
        swscale.sws_free_context(scaler);
    }
}
