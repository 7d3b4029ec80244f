/** The methods of each signal, sample by sample on segments without gaps. */
@NullMarked
package io.github.emotion4j.physio.internal.stream;

import org.jspecify.annotations.NullMarked;
