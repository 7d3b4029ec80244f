/** The server under load. */
@NullMarked
package io.github.emotion4j.benchmarks.server;

import org.jspecify.annotations.NullMarked;
