/**
 * The body as a modality: heart, skin conductance, temperature, breath, muscle and brain signals.
 */
@NullMarked
package io.github.emotion4j.physio;

import org.jspecify.annotations.NullMarked;
