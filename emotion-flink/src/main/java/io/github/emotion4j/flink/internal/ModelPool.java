package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.flink.SharedModels;
import java.util.HashMap;
import java.util.Map;

/**
 * The recognisers of this JVM, which is a task manager, or of this job in it: Flink loads the
 * classes of each job by themselves.
 */
final class ModelPool {
    private static final Map<String, Entry> ENTRIES = new HashMap<>();

    private static final class Entry {
        private final EmotionRecognizer recognizer;
        private int users;

        private Entry(EmotionRecognizer recognizer) {
            this.recognizer = recognizer;
        }
    }

    private ModelPool() {}

    /** One user's share of a recogniser. */
    static final class Lease implements AutoCloseable {
        private final String name;
        private final EmotionRecognizer recognizer;
        private boolean closed;

        private Lease(String name, EmotionRecognizer recognizer) {
            this.name = name;
            this.recognizer = recognizer;
        }

        EmotionRecognizer recognizer() {
            return recognizer;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(name);
            }
        }
    }

    /**
     * Takes a share; the first one loads the models, while the others wait.
     *
     * @throws IllegalStateException if they cannot be loaded; the next one tries again
     */
    static Lease lease(SharedModels models) {
        synchronized (ENTRIES) {
            Entry entry = ENTRIES.get(models.name());
            if (entry == null) {
                try {
                    entry = new Entry(models.factory().open());
                } catch (RuntimeException | LinkageError e) {
                    throw new IllegalStateException(
                            "The models \""
                                    + models.name()
                                    + "\" cannot be loaded on this task manager: "
                                    + e.getMessage(),
                            e);
                }
                ENTRIES.put(models.name(), entry);
            }
            entry.users++;
            return new Lease(models.name(), entry.recognizer);
        }
    }

    private static void release(String name) {
        synchronized (ENTRIES) {
            Entry entry = ENTRIES.get(name);
            if (entry != null && --entry.users == 0) {
                ENTRIES.remove(name);
                entry.recognizer.close();
            }
        }
    }
}
