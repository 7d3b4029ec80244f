/** Not API: the formats of files. */
@NullMarked
package io.github.emotion4j.core.internal.format;

import org.jspecify.annotations.NullMarked;
