package io.github.emotion4j.vision.internal.detect;

import io.github.emotion4j.vision.FaceBox;
import io.github.emotion4j.vision.FaceLandmarks;

/** A face that a detector found, in the picture's pixels. */
public record Detection(double score, FaceBox box, FaceLandmarks landmarks) {}
