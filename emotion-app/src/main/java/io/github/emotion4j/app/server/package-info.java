/** The server on this machine: the live page, REST and streams over WebSocket. */
@NullMarked
package io.github.emotion4j.app.server;

import org.jspecify.annotations.NullMarked;
