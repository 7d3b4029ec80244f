/** Filters, peaks, spectra, windows and statistics, which know nothing of the body. */
@NullMarked
package io.github.emotion4j.physio.internal.dsp;

import org.jspecify.annotations.NullMarked;
