/**
 * Clips, sounds and coded pictures, read through FFmpeg by their content, only from known
 * containers, without the network and without any other file.
 */
@NullMarked
package io.github.emotion4j.media;

import org.jspecify.annotations.NullMarked;
