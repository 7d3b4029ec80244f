/** Programs that show the library at work; each is meant to be read from top to bottom. */
@NullMarked
package io.github.emotion4j.examples;

import org.jspecify.annotations.NullMarked;
