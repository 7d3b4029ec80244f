/** What watches and health applications export, read as the rows of a table. */
@NullMarked
package io.github.emotion4j.physio.internal.io.health;

import org.jspecify.annotations.NullMarked;
