/** The body: accuracy on whole data folders, and speed. */
@NullMarked
package io.github.emotion4j.benchmarks.physio;

import org.jspecify.annotations.NullMarked;
