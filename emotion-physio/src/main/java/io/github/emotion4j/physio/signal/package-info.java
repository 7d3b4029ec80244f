/** Checks and repairs that hold for every signal: time stamps, gaps, units, plausibility. */
@NullMarked
package io.github.emotion4j.physio.signal;

import org.jspecify.annotations.NullMarked;
