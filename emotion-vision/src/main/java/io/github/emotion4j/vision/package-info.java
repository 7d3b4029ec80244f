/**
 * The face: what emotion-vision adds to a recogniser. Pixel coordinates are continuous, with the
 * origin at the top left corner of the picture: the centre of its first pixel is (0.5, 0.5).
 */
@NullMarked
package io.github.emotion4j.vision;

import org.jspecify.annotations.NullMarked;
