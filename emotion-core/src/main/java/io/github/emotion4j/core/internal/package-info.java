/** Not API. */
@NullMarked
package io.github.emotion4j.core.internal;

import org.jspecify.annotations.NullMarked;
