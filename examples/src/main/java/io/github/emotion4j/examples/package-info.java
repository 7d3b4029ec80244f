/**
 * Programs to read and to run, one story each; {@link io.github.emotion4j.examples.Programs} lists
 * them.
 */
@org.jspecify.annotations.NullMarked
package io.github.emotion4j.examples;
