package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.flink.SharedModels;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.JobID;

/** The recognisers of the jobs of this JVM, which is a task manager. */
final class ModelPool {
    private static final Map<Key, Entry> ENTRIES = new HashMap<>();

    /** Jobs share this class where it is in Flink's lib/ folder, and know nothing of each other. */
    private record Key(JobID job, String name) {}

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
        private final Key key;
        private final EmotionRecognizer recognizer;
        private boolean closed;

        private Lease(Key key, EmotionRecognizer recognizer) {
            this.key = key;
            this.recognizer = recognizer;
        }

        EmotionRecognizer recognizer() {
            return recognizer;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(key);
            }
        }
    }

    /**
     * Takes a share; the first one loads the models, while the others wait.
     *
     * @throws IllegalStateException if they cannot be loaded; the next one tries again
     */
    static Lease lease(SharedModels models, JobID job) {
        Key key = new Key(job, models.name());
        synchronized (ENTRIES) {
            Entry entry = ENTRIES.get(key);
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
                ENTRIES.put(key, entry);
            }
            entry.users++;
            return new Lease(key, entry.recognizer);
        }
    }

    private static void release(Key key) {
        synchronized (ENTRIES) {
            Entry entry = ENTRIES.get(key);
            if (entry != null && --entry.users == 0) {
                ENTRIES.remove(key);
                entry.recognizer.close();
            }
        }
    }
}
