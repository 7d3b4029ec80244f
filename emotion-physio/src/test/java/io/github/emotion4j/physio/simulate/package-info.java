/** Signals with known answers, for tests and for trying things out. */
@NullMarked
package io.github.emotion4j.physio.simulate;

import org.jspecify.annotations.NullMarked;
