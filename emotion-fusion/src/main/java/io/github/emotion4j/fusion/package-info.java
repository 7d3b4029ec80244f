/** Face, voice and body over time as one estimate: the network that joins them. */
@NullMarked
package io.github.emotion4j.fusion;

import org.jspecify.annotations.NullMarked;
