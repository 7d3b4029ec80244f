package io.github.emotion4j.app.scene;

import java.util.List;

/**
 * The faces of one frame.
 *
 * @param frameNanos the frame's start on the recording's clock
 * @param faces the faces, at least one
 */
public record Moment(long frameNanos, List<Sighting> faces) {
    /** Copies the list. */
    public Moment {
        faces = List.copyOf(faces);
    }

    /** How well the moment shows its faces: many, usable and clear ones count most. */
    double worth() {
        return faces.stream()
                .mapToDouble(s -> s.face().quality() * (1 + s.verdict().probability()))
                .sum();
    }
}
