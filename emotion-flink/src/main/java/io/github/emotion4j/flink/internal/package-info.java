/** How the operator works. No API. */
@NullMarked
package io.github.emotion4j.flink.internal;

import org.jspecify.annotations.NullMarked;
