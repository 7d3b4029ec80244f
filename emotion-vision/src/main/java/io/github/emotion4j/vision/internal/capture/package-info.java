/** How frames are read from pictures, FFmpeg and cameras. Not API. */
@NullMarked
package io.github.emotion4j.vision.internal.capture;

import org.jspecify.annotations.NullMarked;
