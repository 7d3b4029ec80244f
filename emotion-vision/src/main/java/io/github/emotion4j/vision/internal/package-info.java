/** The face channel: detection to evidence. Not API. */
@NullMarked
package io.github.emotion4j.vision.internal;

import org.jspecify.annotations.NullMarked;
