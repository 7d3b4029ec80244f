/** Brain waves: band powers and frontal asymmetry. */
@NullMarked
package io.github.emotion4j.physio.eeg;

import org.jspecify.annotations.NullMarked;
