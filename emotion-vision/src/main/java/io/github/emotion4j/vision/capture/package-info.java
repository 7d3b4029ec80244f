/** Frames from pictures, video files and cameras. */
@NullMarked
package io.github.emotion4j.vision.capture;

import org.jspecify.annotations.NullMarked;
