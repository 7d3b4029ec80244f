package io.github.emotion4j.core;

import io.github.emotion4j.core.internal.ClipReader;
import io.github.emotion4j.core.internal.ModalityPipeline;
import io.github.emotion4j.core.internal.RecognizerParts;
import io.github.emotion4j.core.internal.SessionReplay;
import io.github.emotion4j.core.internal.StepGrid;
import io.github.emotion4j.core.internal.TimelineBuilder;
import io.github.emotion4j.core.internal.io.Guard;
import io.github.emotion4j.core.internal.io.LineReader;
import io.github.emotion4j.core.internal.io.Resources;
import io.github.emotion4j.core.internal.state.SessionLines;
import io.github.emotion4j.core.internal.state.StreamState;
import io.github.emotion4j.core.internal.stream.Lifetime;
import io.github.emotion4j.core.internal.stream.LiveStream;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.model.TensorEngine;
import io.github.emotion4j.core.spi.FusionMethod;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.OpenPart;
import io.github.emotion4j.core.spi.RecognizerMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Recognises how a person's expression is perceived, by all modalities on the class path.
 *
 * <p>A recogniser is thread-safe and meant to be shared. It owns the models; each recording and
 * stream has a state of its own. Results are plain values that remain valid after it is closed.
 * Everything runs on this machine; nothing is sent or downloaded.
 *
 * <pre>{@code
 * try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
 *     EmotionTimeline timeline = recognizer.recognize(Recording.of(Path.of("visit.mp4")));
 *     timeline.estimates().forEach(System.out::println);
 * }
 * }</pre>
 */
public final class EmotionRecognizer implements AutoCloseable {
    /** The longest pause in a recording; a longer one means that the clocks differ. */
    private static final long MAX_LEAP_NANOS = Duration.ofDays(1).toNanos();

    private final RecognizerParts parts;
    private final Lifetime lifetime;

    private EmotionRecognizer(RecognizerParts parts) {
        this.parts = parts;
        this.lifetime = new Lifetime(parts.resources());
    }

    /**
     * Loads a recogniser with the defaults: {@code builder().build()}.
     *
     * @return the recogniser, which the caller closes
     * @throws ModelException if a model or its engine's natives cannot be loaded
     * @throws IllegalStateException as for {@link Builder#build()}
     */
    public static EmotionRecognizer create() {
        return builder().build();
    }

    /**
     * Starts building a recogniser; the defaults are complete.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the modalities in use} */
    public Set<ModalityId> modalities() {
        return parts.models().keySet();
    }

    /**
     * Recognises a recording.
     *
     * @param recording the recording
     * @return one estimate per step, and a summary
     * @throws InputException if a part cannot be read, or no modality accepts it
     * @throws ModelException if a network fails, or natives that the part needs are missing: those
     *     of FFmpeg are loaded with the first clip or sound, not by {@link Builder#build()}
     * @throws IllegalArgumentException if signals are not in the order of time
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionTimeline recognize(Recording recording) {
        return recognize(recording, estimate -> {});
    }

    /**
     * Recognises a recording and calls a listener during the recognition.
     *
     * @param recording the recording
     * @param listener follows progress, observations and estimates
     * @return one estimate per step, and a summary
     * @throws InputException if a part cannot be read, or no modality accepts it
     * @throws ModelException if a network fails, or natives that the part needs are missing: those
     *     of FFmpeg are loaded with the first clip or sound, not by {@link Builder#build()}
     * @throws IllegalArgumentException if signals are not in the order of time
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionTimeline recognize(Recording recording, RecognitionListener listener) {
        return recognize(recording, listener, () -> false);
    }

    /**
     * Recognises a recording on an executor.
     *
     * @param recording the recording
     * @param executor runs the recognition in one task
     * @return a future of the timeline. Cancelling it stops the recognition before its next signal.
     *     It fails with the exceptions of {@link #recognize(Recording)}
     * @throws IllegalStateException if the recogniser is closed
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task
     */
    public CompletableFuture<EmotionTimeline> recognizeAsync(
            Recording recording, Executor executor) {
        return recognizeAsync(recording, estimate -> {}, executor);
    }

