/** What was seen in one file: faces step by step, and the pictures worth showing. */
@NullMarked
package io.github.emotion4j.app.scene;

import org.jspecify.annotations.NullMarked;
