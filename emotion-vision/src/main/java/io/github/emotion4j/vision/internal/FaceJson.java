package io.github.emotion4j.vision.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.emotion4j.core.internal.format.EstimateJson;
import io.github.emotion4j.core.internal.io.JsonText;
import io.github.emotion4j.vision.Face;
import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceGeometry;
import io.github.emotion4j.vision.FaceLandmarks;
import io.github.emotion4j.vision.FaceLandmarks.Point;

/** A face as JSON; {@code emotion4j.schema.json} has the fields. */
public final class FaceJson {
    private FaceJson() {}

    /** A document of one face, on one line. */
    public static String write(Face face) {
        FaceBox box = face.box();
        FaceLandmarks marks = face.landmarks();
        JsonObject landmarks = new JsonObject();
        landmarks.add("leftEye", point(marks.leftEye()));
        landmarks.add("rightEye", point(marks.rightEye()));
        landmarks.add("noseTip", point(marks.noseTip()));
        landmarks.add("mouthCentre", point(marks.mouthCentre()));
        JsonObject json = new JsonObject();
        json.addProperty("version", 1);
        json.addProperty("personId", face.personId());
        json.add("box", numbers(box.left(), box.top(), box.width(), box.height()));
        json.add("landmarks", landmarks);
        json.addProperty("quality", face.quality());
        if (face.geometry().isPresent()) {
            json.add("geometry", geometry(face.geometry().get()));
        } else {
            json.add("geometry", JsonNull.INSTANCE);
        }
        json.add("estimate", EstimateJson.object(face.estimate(), false));
        return JsonText.write(json);
    }

    private static JsonObject geometry(FaceGeometry geometry) {
        JsonObject json = new JsonObject();
        JsonArray points = new JsonArray();
        geometry.points().forEach(point -> points.add(point(point)));
        json.add("points", points);
        geometry.numbers().forEach((name, measure) -> json.addProperty(name, measure.get(0)));
        return json;
    }

    private static JsonArray point(Point point) {
        return numbers(point.x(), point.y());
    }

    private static JsonArray numbers(double... values) {
        JsonArray array = new JsonArray();
        for (double value : values) {
            array.add(value);
        }
        return array;
    }
}
