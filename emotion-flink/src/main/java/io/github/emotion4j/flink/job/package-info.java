/** Programs to run, and to read before writing one's own. */
@NullMarked
package io.github.emotion4j.flink.job;

import org.jspecify.annotations.NullMarked;
