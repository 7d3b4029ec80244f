/** Tables of signals, a line a sample: what their first lines show, and their rows. */
@NullMarked
package io.github.emotion4j.physio.internal.io.table;

import org.jspecify.annotations.NullMarked;
