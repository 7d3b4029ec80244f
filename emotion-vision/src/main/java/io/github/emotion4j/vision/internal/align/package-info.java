/** Faces cut out for the network, and how usable they are. Not API. */
@NullMarked
package io.github.emotion4j.vision.internal.align;

import org.jspecify.annotations.NullMarked;
