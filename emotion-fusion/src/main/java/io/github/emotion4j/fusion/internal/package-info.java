/** Not API. */
@NullMarked
package io.github.emotion4j.fusion.internal;

import org.jspecify.annotations.NullMarked;
