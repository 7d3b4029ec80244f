/** Skin conductance: tonic and phasic parts, responses. */
@NullMarked
package io.github.emotion4j.physio.eda;

import org.jspecify.annotations.NullMarked;
