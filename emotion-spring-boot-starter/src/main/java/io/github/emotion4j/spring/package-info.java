/** A shared recogniser in Spring Boot applications, with properties, health and metrics. */
@NullMarked
package io.github.emotion4j.spring;

import org.jspecify.annotations.NullMarked;
