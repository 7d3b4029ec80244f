/** Not API: what a stream, a recorded session and a batch save and read again. */
@NullMarked
package io.github.emotion4j.core.internal.state;

import org.jspecify.annotations.NullMarked;
