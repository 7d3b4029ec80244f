package io.github.emotion4j.app.scene;

import io.github.emotion4j.vision.FaceDetail;

/**
 * One face in one frame.
 *
 * @param personId the person's number
 * @param subject whether this is the person of interest
 * @param verdict what is perceived
 * @param face where it was seen
 */
public record Sighting(int personId, boolean subject, Verdict verdict, FaceDetail face) {}
