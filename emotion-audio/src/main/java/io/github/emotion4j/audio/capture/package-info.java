/** Sound in: files and the sound of videos, the microphone, and their conversion to one row. */
@NullMarked
package io.github.emotion4j.audio.capture;

import org.jspecify.annotations.NullMarked;
