package io.github.emotion4j.core.internal.model;

import ai.djl.engine.Engine;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps DJL from the network while it loads an engine, by system properties that it reads then: its
 * usage telemetry and its downloads are switched off. An application with DJL of its own keeps its
 * settings: what it has set is kept, and the properties that are set here are restored after
 * loading, as is the thread's class loader.
 */
public final class OfflineDjl {
    private static final String ENGINES = "META-INF/services/ai.djl.engine.EngineProvider";

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
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(seeing(context));
        try {
            return loading.get();
        } finally {
            thread.setContextClassLoader(context);
            added.forEach(
                    (name, value) -> {
                        if (value.equals(System.getProperty(name))) {
                            System.clearProperty(name);
                        }
                    });
        }
    }

    /**
     * DJL looks for its engines once, by the thread's own loader, which in a common pool sees
     * nothing of an application packed in one jar.
     */
    private static ClassLoader seeing(@Nullable ClassLoader context) {
        return context != null && context.getResource(ENGINES) != null
                ? context
                : Engine.class.getClassLoader();
    }
}
