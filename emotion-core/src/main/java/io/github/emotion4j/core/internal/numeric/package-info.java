/** What modules compute alike. */
@NullMarked
package io.github.emotion4j.core.internal.numeric;

import org.jspecify.annotations.NullMarked;
