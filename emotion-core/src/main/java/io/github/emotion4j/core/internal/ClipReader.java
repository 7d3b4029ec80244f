package io.github.emotion4j.core.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.SignalReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
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
    private final long stepNanos;
    private final Limits limits;
    private final Map<ModalityPipeline, Integer> openSources = new HashMap<>();
    private long reachedNanos;
    private long silentSteps;

    /**
     * Makes a reader.
     *
     * @param pipelines one a modality
     * @param stepNanos the length of a step
     * @param limits what the recording may ask for
     */
    public ClipReader(List<ModalityPipeline> pipelines, long stepNanos, Limits limits) {
        this.pipelines = pipelines;
        this.stepNanos = stepNanos;
        this.limits = limits;
    }

    /**
     * Reads the recording to its end.
     *
     * @param recording the recording
     * @param listener receives the progress
     * @param cancelled asked before each signal
     * @throws CancellationException if the reading was cancelled
     */
    public void read(Recording recording, RecognitionListener listener, BooleanSupplier cancelled) {
        List<Source> sources = new ArrayList<>();
        try (Resources resources = new Resources()) {
            for (Recording.Part part : recording.parts()) {
                OpenPart opened = resources.add(new OpenPart(part, limits));
                open(opened, sources, resources);
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
                bridge(source);
                source.deliver();
                advance(source, queue);
                // One that cannot tell its share does not hide that of the others.
                double done =
                        queue.stream()
                                .mapToDouble(waiting -> waiting.progress)
                                .filter(share -> share > 0 && share < 1)
                                .min()
                                .orElse(0);
                if (done > reported) {
                    reported = done;
                    listener.onProgress(done);
                }
            }
        }
    }

    /** What one modality cannot read is no error if another one takes the part. */
    private void open(OpenPart opened, List<Source> sources, Resources resources) {
        Recording.Part part = opened.part();
        if (part instanceof Recording.SignalPart list) {
            list.signals().stream()
                    .filter(signal -> pipelines.stream().noneMatch(p -> p.accepts(signal)))
                    .findFirst()
                    .ifPresent(
                            signal -> {
                                throw unknown(signal.toString(), "kind of input");
                            });
        }
        int before = sources.size();
        List<InputException> refused = new ArrayList<>();
        for (ModalityPipeline pipeline : pipelines) {
            try {
                reader(opened, pipeline)
                        .ifPresent(
                                reader -> {
                                    resources.add(reader);
                                    Source source = new Source(pipeline, reader, part);
                                    sources.add(source);
                                    source.noteIssues();
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
            refused.stream().filter(e -> e != first).forEach(first::addSuppressed);
            throw first;
        }
        boolean empty = part instanceof Recording.SignalPart list && list.signals().isEmpty();
        if (!empty) {
            throw unknown(
                    part.name(),
                    opened.isFolder()
                            ? "folder as one recording, so name its files"
                            : "kind of input");
        }
    }

    private InputException unknown(String name, String what) {
        return new InputException(
                name,
                String.format(
                        Locale.ROOT,
                        "no modality knows this %s; those at work are %s",
                        what,
                        pipelines.stream().map(ModalityPipeline::modality).toList()));
    }

    private static Optional<SignalReader> reader(OpenPart part, ModalityPipeline pipeline) {
        if (part.part() instanceof Recording.SignalPart signals) {
            Iterator<Signal> taken =
                    signals.signals().stream().filter(pipeline::accepts).iterator();
            return taken.hasNext() ? Optional.of(SignalReader.of(taken)) : Optional.empty();
        }
        return Guard.read(part.name(), () -> pipeline.model().reader(part));
    }

    /** Reads a source's next signal; the last source of a pipeline to end finishes the pipeline. */
    private void advance(Source source, PriorityQueue<Source> queue) {
        if (source.advance()) {
            queue.add(source);
            return;
        }
        if (openSources.merge(source.pipeline, -1, Integer::sum) == 0) {
            source.pipeline.finish();
        }
    }

    /**
     * Each silent step that is bridged costs a step's work, however few bytes the input spent on
     * it.
     */
    private void bridge(Source source) {
        TimeInterval interval = source.interval();
        if (interval.endNanos() > limits.maxDuration().toNanos()) {
            throw new InputException(
                    source.part.name(),
                    String.format(
                            Locale.ROOT,
                            "goes on to %s after the origin, and no recording may be longer than %s;"
                                    + " look at its times, or raise Limits.maxDuration",
                            Duration.ofNanos(interval.endNanos()),
                            limits.maxDuration()));
        }
        silentSteps += Math.max(0, interval.startNanos() - reachedNanos) / stepNanos;
        if (silentSteps > limits.maxSilentSteps()) {
            throw new InputException(
                    source.part.name(),
                    String.format(
                            Locale.ROOT,
                            "leaps to %s, and more than %d steps of the recording are without any"
                                    + " signal; look at its times, or raise Limits.maxSilentSteps",
                            Duration.ofNanos(interval.startNanos()),
                            limits.maxSilentSteps()));
        }
        reachedNanos = Math.max(reachedNanos, interval.endNanos());
    }

    /** A part of the recording that feeds a pipeline. */
    private static final class Source {
        private final ModalityPipeline pipeline;
        private final SignalReader reader;
        private final Recording.Part part;
        private final Set<Reason> noted = new HashSet<>();
        private double progress;
        private boolean started;
        private @Nullable Signal next;
        private @Nullable Signal following;

        Source(ModalityPipeline pipeline, SignalReader reader, Recording.Part part) {
            this.pipeline = pipeline;
            this.reader = reader;
            this.part = part;
        }

        void noteIssues() {
            reader.issues().stream().filter(noted::add).forEach(pipeline::note);
        }

        /**
         * What is lacking is known after the last signal, and must be noted before that is
         * delivered: a session may tell of it at once.
         */
        boolean advance() {
            next = started ? following : read();
            started = true;
            progress = reader.progress();
            following = next == null ? null : read();
            if (following == null) {
                noteIssues();
            }
            return next != null;
        }

        private @Nullable Signal read() {
            return Guard.read(part.name(), reader::next).map(this::later).orElse(null);
        }

        private Signal later(Signal signal) {
            return part.offsetNanos() == 0 ? signal : signal.later(part.offsetNanos());
        }

        long nextStartNanos() {
            return interval().startNanos();
        }

        TimeInterval interval() {
            return Objects.requireNonNull(next, "a source in the queue has a signal").interval();
        }

        void deliver() {
            if (next != null) {
                try {
                    pipeline.check(next);
                } catch (IllegalArgumentException e) {
                    if (part instanceof Recording.SignalPart) {
                        throw e;
                    }
                    // The caller gave a file, not this signal: say which.
                    throw new InputException(part.name(), String.valueOf(e.getMessage()), e);
                }
                pipeline.admit(next);
                pipeline.accept(next, 0);
            }
        }
    }
}
