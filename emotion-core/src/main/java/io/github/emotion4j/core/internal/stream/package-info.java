/** Not API: live streams. */
@NullMarked
package io.github.emotion4j.core.internal.stream;

import org.jspecify.annotations.NullMarked;
