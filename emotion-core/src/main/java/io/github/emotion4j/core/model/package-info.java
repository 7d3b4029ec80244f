/** Trained models: finding them, what they say of themselves, and checking their hashes. */
@NullMarked
package io.github.emotion4j.core.model;

import org.jspecify.annotations.NullMarked;
