/** Whether a signal can be what its kind, unit and rate say. */
@NullMarked
package io.github.emotion4j.physio.internal.check;

import org.jspecify.annotations.NullMarked;
