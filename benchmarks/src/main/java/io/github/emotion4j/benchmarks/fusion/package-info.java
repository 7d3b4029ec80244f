/** What joining modalities gains: the network beside simpler ways, on four sets of data. */
@NullMarked
package io.github.emotion4j.benchmarks.fusion;

import org.jspecify.annotations.NullMarked;
