/** Muscle activity: envelope and activations. */
@NullMarked
package io.github.emotion4j.physio.emg;

import org.jspecify.annotations.NullMarked;
