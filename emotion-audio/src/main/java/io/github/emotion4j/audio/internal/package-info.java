/** Not part of the API. */
@NullMarked
package io.github.emotion4j.audio.internal;

import org.jspecify.annotations.NullMarked;
