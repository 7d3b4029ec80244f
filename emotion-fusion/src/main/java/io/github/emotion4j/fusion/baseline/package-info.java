/**
 * A person's usual level: learned from half a minute of neutral expression or slowly from
 * everything, subtracted from what the models give, and kept in a file of this person.
 */
@NullMarked
package io.github.emotion4j.fusion.baseline;

import org.jspecify.annotations.NullMarked;
