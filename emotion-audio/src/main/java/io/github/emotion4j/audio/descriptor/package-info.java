/**
 * Acoustic descriptors of speech: log-mel, MFCC, F0, voice quality, formants, spectral shape, and
 * the "eGeMAPS-like" set of 88 functionals.
 *
 * <p>All classes take mono float samples, full scale being [-1, 1]. Objects that hold buffers say
 * so and belong to one thread.
 */
@NullMarked
package io.github.emotion4j.audio.descriptor;

import org.jspecify.annotations.NullMarked;
