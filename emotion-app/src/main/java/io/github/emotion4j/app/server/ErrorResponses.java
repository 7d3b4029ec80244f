package io.github.emotion4j.app.server;

import io.github.emotion4j.core.InputException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers where it does not do what it is asked for. */
final class ErrorResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

    /** On loopback a body of 64 MiB comes in less. */
    private static final long DRAIN_NANOS = 1_000_000_000L;

    private final ServerSettings settings;
    private final Consumer<Context> protection;

    /**
     * Makes the answers.
     *
     * @param protection what all answers get; those to upgrades get it here
     */
    ErrorResponses(ServerSettings settings, Consumer<Context> protection) {
        this.settings = settings;
        this.protection = protection;
    }

    /** A request that is not handled. */
    static final class RefusedException extends RuntimeException {
        private final HttpStatus status;
        private final String code;

        RefusedException(HttpStatus status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    /** Answers with a code and a message; a person who opens a page in a browser reads a page. */
    static void answer(Context context, HttpStatus status, String code, String message) {
        String accepted = context.header("Accept");
        boolean page = accepted != null && accepted.contains("text/html");
        context.status(status)
                .contentType(page ? "text/html; charset=utf-8" : "application/json")
                .result(page ? page(message) : ResultJson.error(code, message));
    }

    private static String page(String message) {
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Emotion4J</title>
        </head>
        <body><p>MESSAGE.</p></body>
        </html>
        """
                .replace("MESSAGE", message.replace("&", "&amp;").replace("<", "&lt;"));
    }

    /** Answers whatever a handler throws. */
    void route(RoutesConfig routes) {
        routes.exception(
                RefusedException.class,
                (e, context) -> {
                    if (e.status == HttpStatus.UNAUTHORIZED) {
                        context.header("WWW-Authenticate", "Bearer");
                    }
                    refuse(context, e.status, e.code, e);
                });
        routes.exception(
                NotFoundResponse.class,
                (e, context) ->
                        refuse(
                                context,
                                HttpStatus.NOT_FOUND,
                                "not-found",
                                new Exception("There is nothing at " + context.path())));
        routes.exception(
                MethodNotAllowedResponse.class,
                (e, context) ->
                        answer(
                                context.header("Allow", allowed(e)),
                                HttpStatus.METHOD_NOT_ALLOWED,
                                "method",
                                context.path() + " does not take " + context.method()));
        routes.exception(
                InputException.class,
                (e, context) ->
                        answer(
                                context,
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "input",
                                String.valueOf(e.getMessage())));
        routes.exception(
                IllegalArgumentException.class,
                (e, context) -> refuseUnread(context, HttpStatus.BAD_REQUEST, "request", e));
        routes.exception(
                Requests.TooLargeException.class,
                (e, context) ->
                        refuseUnread(context, HttpStatus.CONTENT_TOO_LARGE, "too-large", e));
        routes.exception(
                WorkQueue.FullException.class,
                (e, context) ->
                        refuseUnread(
                                context.header("Retry-After", "1"),
                                HttpStatus.TOO_MANY_REQUESTS,
                                "busy",
                                e));
        routes.exception(TimeoutException.class, (e, context) -> late(context));
        routes.exception(CancellationException.class, (e, context) -> late(context));
        routes.exception(
                Exception.class,
                (e, context) -> {
                    LOG.error("A request failed: {} {}", context.method(), context.path(), e);
                    answer(
                            context,
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            "fault",
                            "A fault of the server; its log tells more");
                });
    }

    /** Javalin calls the only detail differently for browsers. */
    private static String allowed(MethodNotAllowedResponse e) {
        return String.join(", ", e.getDetails().values());
    }

    /**
     * Answers what is not handled. Of an upgrade Javalin writes no body and calls nothing after.
     */
    private void refuse(Context context, HttpStatus status, String code, Exception e) {
        answer(context, status, code, String.valueOf(e.getMessage()));
        if (context.header("Sec-WebSocket-Version") != null) {
            protection.accept(context);
            try {
                context.res()
                        .getOutputStream()
                        .write(String.valueOf(context.result()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                LOG.debug("A client went away while it was refused", gone);
            }
        }
    }

    /**
     * Answers when what the client sends has come, or after a second: one that still sends when the
     * connection closes sees a broken pipe and no answer, and one that sends nothing more would
     * keep a thread from others. It does not send its next request on this connection, which Jetty
     * closes where a body was not read to its end.
     */
    private void refuseUnread(Context context, HttpStatus status, String code, Exception e) {
        try {
            ServletInputStream body = context.req().getInputStream();
            long end = System.nanoTime() + DRAIN_NANOS;
            // Without a declared length nothing but a read tells the end.
            long declared = context.req().getContentLengthLong();
            long left = settings.limits().maxBytes();
            left = declared < 0 ? left : Math.min(left, declared);
            while (left > 0 && !body.isFinished() && System.nanoTime() < end) {
                int come = body.available();
                if (come > 0) {
                    left -= body.skip(come);
                } else {
                    LockSupport.parkNanos(DRAIN_NANOS / 200);
                }
            }
        } catch (IOException gone) {
            LOG.debug("A client went away while it was refused", gone);
        }
        answer(context.header("Connection", "close"), status, code, String.valueOf(e.getMessage()));
    }

    private void late(Context context) {
        answer(
                context.header("Connection", "close"), // Its body may not have come to its end.
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-long",
                "It took longer than " + settings.timeout().toSeconds() + " s");
    }
}
