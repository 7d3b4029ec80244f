/** Breathing: cycles, rate and variability. */
@NullMarked
package io.github.emotion4j.physio.respiration;

import org.jspecify.annotations.NullMarked;
