/** Readers of recordings: intervals, tables, wearables, EDF, WFDB and XDF; all streamed. */
@NullMarked
package io.github.emotion4j.physio.io;

import org.jspecify.annotations.NullMarked;
