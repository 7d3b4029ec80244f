/** What a user gets, measured on any labelled files. */
@NullMarked
package io.github.emotion4j.benchmarks.world;

import org.jspecify.annotations.NullMarked;
