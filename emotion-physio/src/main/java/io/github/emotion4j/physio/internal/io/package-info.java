/** Readers of recording formats; not API. */
@NullMarked
package io.github.emotion4j.physio.internal.io;

import org.jspecify.annotations.NullMarked;
