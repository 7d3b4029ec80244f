/** Training of the fusion network, in Java, on one's own labelled sequences. */
@NullMarked
package io.github.emotion4j.fusion.train;

import org.jspecify.annotations.NullMarked;
