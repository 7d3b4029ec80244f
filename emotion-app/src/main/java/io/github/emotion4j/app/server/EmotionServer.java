package io.github.emotion4j.app.server;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.vision.FaceAnalyzer;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.session.NullSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.eclipse.jetty.session.SessionCache;

/**
 * A server on this machine's loopback address: a live page for browsers, REST and streams for
 * programs. {@code openapi.json} in the package of this class describes the answers. All requests
 * share one recogniser.
 *
 * <p>Only requests that name this machine come in, never those of other sites' pages; all but
 * {@code /healthz} need the token or the cookie that the link gives. Nothing is stored but what a
 * visitor records, until they delete it or the server ends.
 */
public final class EmotionServer implements AutoCloseable {
    /** Where it listens, and not on ::1, whatever the JVM prefers. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final String DESCRIPTION = "openapi.json";
    private static final String DESCRIPTION_PATH = "/v1/" + DESCRIPTION;

    private static final String STREAM = "/v1/stream";

    /** A frame of a camera as JPEG has a tenth of it. */
    private static final long MAX_MESSAGE_BYTES = 4L << 20;

    /** A page sends frames all the time; one that was silent for a minute is gone. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Files of the live page and their types. */
    private static final Map<String, String> PAGE =
            Map.of(
                    "/", "text/html; charset=utf-8",
                    "/theme.css", "text/css; charset=utf-8",
                    "/live.css", "text/css; charset=utf-8",
                    "/live.js", "text/javascript; charset=utf-8",
                    "/draw.js", "text/javascript; charset=utf-8",
                    "/page.js", "text/javascript; charset=utf-8",
                    "/microphone.js", "text/javascript; charset=utf-8");

    /** Nothing from anywhere else, no frame around the page. */
    private static final String POLICY =
            "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src"
                    + " 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private final ServerSettings settings;
    private final AccessControl access = new AccessControl();
    private final Metrics metrics = new Metrics();
    private final Recordings recordings;
    private final WorkQueue queue;
    private final Requests requests;
    private final ExecutorService workers;
    private final ScheduledExecutorService clock;
    private final LiveSessions sessions;
    private final ErrorResponses errors;
    private final Javalin javalin;

