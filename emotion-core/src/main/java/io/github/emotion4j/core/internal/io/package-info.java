/** Reads what comes from outside within limits, and saves state in one envelope. */
@NullMarked
package io.github.emotion4j.core.internal.io;

import org.jspecify.annotations.NullMarked;
