package io.github.emotion4j.app.server;

import io.github.emotion4j.core.InputException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers where it does not do what it is asked for. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final ServerSettings settings;

    Refusals(ServerSettings settings) {
        this.settings = settings;
    }

    /** Ends a request before it is handled. */
    static void refuse(Context context, HttpStatus status, String code, String message) {
        answer(context, status, code, message);
        context.skipRemainingHandlers();
        // An upgrade can be refused only by an exception; a client may also ask for HTTP/2.
        if ("websocket".equalsIgnoreCase(context.header("Upgrade"))) {
            throw new UnauthorizedResponse(message);
        }
    }

    /** Answers with a code and a message. */
    static void answer(Context context, HttpStatus status, String code, String message) {
        context.status(status)
                .contentType("application/json")
                .result(ResultJson.error(code, message));
    }

    /** Answers whatever a handler throws. */
    void route(RoutesConfig routes) {
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

    /**
     * Answers when what the client sends has come: one that still sends when the connection closes
     * sees a broken pipe and no answer.
     */
    private void refuseUnread(Context context, HttpStatus status, String code, Exception e) {
        try {
            context.bodyInputStream().skip(settings.limits().maxBytes());
        } catch (IOException gone) {
            LOG.debug("A client went away while it was refused", gone);
        }
        answer(context, status, code, String.valueOf(e.getMessage()));
    }

    private void late(Context context) {
        answer(
                context,
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-long",
                "It took longer than " + settings.timeout().toSeconds() + " s");
    }
}
