/** Trained models: finding, checking and running them through DJL, in plain Java types. */
@NullMarked
package io.github.emotion4j.core.model;

import org.jspecify.annotations.NullMarked;