    /**
     * Recognises a recording on an executor and calls a listener during the recognition.
     *
     * @param recording the recording
     * @param listener follows progress, observations and estimates, in the executor's thread
     * @param executor runs the recognition in one task
     * @return a future of the timeline. Cancelling it stops the recognition before its next signal.
     *     It fails with the exceptions of {@link #recognize(Recording, RecognitionListener)}
     * @throws IllegalStateException if the recogniser is closed
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no task
     */
    public CompletableFuture<EmotionTimeline> recognizeAsync(
            Recording recording, RecognitionListener listener, Executor executor) {
        requireOpen();
        CompletableFuture<EmotionTimeline> future = new CompletableFuture<>();
        executor.execute(
                () -> {
                    try {
                        if (!future.isDone()) {
                            future.complete(recognize(recording, listener, future::isDone));
                        }
                    } catch (RuntimeException | Error e) {
                        future.completeExceptionally(e);
                    }
                });
        return future;
    }

    /**
     * Recognises many recordings, several at once.
     *
     * @return a batch, to be set up and {@linkplain Batch#run run}
     * @throws IllegalStateException if the recogniser is closed
     */
    public Batch batch() {
        requireOpen();
        return new Batch(this, Thread::new);
    }

    /**
     * What results depend on, so that a batch does not continue with results of another recogniser.
     */
    Map<String, String> batchSettings() {
        return parts.settings();
    }

    Limits limits() {
        return parts.limits();
    }

    EmotionTimeline recognize(
            Recording recording, RecognitionListener listener, BooleanSupplier cancelled) {
        Objects.requireNonNull(recording, "recording");
        Objects.requireNonNull(listener, "listener");
        lifetime.enter();
        TimelineBuilder timeline = new TimelineBuilder(parts.step().toNanos(), listener);
        try (Resources open = new Resources()) {
            StepGrid grid =
                    open.add(
                            new StepGrid(
                                    parts.step().toNanos(),
                                    Long.MAX_VALUE,
                                    parts.holds(),
                                    parts.fusion().openSession(),
                                    timeline));
            List<ModalityPipeline> pipelines = new ArrayList<>();
            AtomicLong furthest = new AtomicLong();
            parts.models()
                    .forEach(
                            (id, model) ->
                                    pipelines.add(
                                            open.add(
                                                    new ModalityPipeline(
                                                            id,
                                                            model,
                                                            grid,
                                                            furthest,
                                                            MAX_LEAP_NANOS))));
            new ClipReader(pipelines, parts.step().toNanos(), parts.limits())
                    .read(
                            recording,
                            listener,
                            () -> {
                                requireOpen();
                                return cancelled.getAsBoolean();
                            });
            grid.finish();
            listener.onProgress(1);
            // The summary uses the fusion method, too, so that the models must still be there.
            return timeline.build(parts.fusion(), parts.models().keySet());
        } finally {
            lifetime.leave();
        }
    }

    /**
     * Makes a listener that records a recording or a stream of this recogniser to a file, and tells
     * nobody else.
     *
     * @param file the file, made or overwritten; compressed if its name ends in {@code .gz}
     * @return the recorder, which the caller passes on and then closes
     * @throws EmotionException if the file cannot be written
     * @throws IllegalStateException if the recogniser is closed; the file is as it was then
     */
    public SessionRecorder recorder(Path file) {
        return recorder(file, estimate -> {});
    }

    /**
     * Makes a listener that records a recording or a stream of this recogniser to a file.
     *
     * @param file the file, made or overwritten; compressed if its name ends in {@code .gz}
     * @param next receives every event after it was recorded
     * @return the recorder, which the caller passes to {@link #recognize(Recording,
     *     RecognitionListener)} or {@link #openStream(RecognitionListener)} and then closes
     * @throws EmotionException if the file cannot be written
     * @throws IllegalStateException if the recogniser is closed; the file is as it was then
     */
    public SessionRecorder recorder(Path file, RecognitionListener next) {
        Objects.requireNonNull(next, "next");
        requireOpen();
        return new SessionRecorder(
                file, new SessionLines.Header(parts.step().toNanos(), parts.holds()), next);
    }

