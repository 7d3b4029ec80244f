/** The shape of a face, measured between its points. Not API. */
@NullMarked
package io.github.emotion4j.vision.internal.geometry;

import org.jspecify.annotations.NullMarked;
