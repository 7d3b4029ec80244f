package io.github.emotion4j.vision.internal.capture;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.core.VideoFrame.PixelFormat;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.vision.internal.OpenCvNatives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.opencv.core.Mat;
import org.opencv.videoio.VideoCapture;

/** A camera, by OpenCV. */
public final class CameraSource implements SignalReader {
    private final String name;
    private final VideoCapture capture;
    private final Mat picture = new Mat();
    private long firstNanoTime = Long.MIN_VALUE;
    private long lastNanos;

    private CameraSource(String name, VideoCapture capture) {
        this.name = name;
        this.capture = capture;
    }

    /**
     * Opens a camera.
     *
     * @param index its number, from 0
     * @return the source
     */
    public static CameraSource open(int index) {
        String name = "camera " + index;
        // OpenCV writes lines of its own about one that is not there.
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        if (linux && Files.notExists(Path.of("/dev/video" + index))) {
            throw new InputException(name, "there is no /dev/video" + index + "; connect a camera");
        }
        OpenCvNatives.ensure();
        VideoCapture capture = new VideoCapture();
        if (index < 0 || !capture.open(index)) {
            capture.release();
            throw new InputException(name, "there is no such camera, or another program uses it");
        }
        return new CameraSource(name, capture);
    }

    @Override
    public Optional<Signal> next() {
        if (firstNanoTime == Long.MIN_VALUE) {
            // No frame is before the first one, so that it has no duration; it starts the clock.
            firstNanoTime = read();
        }
        long nanos = read() - firstNanoTime;
        byte[] pixels = new byte[Math.toIntExact(picture.total() * picture.channels())];
        picture.get(0, 0, pixels);
        TimeInterval interval = new TimeInterval(lastNanos, nanos);
        lastNanos = nanos;
        PixelFormat format = picture.channels() == 3 ? PixelFormat.BGR : PixelFormat.GRAY;
        return Optional.of(
                new VideoFrame(
                        interval,
                        picture.cols(),
                        picture.rows(),
                        format,
                        picture.channels() * picture.cols(),
                        pixels));
    }

    /** Reads the next picture, and gives the time at which it came. */
    private long read() {
        if (!capture.read(picture) || picture.empty()) {
            throw new InputException(name, "gives no more frames; was it unplugged?");
        }
        return System.nanoTime();
    }

    @Override
    public double progress() {
        return 0;
    }

    @Override
    public void close() {
        capture.release();
        picture.release();
    }
}
