/** Electrocardiogram: cleaning, R peaks, quality. */
@NullMarked
package io.github.emotion4j.physio.ecg;

import org.jspecify.annotations.NullMarked;
