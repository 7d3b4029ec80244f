/** The body as a modality: what the stress model reads of the signals, and its sessions. */
@NullMarked
package io.github.emotion4j.physio.internal.stress;

import org.jspecify.annotations.NullMarked;
