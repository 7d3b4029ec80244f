/** Shared signal processing; not API. */
@NullMarked
package io.github.emotion4j.physio.internal;

import org.jspecify.annotations.NullMarked;
