/** Readers of recordings: wristband folders, tables, EDF and WFDB; all streamed. */
@NullMarked
package io.github.emotion4j.physio.io;

import org.jspecify.annotations.NullMarked;
