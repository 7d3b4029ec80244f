/** What a live stream of all modalities costs. */
@NullMarked
package io.github.emotion4j.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
