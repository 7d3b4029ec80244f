/** Face detectors. Not API. */
@NullMarked
package io.github.emotion4j.vision.internal.detect;

import org.jspecify.annotations.NullMarked;
