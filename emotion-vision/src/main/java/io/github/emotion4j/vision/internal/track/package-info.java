/** Faces followed over time. Not API. */
@NullMarked
package io.github.emotion4j.vision.internal.track;

import org.jspecify.annotations.NullMarked;
