/** The files of Empatica's wristbands. */
@NullMarked
package io.github.emotion4j.physio.internal.io.empatica;

import org.jspecify.annotations.NullMarked;
