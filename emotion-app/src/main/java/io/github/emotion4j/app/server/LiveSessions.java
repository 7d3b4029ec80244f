package io.github.emotion4j.app.server;

import io.github.emotion4j.core.EmotionRecognizer;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live streams that are open, one for each WebSocket. */
final class LiveSessions {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);

    /** A client that reads so many messages behind is not there any more. */
    private static final int MAX_OUTGOING = 256;

    private final EmotionRecognizer recognizer;
    private final LiveSession.ServerResources shared;
    private final int most;
    private final Map<String, LiveSession> sessions = new ConcurrentHashMap<>();

    /**
     * Makes an empty set.
     *
     * @param shared what all sessions share
     * @param most how many may be open at once
     */
    LiveSessions(EmotionRecognizer recognizer, LiveSession.ServerResources shared, int most) {
        this.recognizer = recognizer;
        this.shared = shared;
        this.most = most;
    }

    int size() {
        return sessions.size();
    }

    /** Ends all, with their last estimates. */
    void endAll() {
        for (LiveSession session : sessions.values()) {
            try {
                session.end();
            } catch (RuntimeException e) {
                LOG.warn("A stream did not end in order; the others do", e);
            }
        }
    }

    /** Handles the messages of a WebSocket. */
    void handle(WsConfig config) {
        config.onConnect(
                context -> {
                    // Jetty counts from one thread at a time: a little more may slip in.
                    if (sessions.size() >= most) {
                        context.closeSession(1013, "As many streams are open as may; try later");
                        return;
                    }
                    Session session = context.session;
                    session.setMaxOutgoingFrames(MAX_OUTGOING);
                    sessions.put(
                            context.sessionId(),
                            new LiveSession(recognizer, shared, text -> send(context, text)));
                });
        config.onMessage(
                context -> {
                    LiveSession session = sessions.get(context.sessionId());
                    if (session != null) {
                        session.text(context.message());
                    }
                });
        config.onBinaryMessage(
                context -> {
                    LiveSession session = sessions.get(context.sessionId());
                    if (session != null) {
                        session.bytes(context.data());
                    }
                });
        config.onClose(context -> end(context.sessionId()));
        config.onError(context -> end(context.sessionId()));
    }

    private void end(String id) {
        LiveSession session = sessions.remove(id);
        if (session != null) {
            session.end();
        }
    }

    /** A client that is gone or far behind receives no more messages. */
    private static void send(WsContext context, String text) {
        if (!context.session.isOpen()) {
            return;
        }
        try {
            context.send(text);
        } catch (RuntimeException e) {
            LOG.debug("A client of a stream is not there any more", e);
            context.session.disconnect();
        }
    }
}
