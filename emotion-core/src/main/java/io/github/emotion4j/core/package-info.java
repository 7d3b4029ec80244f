/** The recogniser, its streams and its values: what an application calls. */
@NullMarked
package io.github.emotion4j.core;

import org.jspecify.annotations.NullMarked;
