package io.github.emotion4j.vision.internal;

import io.github.emotion4j.vision.Face;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceGeometry;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;
import java.util.List;
import java.util.stream.Collectors;

/** A face as JSON; {@code emotion4j.schema.json} has the fields. */
public final class FaceJson {
    private FaceJson() {}

    /** A document of one face, on one line. */
    public static String write(Face face) {
        FaceBox box = face.box();
        FaceLandmarks marks = face.landmarks();
        return "{\"version\":1,\"personId\":"
                + face.personId()
                + ",\"box\":"
                + List.of(box.left(), box.top(), box.width(), box.height())
                + ",\"landmarks\":{\"leftEye\":"
                + point(marks.leftEye())
                + ",\"rightEye\":"
                + point(marks.rightEye())
                + ",\"noseTip\":"
                + point(marks.noseTip())
                + ",\"mouthCentre\":"
                + point(marks.mouthCentre())
                + "},\"quality\":"
                + face.quality()
                + ",\"geometry\":"
                + face.geometry().map(FaceJson::geometry).orElse("null")
                + ",\"estimate\":"
                + face.estimate().toJson()
                + "}";
    }

    private static String geometry(FaceGeometry geometry) {
        return geometry.numbers().entrySet().stream()
                .map(measure -> "\"" + measure.getKey() + "\":" + measure.getValue().get(0))
                .collect(
                        Collectors.joining(
                                ",",
                                "{\"points\":"
                                        + geometry.points().stream().map(FaceJson::point).toList()
                                        + ",",
                                "}"));
    }

    private static String point(Point point) {
        return List.of(point.x(), point.y()).toString();
    }
}
