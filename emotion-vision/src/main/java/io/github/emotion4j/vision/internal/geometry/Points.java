package io.github.emotion4j.vision.internal.geometry;

import io.github.emotion4j.vision.FaceLandmarks.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Points of a face with their depth, which counts away from the camera, in one unit. Immutable.
 *
 * @param coordinates x, y and z of each point in turn
 */
public record Points(double[] coordinates) {
    double x(int point) {
        return coordinates[3 * point];
    }

    double y(int point) {
        return coordinates[3 * point + 1];
    }

    int size() {
        return coordinates.length / 3;
    }

    /** The distance of two points as seen from the front. */
    double distance(int one, int other) {
        return Math.hypot(x(one) - x(other), y(one) - y(other));
    }

    double meanX(int... points) {
        double sum = 0;
        for (int point : points) {
            sum += x(point);
        }
        return sum / points.length;
    }

    double meanY(int... points) {
        double sum = 0;
        for (int point : points) {
            sum += y(point);
        }
        return sum / points.length;
    }

    /** The points without their depth. */
    List<Point> flat() {
        List<Point> flat = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            flat.add(new Point(x(i), y(i)));
        }
        return flat;
    }
}