    /**
     * Replays what a {@link SessionRecorder} recorded; as {@link #replay(Path,
     * RecognitionListener)} does.
     *
     * @param file the record; a truncated record is replayed as far as it is complete
     * @return one estimate per step, and a summary
     * @throws InputException if the file cannot be read, is no record, or is of another version
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionTimeline replay(Path file) {
        return replay(file, estimate -> {});
    }

    /**
     * Replays what a {@link SessionRecorder} recorded: the observations are assigned to steps and
     * joined again, without their signals and models. The same fusion method gives the same
     * estimates; another method shows what it makes of the same observations. The steps are those
     * of the record, whatever the recogniser's are. A recogniser that only replays needs no
     * modality: {@code builder().onlyNamedModalities()}.
     *
     * @param file the record; a truncated record is replayed as far as it is complete
     * @param listener follows observations and estimates
     * @return one estimate per step, and a summary
     * @throws InputException if the file cannot be read, is no record, or is of another version
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionTimeline replay(Path file, RecognitionListener listener) {
        return replay(Recording.Part.of(file), listener);
    }

    /**
     * Replays a record that may also be in memory; as {@link #replay(Path, RecognitionListener)}
     * does.
     *
     * @param part the record, as a file or bytes; its offset counts for nothing
     * @param listener follows observations and estimates
     * @return one estimate per step, and a summary
     * @throws InputException as for a file
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionTimeline replay(Recording.Part part, RecognitionListener listener) {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(listener, "listener");
        lifetime.enter();
        try (OpenPart record = new OpenPart(part, parts.limits());
                LineReader reader = SessionRecorder.open(record)) {
            SessionReplay replay = new SessionReplay(part.name(), reader, parts.limits());
            TimelineBuilder timeline = new TimelineBuilder(replay.stepNanos(), listener);
            replay.run(parts.fusion().openSession(), timeline);
            return timeline.build(parts.fusion(), replay.modalities());
        } catch (IOException e) {
            throw new InputException(part.name(), Guard.reason(e), e);
        } finally {
            lifetime.leave();
        }
    }

    /**
     * Starts following a person live.
     *
     * @param listener receives one estimate per step, and the observations of all visible persons
     *     if it asks for them; see {@link EmotionStream} for the thread
     * @return the stream, which the caller closes
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionStream openStream(RecognitionListener listener) {
        return openStream(listener, StreamOptions.defaults());
    }

    /**
     * Starts following a person live with the given workers, buffers and callbacks.
     *
     * @param listener receives observations and estimates
     * @param options how work is distributed over threads, and what happens to signals that come
     *     too fast
     * @return the stream, which the caller closes
     * @throws IllegalArgumentException if there is a buffer for a modality that is not in use
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionStream openStream(RecognitionListener listener, StreamOptions options) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(options, "options");
        return liveStream(listener, options);
    }

    /**
     * Continues a stream with default options; as {@link #resumeStream(byte[], RecognitionListener,
     * StreamOptions)} does.
     *
     * @param state the state
     * @param listener receives observations and estimates
     * @return the stream, which the caller closes
     * @throws InputException as with options
     * @throws EmotionException if the fusion or a modality cannot continue from it
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionStream resumeStream(byte[] state, RecognitionListener listener) {
        return resumeStream(state, listener, StreamOptions.defaults());
    }

    /**
     * Continues a stream, possibly of another JVM, from its {@linkplain EmotionStream#toBytes()
     * state}. The next signals follow the last ones that the stream accepted before, on the same
     * clock. What a {@link SessionRecorder} records from then on cannot be replayed.
     *
     * @param state the state
     * @param listener receives observations and estimates
     * @param options how work is distributed over threads, and what happens to signals that come
     *     too fast
     * @return the stream, which the caller closes
     * @throws InputException if the bytes are not a state, or of another version, or of a
     *     recogniser with another step or other modalities, or are more than {@link
     *     Limits#maxBytes()}
     * @throws EmotionException if the fusion or a modality cannot continue from it
     * @throws IllegalStateException if the recogniser is closed
     */
    public EmotionStream resumeStream(
            byte[] state, RecognitionListener listener, StreamOptions options) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(options, "options");
        StreamState from = StreamState.of(state, parts.limits());
        LiveStream stream = liveStream(listener, options);
        try {
            stream.restore(from);
            return stream;
        } catch (RuntimeException | Error e) {
            stream.abandon(e);
            throw e;
        }
    }

    private LiveStream liveStream(RecognitionListener listener, StreamOptions options) {
        lifetime.enter();
        LiveStream stream;
        try {
            stream =
                    new LiveStream(
                            parts.models(),
                            parts.holds(),
                            parts.step().toNanos(),
                            parts.fusion(),
                            listener,
                            options,
                            lifetime::end);
        } catch (RuntimeException | Error e) {
            lifetime.leave();
            throw e;
        }
        lifetime.begin(stream);
        return stream;
    }

    /**
     * Ends all recordings and streams and frees the models. Any thread may call it at any time,
     * also from within a listener. Open streams are {@linkplain EmotionStream#close() closed},
     * which delivers their last estimates. Recordings in progress end with an {@link
     * IllegalStateException} before their next signal, and the last of them frees the models. Every
     * later call but {@link #modalities()} throws {@link IllegalStateException}. Idempotent.
     */
    @Override
    public void close() {
        lifetime.close();
    }

    void requireOpen() {
        lifetime.requireOpen();
    }

    /** Builds a recogniser. Not thread-safe. */
    public static final class Builder {
        private ComputeDevice device = ComputeDevice.auto();
        private int inferenceThreads = 1;
        private Optional<TensorEngine> engine = Optional.empty();
        private Optional<Path> models = Optional.empty();
        private final List<ModalityProvider> chosen = new ArrayList<>();
        private boolean onlyChosen;
        private Limits limits = Limits.defaults();
        private Duration step = Duration.ofMillis(500);
        private OptionalDouble abstainBelow = OptionalDouble.empty();
        private final Map<ModalityId, EmotionProbabilities> priors = new TreeMap<>();
        private Optional<FusionMethod> fusion = Optional.empty();
        private Optional<RecognizerMeter> meter = Optional.empty();

        private Builder() {}

        /**
         * Sets the device that runs the models.
         *
         * @param device the device; by default a GPU if there is one, else the CPU
         * @return this builder
         */
        public Builder device(ComputeDevice device) {
            this.device = Objects.requireNonNull(device, "device");
            return this;
        }

        /**
         * Sets how many threads one call of a model uses. Small networks are fastest with one;
         * several recordings or streams still run in parallel. PyTorch uses the number of the first
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
         * Sets the engine that runs the models.
         *
         * @param engine the engine; by default OnnxRuntime on the CPU if it is on the class path
         *     and the model has a file for it, otherwise PyTorch
         * @return this builder
         */
        public Builder engine(TensorEngine engine) {
            this.engine = Optional.of(Objects.requireNonNull(engine, "engine"));
            return this;
        }

        /**
         * Sets a folder of models that replace those on the class path. It contains one folder per
         * model, named by its id; models that it does not contain are those of the class path.
         *
         * @param folder the folder
         * @return this builder
         */
        public Builder models(Path folder) {
            this.models = Optional.of(Objects.requireNonNull(folder, "folder"));
            return this;
        }

        /**
         * Adds a modality; it replaces one of the same name on the class path.
         *
         * @param modality the modality, with options of its own
         * @return this builder
         */
        public Builder modality(ModalityProvider modality) {
            chosen.add(Objects.requireNonNull(modality, "modality"));
            return this;
        }

        /**
         * Uses only the modalities named by {@link #modality} and ignores those on the class path.
         * {@linkplain EmotionRecognizer#replay Replaying} needs none.
         *
         * @return this builder
         */
        public Builder onlyNamedModalities() {
            onlyChosen = true;
            return this;
        }

        /**
         * Sets the time between estimates.
         *
         * @param step whole milliseconds, at least 40 ms, at most a day; by default 0.5 s
         * @return this builder
         * @throws IllegalArgumentException if it is none of these
         */
        public Builder step(Duration step) {
            if (!StepGrid.isStep(Objects.requireNonNull(step, "step"))) {
                throw new IllegalArgumentException(
                        "step must be whole milliseconds, at least 40 and at most a day, not "
                                + step);
            }
            this.step = step;
            return this;
        }

        /**
         * Sets the probability that the top class must reach for the estimate to name it. The
         * default depends on the modalities that give classes: 0.6 with a face or a voice, and 0.5
         * with others only. At these values nine of ten classes of faces and about four of five of
         * voices are right for people whom the models have not learned from.
         *
         * @param probability in [0, 1]
         * @return this builder
         * @throws IllegalArgumentException if it is outside
         */
        public Builder abstainBelow(double probability) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException(
                        "probability must be in [0, 1], not " + probability);
            }
            this.abstainBelow = OptionalDouble.of(probability);
            return this;
        }

        /**
         * Sets how frequent the classes are where a modality is used. By default all classes are
         * equally frequent for every modality. A prior multiplies the probability of each class by
         * its frequency (Bayes' rule), so that a rare class needs more evidence to be named. If
         * several modalities give classes, the geometric mean of their priors counts; a modality
         * without a prior counts as uniform. The evidence of single modalities does not change.
         *
         * <p>For a voice that is neutral in 70 % of what is said:
         *
         * <pre>{@code
         * Map<Emotion, Double> often = new EnumMap<>(Emotion.class);
         * Emotion.ALL.forEach(emotion -> often.put(emotion, 0.3 / 7));
         * often.put(Emotion.NEUTRAL, 0.7);
         * builder.prior(ModalityId.VOICE, EmotionProbabilities.of(often));
         * }</pre>
         *
         * <p>An utterance of neutral 0.30 and anger 0.40 without the prior has neutral 0.88 and
         * anger 0.07 with it.
         *
         * @param modality the modality
         * @param frequencies the frequencies of the classes; a class of frequency 0 is never named,
         *     and where no other was perceived, the estimate has no probabilities and the reason
         *     {@code "prior-rules-out"}
         * @return this builder
         */
        public Builder prior(ModalityId modality, EmotionProbabilities frequencies) {
            priors.put(
                    Objects.requireNonNull(modality, "modality"),
                    Objects.requireNonNull(frequencies, "frequencies"));
            return this;
        }

        /**
         * Sets how modalities are joined.
         *
         * @param method the method; by default the one on the class path, such as that of
         *     emotion-fusion, otherwise a mean of the probabilities weighted by quality
         * @return this builder
         */
        public Builder fusion(FusionMethod method) {
            this.fusion = Optional.of(Objects.requireNonNull(method, "method"));
            return this;
        }

        /**
         * Sets how much memory and work a recording, a replayed session and the state of a resumed
         * stream may require.
         *
         * @param limits by default {@link Limits#defaults()}
         * @return this builder
         */
        public Builder limits(Limits limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Has the work of all recordings and streams measured.
         *
         * @param meter what measures; by default nothing does
         * @return this builder
         */
        public Builder meter(RecognizerMeter meter) {
            this.meter = Optional.of(Objects.requireNonNull(meter, "meter"));
            return this;
        }

        /**
         * Loads the models. The class loader of this class finds modalities and the fusion method
         * and, if it is another one, the context class loader of the calling thread; any thread may
         * build. If neither finds the modules, as in OSGi, name them with {@link #modality} and
         * {@link #fusion}.
         *
         * @return the recogniser, which the caller closes
         * @throws ModelException if a model or its engine's natives cannot be loaded, or the folder
         *     of models is not there or holds no model
         * @throws IllegalStateException if there is no modality, or more than one fusion method on
         *     the class path and none was named, or a module's entry in {@code META-INF/services}
         *     was lost when the application was packaged
         * @throws IllegalArgumentException if a modality holds its observations for less than 0 or
         *     more than a century, two modalities of one name were named, or there is a prior for a
         *     modality that is not in use, unless none is
         */
        public EmotionRecognizer build() {
            RecognizerParts.Choice choice =
                    new RecognizerParts.Choice(
                            chosen, onlyChosen, fusion, priors, abstainBelow, step, limits, meter);
            ModelLoader loader = new ModelLoader(device, inferenceThreads, engine, models);
            return new EmotionRecognizer(RecognizerParts.load(choice, loader));
        }
    }
}
