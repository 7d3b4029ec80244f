/** The records of PhysioNet. */
@NullMarked
package io.github.emotion4j.physio.internal.io.wfdb;

import org.jspecify.annotations.NullMarked;
