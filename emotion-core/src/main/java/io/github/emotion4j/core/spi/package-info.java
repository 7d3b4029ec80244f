/**
 * What a module implements to add a modality. Applications that only use the library do not need
 * this package.
 */
@NullMarked
package io.github.emotion4j.core.spi;

import org.jspecify.annotations.NullMarked;
