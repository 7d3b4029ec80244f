package io.github.emotion4j.app.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.emotion4j.app.features.FeatureTable;
import io.github.emotion4j.app.scene.Palette;
import io.github.emotion4j.app.scene.SceneInput;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.Emotion;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionTimeline;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.vision.FaceAnalyzer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server with the real models, asked by a client on loopback. */
class EmotionServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ServerSettings DEFAULTS = ServerSettings.defaults().withPort(0);
    private static final ServerSettings NARROW =
            new ServerSettings(0, DEFAULTS.limits(), 1, 1, 1, DEFAULTS.timeout());

    private static EmotionRecognizer recognizer;
    private static FaceAnalyzer faces;
    private static EmotionServer server;

    @TempDir private Path folder;

    @BeforeAll
    static void start() throws IOException {
        recognizer = EmotionRecognizer.builder().device(ComputeDevice.cpu()).build();
        faces = FaceAnalyzer.create();
        server = server(DEFAULTS);
    }

    private static ServerSettings settings(Limits limits, Duration timeout) {
        return new ServerSettings(
                0, limits, DEFAULTS.parallel(), DEFAULTS.queue(), DEFAULTS.maxStreams(), timeout);
    }

    private static EmotionServer server(ServerSettings settings) throws IOException {
        return new EmotionServer(recognizer, faces, settings);
    }

    @AfterAll
    static void stop() {
        server.close();
        faces.close();
        recognizer.close();
    }

    @Test
    void aPictureGivesTheLibrarysOwnAnswer() throws Exception {
        byte[] picture = media("astronaut.png");
        EmotionTimeline own = recognizer.recognize(Recording.of("astronaut.png", picture));

        HttpResponse<String> answer = post("/v1/recognize?name=astronaut.png", picture);

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(own.toJson(), answer.body());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        HttpResponse<String> csv =
                send(
                        request(server, "/v1/recognize?name=astronaut.png")
                                .header("Accept", "text/csv")
                                .POST(BodyPublishers.ofByteArray(picture)));
        assertEquals(own.toCsv(), csv.body());
        String found = post("/v1/faces", picture).body();
        assertTrue(found.contains("\"happiness\":0.99"), found);
        assertTrue(found.contains("\"perceived\":\"happiness\""), found);
    }

    @Test
    void featuresAreThoseOfTheCommand() throws Exception {
        for (String name : List.of("scene.mp4", "wristband.csv")) {
            Path file = Files.write(folder.resolve(name), media(name));
            StringBuilder own = new StringBuilder();
            FeatureTable.of(Recording.Part.of(file), false, Optional.empty(), Limits.defaults())
                    .writeCsv(own);

            String path = "/v1/features?name=" + name;
            HttpResponse<String> csv =
                    send(
                            request(server, path)
                                    .header("Accept", "text/csv")
                                    .POST(BodyPublishers.ofFile(file)));
            assertEquals(own.toString(), csv.body());

            HttpResponse<String> json = post(path, media(name));
            assertEquals(200, json.statusCode(), json.body());
            String[] lines = csv.body().split("\n");
            JsonArray rows =
                    JsonParser.parseString(json.body()).getAsJsonObject().getAsJsonArray("rows");
            assertEquals(lines.length - 1, rows.size());
            JsonObject row = rows.get(0).getAsJsonObject();
            assertEquals(List.of(lines[0].split(",")), List.copyOf(row.keySet()));
            String end = lines[1].split(",")[List.copyOf(row.keySet()).indexOf("end_s")];
            assertEquals(Double.parseDouble(end), row.get("end_s").getAsDouble());
        }
        String spans = post("/v1/features?spanSeconds=30", media("wristband.csv")).body();
        assertTrue(spans.contains("\"end_s\":30.0"), spans);
        assertError(400, "request", post("/v1/features?spanSeconds=9", media("wristband.csv")));
        assertError(422, "input", post("/v1/features?name=a.png", media("astronaut.png")));
    }

    @Test
    void theDescriptionHasTheBoundsThatAreChecked() throws Exception {
        String description = get(server, URI.create(server.description()).getPath()).body();
        assertEquals(
                (double) SceneInput.MAX_LEAD.toSeconds(),
                maximum(description, "recognize", "leadSeconds"));
        assertEquals(
                FeatureTable.MAX_SPAN_SECONDS, maximum(description, "features", "spanSeconds"));
    }

    private static double maximum(String description, String path, String parameter) {
        for (JsonElement one :
                JsonParser.parseString(description)
                        .getAsJsonObject()
                        .getAsJsonObject("paths")
                        .getAsJsonObject("/v1/" + path)
                        .getAsJsonObject("post")
                        .getAsJsonArray("parameters")) {
            JsonElement name = one.getAsJsonObject().get("name");
            if (name != null && name.getAsString().equals(parameter)) {
                return one.getAsJsonObject().getAsJsonObject("schema").get("maximum").getAsDouble();
            }
        }
        throw new AssertionError(parameter + " is not described");
    }

    @Test
    void whatIsWrongIsToldWithItsStatus() throws Exception {
        assertError(422, "input", post("/v1/recognize?name=x.jpg", new byte[] {1, 2, 3}));
        assertError(400, "request", post("/v1/faces", new byte[0]));
        assertError(400, "request", post("/v1/recognize?leadSeconds=-1", media("astronaut.png")));
        assertError(400, "request", post("/v1/recognize?leadSeconds=9", media("astronaut.png")));
        assertError(400, "request", post("/v1/recognize?nmae=a.png", media("astronaut.png")));
        assertError(400, "request", post("/v1/faces?nmae=a.png", media("astronaut.png")));
        HttpResponse<String> method = get(server, "/v1/faces");
        assertError(405, "method", method);
        assertEquals("POST", method.headers().firstValue("Allow").orElse(""));
        assertError(404, "not-found", get(server, "/v1/none"));
        assertError(426, "method", get(server, "/v1/stream"));
        assertError(404, "not-found", get(server, "/v1/sessions/none"));
        HttpResponse<String> broken =
                post("/v1/replay?name=a.gz", "hello".getBytes(StandardCharsets.UTF_8));
        assertError(422, "input", broken);
        String oneReason = "written by this library: is no valid JSON at line 1 column 1";
        assertTrue(broken.body().contains(oneReason), broken.body());
        try (EmotionServer small =
                server(settings(Limits.builder().maxBytes(1000).build(), DEFAULTS.timeout()))) {
            assertError(
                    413,
                    "too-large",
                    send(
                            request(small, "/v1/faces")
                                    .POST(BodyPublishers.ofByteArray(new byte[1001]))));
            assertError(
                    413,
                    "too-large",
                    send(
                            request(small, "/v1/faces")
                                    .POST(
                                            BodyPublishers.ofInputStream(
                                                    () ->
                                                            new ByteArrayInputStream(
                                                                    new byte[1001])))));
        }
    }

    @Test
    void faultyFormsAreToldAndTooLargeOnesToo() throws Exception {
        String form = "multipart/form-data";
        assertError(400, "request", form(server, form, "--x--\r\n"));
        assertError(400, "request", form(server, form + "; boundary=x", "no form"));
        assertError(400, "request", form(server, form + "; boundary=x", "--x--\r\n"));
        assertError(400, "request", form(server, form + "; boundary=x", ""));
        try (EmotionServer small =
                server(settings(Limits.builder().maxBytes(1000).build(), DEFAULTS.timeout()))) {
            String part =
                    "--x\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a\"\r\n\r\n";
            String large =
                    String.format(part, "file")
                            + "a".repeat(600)
                            + "\r\n"
                            + String.format(part, "with")
                            + "a".repeat(600)
                            + "\r\n--x--\r\n";
            assertError(413, "too-large", form(small, form + "; boundary=x", large));
            assertError(
                    413,
                    "too-large",
                    form(
                            small,
                            form + "; boundary=x",
                            large.replaceFirst("a{600}", "a".repeat(1001))));
        }
    }

    @Test
    void partsOfAFormThatWouldBeIgnoredAreRefused() throws Exception {
        String portrait = new String(media("astronaut.png"), StandardCharsets.ISO_8859_1);
        String file = part("file\"; filename=\"a.png", portrait);
        String end = "--x--\r\n";
        String type = "multipart/form-data; boundary=x";
        for (String[] wrong :
                new String[][] {
                    {file + part("leadSeconds", "90"), "query: ?leadSeconds="},
                    {file + part("wiht\"; filename=\"b.csv", "t,HR"), "no part \"wiht\""},
                    {file + file, "2 of the form's part \"file\""},
                    {part("file", "of curl's <"), "part \"file\" has no file name"}
                }) {
            HttpResponse<String> answer = form(server, type, wrong[0] + end);
            assertError(400, "request", answer);
            String message =
                    JsonParser.parseString(answer.body())
                            .getAsJsonObject()
                            .getAsJsonObject("error")
                            .get("message")
                            .getAsString();
            assertTrue(message.contains(wrong[1]), message);
        }
        HttpResponse<String> twice =
                send(
                        request(server, "/v1/recognize?name=a.png&name=b.png")
                                .POST(BodyPublishers.ofByteArray(media("astronaut.png"))));
        assertError(400, "request", twice);
        assertTrue(twice.body().contains("2 of the parameter name"), twice.body());
        assertEquals(200, form(server, type, file + end).statusCode());
    }

    private static String part(String name, String content) {
        return "--x\r\nContent-Disposition: form-data; name=\""
                + name
                + "\"\r\n\r\n"
                + content
                + "\r\n";
    }

    @Test
    void whatIsNoRecordingOfTheBodyDoesNotRunAlong() throws Exception {
        String portrait = new String(media("astronaut.png"), StandardCharsets.ISO_8859_1);
        String part = "--x\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n";
        String both =
                String.format(part, "file", "a.png")
                        + portrait
                        + "\r\n"
                        + String.format(part, "with", "portrait.txt")
                        + portrait
                        + "\r\n--x--\r\n";
        HttpResponse<String> answer = form(server, "multipart/form-data; boundary=x", both);
        assertError(422, "input", answer);
        assertTrue(
                answer.body().contains("portrait.txt: is no recording of the body"), answer.body());
    }

    /** Sends a form of a length that is not announced. */
    private static HttpResponse<String> form(EmotionServer to, String type, String body)
            throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return send(
                request(to, "/v1/recognize")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    }

    @Test
    void aBodyThatDribblesInIsNotWaitedFor() throws Exception {
        try (EmotionServer brief = server(settings(DEFAULTS.limits(), Duration.ofMillis(300)));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), brief.port())) {
            write(socket, head(brief, "POST", "/v1/recognize") + "Content-Length: 100\r\n\r\n");
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 100 && in.available() == 0; i++) {
                write(socket, "x");
                TimeUnit.MILLISECONDS.sleep(10);
            }
            String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 503", answer);
        }
    }

    @Test
    void whoIsSentAwayIsAnsweredBeforeItsBodyHasCome() throws Exception {
        List<Socket> half = new ArrayList<>();
        try (EmotionServer full = server(NARROW)) {
            for (int i = 0; i < 3; i++) { // One runs, one waits, and one is too many.
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), full.port());
                half.add(socket);
                write(socket, head(full, "POST", "/v1/recognize") + "Content-Length: 100\r\n\r\n");
                write(socket, "x");
            }
            byte[] answer = {};
            for (int i = 0; i < 1500 && answer.length == 0; i++) {
                TimeUnit.MILLISECONDS.sleep(10);
                InputStream in = half.get(i % 3).getInputStream();
                answer = in.readNBytes(Math.min(12, in.available()));
            }
            assertEquals("HTTP/1.1 429", new String(answer, StandardCharsets.US_ASCII));
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    @Test
    void aClientThatGoesAwayIsNoFaultOfTheServer() throws Exception {
        try (EmotionServer own = server(DEFAULTS)) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), own.port())) {
                write(socket, head(own, "POST", "/v1/recognize") + "Content-Length: 100\r\n\r\n");
                write(socket, "x");
            }
            String metrics = "";
            for (int i = 0; i < 1000 && !metrics.contains("{status=\"400\"} 1"); i++) {
                TimeUnit.MILLISECONDS.sleep(10);
                metrics = get(own, "/metrics").body();
            }
            assertTrue(metrics.contains("{status=\"400\"} 1"), metrics);
            assertFalse(metrics.contains("status=\"500\""), metrics);
        }
    }

    @Test
    void requestsThatRunComeToTheirEnd() throws Exception {
        byte[] picture = media("astronaut.png");
        EmotionServer ending = server(DEFAULTS);
        int port = ending.port();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            write(
                    socket,
                    head(ending, "POST", "/v1/recognize?name=a.png")
                            + "Connection: close\r\nContent-Length: "
                            + picture.length
                            + "\r\n\r\n");
            while (!get(ending, "/metrics").body().contains("emotion4j_requests_at_work 1")) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            CompletableFuture<Void> closed = CompletableFuture.runAsync(ending::close);
            while (isListening(port)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            socket.getOutputStream().write(picture);
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.contains("\"summary\""), answer);
            closed.get(60, TimeUnit.SECONDS);
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void refusedUpgradesAreToldLikeOtherRequestsAndLeaveNothing() throws Exception {
        String upgrade =
                """
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                """;
        String other = upgrade + "Origin: http://evil.example\r\n\r\n";
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                write(socket, head(server, "GET", "/v1/stream") + other);
                String answer = answer(socket);
                assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
                assertTrue(answer.contains("\"other-site\""), answer);
                assertTrue(answer.contains("nosniff"), answer);
                assertFalse(answer.contains("Set-Cookie"), answer);
            }
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            write(socket, head(server, "GET", "/v1/none") + upgrade + "\r\n");
            String answer = answer(socket);
            assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
            assertTrue(answer.contains("\"not-found\""), answer);
        }
        String histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        long kept =
                histogram
                        .lines()
                        .filter(l -> l.contains("org.eclipse.jetty.session.ManagedSession "))
                        .mapToLong(l -> Long.parseLong(l.strip().split(" +")[1]))
                        .sum();
        assertTrue(kept < 50, kept + " sessions are kept");
    }

    /** What comes at once; a connection that was to be upgraded may stay open. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (!answer.toString().endsWith("}}")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    private static String head(EmotionServer to, String method, String path) {
        return String.format(
                "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n",
                method, path, to.port(), to.token());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void theDescriptionHasAllRefusals() throws Exception {
        JsonObject description =
                JsonParser.parseString(
                                get(server, URI.create(server.description()).getPath()).body())
                        .getAsJsonObject();
        JsonObject paths = description.getAsJsonObject("paths");
        for (String path : paths.keySet()) {
            if (paths.getAsJsonObject(path).has("post")) {
                Set<String> statuses =
                        paths.getAsJsonObject(path)
                                .getAsJsonObject("post")
                                .getAsJsonObject("responses")
                                .keySet();
                assertEquals(
                        Set.of("200", "400", "401", "403", "413", "422", "429", "503"),
                        statuses,
                        path);
            }
        }
    }

    @Test
    void strangersAreKeptOut() throws Exception {
        HttpRequest.Builder without = HttpRequest.newBuilder(uri(server, "/metrics"));
        HttpResponse<String> refused = send(without);
        assertError(401, "no-token", refused);
        assertEquals("Bearer", refused.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals("nosniff", refused.headers().firstValue("X-Content-Type-Options").orElse(""));
        String metrics = get(server, "/metrics").body();
        assertTrue(metrics.contains("emotion4j_requests_total{status=\"401\"}"), metrics);
        assertError(401, "no-token", send(without.copy().header("Authorization", "Bearer x")));
        String lower = "bearer " + server.token();
        assertEquals(200, send(without.copy().header("Authorization", lower)).statusCode());
        assertError(
                403,
                "other-site",
                send(request(server, "/metrics").header("Origin", "http://evil.example")));
        assertEquals("ok\n", get(server, "/healthz").body());
        // A name that was rebound to this address.
        assertTrue(
                raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                        .startsWith("HTTP/1.1 403"));

        // The link serves once and gives a cookie that no script and no other site gets.
        HttpResponse<String> first = send(HttpRequest.newBuilder(URI.create(server.link())));
        assertEquals(302, first.statusCode());
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.startsWith("emotion4j-" + server.port() + "="), cookie);
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        assertError(403, "link-used", send(HttpRequest.newBuilder(first.uri())));
        // A person who opens a page reads a page; what a request has of marks is text there.
        HttpResponse<String> told = send(without.copy().header("Accept", "text/html,*/*"));
        assertEquals(401, told.statusCode());
        String type = told.headers().firstValue("Content-Type").orElse("");
        assertTrue(type.startsWith("text/html"), type);
        assertTrue(told.body().contains("<p>Open the link that the server printed"), told.body());
        HttpRequest.Builder marked =
                request(server, "/v1/faces?%3Cb%3E=a")
                        .header("Accept", "text/html")
                        .POST(BodyPublishers.ofByteArray(new byte[] {1}));
        String text = send(marked).body();
        assertTrue(text.contains("&lt;b>") && !text.contains("<b>"), text);
        String page = file("/", cookie);
        assertTrue(page.contains("Perceived expression, live"), page);
        for (String name :
                List.of(
                        "theme.css",
                        "live.css",
                        "live.js",
                        "draw.js",
                        "page.js",
                        "microphone.js")) {
            page += file("/" + name, cookie);
        }
        assertFalse(page.contains("http://") || page.contains("https://"), page);
        // The page draws in the colours of the report.
        for (Emotion emotion : Emotion.ALL) {
            String colour = emotion.label() + ": \"" + Palette.hex(emotion) + "\"";
            assertTrue(page.contains(colour), colour);
        }
        String stack =
                Palette.STACK.stream()
                        .map(emotion -> '"' + emotion.label() + '"')
                        .collect(Collectors.joining(", ", "const STACK = [", "]"));
        assertTrue(page.contains(stack), stack);
        assertTrue(page.contains("const UNCLEAR = \"" + Palette.UNCLEAR + "\""));
    }

    private static String file(String path, String cookie) throws Exception {
        HttpResponse<String> response =
                send(
                        HttpRequest.newBuilder(uri(server, path))
                                .header("Cookie", cookie.split(";", 2)[0]));
        assertEquals(200, response.statusCode(), path);
        return response.body();
    }

    @Test
    void moreThanMayWaitAreSentAway() throws Exception {
        try (EmotionServer busy = server(NARROW)) {
            byte[] clip = media("wristband.csv");
            List<CompletableFuture<HttpResponse<String>>> all =
                    IntStream.range(0, 6)
                            .mapToObj(
                                    i ->
                                            CLIENT.sendAsync(
                                                    request(
                                                                    busy,
                                                                    "/v1/recognize?name=wristband.csv")
                                                            .POST(BodyPublishers.ofByteArray(clip))
                                                            .build(),
                                                    BodyHandlers.ofString()))
                            .toList();
            int done = 0;
            String body = "";
            for (CompletableFuture<HttpResponse<String>> each : all) {
                HttpResponse<String> answer = each.join();
                if (answer.statusCode() == 200) {
                    done++;
                    assertTrue(body.isEmpty() || body.equals(answer.body()), "bodies are alike");
                    body = answer.body();
                } else {
                    assertError(429, "busy", answer);
                    assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
                }
            }
            assertTrue(done >= 1 && done < 6, done + " of 6 were done");
        }
    }

    @Test
    void allThatIsComputedOfABodyHasToKeepTheTime() throws Exception {
        try (EmotionServer late = server(settings(DEFAULTS.limits(), Duration.ofNanos(1)))) {
            // So short that it has arrived before the server answers and closes.
            byte[] table = Arrays.copyOf(media("wristband.csv"), 1000);
            for (String path : List.of("recognize", "wristbands")) {
                assertError(
                        503,
                        "too-long",
                        send(
                                request(late, "/v1/" + path + "?name=wristband.csv")
                                        .POST(BodyPublishers.ofByteArray(table))));
            }
        }
    }

    @Test
    void aStreamIsRecordedReplayedAndDeleted() throws Exception {
        Messages messages = new Messages();
        WebSocket socket = open(server, messages);
        socket.sendText("{\"type\":\"start\",\"record\":true,\"wristband\":\"simulated\"}", true)
                .join();
        String id = messages.next("ready").get("recording").getAsString();
        byte[] picture = jpeg(media("astronaut.png"));
        byte[] silence = new byte[2 * 4410];
        for (int i = 1; i <= 30; i++) {
            socket.sendBinary(message((byte) 2, 100 * (i - 1), 44_100, silence), true).join();
            socket.sendBinary(message((byte) 1, 100 * i, 0, picture), true).join();
            // As a camera does, but not for long.
            TimeUnit.MILLISECONDS.sleep(20);
        }
        JsonObject seen = messages.next("faces");
        assertTrue(
                seen.getAsJsonArray("faces").get(0).toString().contains("\"happiness\""),
                seen.toString());
        JsonObject body = messages.next("body");
        assertTrue(body.has("missing"), body.toString());
        socket.sendText("{\"type\":\"stop\"}", true).join();
        JsonObject ended = messages.next("ended");
        JsonObject counts = ended.getAsJsonObject("pictures");
        assertEquals(30, counts.get("received").getAsInt());
        assertEquals(id, ended.get("recording").getAsString());

        HttpResponse<byte[]> session =
                CLIENT.send(
                        request(server, "/v1/sessions/" + id).build(), BodyHandlers.ofByteArray());
        assertEquals(200, session.statusCode());
        HttpResponse<String> replayed = post("/v1/replay", session.body());
        assertEquals(200, replayed.statusCode(), replayed.body());
        assertFalse(EmotionTimeline.ofJson(replayed.body()).estimates().isEmpty());
        HttpResponse<String> deleted = send(request(server, "/v1/data").DELETE());
        assertTrue(deleted.body().contains("deleted"), deleted.body());
        assertEquals(404, get(server, "/v1/sessions/" + id).statusCode());
        String metrics = get(server, "/metrics").body();
        assertTrue(metrics.contains("# HELP emotion4j_streams_open Streams"), metrics);
    }

    @Test
    void wrongMessagesOfAStreamAreToldAndItGoesOn() throws Exception {
        Messages messages = new Messages();
        WebSocket socket = open(server, messages);
        for (String wrong :
                List.of(
                        "no json",
                        "[]",
                        "{}",
                        "{\"type\":\"dance\"}",
                        "{\"type\":\"start\",\"wristband\":\"none-such\"}")) {
            socket.sendText(wrong, true).join();
            assertFalse(messages.next("error").get("message").getAsString().isBlank());
        }
        socket.sendText("{\"type\":\"start\"}", true).join();
        messages.next("ready");
        socket.sendBinary(message((byte) 1, 100, 0, new byte[] {1, 2, 3}), true).join();
        messages.next("error");
        socket.sendBinary(message((byte) 1, Double.NaN, 0, new byte[] {1}), true).join();
        messages.next("error");
        socket.sendBinary(message((byte) 2, 100, -1, new byte[3200]), true).join();
        messages.next("error");
        for (String time : List.of("1e300", "-1e300", "-5", "9e12")) {
            socket.sendText(
                            "{\"type\":\"body\",\"kind\":\"EDA\",\"unit\":\"MICROSIEMENS\",\"hertz\":4,"
                                    + "\"values\":[1,1,1,1],\"millis\":"
                                    + time
                                    + "}",
                            true)
                    .join();
            messages.next("error");
        }
        socket.sendText("{\"type\":\"stop\"}", true).join();
        messages.next("ended");
    }

    @Test
    void aStreamNeedsTheTokenAndAPlace() throws Exception {
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () ->
                                CLIENT.newWebSocketBuilder()
                                        .buildAsync(streamOf(server), new Messages())
                                        .join());
        assertTrue(refused.getCause() instanceof WebSocketHandshakeException, refused.toString());
        try (EmotionServer one = server(NARROW)) {
            Messages first = new Messages();
            WebSocket socket = open(one, first);
            socket.sendText("{\"type\":\"start\"}", true).join();
            first.next("ready");
            Messages second = new Messages();
            open(one, second);
            assertEquals(1013, second.closed.get(10, TimeUnit.SECONDS));
        }
    }

    private static byte[] media(String name) throws IOException {
        try (InputStream in = EmotionServerTest.class.getResourceAsStream("../media/" + name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] jpeg(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", out);
        return out.toByteArray();
    }

    private static ByteBuffer message(byte kind, double millis, int rate, byte[] content) {
        return ByteBuffer.allocate(16 + content.length)
                .put(kind)
                .put(new byte[3])
                .putInt(rate)
                .putDouble(millis)
                .put(content)
                .flip();
    }

    private static URI uri(EmotionServer of, String path) {
        return URI.create("http://127.0.0.1:" + of.port() + path);
    }

    private static URI streamOf(EmotionServer of) {
        return URI.create("ws://127.0.0.1:" + of.port() + "/v1/stream");
    }

    private static WebSocket open(EmotionServer of, Messages messages) {
        return CLIENT.newWebSocketBuilder()
                .header("Authorization", "Bearer " + of.token())
                .buildAsync(streamOf(of), messages)
                .join();
    }

    private static HttpRequest.Builder request(EmotionServer of, String path) {
        return HttpRequest.newBuilder(uri(of, path))
                .header("Authorization", "Bearer " + of.token());
    }

    private static HttpResponse<String> get(EmotionServer of, String path) throws Exception {
        return send(request(of, path));
    }

    private static HttpResponse<String> post(String path, byte[] body) throws Exception {
        return send(request(server, path).POST(BodyPublishers.ofByteArray(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertError(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonObject error =
                JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("error");
        assertEquals(code, error.get("code").getAsString());
        assertNotEquals("", error.get("message").getAsString());
    }

    /** What a server sends. */
    private static final class Messages implements WebSocket.Listener {
        final BlockingQueue<JsonObject> all = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                all.add(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        /** The next message of a type; others before it are passed over. */
        JsonObject next(String type) throws InterruptedException {
            while (true) {
                JsonObject message = all.poll(60, TimeUnit.SECONDS);
                assertTrue(message != null, "no message " + type);
                String found = message.get("type").getAsString();
                if (found.equals(type)) {
                    return message;
                }
                assertNotEquals("error", found, message.toString());
            }
        }
    }
}
