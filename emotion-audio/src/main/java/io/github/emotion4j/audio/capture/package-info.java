/** Sound in: files and the sound of videos, raw PCM, the microphone. */
@NullMarked
package io.github.emotion4j.audio.capture;

import org.jspecify.annotations.NullMarked;
