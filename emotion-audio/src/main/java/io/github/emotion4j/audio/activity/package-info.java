/** Whether somebody speaks, from when to when, and how usable the sound is. */
@NullMarked
package io.github.emotion4j.audio.activity;

import org.jspecify.annotations.NullMarked;
