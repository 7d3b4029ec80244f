/** What the streams of all signals have in common. */
@NullMarked
package io.github.emotion4j.physio.signal;

import org.jspecify.annotations.NullMarked;
