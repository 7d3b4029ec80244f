/** Pulse wave (PPG, blood volume pulse): cleaning, systolic peaks, quality. */
@NullMarked
package io.github.emotion4j.physio.ppg;

import org.jspecify.annotations.NullMarked;
