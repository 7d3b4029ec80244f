package io.github.emotion4j.app.server;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. Programs send a token as bearer. A browser opens a link that serves once and
 * gives it a cookie, which no script reads and no other site can send. Requests that name another
 * host, as after a rebound name, or that come from another site's page are refused.
 */
final class AccessControl {
    /** 192 bits, which cannot be guessed. */
    private static final int SECRET_BYTES = 24;

    private static final String BEARER = "Bearer ";

    private final String token = secret();
    private final String session = secret();
    private final AtomicReference<@Nullable String> linkKey = new AtomicReference<>(secret());
    private volatile Set<String> hosts = Set.of();

    /** Has the port in its name, since a browser sends all cookies of a host to all its ports. */
    private volatile String cookieName = "";

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The port is known once the server has started. */
    void listensOn(int port) {
        cookieName = "emotion4j-" + port;
        hosts = Set.of(EmotionServer.LOOPBACK + ":" + port, "localhost:" + port, "[::1]:" + port);
    }

    String token() {
        return token;
    }

    /** The secret of the link that serves once; empty where it has served. */
    String linkKey() {
        String key = linkKey.get();
        return key == null ? "" : key;
    }

    /** Whether the key is right and was not used before; from then on it is used. */
    boolean open(@Nullable String key) {
        String right = linkKey.get();
        return key != null
                && right != null
                && same(key, right)
                && linkKey.compareAndSet(right, null);
    }

    /** The cookie's header: for this browser session and only this site. */
    String cookie() {
        return cookieName + "=" + session + "; Path=/; HttpOnly; SameSite=Strict";
    }

    /** Whether a request is for this server by name, and from no other site's page. */
    boolean fromHere(Context context) {
        String host = context.header("Host");
        String origin = context.header("Origin");
        String site = context.header("Sec-Fetch-Site");
        return host != null
                && hosts.contains(host)
                && (origin == null || origin.equals("http://" + host))
                && (site == null || site.equals("same-origin") || site.equals("none"));
    }

    /** Whether a request shows the token or the cookie. */
    boolean knows(Context context) {
        String bearer = context.header("Authorization");
        // The scheme's name may be in any case (RFC 9110, 11.1).
        if (bearer != null && bearer.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return same(bearer.substring(BEARER.length()), token);
        }
        String cookie = context.cookie(cookieName);
        return cookie != null && same(cookie, session);
    }

    /** Compares in a time that does not show where they differ. */
    private static boolean same(String given, String right) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }
}
