/** The speech emotion model. */
@NullMarked
package io.github.emotion4j.audio.model;

import org.jspecify.annotations.NullMarked;
