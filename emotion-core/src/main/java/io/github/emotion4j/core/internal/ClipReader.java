package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.SignalReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a recording to the pipelines, all parts side by side, always the one furthest behind in
 * time.
 */
public final class ClipReader {
    private static final Logger LOG = LoggerFactory.getLogger(ClipReader.class);

    private final List<ModalityPipeline> pipelines;
    private final Map<ModalityPipeline, Integer> openSources = new HashMap<>();

    /**
     * Makes a reader.
     *
     * @param pipelines one a modality
     */
    public ClipReader(List<ModalityPipeline> pipelines) {
        this.pipelines = pipelines;
    }

    /**
     * Reads the recording to its end.
     *
     * @param recording the recording
     * @param listener is told the progress
     * @param cancelled asked before each signal
     * @throws CancellationException if the reading was cancelled
     */
    public void read(Recording recording, RecognitionListener listener, BooleanSupplier cancelled) {
        List<Source> sources = new ArrayList<>();
        try {
            for (Recording.Part part : recording.parts()) {
                open(part, sources);
            }
            PriorityQueue<Source> queue =
                    new PriorityQueue<>(Comparator.comparingLong(Source::nextStartNanos));
            sources.forEach(source -> advance(source, queue));
            pipelines.stream()
                    .filter(pipeline -> !openSources.containsKey(pipeline))
                    .forEach(ModalityPipeline::finish);
            double reported = 0;
            while (!queue.isEmpty()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("The recognition was cancelled");
                }
                Source source = queue.remove();
                source.deliver();
                advance(source, queue);
                double done = sources.stream().mapToDouble(Source::progress).min().orElse(1);
                if (done > reported) {
                    reported = done;
                    listener.onProgress(done);
                }
            }
        } finally {
            sources.forEach(Source::close);
        }
    }

    /** What one modality cannot read is no error if another one takes the part. */
    private void open(Recording.Part part, List<Source> sources) {
        int before = sources.size();
        List<InputException> refused = new ArrayList<>();
        for (ModalityPipeline pipeline : pipelines) {
            try {
                reader(part, pipeline)
                        .ifPresent(
                                reader -> {
                                    sources.add(new Source(pipeline, reader, part));
                                    openSources.merge(pipeline, 1, Integer::sum);
                                });
            } catch (InputException e) {
                refused.add(e);
            }
        }
        if (sources.size() > before) {
            refused.forEach(e -> LOG.warn("{}; other modalities go on with it", e.getMessage()));
            return;
        }
        if (!refused.isEmpty()) {
            InputException first = refused.remove(0);
            refused.forEach(first::addSuppressed);
            throw first;
        }
        boolean empty = part instanceof Recording.SignalPart list && list.signals().isEmpty();
        if (!empty) {
            throw new InputException(
                    part.name(),
                    "no modality knows this kind of input; those at work are "
                            + pipelines.stream().map(ModalityPipeline::modality).toList());
        }
    }

    private static Optional<SignalReader> reader(Recording.Part part, ModalityPipeline pipeline) {
        if (part instanceof Recording.SignalPart signals) {
            Iterator<Signal> taken =
                    signals.signals().stream().filter(pipeline::accepts).iterator();
            return taken.hasNext() ? Optional.of(new ListReader(taken)) : Optional.empty();
        }
        return pipeline.model().reader(part);
    }

    /** Reads a source's next signal; the last source of a pipeline to end finishes the pipeline. */
    private void advance(Source source, PriorityQueue<Source> queue) {
        if (source.advance()) {
            queue.add(source);
        } else if (openSources.merge(source.pipeline, -1, Integer::sum) == 0) {
            source.pipeline.finish();
        }
    }

    /** A part of the recording that feeds a pipeline. */
    private static final class Source implements AutoCloseable {
        private final ModalityPipeline pipeline;
        private final SignalReader reader;
        private final Recording.Part part;
        private @Nullable Signal next;

        Source(ModalityPipeline pipeline, SignalReader reader, Recording.Part part) {
            this.pipeline = pipeline;
            this.reader = reader;
            this.part = part;
        }

        boolean advance() {
            long offsetNanos = part.offsetNanos();
            next = reader.next().map(s -> offsetNanos == 0 ? s : s.later(offsetNanos)).orElse(null);
            return next != null;
        }

        long nextStartNanos() {
            return next == null ? Long.MAX_VALUE : next.interval().startNanos();
        }

        void deliver() {
            if (next != null) {
                try {
                    pipeline.admit(next);
                } catch (IllegalArgumentException e) {
                    if (part instanceof Recording.SignalPart) {
                        throw e;
                    }
                    // The caller gave a file, not this signal: say which.
                    throw new InputException(part.name(), String.valueOf(e.getMessage()), e);
                }
                pipeline.accept(next, 0);
            }
        }

        double progress() {
            return next == null ? 1 : reader.progress();
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** Reads a list. */
    private record ListReader(Iterator<Signal> signals) implements SignalReader {
        @Override
        public Optional<Signal> next() {
            return signals.hasNext() ? Optional.of(signals.next()) : Optional.empty();
        }

        @Override
        public double progress() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
