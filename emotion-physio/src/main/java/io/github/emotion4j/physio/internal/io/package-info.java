/** Tells the formats of recordings apart and opens them; not API. */
@NullMarked
package io.github.emotion4j.physio.internal.io;

import org.jspecify.annotations.NullMarked;
