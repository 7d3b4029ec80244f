/** Trained models: finding them, reading their descriptions, and checking their hashes. */
@NullMarked
package io.github.emotion4j.core.model;

import org.jspecify.annotations.NullMarked;
