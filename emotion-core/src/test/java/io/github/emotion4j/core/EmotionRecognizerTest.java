package io.github.emotion4j.core;

import static io.github.emotion4j.core.Scripted.LEFT;
import static io.github.emotion4j.core.Scripted.MILLI;
import static io.github.emotion4j.core.Scripted.RIGHT;
import static io.github.emotion4j.core.Scripted.happy;
import static io.github.emotion4j.core.Scripted.interval;
import static io.github.emotion4j.core.Scripted.modality;
import static io.github.emotion4j.core.Scripted.recognizer;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Scripted.Piece;
import io.github.emotion4j.core.Scripted.PieceModality;
import io.github.emotion4j.core.internal.OpinionPool;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import io.github.emotion4j.core.spi.ModalityModel;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.core.spi.ModalitySession;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Drives the recogniser with modalities of the test's own, as an application may. */
class EmotionRecognizerTest {
    @Test
    void recognize_givesOneEstimateAStepWithTheMeanOfWhatEndedInIt() {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionTimeline timeline =
                    recognizer.recognize(
                            Recording.of(
                                    List.of(
                                            happy(LEFT, 0, 250, 0.9),
                                            happy(LEFT, 250, 500, 0.5),
                                            happy(LEFT, 500, 1000, 0.1))));

            assertEquals(2, timeline.estimates().size());
            EmotionEstimate first = timeline.estimates().get(0);
            assertEquals(new TimeInterval(0, 500 * MILLI), first.interval());
            assertEquals(
                    0.7, first.probabilities().orElseThrow().probability(Emotion.HAPPINESS), 1e-12);
            assertEquals(Map.of(LEFT, 1.0), first.contribution());
            assertEquals(Optional.of(Emotion.HAPPINESS), first.perceived());
            assertEquals(
                    0.4,
                    timeline.summary().probabilities().orElseThrow().probability(Emotion.HAPPINESS),
                    1e-12);
        }
    }

    @Test
    void recognize_weighsModalitiesByQuality() {
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            EmotionEstimate estimate =
                    recognizer
                            .recognize(
                                    Recording.of(
                                            List.of(
                                                    new Piece(LEFT, interval(0, 500), 0.9, 0.75),
                                                    new Piece(RIGHT, interval(0, 500), 0.1, 0.25))))
                            .estimates()
                            .get(0);
            assertEquals(
                    0.7,
                    estimate.probabilities().orElseThrow().probability(Emotion.HAPPINESS),
                    1e-12);
            assertEquals(0.25, estimate.contribution(RIGHT), 1e-12);
        }
    }

    @Test
    void recognize_holdsAnObservationUntilItIsTooOld() {
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            List<Signal> signals = new ArrayList<>();
            signals.add(happy(RIGHT, 0, 500, 0.9));
            for (int i = 0; i < 6; i++) {
                signals.add(happy(LEFT, 500 * i, 500 * (i + 1), 0.9));
            }
            List<EmotionEstimate> estimates =
                    recognizer.recognize(Recording.of(signals)).estimates();

            // Right's hold is one second: it stands in the steps that begin before 1.5 s.
            assertInstanceOf(Evidence.Present.class, estimates.get(2).evidence(RIGHT));
            assertInstanceOf(Evidence.Missing.class, estimates.get(3).evidence(RIGHT));
            assertEquals(6, estimates.size());
        }
    }

    @Test
    void holdFor_mayBeACentury_andNeitherMoreNorNegative() {
        Duration century = Duration.ofDays(36_525);
        try (EmotionRecognizer recognizer = holding(century)) {
            List<EmotionEstimate> estimates =
                    recognizer
                            .recognize(
                                    Recording.of(
                                            List.of(
                                                    happy(LEFT, 0, 500, 0.9),
                                                    happy(RIGHT, 0, 3000, 0.9))))
                            .estimates();
            assertInstanceOf(Evidence.Present.class, estimates.get(5).evidence(LEFT));
        }
        for (Duration hold :
                List.of(
                        Duration.ofMillis(-1),
                        century.plusNanos(1),
                        Duration.ofSeconds(Long.MAX_VALUE))) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> holding(hold));
            assertTrue(refused.getMessage().contains("The modality left"), refused.getMessage());
        }
    }

    private static EmotionRecognizer holding(Duration hold) {
        return EmotionRecognizer.builder()
                .modality(new PieceModality(LEFT, hold, 0, () -> {}))
                .modality(modality(RIGHT))
                .build();
    }

    @Test
    void summary_isMadeBeforeTheFusionIsFreed() {
        List<String> events = new ArrayList<>();
        FusionMethod method =
                models ->
                        new Fusion() {
                            @Override
                            public Session openSession() {
                                events.add("open");
                                return new OpinionPool();
                            }

                            @Override
                            public void close() {
                                events.add("close");
                            }
                        };
        EmotionRecognizer recognizer =
                EmotionRecognizer.builder().modality(modality(LEFT)).fusion(method).build();
        RecognitionListener closing =
                new RecognitionListener() {
                    @Override
                    public void onProgress(double fraction) {
                        if (fraction == 1) {
                            recognizer.close();
                        }
                    }

                    @Override
                    public void onEstimate(EmotionEstimate estimate) {}
                };
        recognizer.recognize(Recording.of(List.of(happy(LEFT, 0, 500, 0.9))), closing);
        assertEquals(List.of("open", "open", "close"), events);
    }

    @Test
    void recognize_withoutEvidence_abstainsWithTheReason() {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Piece nothing = new Piece(LEFT, interval(0, 500), Double.NaN, 0);
            EmotionEstimate estimate =
                    recognizer.recognize(Recording.of(List.of(nothing))).summary();

            assertEquals(Optional.empty(), estimate.perceived());
            assertEquals(Optional.empty(), estimate.probabilities());
            assertEquals(Optional.empty(), estimate.affect());
            assertEquals("nobody", estimate.abstentionReasons().get(0).code());
        }
    }

    @Test
    void recognize_withLowConfidence_abstains() {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionEstimate estimate =
                    recognizer
                            .recognize(Recording.of(List.of(happy(LEFT, 0, 500, 0.39))))
                            .summary();
            assertEquals(Optional.empty(), estimate.perceived());
            assertEquals("low-confidence", estimate.abstentionReasons().get(0).code());
        }
    }

    @Test
    void stream_givesTheSameEstimatesAsTheClip() {
        List<Signal> signals = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            signals.add(happy(LEFT, 40 * i, 40 * (i + 1), 0.2 + 0.02 * i));
            if (i % 5 == 0) {
                signals.add(happy(RIGHT, 40 * i, 40 * (i + 5), 0.9 - 0.02 * i));
            }
        }
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            List<EmotionEstimate> live = new ArrayList<>();
            try (EmotionStream stream = recognizer.openStream(live::add)) {
                signals.forEach(stream::accept);
            }
            assertEquals(recognizer.recognize(Recording.of(signals)).estimates(), live);
        }
    }

    @Test
    void stream_doesNotWaitForAModalityThatNeverSpeaks() {
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            List<EmotionEstimate> live = new ArrayList<>();
            EmotionStream stream = recognizer.openStream(live::add);
            for (int i = 0; i < 100; i++) {
                stream.accept(happy(LEFT, 40 * i, 40 * (i + 1), 0.9));
            }
            // Four seconds are eight steps, of which the last is not over by more than the wait.
            assertTrue(live.size() >= 6, live.size() + " estimates");
            stream.close();
            stream.close();
            assertEquals(8, live.size());
        }
    }

    @Test
    void stream_refusesTimeThatGoesBackwards() {
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream = recognizer.openStream(estimate -> {})) {
            stream.accept(happy(LEFT, 100, 200, 0.5));
            IllegalArgumentException thrown =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> stream.accept(happy(LEFT, 99, 150, 0.5)));
            assertTrue(thrown.getMessage().contains("left"), thrown.getMessage());
            stream.accept(happy(LEFT, 200, 300, 0.5));
        }
    }

    @Test
    void stream_refusesASignalThatNoModalityTakes() {
        try (EmotionRecognizer recognizer = recognizer(LEFT);
                EmotionStream stream = recognizer.openStream(estimate -> {})) {
            assertThrows(
                    IllegalArgumentException.class, () -> stream.accept(happy(RIGHT, 0, 100, 0.5)));
        }
    }

    @Test
    void use_afterClose_isRefused() {
        EmotionRecognizer recognizer = recognizer(LEFT);
        EmotionStream stream = recognizer.openStream(estimate -> {});
        recognizer.close();
        recognizer.close();
        Piece piece = happy(LEFT, 0, 100, 0.5);
        assertThrows(IllegalStateException.class, () -> stream.accept(piece));
        assertThrows(
                IllegalStateException.class,
                () -> recognizer.recognize(Recording.of(List.of(piece))));
        assertThrows(IllegalStateException.class, () -> recognizer.openStream(estimate -> {}));
        assertThrows(IllegalStateException.class, recognizer::batch);
        assertEquals(Set.of(LEFT), recognizer.modalities());
    }

    @Test
    void recorder_afterClose_leavesTheFileAsItIs(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("session.jsonl"), "of yesterday");
        EmotionRecognizer recognizer = recognizer(LEFT);
        recognizer.close();
        assertThrows(IllegalStateException.class, () -> recognizer.recorder(file));
        assertEquals("of yesterday", Files.readString(file));
    }

    @Test
    void recognize_refusesASignalThatNoModalityTakes_asAStreamDoes() {
        List<Piece> signals = List.of(happy(LEFT, 0, 500, 0.9), happy(RIGHT, 0, 500, 0.9));
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            InputException thrown =
                    assertThrows(
                            InputException.class,
                            () -> recognizer.recognize(Recording.of(signals)));
            assertTrue(thrown.getMessage().contains(RIGHT.name()), thrown.getMessage());
        }
    }

    @Test
    void observationFarAfterTheSignals_isAFaultOfTheModality_andNoLoop() {
        try (EmotionRecognizer recognizer =
                        EmotionRecognizer.builder().modality(new Ahead()).build();
                EmotionStream stream = recognizer.openStream(estimate -> {})) {
            Piece piece = happy(LEFT, 0, 500, 0.9);
            for (Executable use :
                    List.<Executable>of(
                            () -> recognizer.recognize(Recording.of(List.of(piece))),
                            () -> stream.accept(piece))) {
                IllegalStateException thrown = assertThrows(IllegalStateException.class, use);
                assertTrue(thrown.getMessage().contains("modality left"), thrown.getMessage());
                assertTrue(thrown.getMessage().contains("nanoseconds"), thrown.getMessage());
            }
        }
    }

    /** Takes microseconds for nanoseconds: its observations are a thousand times as late. */
    private record Ahead() implements ModalityProvider {
        @Override
        public ModalityId id() {
            return LEFT;
        }

        @Override
        public ModalityModel open(ModelLoader models) {
            ModalityModel right = modality(LEFT).open(models);
            return changed(
                    ModalityModel.class,
                    right,
                    "openSession",
                    arguments ->
                            changed(
                                    ModalitySession.class,
                                    right.openSession(),
                                    "accept",
                                    Ahead::tell));
        }

        /** Another object whose one method does something else. */
        private static <T> T changed(
                Class<T> type, T right, String method, Function<Object[], Object> other) {
            return type.cast(
                    Proxy.newProxyInstance(
                            Ahead.class.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, called, arguments) ->
                                    called.getName().equals(method)
                                            ? other.apply(arguments)
                                            : called.invoke(right, arguments)));
        }

        @SuppressWarnings("unchecked")
        private static Object tell(Object[] arguments) {
            TimeInterval interval = ((Signal) arguments[0]).interval();
            Evidence nobody =
                    new Evidence.Missing(
                            new TimeInterval(
                                    1000 * interval.startNanos(), 1000 * interval.endNanos()),
                            new Reason("nobody", "nobody is there"));
            ((Consumer<Observation>) arguments[1])
                    .accept(new Observation(LEFT, 1, true, nobody, null));
            return null;
        }
    }

    @Test
    void whatIsNotGiven_isToldByItsName() {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Map<String, Executable> calls =
                    Map.of(
                            "recording", () -> recognizer.recognize(none()),
                            "receiver", () -> RecognitionListener.ofObservations(none()),
                            "listener", () -> recognizer.openStream(none()),
                            "path", () -> Recording.of(EmotionRecognizerTest.<Path>none()));
            calls.forEach(
                    (name, call) ->
                            assertEquals(
                                    name,
                                    assertThrows(NullPointerException.class, call).getMessage()));
        }
    }

    /** What a caller without null checks gives. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T none() {
        return null;
    }

    @Test
    void recognize_aFileWhoseTimeLeaps_isRefusedByName() {
        Recording recording =
                Recording.of("first.pieces", new byte[0])
                        .with(
                                Recording.Part.of("later.pieces", new byte[0])
                                        .startingAt(Duration.ofDays(2)));
        try (EmotionRecognizer recognizer = Scripted.recognizer(LEFT)) {
            InputException thrown =
                    assertThrows(InputException.class, () -> recognizer.recognize(recording));
            assertTrue(thrown.getMessage().contains("later.pieces"), thrown.getMessage());
        }
    }

    @Test
    void recognize_partsFarApart_areBridgedUpToTheLimits() {
        Recording recording =
                Recording.of("first.pieces", new byte[0])
                        .with(
                                Recording.Part.of("hours.pieces", new byte[0])
                                        .startingAt(Duration.ofHours(9)))
                        .with(
                                Recording.Part.of("later.pieces", new byte[0])
                                        .startingAt(Duration.ofHours(18)));
        for (Limits limits :
                List.of(
                        Limits.builder().maxSilentSteps(100_000).build(),
                        Limits.builder().maxDuration(Duration.ofHours(17)).build())) {
            try (EmotionRecognizer recognizer =
                    EmotionRecognizer.builder()
                            .modality(Scripted.modality(LEFT))
                            .limits(limits)
                            .build()) {
                InputException thrown =
                        assertThrows(InputException.class, () -> recognizer.recognize(recording));
                assertTrue(thrown.getMessage().contains("later.pieces"), thrown.getMessage());
                assertTrue(thrown.getMessage().contains("Limits.max"), thrown.getMessage());
            }
        }
    }

    @Test
    void recognize_whatAReaderLeavesOut_isAmongTheIssues() {
        Recording twice =
                Recording.of(Path.of("a-partly.pieces"))
                        .with(Path.of("b-partly.pieces"), Duration.ofSeconds(1));
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionTimeline timeline = recognizer.recognize(twice);
            for (Evidence evidence :
                    List.of(
                            timeline.summary().evidence(LEFT),
                            timeline.estimates().get(0).evidence(LEFT))) {
                Evidence.Present present = assertInstanceOf(Evidence.Present.class, evidence);
                assertEquals(
                        List.of(new Reason("channels-left-out", "left out: B; left out: B")),
                        present.issues());
            }
        }
    }

    /** A session that tells of each signal at once has told of the last one before the end. */
    @Test
    void recognize_whatAReaderLacksAtItsEnd_isAmongTheIssuesOfTheLastSignal() {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            EmotionTimeline timeline = recognizer.recognize(Recording.of(Path.of("a-cut.pieces")));
            Evidence.Present present =
                    assertInstanceOf(Evidence.Present.class, timeline.summary().evidence(LEFT));
            assertEquals(
                    List.of(new Reason("breaks-off", "the rest is not there")), present.issues());
        }
    }

    @Test
    void recognize_joinsAFileWithSignalsInMemory() {
        Recording recording =
                Recording.of(Path.of("a.left-cannot.pieces"))
                        .with(List.of(happy(LEFT, 0, 500, 0.9)));
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            EmotionEstimate estimate = recognizer.recognize(recording).estimates().get(0);
            assertInstanceOf(Evidence.Present.class, estimate.evidence(LEFT));
            assertInstanceOf(Evidence.Present.class, estimate.evidence(RIGHT));
        }
    }

    @Test
    void recordings_areTheSameFromShortAndLongCalls() {
        Recording.Format format = new Recording.Format() {};
        Path path = Path.of("a.pieces");
        byte[] bytes = {1};
        Recording.FilePart file = new Recording.FilePart(path, 2_000_000_000L, Optional.of(format));
        Recording.BytesPart content =
                new Recording.BytesPart("a", bytes, 1_000_000L, Optional.of(format));
        assertEquals(
                Recording.of(content).with(file),
                Recording.of(
                                Recording.Part.of("a", bytes)
                                        .withFormat(format)
                                        .startingAt(Duration.ofMillis(1)))
                        .with(
                                Recording.Part.of(path)
                                        .startingAt(Duration.ofSeconds(2))
                                        .withFormat(format)));
        assertEquals(
                Recording.of(Recording.Part.of("a", bytes)).with(Recording.Part.of(path)),
                Recording.of("a", bytes).with(path));
    }

    @Test
    void recognize_movesAPartByItsOffset() {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            Recording recording =
                    Recording.of(List.of()).with(Path.of("a.pieces"), Duration.ofSeconds(1));
            List<EmotionEstimate> estimates = recognizer.recognize(recording).estimates();
            assertEquals(3, estimates.size());
            assertInstanceOf(Evidence.Missing.class, estimates.get(0).evidence(LEFT));
            assertInstanceOf(Evidence.Present.class, estimates.get(2).evidence(LEFT));
        }
    }

    @Test
    void recognize_aPartThatOneModalityCannotRead_isReadByAnotherOrRefusedWithTheReason() {
        Recording recording = Recording.of(Path.of("a.left-cannot.pieces"));
        try (EmotionRecognizer both = recognizer(LEFT, RIGHT);
                EmotionRecognizer left = recognizer(LEFT)) {
            EmotionEstimate estimate = both.recognize(recording).estimates().get(0);
            assertInstanceOf(Evidence.Present.class, estimate.evidence(RIGHT));
            InputException thrown =
                    assertThrows(InputException.class, () -> left.recognize(recording));
            assertTrue(thrown.getMessage().contains("is cut"), thrown.getMessage());
        }
    }

    @Test
    void recognize_aPartThatNobodyKnows_namesItAndTheModalities(@TempDir Path folder) {
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            InputException thrown =
                    assertThrows(
                            InputException.class, () -> recognizer.recognize(Recording.of(folder)));
            assertTrue(thrown.getMessage().contains(folder.toString()), thrown.getMessage());
            assertTrue(thrown.getMessage().contains("[left]"), thrown.getMessage());
        }
    }

    @Test
    void listener_seesProgressThatNeverFallsAndEndsAtOne() {
        List<Double> progress = new ArrayList<>();
        try (EmotionRecognizer recognizer = recognizer(LEFT)) {
            recognizer.recognize(
                    Recording.of(Path.of("a.pieces")),
                    new RecognitionListener() {
                        @Override
                        public void onProgress(double fraction) {
                            progress.add(fraction);
                        }

                        @Override
                        public void onEstimate(EmotionEstimate estimate) {}
                    });
        }
        assertEquals(progress.stream().sorted().toList(), progress);
        assertEquals(1, progress.get(progress.size() - 1));
    }

    @Test
    void progress_isToldWhereOnePartCannotTellItsOwn() {
        List<Double> progress = new ArrayList<>();
        List<Piece> silent = List.of(happy(RIGHT, 0, 500, 0.9), happy(RIGHT, 500, 1000, 0.9));
        try (EmotionRecognizer recognizer = recognizer(LEFT, RIGHT)) {
            recognizer.recognize(
                    Recording.of(Path.of("a.right-cannot.pieces")).with(silent),
                    new RecognitionListener() {
                        @Override
                        public void onProgress(double fraction) {
                            progress.add(fraction);
                        }

                        @Override
                        public void onEstimate(EmotionEstimate estimate) {}
                    });
        }
        assertEquals(List.of(0.5, 0.75, 1.0), progress);
    }

    @Test
    void fusion_namedByHand_getsEveryStepInOrderWithTheEvidenceOfAllModalities() {
        List<TimeInterval> steps = new ArrayList<>();
        List<Set<ModalityId>> modalities = new ArrayList<>();
        FusionMethod method =
                models ->
                        new ForwardingFusion(
                                (interval, evidence) -> {
                                    steps.add(interval);
                                    modalities.add(evidence.keySet());
                                });
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .modality(modality(LEFT))
                        .modality(modality(RIGHT))
                        .fusion(method)
                        .build()) {
            recognizer.recognize(Recording.of(List.of(happy(LEFT, 0, 1000, 0.9))));
        }
        assertEquals(List.of(interval(0, 500), interval(500, 1000)), steps);
        assertEquals(List.of(Set.of(LEFT, RIGHT), Set.of(LEFT, RIGHT)), modalities);
    }

    @Test
    void recognizeAsync_givesTheSameAndStopsWhenItIsCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicInteger worked = new AtomicInteger();
        Runnable pause =
                () -> {
                    worked.incrementAndGet();
                    begun.countDown();
                    assertDoesNotThrow(() -> cancelled.await());
                };
        List<Piece> pieces = List.of(happy(LEFT, 0, 500, 0.9), happy(LEFT, 500, 1000, 0.9));
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (EmotionRecognizer recognizer =
                EmotionRecognizer.builder()
                        .modality(new PieceModality(LEFT, Duration.ofSeconds(1), 0, pause))
                        .build()) {
            Future<EmotionTimeline> stopped =
                    recognizer.recognizeAsync(Recording.of(pieces), executor);
            begun.await();
            stopped.cancel(true);
            cancelled.countDown();
            assertThrows(CancellationException.class, stopped::get);
            executor.submit(() -> {}).get();
            assertEquals(1, worked.get(), "pieces worked on");

            assertEquals(
                    recognizer.recognize(Recording.of(pieces)),
                    recognizer.recognizeAsync(Recording.of(pieces), executor).get());
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void recognize_ofAModalityThatTellsOnlyAtItsEnd_losesNothing() {
        PieceModality late = new PieceModality(LEFT, Duration.ofSeconds(1), 99, () -> {});
        try (EmotionRecognizer recognizer = EmotionRecognizer.builder().modality(late).build()) {
            List<EmotionEstimate> estimates =
                    recognizer
                            .recognize(Recording.of(List.of(happy(LEFT, 0, 500, 0.9))))
                            .estimates();
            assertEquals(2, estimates.size());
            assertEquals(
                    0.9,
                    estimates.get(1).probabilities().orElseThrow().probability(Emotion.HAPPINESS),
                    1e-12);
        }
    }

    /** Listed for the thread's class loader alone, as in a container. */
    @Test
    void build_findsWhatTheThreadsClassLoaderLists_andIsNotMisledByAnothersLibrary(
            @TempDir Path folder) throws Exception {
        String service = ModalityProvider.class.getName();
        Path lists = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(lists.resolve(service), Listed.class.getName());
        URL[] urls = {folder.toUri().toURL()};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader child = new URLClassLoader(urls, before);
                URLClassLoader other = new OtherLibrary(urls, before)) {
            thread.setContextClassLoader(child);
            try (EmotionRecognizer recognizer = EmotionRecognizer.create()) {
                assertEquals(Set.of(LEFT), recognizer.modalities());
            }
            for (ClassLoader none : new ClassLoader[] {other, null}) {
                thread.setContextClassLoader(none);
                IllegalStateException thrown =
                        assertThrows(IllegalStateException.class, () -> EmotionRecognizer.create());
                assertTrue(thrown.getMessage().contains("no modality"), thrown.getMessage());
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A second deployment, with the library's interface of its own. */
    private static final class OtherLibrary extends URLClassLoader {
        OtherLibrary(URL[] urls, ClassLoader parent) {
            super(urls, parent);
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            return name.equals(ModalityProvider.class.getName())
                    ? Runnable.class
                    : super.loadClass(name);
        }
    }

    /** A modality as a list names it. */
    public static final class Listed implements ModalityProvider {
        /** Made by {@link java.util.ServiceLoader}. */
        public Listed() {}

        @Override
        public ModalityId id() {
            return LEFT;
        }

        @Override
        public ModalityModel open(ModelLoader models) {
            return modality(LEFT).open(models);
        }
    }

    @Test
    void build_thatFails_freesWhatItHadLoaded() {
        AtomicInteger closed = new AtomicInteger();
        FusionMethod broken =
                models -> {
                    throw new StackOverflowError("the fusion's");
                };
        EmotionRecognizer.Builder builder =
                EmotionRecognizer.builder()
                        .modality(new Closing(LEFT, closed))
                        .modality(new Closing(RIGHT, closed))
                        .fusion(broken);
        assertThrows(StackOverflowError.class, builder::build);
        assertEquals(2, closed.get());
    }

    /** Counts how often its models are closed. */
    private record Closing(ModalityId id, AtomicInteger closed) implements ModalityProvider {
        @Override
        public ModalityModel open(ModelLoader models) {
            ModalityModel model = modality(id).open(models);
            return (ModalityModel)
                    Proxy.newProxyInstance(
                            Closing.class.getClassLoader(),
                            new Class<?>[] {ModalityModel.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("close")) {
                                    closed.incrementAndGet();
                                }
                                return method.invoke(model, arguments);
                            });
        }
    }

    @Test
    void build_withTwoModalitiesOfAName_orAPriorOfNone_isRefused() {
        EmotionRecognizer.Builder twice =
                EmotionRecognizer.builder().modality(modality(LEFT)).modality(new Listed());
        EmotionRecognizer.Builder misspelt =
                EmotionRecognizer.builder()
                        .modality(modality(LEFT))
                        .prior(RIGHT, EmotionProbabilities.UNIFORM);
        Map.of(twice, Listed.class.getName(), misspelt, "right")
                .forEach(
                        (builder, word) -> {
                            IllegalArgumentException thrown =
                                    assertThrows(IllegalArgumentException.class, builder::build);
                            assertTrue(thrown.getMessage().contains(word), thrown.getMessage());
                        });
        EmotionRecognizer.builder()
                .onlyNamedModalities()
                .prior(RIGHT, EmotionProbabilities.UNIFORM)
                .build()
                .close();
    }

    @Test
    void build_withoutModalities_saysWhatToAdd() {
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> EmotionRecognizer.create());
        assertTrue(thrown.getMessage().contains("emotion-vision"), thrown.getMessage());
    }

    /** Looks on while the default method works. */
    private record ForwardingFusion(BiConsumer<TimeInterval, Map<ModalityId, Evidence>> observer)
            implements Fusion, Fusion.Session {
        private static final OpinionPool POOL = new OpinionPool();

        @Override
        public Fusion.Session openSession() {
            return this;
        }

        @Override
        public Fusion.Opinion step(TimeInterval step, Map<ModalityId, Evidence> evidence) {
            observer.accept(step, evidence);
            return POOL.step(step, evidence);
        }

        @Override
        public Fusion.Opinion summary(TimeInterval whole, Map<ModalityId, Evidence> evidence) {
            return POOL.step(whole, evidence);
        }

        @Override
        public void close() {}
    }
}
