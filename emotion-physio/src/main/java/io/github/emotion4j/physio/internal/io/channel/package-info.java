/** What a channel is called and measures, and how its values become blocks. */
@NullMarked
package io.github.emotion4j.physio.internal.io.channel;

import org.jspecify.annotations.NullMarked;
