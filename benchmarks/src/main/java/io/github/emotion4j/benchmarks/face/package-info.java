/** How fast the face is: JMH benchmarks, and the comparison with Python on the same weights. */
@NullMarked
package io.github.emotion4j.benchmarks.face;

import org.jspecify.annotations.NullMarked;
