/** The features of one file as a table, for the command and the server alike. */
@NullMarked
package io.github.emotion4j.app.features;

import org.jspecify.annotations.NullMarked;
