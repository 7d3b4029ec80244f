package io.github.emotion4j.core.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps DJL from the network while it loads an engine, by system properties that it reads then: its
 * usage telemetry and its downloads are switched off. An application with DJL of its own keeps its
 * settings: what it has set is kept, and the properties that are set here are restored after
 * loading.
 */
public final class OfflineDjl {
    private OfflineDjl() {}

    /**
     * Loads something of DJL.
     *
     * @param threads the threads PyTorch may use in one call, if they were not set before
     * @param loading loads it
     * @return the loaded object
     */
    public static synchronized <T> T load(int threads, Supplier<T> loading) {
        Map<String, String> wanted =
                Map.of(
                        "OPT_OUT_TRACKING", "true",
                        "ai.djl.offline", "true",
                        "ai.djl.pytorch.num_threads", Integer.toString(threads));
        Map<String, String> added = new HashMap<>();
        wanted.forEach(
                (name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                        added.put(name, value);
                    }
                });
        try {
            return loading.get();
        } finally {
            added.forEach(
                    (name, value) -> {
                        if (value.equals(System.getProperty(name))) {
                            System.clearProperty(name);
                        }
                    });
        }
    }
}
