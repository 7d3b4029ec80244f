/**
 * The body as a modality, and the methods of each of its signals: heart, pulse, skin conductance,
 * temperature, breath, muscle and brain.
 */
@NullMarked
package io.github.emotion4j.physio;

import org.jspecify.annotations.NullMarked;
