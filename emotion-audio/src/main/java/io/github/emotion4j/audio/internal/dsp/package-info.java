/** Not part of the API: the one place where a library of signal mathematics is used. */
@NullMarked
package io.github.emotion4j.audio.internal.dsp;

import org.jspecify.annotations.NullMarked;
