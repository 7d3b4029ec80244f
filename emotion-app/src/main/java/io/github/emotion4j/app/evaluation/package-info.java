/** What a user gets, measured on any labelled files. */
@NullMarked
package io.github.emotion4j.app.evaluation;

import org.jspecify.annotations.NullMarked;
