/**
 * The recogniser as an operator of Apache Flink: signals of many persons in, their estimates out,
 * exactly once, on as many machines as there are; and a job over an archive of recordings.
 */
@NullMarked
package io.github.emotion4j.flink;

import org.jspecify.annotations.NullMarked;
