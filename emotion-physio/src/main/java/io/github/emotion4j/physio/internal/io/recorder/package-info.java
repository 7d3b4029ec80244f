/** The files of laboratories' recorders: AcqKnowledge, EDF, BDF and XDF. */
@NullMarked
package io.github.emotion4j.physio.internal.io.recorder;

import org.jspecify.annotations.NullMarked;
