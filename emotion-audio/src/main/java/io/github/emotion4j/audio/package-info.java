/** The voice: sound in, voice activity, acoustic descriptors and the speech emotion model. */
@NullMarked
package io.github.emotion4j.audio;

import org.jspecify.annotations.NullMarked;
