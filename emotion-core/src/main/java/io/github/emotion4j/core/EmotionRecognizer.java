package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.Lane;
import io.github.emotion4j.core.internal.LiveStream;
import io.github.emotion4j.core.internal.OpinionPool;
import io.github.emotion4j.core.internal.StepGrid;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.core.spi.Channel;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import io.github.emotion4j.core.spi.Modality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells how a person's expression is perceived, from whatever modalities are on the class path.
 *
 * <p>Thread-safe and meant to be shared: it owns the models, and recordings and streams have their
 * own state. {@link #close()} is idempotent; use after it throws {@link IllegalStateException}.
 * Results are plain values that outlive it. Everything runs on this machine; nothing is sent or
 * downloaded.
 */
public final class EmotionRecognizer implements AutoCloseable {
    private final Map<ModalityId, Channel> channels;
    private final Duration step;
    private final Fusion fusion;
    private volatile boolean closed;

    private EmotionRecognizer(Map<ModalityId, Channel> channels, Duration step, Fusion fusion) {
        this.channels = channels;
        this.step = step;
        this.fusion = fusion;
    }

    /**
     * Starts building a recogniser; the defaults are complete.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The modalities at work.
     *
     * @return their names
     */
    public Set<ModalityId> modalities() {
        return channels.keySet();
    }

    /**
     * Recognises a recording.
     *
     * @param recording the recording
     * @return one estimate a step, and a summary
     * @throws InputException if a part cannot be read, or no modality knows what to do with it
     * @throws IllegalArgumentException if signals are not in the order of time
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionTimeline recognize(Recording recording) {
        return recognize(recording, new RecognitionListener() {});
    }

    /**
     * Recognises a recording and tells a listener on the way.
     *
     * @param recording the recording
     * @param listener follows progress, observations and estimates
     * @return one estimate a step, and a summary
     * @throws InputException if a part cannot be read, or no modality knows what to do with it
     * @throws IllegalArgumentException if signals are not in the order of time
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionTimeline recognize(Recording recording, RecognitionListener listener) {
        requireOpen();
        List<EmotionEstimate> estimates = new ArrayList<>();
        RecognitionListener keeping = keeping(estimates, listener);
        StepGrid grid =
                new StepGrid(
                        step.toNanos(), Long.MAX_VALUE, holds(), fusion.openSession(), keeping);
        List<Lane> lanes = new ArrayList<>();
        try {
            for (Map.Entry<ModalityId, Channel> entry : channels.entrySet()) {
                lanes.add(new Lane(entry.getKey(), entry.getValue(), grid));
            }
            feed(recording, lanes, listener);
            grid.finish();
        } finally {
            lanes.forEach(Lane::close);
            grid.close();
        }
        listener.onProgress(1);
        return new EmotionTimeline(estimates, fusion.summary(estimates, channels.keySet()));
    }

    /**
     * Starts following a person live.
     *
     * @param receiver takes one estimate a step; see {@link EmotionStream} for the thread
     * @return the stream, to be closed by the caller
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionStream openStream(Consumer<EmotionEstimate> receiver) {
        return openStream(
                new RecognitionListener() {
                    @Override
                    public void onEstimate(EmotionEstimate estimate) {
                        receiver.accept(estimate);
                    }
                });
    }

    /**
     * Starts following a person live, with the observations of all persons seen.
     *
     * @param listener takes observations and estimates; see {@link EmotionStream} for the thread
     * @return the stream, to be closed by the caller
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionStream openStream(RecognitionListener listener) {
        requireOpen();
        return new LiveStream(
                channels,
                step.toNanos(),
                holds(),
                fusion.openSession(),
                listener,
                this::requireOpen);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            channels.values().forEach(Channel::close);
            fusion.close();
        }
    }

    private static RecognitionListener keeping(
            List<EmotionEstimate> estimates, RecognitionListener listener) {
        return new RecognitionListener() {
            @Override
            public void onObservation(Observation observation) {
                listener.onObservation(observation);
            }

            @Override
            public void onEstimate(EmotionEstimate estimate) {
                estimates.add(estimate);
                listener.onEstimate(estimate);
            }
        };
    }

    /** Reads all parts side by side, always the one that is furthest behind in time. */
    private static void feed(Recording recording, List<Lane> lanes, RecognitionListener listener) {
        Comparator<Lane.Source> byTime = Comparator.comparingLong(Lane.Source::nextStartNanos);
        PriorityQueue<Lane.Source> queue = new PriorityQueue<>(byTime);
        List<Lane.Source> sources = new ArrayList<>();
        try {
            for (Recording.Part part : recording.parts()) {
                int before = sources.size();
                for (Lane lane : lanes) {
                    lane.open(part).ifPresent(sources::add);
                }
                boolean empty =
                        part instanceof Recording.SignalPart list && list.signals().isEmpty();
                if (sources.size() == before && !empty) {
                    throw new InputException(
                            part.name(),
                            "no modality knows this kind of input; those at work are "
                                    + lanes.stream().map(Lane::modality).toList());
                }
            }
            for (Lane.Source source : sources) {
                if (source.advance()) {
                    queue.add(source);
                } else {
                    source.finish();
                }
            }
            lanes.stream().filter(Lane::idle).forEach(Lane::finish);
            double reported = 0;
            while (!queue.isEmpty()) {
                Lane.Source source = queue.remove();
                source.deliver();
                if (source.advance()) {
                    queue.add(source);
                } else {
                    source.finish();
                }
                double done = sources.stream().mapToDouble(Lane.Source::progress).min().orElse(1);
                if (done > reported) {
                    reported = done;
                    listener.onProgress(done);
                }
            }
        } finally {
            sources.forEach(Lane.Source::close);
        }
    }

    private Map<ModalityId, Long> holds() {
        Map<ModalityId, Long> holds = new TreeMap<>();
        channels.forEach((id, channel) -> holds.put(id, channel.holdFor().toNanos()));
        return holds;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The recogniser is closed");
        }
    }

    /** Builds a recogniser. Not thread-safe. */
    public static final class Builder {
        private ComputeDevice device = ComputeDevice.auto();
        private int inferenceThreads = 1;
        private Optional<TensorEngine> engine = Optional.empty();
        private Optional<Path> models = Optional.empty();
        private final List<Modality> chosen = new ArrayList<>();
        private boolean onlyChosen;
        private Duration step = Duration.ofMillis(500);
        private double abstainBelow = 0.4;
        private Optional<FusionMethod> fusion = Optional.empty();

        private Builder() {}

        /**
         * Where models run.
         *
         * @param device the device; by default a GPU if there is one, else the CPU
         * @return this builder
         */
        public Builder device(ComputeDevice device) {
            this.device = device;
            return this;
        }

        /**
         * How many threads one call of a model uses. Small networks are fastest with one; several
         * recordings or streams run in parallel all the same. PyTorch takes the number of the first
         * recogniser of a JVM.
         *
         * @param threads at least 1, the default
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder inferenceThreads(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be at least 1, not " + threads);
            }
            this.inferenceThreads = threads;
            return this;
        }

        /**
         * The engine that runs the models.
         *
         * @param engine the engine; by default OnnxRuntime on the CPU where it is on the class path
         *     and the model ships for it, else PyTorch
         * @return this builder
         */
        public Builder engine(TensorEngine engine) {
            this.engine = Optional.of(engine);
            return this;
        }

        /**
         * A folder of models, one folder a model named by its id, that take the place of those on
         * the class path.
         *
         * @param folder the folder
         * @return this builder
         */
        public Builder models(Path folder) {
            this.models = Optional.of(folder);
            return this;
        }

        /**
         * Adds a modality, in place of one of the same name on the class path.
         *
         * @param modality the modality, with options of its own
         * @return this builder
         */
        public Builder modality(Modality modality) {
            chosen.add(modality);
            return this;
        }

        /**
         * Uses only the modalities named by {@link #modality}, whatever is on the class path.
         *
         * @return this builder
         */
        public Builder onlyNamedModalities() {
            onlyChosen = true;
            return this;
        }

        /**
         * The time between estimates.
         *
         * @param step at least 40 ms; by default 0.5 s
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder step(Duration step) {
            if (step.compareTo(Duration.ofMillis(40)) < 0) {
                throw new IllegalArgumentException("step must be at least 40 ms, not " + step);
            }
            this.step = step;
            return this;
        }

        /**
         * The probability that the top class must reach for the estimate not to abstain.
         *
         * @param probability in [0, 1]; by default 0.4, where the second class may be as likely
         * @return this builder
         * @throws IllegalArgumentException if it is outside
         */
        public Builder abstainBelow(double probability) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException(
                        "probability must be in [0, 1], not " + probability);
            }
            this.abstainBelow = probability;
            return this;
        }

        /**
         * How modalities are joined.
         *
         * @param method the method; by default the one on the class path, as emotion-fusion brings
         *     one, else a mean of the probabilities weighted by quality
         * @return this builder
         */
        public Builder fusion(FusionMethod method) {
            this.fusion = Optional.of(method);
            return this;
        }

        /**
         * Loads the models.
         *
         * @return the recogniser, to be closed by the caller
         * @throws ModelException if a model or its engine's natives cannot be loaded
         * @throws IllegalStateException if there is no modality, or more than one fusion method on
         *     the class path and none was named
         */
        public EmotionRecognizer build() {
            Map<ModalityId, Modality> modalities = new TreeMap<>();
            if (!onlyChosen) {
                ServiceLoader.load(Modality.class).forEach(m -> modalities.put(m.id(), m));
            }
            chosen.forEach(m -> modalities.put(m.id(), m));
            if (modalities.isEmpty()) {
                throw new IllegalStateException(
                        "There is no modality; add the dependency emotion-vision or another module"
                                + " of the library, or name one with modality(...)");
            }
            ModelLoader loader = new ModelLoader(device, inferenceThreads, engine, models);
            Map<ModalityId, Channel> channels = new TreeMap<>();
            try {
                modalities.forEach((id, modality) -> channels.put(id, modality.open(loader)));
                return new EmotionRecognizer(channels, step, openFusion(loader));
            } catch (RuntimeException e) {
                closeAll(channels.values());
                throw e;
            }
        }

        private Fusion openFusion(ModelLoader loader) {
            List<FusionMethod> methods = new ArrayList<>();
            fusion.ifPresentOrElse(
                    methods::add,
                    () -> ServiceLoader.load(FusionMethod.class).forEach(methods::add));
            if (methods.size() > 1) {
                throw new IllegalStateException(
                        "More than one way to join modalities is on the class path: "
                                + methods.stream().map(m -> m.getClass().getName()).toList()
                                + "; remove all but one, or name one with fusion(...)");
            }
            return methods.isEmpty()
                    ? new OpinionPool(abstainBelow)
                    : methods.get(0).open(loader, step, abstainBelow);
        }

        private static void closeAll(Collection<Channel> channels) {
            channels.forEach(Channel::close);
        }
    }
}
