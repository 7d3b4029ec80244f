/**
 * What to do about how a person looks: rules that anyone can read choose a strategy and say why,
 * and the feedback of the person ("helped", "did not") changes the choice.
 */
@NullMarked
package io.github.emotion4j.fusion.response;

import org.jspecify.annotations.NullMarked;
