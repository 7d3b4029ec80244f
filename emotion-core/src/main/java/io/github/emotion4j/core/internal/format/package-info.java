/** Not API: what is written to files and read back. */
@NullMarked
package io.github.emotion4j.core.internal.format;

import org.jspecify.annotations.NullMarked;
