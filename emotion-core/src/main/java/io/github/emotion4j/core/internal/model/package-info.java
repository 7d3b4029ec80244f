/** Runs networks on OnnxRuntime or PyTorch: tensors in, tensors out. */
@NullMarked
package io.github.emotion4j.core.internal.model;

import org.jspecify.annotations.NullMarked;
