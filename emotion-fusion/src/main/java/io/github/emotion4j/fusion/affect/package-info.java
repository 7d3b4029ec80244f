/**
 * A person's slow affect over a session: mood, valence of the session, trends and change points.
 */
@NullMarked
package io.github.emotion4j.fusion.affect;

import org.jspecify.annotations.NullMarked;
