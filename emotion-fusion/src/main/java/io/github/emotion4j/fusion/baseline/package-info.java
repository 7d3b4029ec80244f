/**
 * How one person differs from others when nothing stands out: learned from half a minute of neutral
 * or slowly from everything, taken off what a model says of them, kept in a file that is theirs.
 */
@NullMarked
package io.github.emotion4j.fusion.baseline;

import org.jspecify.annotations.NullMarked;
