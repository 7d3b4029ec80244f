/**
 * Intervals between beats: correction, and variability in time, in frequency and by non-linear
 * measures.
 *
 * <p>Variability describes the signal. It is not a diagnosis, and the ratio of LF to HF is not a
 * measure of "balance" (Billman 2013, doi:10.3389/fphys.2013.00026).
 */
@NullMarked
package io.github.emotion4j.physio.hrv;

import org.jspecify.annotations.NullMarked;
