/** Skin temperature: level and slope. */
@NullMarked
package io.github.emotion4j.physio.temperature;

import org.jspecify.annotations.NullMarked;
