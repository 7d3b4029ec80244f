/** The content of a file, its lines, and numbers and times in text. */
@NullMarked
package io.github.emotion4j.physio.internal.io.input;

import org.jspecify.annotations.NullMarked;
