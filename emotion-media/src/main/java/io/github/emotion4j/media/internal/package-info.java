/** FFmpeg behind a guard. Not API. */
@NullMarked
package io.github.emotion4j.media.internal;

import org.jspecify.annotations.NullMarked;
