/** The program {@code emotion4j}: files to a timeline, a table and a report. */
@NullMarked
package io.github.emotion4j.app;

import org.jspecify.annotations.NullMarked;