    /**
     * Starts a server.
     *
     * @param recognizer what recognises; the caller closes it after the server
     * @param faces what finds the faces of pictures; the caller closes it after the server
     * @param settings the port and how much is done at once
     * @throws IOException if the temporary folder cannot be written
     * @throws InputException if the port is taken
     */
    public EmotionServer(EmotionRecognizer recognizer, FaceAnalyzer faces, ServerSettings settings)
            throws IOException {
        this.settings = settings;
        long bodies = Math.max(settings.limits().maxBytes(), Runtime.getRuntime().maxMemory() / 4);
        queue = new WorkQueue(settings.parallel(), settings.queue(), settings.timeout(), bodies);
        workers = Executors.newFixedThreadPool(settings.parallel(), work -> daemon(work, "stream"));
        clock = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "clock"));
        recordings = new Recordings();
        requests = new Requests(recognizer, faces, queue, recordings, metrics, settings.limits());
        LiveSession.ServerResources shared =
                new LiveSession.ServerResources(
                        workers,
                        clock,
                        recordings,
                        metrics,
                        settings.limits(),
                        Wristband.of(
                                Recording.Part.of("wristband.zip", bundledWristband()),
                                settings.limits()));
        sessions = new LiveSessions(recognizer, shared, settings.maxStreams());
        errors = new ErrorResponses(settings, this::protect);
        metrics.gauge("emotion4j_requests_at_work", queue::taken);
        metrics.gauge("emotion4j_streams_open", sessions::size);
        javalin = Javalin.create(this::configure);
        try {
            javalin.start();
        } catch (RuntimeException e) {
            close();
            throw taken(settings.port(), e);
        }
        access.listensOn(javalin.port());
    }

    /**
     * Tells before models are loaded that a port is taken; another program may still take it after.
     *
     * @param port the port; 0 is always free
     * @throws InputException if it is taken
     */
    @SuppressWarnings("AddressSelection") // An address and no name: nothing is looked up.
    public static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
        } catch (IOException e) {
            throw taken(port, e);
        }
    }

    private static InputException taken(int port, Exception e) {
        return new InputException("port " + port, "cannot be listened on: " + rootMessage(e), e);
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "emotion4j-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static byte[] bundledWristband() throws IOException {
        // Whole, since a jar knows no "..".
        return resource("/io/github/emotion4j/app/media/wristband.zip");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EmotionServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("The resource " + name + " is missing");
            }
            return in.readAllBytes();
        }
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return javalin.port();
    }

    /**
     * What programs send as {@code Authorization: Bearer}.
     *
     * @return the token, another with each start
     */
    public String token() {
        return access.token();
    }

    /**
     * The link for a browser. It serves once; the browser then has a cookie until it is closed.
     *
     * @return an address on this machine
     */
    public String link() {
        return address() + "/start?key=" + access.linkKey();
    }

    /**
     * {@return the link of the description of the server for programs, an address on this machine}
     */
    public String description() {
        return address() + DESCRIPTION_PATH;
    }

    private String address() {
        return "http://" + LOOPBACK + ":" + port();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = settings.limits().maxBytes();
        config.jetty.host = LOOPBACK;
        config.jetty.port = settings.port();
        long most = settings.limits().maxBytes();
        // In memory throughout: what visitors send does not come onto the disk.
        config.jetty.multipartConfig.maxFileSize(most, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxTotalRequestSize(most, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxInMemoryFileSize(
                (int) Math.min(Integer.MAX_VALUE, most), SizeUnit.BYTES);
        config.jetty.modifyWebSocketServletFactory(
                factory -> {
                    factory.setMaxBinaryMessageSize(MAX_MESSAGE_BYTES);
                    factory.setMaxTextMessageSize(MAX_MESSAGE_BYTES);
                    factory.setIdleTimeout(IDLE);
                });
        config.jetty.modifyServer(this::bound);
        config.jetty.modifyServletContextHandler(EmotionServer::keepNoSessions);
        routes(config.routes);
    }

    /** Requests have an end, and are waited for when the server ends. */
    private void bound(Server server) {
        server.insertHandler(new UploadDeadline(settings.timeout()));
        server.insertHandler(new GracefulHandler());
        server.setStopTimeout(settings.timeout().toMillis());
    }

    /**
     * Javalin asks for a session with each upgrade, before it is known who asks; sessions that were
     * kept would fill the memory.
     */
    private static void keepNoSessions(ServletContextHandler context) {
        SessionHandler handler = context.getSessionHandler();
        SessionCache none = new NullSessionCache(handler);
        none.setSessionDataStore(new NullSessionDataStore());
        handler.setSessionCache(none);
        handler.setUsingCookies(false);
    }

    private void routes(RoutesConfig routes) {
        routes.before(this::check);
        routes.wsBeforeUpgrade(this::checkUpgrade);
        routes.after(this::protect);
        routes.get("/start", this::begin);
        PAGE.forEach(
                (path, type) ->
                        routes.get(
                                path,
                                context ->
                                        context.contentType(type)
                                                .result(
                                                        resource(
                                                                "page/"
                                                                        + (path.equals("/")
                                                                                ? "index.html"
                                                                                : path.substring(
                                                                                        1))))));
        routes.get("/healthz", context -> context.contentType("text/plain").result("ok\n"));
        routes.get(
                "/metrics",
                context -> context.contentType("text/plain; version=0.0.4").result(metrics.text()));
        routes.get(
                DESCRIPTION_PATH,
                context -> context.contentType("application/json").result(resource(DESCRIPTION)));
        routes.post("/v1/recognize", requests::recognize);
        routes.post("/v1/faces", requests::faces);
        routes.post("/v1/features", requests::features);
        routes.post("/v1/replay", requests::replay);
        routes.post("/v1/wristbands", requests::wristband);
        routes.get("/v1/sessions/{id}", this::session);
        routes.delete("/v1/data", this::deleteAll);
        routes.get(
                STREAM,
                context ->
                        ErrorResponses.answer(
                                context.header("Upgrade", "websocket"),
                                HttpStatus.UPGRADE_REQUIRED,
                                "method",
                                "A stream is a WebSocket"));
        routes.ws(STREAM, sessions::handle);
        routes.ws("/*", config -> {}); // Refused before, as by HTTP.
        errors.route(routes);
    }

    private void check(Context context) {
        if (!access.fromHere(context)) {
            throw new ErrorResponses.RefusedException(
                    HttpStatus.FORBIDDEN, "other-site", "Only this machine's own pages may ask");
        } else if (!open(context.path()) && !access.knows(context)) {
            throw new ErrorResponses.RefusedException(
                    HttpStatus.UNAUTHORIZED,
                    "no-token",
                    "Open the link that the server printed, or send its token as Authorization:"
                            + " Bearer");
        }
    }

    private void checkUpgrade(Context context) {
        check(context);
        if (!context.path().equals(STREAM)) {
            throw new NotFoundResponse();
        }
    }

    private static boolean open(String path) {
        return path.equals("/healthz") || path.equals("/start");
    }

    private void protect(Context context) {
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .header("Permissions-Policy", "camera=(self), microphone=(self)");
        metrics.add(
                "emotion4j_requests_total",
                Metrics.label("status", Integer.toString(context.statusCode())),
                1);
    }

    private void begin(Context context) {
        if (access.open(context.queryParam("key"))) {
            context.header("Set-Cookie", access.cookie()).redirect("/");
        } else if (access.knows(context)) {
            context.redirect("/");
        } else {
            ErrorResponses.answer(
                    context,
                    HttpStatus.FORBIDDEN,
                    "link-used",
                    "This link has served, or is wrong; start the server again for another");
        }
    }

    private void session(Context context) throws IOException {
        Optional<Path> file = recordings.session(context.pathParam("id"));
        if (file.isEmpty()) {
            ErrorResponses.answer(
                    context, HttpStatus.NOT_FOUND, "not-found", "There is no such session");
            return;
        }
        context.contentType("application/gzip")
                .header("Content-Disposition", "attachment; filename=\"session.jsonl.gz\"")
                .result(Files.readAllBytes(file.get()));
    }

    private void deleteAll(Context context) {
        sessions.endAll();
        context.contentType("application/json")
                .result("{\"deleted\":" + recordings.deleteAll() + "}");
    }

    /**
     * Takes no more, lets requests come to their end, ends the streams with their last estimates,
     * and deletes what visitors left.
     */
    @Override
    public void close() {
        sessions.endAll();
        javalin.stop();
        queue.close();
        clock.shutdownNow();
        workers.shutdown();
        recordings.close();
    }
}
