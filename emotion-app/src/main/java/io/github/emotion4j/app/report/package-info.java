/** One HTML page about the files that were looked at, with nothing outside it. */
@NullMarked
package io.github.emotion4j.app.report;

import org.jspecify.annotations.NullMarked;
