/** What a running program uses; the programs that measure are in the packages below. */
@NullMarked
package io.github.emotion4j.benchmarks;

import org.jspecify.annotations.NullMarked;
