/** How fast the face is, beside Python on the same weights, and which faces are found. */
@NullMarked
package io.github.emotion4j.benchmarks.face;

import org.jspecify.annotations.NullMarked;
