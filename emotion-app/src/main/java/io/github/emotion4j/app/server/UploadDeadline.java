package io.github.emotion4j.app.server;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Ends the reading of bodies that do not come in time, forms included: clients that send now and
 * then a byte would keep all places. A client that sends nothing at all is ended by Jetty.
 */
final class UploadDeadline extends Handler.Wrapper {
    private final Duration timeout;

    UploadDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new Timed(request, timeout), response, callback);
    }

    private static final class Timed extends Request.Wrapper {
        private final long begin = System.nanoTime();
        private final Duration timeout;

        Timed(Request request, Duration timeout) {
            super(request);
            this.timeout = timeout;
        }

        @Override
        public Content.Chunk read() {
            return System.nanoTime() - begin > timeout.toNanos()
                    ? Content.Chunk.from(new TimeoutException("The body did not come in time"))
                    : super.read();
        }
    }
}
