package io.github.emotion4j.vision.internal.detect;

import java.util.List;
import org.opencv.core.Mat;

/** Finds faces. Safe to call from several threads. */
public interface FaceDetector extends AutoCloseable {
    /**
     * Searches a whole picture.
     *
     * @param bgr the picture, 8 bits, three channels; not changed
     * @return the faces, the surest first
     */
    List<Detection> detect(Mat bgr);

    /**
     * Looks for known faces again, each near its last place.
     *
     * @param bgr the picture
     * @param last the faces in an earlier picture
     * @return the faces found near each, in any order; may contain fewer faces, and none if the
     *     detector knows no cheaper way than a search
     */
    List<Detection> follow(Mat bgr, List<Detection> last);

    @Override
    void close();
}
