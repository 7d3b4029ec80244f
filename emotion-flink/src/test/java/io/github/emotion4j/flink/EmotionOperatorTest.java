package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.model.ModelLoader;
import io.github.emotion4j.core.spi.Fusion;
import io.github.emotion4j.core.spi.FusionMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.windowing.PassThroughWindowFunction;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.triggers.EventTimeTrigger;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.streaming.runtime.operators.windowing.WindowOperatorBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator alone: each thing that may happen to it, one after the other. */
class EmotionOperatorTest {
    private static final Crowd CROWD = new Crowd(4, 12, false);
    private static final StreamSettings BESIDE = StreamSettings.defaults();
    private static final StreamSettings IN_TASK =
            StreamSettings.builder().asynchronous(false).build();

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "true, true, 100",
        "true, false, 100",
        "false, true, 100",
        "false, false, 100",
        "true, true, 1",
        "false, false, 2"
    })
    void estimates_areThoseOfUnbrokenStreams_howeverForwardsRunAndWhoeverRests(
            boolean asynchronous, boolean batched, int livePersons) throws Exception {
        StreamSettings settings =
                StreamSettings.builder()
                        .asynchronous(asynchronous)
                        .batched(batched)
                        .livePersons(livePersons)
                        .build();
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), settings)) {
            for (PersonSignal record : inTime()) {
                operator.give(record);
                operator.begin(seconds(record) - 0.001);
            }
            operator.finish();
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(operator.estimates()), 0);
            assertEquals(List.of(), operator.bad());
        }
    }

    @Test
    void checkpointInMidTick_isOfTheTimeAfterIt_andTheNextSlotGoesOn() throws Exception {
        List<PersonSignal> records = inTime();
        List<PersonSignal> first = records.subList(0, records.size() / 2);
        OperatorSubtaskState state;
        List<PersonEstimate> estimates;
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE)) {
            operator.give(first.toArray(PersonSignal[]::new));
            operator.begin(4.3);
            assertEquals(List.of(), operator.output());
            state = operator.checkpoint();
            estimates = operator.estimates();
            assertFalse(estimates.isEmpty());
            operator.runMails();
            assertEquals(estimates, operator.estimates(), "the tick is done once");
        }
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE, state)) {
            operator.give(
                    records.subList(first.size(), records.size()).toArray(PersonSignal[]::new));
            operator.finish();
            estimates.addAll(operator.estimates());
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(estimates), 0);
            assertEquals(List.of(), operator.bad());
        }
    }

    @Test
    void watermarksThatComeInMidTick_areOneTickAfterIt() throws Exception {
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE)) {
            operator.give(inTime().toArray(PersonSignal[]::new));
            operator.begin(2);
            operator.begin(3);
            operator.begin(4);
            assertEquals(List.of(), operator.output());
            operator.runNextMail();
            operator.runNextMail();
            assertEquals(
                    List.of(watermark(1), watermark(3)),
                    operator.output().stream().filter(Watermark.class::isInstance).toList());
        }
    }

    @Test
    void idleInput_isToldAfterTheTick() throws Exception {
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE)) {
            operator.give(inTime().toArray(PersonSignal[]::new));
            operator.begin(2);
            operator.idle();
            List<Object> output = operator.output();
            assertEquals(
                    List.of(watermark(1), WatermarkStatus.IDLE),
                    output.subList(output.size() - 2, output.size()));
        }
    }

    /** A voice that is told late, none at all, a pause, and the rest of a session. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noEstimateIsLateForAWindow(boolean voice) throws Exception {
        SharedModels models = new SharedModels("perceived", () -> perceiving().build());
        try (OperatorHarness operator = new OperatorHarness(models, BESIDE, null, 120)) {
            for (int i = 0; i < 41; i++) {
                double start = 0.3 * i + (i < 20 ? 0 : 100);
                operator.give(perceived(ModalityId.FACE, start));
                if (voice && i >= 3) {
                    operator.give(perceived(ModalityId.VOICE, 0.3 * (i - 3) + (i < 23 ? 0 : 100)));
                }
                operator.watermark(start + 0.3);
            }
            for (int second = 113; second < 420; second++) {
                operator.watermark(second);
            }
            assertEquals(225, operator.estimates().size());
            assertEquals(225, countedByWindows(operator.output()));
            assertEquals(List.of(), operator.bad());
        }
    }

    private static PersonSignal perceived(ModalityId modality, double start) {
        long startNanos = Crowd.BEGIN + Math.round(start * 10) * (Crowd.NANOS / 10);
        TimeInterval interval = new TimeInterval(startNanos, startNanos + 3 * (Crowd.NANOS / 10));
        return PersonSignal.of(
                "a",
                new Perceived(
                        modality,
                        new Evidence.Missing(interval, new Reason("nobody", "nobody is there"))));
    }

    /** How many elements are in windows of half a second behind the operator. */
    @SuppressWarnings("try") // Nobody interrupts a harness that closes.
    private static int countedByWindows(List<Object> output) throws Exception {
        WindowOperatorBuilder<Integer, Integer, TimeWindow> windows =
                new WindowOperatorBuilder<>(
                        TumblingEventTimeWindows.of(Duration.ofMillis(500)),
                        EventTimeTrigger.create(),
                        new ExecutionConfig(),
                        Types.INT,
                        one -> 0,
                        Types.INT);
        int counted = 0;
        try (KeyedOneInputStreamOperatorTestHarness<Integer, Integer, Integer> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        windows.reduce(Integer::sum, new PassThroughWindowFunction<>()),
                        one -> 0,
                        Types.INT)) {
            harness.open();
            for (Object one : output) {
                if (one instanceof Watermark mark) {
                    harness.processWatermark(mark);
                } else if (one instanceof StreamRecord<?> estimate) {
                    harness.processElement(1, estimate.getTimestamp());
                }
            }
            harness.processWatermark(Watermark.MAX_WATERMARK);
            for (int inWindow : harness.extractOutputValues()) {
                counted += inWindow;
            }
        }
        return counted;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void modalityThatThrows_isToldOnce_andThePersonBeginsAnew(boolean batched) throws Exception {
        StreamSettings settings =
                StreamSettings.builder().batched(batched).maxWait(Duration.ZERO).build();
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), settings)) {
            operator.give(
                    FaultyFace.face("a", 0, "nobody"),
                    FaultyFace.face("b", 0, "nobody"),
                    FaultyFace.face("a", 0.5, "nobody"));
            operator.watermark(1.2);
            operator.give(
                    FaultyFace.face("a", 1, FaultyFace.THROW),
                    FaultyFace.face("b", 1, "nobody"),
                    FaultyFace.face("a", 1.5, "nobody"),
                    FaultyFace.face("a", 2, "nobody"));
            operator.watermark(3);
            operator.finish();
            assertEquals(
                    List.of(
                            "a FAILED: The stream begins anew after"
                                    + " java.lang.IllegalArgumentException: The face is broken"),
                    words(operator));
            assertEquals(
                    List.of(Crowd.BEGIN, Crowd.BEGIN + 3 * Crowd.NANOS / 2),
                    origins(operator, "a"));
            assertEquals(List.of(Crowd.BEGIN), origins(operator, "b"));
            assertEquals(0, operator.sessions());
        }
    }

    @Test
    void modalityThatThrowsAtTheEndOfASession_isToldOnce() throws Exception {
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), BESIDE)) {
            operator.give(FaultyFace.face("a", 0, FaultyFace.THROW_AT_END));
            operator.finish();
            assertEquals(
                    List.of(
                            "a FAILED: The stream begins anew after"
                                    + " java.lang.IllegalStateException: The face breaks at its end"),
                    words(operator));
            assertEquals(0, operator.sessions());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fusionThatThrows_isToldOnce_andThePersonBeginsAnew(boolean batched) throws Exception {
        StreamSettings settings = StreamSettings.builder().batched(batched).build();
        SharedModels models =
                new SharedModels(
                        "faulty fusion",
                        () ->
                                EmotionRecognizer.builder()
                                        .onlyNamedModalities()
                                        .modality(
                                                new PerceivedModality(
                                                        ModalityId.FACE, Duration.ofSeconds(1)))
                                        .fusion(new FaultyFusion())
                                        .build());
        try (OperatorHarness operator = new OperatorHarness(models, settings)) {
            operator.give(FaultyFace.face("a", 0, "nobody"), FaultyFace.face("b", 0, "nobody"));
            operator.give(
                    FaultyFace.face("a", 0.5, FaultyFace.THROW),
                    FaultyFace.face("b", 0.5, "nobody"));
            operator.watermark(1.2);
            operator.give(FaultyFace.face("a", 1, "nobody"), FaultyFace.face("b", 1, "nobody"));
            operator.finish();
            assertEquals(
                    List.of(
                            "a FAILED: The stream begins anew after"
                                    + " java.lang.IllegalStateException: The fusion is broken"),
                    words(operator));
            assertEquals(List.of(Crowd.BEGIN, Crowd.BEGIN + Crowd.NANOS), origins(operator, "a"));
            assertEquals(List.of(Crowd.BEGIN), origins(operator, "b"));
        }
    }

    @Test
    void errorInAForward_stopsTheTask_alsoBesideIt() throws Exception {
        OperatorHarness inTask = new OperatorHarness(FaultyFace.models(), IN_TASK);
        inTask.give(FaultyFace.face("a", 0, FaultyFace.BREAK));
        assertThrows(NoClassDefFoundError.class, () -> inTask.begin(1));
        inTask.cancel();

        OperatorHarness beside = new OperatorHarness(FaultyFace.models(), BESIDE);
        beside.give(FaultyFace.face("a", 0, FaultyFace.BREAK));
        beside.begin(1);
        // No checkpoint is needed for the task to see it.
        Exception thrown = assertThrows(IllegalStateException.class, beside::runNextMail);
        assertEquals(
                "The forwards of a tick have failed: java.lang.NoClassDefFoundError: The face is"
                        + " gone",
                thrown.getMessage());
        beside.cancel();
    }

    @Test
    void taskThatEndsInMidTick_waitsForTheForwardAtWork_andBeginsNoOther() throws Exception {
        FaultyFace.reached = new CountDownLatch(1);
        FaultyFace.go = new CountDownLatch(1);
        FaultyFace.waited = false;
        FaultyFace.broke = false;
        OperatorHarness operator = new OperatorHarness(FaultyFace.models(), BESIDE);
        operator.give(
                FaultyFace.face("a", 0, FaultyFace.WAIT),
                FaultyFace.face("b", 0, FaultyFace.BREAK));
        operator.begin(1);
        assertTrue(FaultyFace.reached.await(1, TimeUnit.MINUTES));
        // The interrupt ends the waiting of a; b's error would be the models' after their end.
        operator.cancel();
        assertTrue(FaultyFace.waited);
        assertFalse(FaultyFace.broke);
        assertEquals(List.of(), operator.estimates());
    }

    @Test
    void recordThatIsReadableInItsHeadOnly_isUnreadable() throws Exception {
        PersonSignal strange = headOnly("a", "of tomorrow");
        PersonSignal nobody = headOnly("", "of nobody");
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), BESIDE)) {
            operator.give(strange, nobody);
            operator.finish();
            List<String> words = words(operator);
            assertEquals(2, words.size());
            assertTrue(words.get(0).startsWith(" UNREADABLE: A record"), words.get(0));
            assertTrue(words.get(1).startsWith("a UNREADABLE: A record"), words.get(1));
            assertTrue(words.get(1).contains("unknown type 99"), words.get(1));
        }
    }

    /** A record of a type that this release does not know. */
    private static PersonSignal headOnly(String person, String source) {
        return PersonSignal.ofBytes(
                new SavedState("E4SG", 1, "A record", "")
                        .write(
                                out -> {
                                    out.writeUTF(person);
                                    out.writeUTF(source);
                                    out.writeLong(Crowd.BEGIN);
                                    out.writeLong(Crowd.BEGIN);
                                    out.writeByte(99);
                                }));
    }

    @Test
    void bytesThatWaitForTheWatermark_areBounded() throws Exception {
        PersonSignal one = FaultyFace.face("a", 0, "nobody");
        long each = one.toBytes().length;
        StreamSettings settings =
                StreamSettings.builder().waitingBytes(4 * each + each / 2).build();
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), settings)) {
            for (int i = 0; i < 6; i++) {
                operator.give(FaultyFace.face("abcdef".substring(i, i + 1), 0, "nobody"));
            }
            String why =
                    " FLOOD: More than "
                            + settings.waitingBytes()
                            + " bytes wait for the watermark; does a partition without signals"
                            + " hold it (WatermarkStrategy.withIdleness), or one that is read more"
                            + " slowly?";
            assertEquals(List.of("e" + why, "f" + why), words(operator));
            operator.watermark(1);
            operator.give(FaultyFace.face("e", 1, "nobody"));
            assertEquals(2, operator.bad().size(), "there is room again");
        }
    }

    @Test
    void recordsOfAPersonThatWaitForTheWatermark_areBounded() throws Exception {
        StreamSettings settings = StreamSettings.builder().waitingRecords(3).build();
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), settings)) {
            operator.give(FaultyFace.face("b", 0, "nobody"));
            operator.begin(1);
            for (int i = 0; i < 12; i++) {
                operator.give(FaultyFace.face("a", 1 + i / 10.0, "nobody"));
                // Waits as long, with less in a second.
                operator.give(FaultyFace.face("c", 1 + i / 2.0, "nobody"));
            }
            operator.finish();
            String why = "a FLOOD: More than 3 records of this person come in a second";
            // The first of another second are taken.
            assertEquals(Collections.nCopies(7, why), words(operator));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsThatWaitForATickOnly_holdTheSourceUp_andNoneIsLost(boolean bytes) throws Exception {
        long each = FaultyFace.face("a", 0, "nobody").toBytes().length;
        StreamSettings.Builder bound = StreamSettings.builder();
        StreamSettings settings =
                (bytes ? bound.waitingBytes(3 * each) : bound.waitingRecords(2)).build();
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), settings)) {
            for (int i = 0; i < 10; i++) {
                operator.give(FaultyFace.face("a", i / 10.0, "nobody"));
                operator.begin((i + 5) / 10.0);
            }
            operator.finish();
            assertEquals(List.of(), words(operator));
            assertEquals(3, operator.estimates().size());
        }
    }

    @Test
    void lateness_countsFromTheWatermark_notFromTheTicksThatAreDone() throws Exception {
        StreamSettings settings =
                StreamSettings.builder().sessionGap(Duration.ofSeconds(2)).build();
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), settings)) {
            operator.give(FaultyFace.face("a", 0, "nobody"));
            operator.begin(10.5);
            operator.give(
                    FaultyFace.face("late", 8, "nobody"),
                    FaultyFace.face("in time", 8.5, "nobody"));
            operator.finish();
            assertEquals(
                    List.of(
                            "late LATE: It is 2 s behind the others, longer than a session's gap"
                                    + " of 2 s; is the clock wrong?"),
                    words(operator));
        }
    }

    @Test
    void clockAhead_isToldAtOnce() throws Exception {
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), BESIDE)) {
            operator.give(FaultyFace.face("a", 59, "nobody"), FaultyFace.face("b", 60, "nobody"));
            assertEquals(
                    List.of(
                            "b CLOCK_AHEAD: It is 60 s ahead of this machine's clock, which"
                                    + " tolerates 60 s"),
                    words(operator));
        }
    }

    @Test
    void pauseWithinATick_andPauseOfManyTicks_beginSessions() throws Exception {
        StreamSettings settings =
                StreamSettings.builder().sessionGap(Duration.ofSeconds(5)).build();
        try (OperatorHarness operator = new OperatorHarness(FaultyFace.models(), settings)) {
            operator.give(
                    FaultyFace.face("a", 0, "nobody"),
                    FaultyFace.face("a", 5, "nobody"),
                    FaultyFace.face("a", 20, "nobody"));
            operator.watermark(20.5);
            operator.watermark(30);
            assertEquals(0, operator.sessions());
            operator.give(FaultyFace.face("a", 40, "nobody"));
            operator.finish();
            assertEquals(
                    List.of(
                            Crowd.BEGIN,
                            Crowd.BEGIN + 20 * Crowd.NANOS,
                            Crowd.BEGIN + 40 * Crowd.NANOS),
                    origins(operator, "a"));
            assertEquals(List.of(), words(operator));
        }
    }

    @Test
    void utteranceThatGrows_isTaken_andARecordThatCameTwiceIsTold() throws Exception {
        PersonSignal complete = said(1, 2, 0.9);
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), IN_TASK)) {
            operator.give(
                    FaultyFace.face("a", 0, "nobody"),
                    said(0.5, 1, 0.2),
                    said(1, 1.5, 0.5),
                    // The complete utterance ends where its last estimate did.
                    said(1, 2, 0.7),
                    complete,
                    complete);
            operator.finish();
            assertEquals(1, operator.bad().size(), words(operator).toString());
            assertTrue(
                    words(operator).get(0).contains("voice came twice"),
                    words(operator).toString());
            assertTrue(
                    operator.estimates().get(2).estimate().evidence(ModalityId.VOICE)
                            instanceof Evidence.Present);
        }
    }

    /** Which records a tick holds depends on the watermarks, and the numbers must not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recordThatBeganBeforeTheOneThatEndedFirst_countsFromThere(boolean twoTicks)
            throws Exception {
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), IN_TASK)) {
            operator.give(
                    said(-0.2, 1, 0.9),
                    FaultyFace.face("a", 0, "nobody"),
                    PersonSignal.of(
                            "a",
                            new AudioBlock(
                                    Crowd.BEGIN - Crowd.NANOS / 10, 1000, 1, new float[800])));
            if (twoTicks) {
                operator.watermark(0.6);
            }
            operator.finish();
            assertEquals(List.of(Crowd.BEGIN), origins(operator, "a"));
            assertTrue(
                    operator.estimates().get(1).estimate().evidence(ModalityId.VOICE)
                            instanceof Evidence.Present);
            assertEquals(1, operator.bad().size(), words(operator).toString());
            String told = words(operator).get(0);
            assertTrue(told.contains("It begins 0.100 s before the session"), told);
        }
    }

    private static PersonSignal said(double from, double to, double quality) {
        return PersonSignal.of(
                "a",
                new Perceived(
                        ModalityId.VOICE,
                        new Evidence.Present(
                                new TimeInterval(
                                        Crowd.BEGIN + Math.round(from * Crowd.NANOS),
                                        Crowd.BEGIN + Math.round(to * Crowd.NANOS)),
                                EmotionProbabilities.UNIFORM,
                                Affect.CENTRE,
                                OptionalDouble.empty(),
                                new float[0],
                                quality,
                                List.of())));
    }

    @Test
    void modalityThatFallsSilent_isWaitedForAsLongAsAllowed() throws Exception {
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), IN_TASK)) {
            for (int second = 0; second < 6; second++) {
                for (int kind = 0; kind < (second < 2 ? 3 : 2); kind++) {
                    operator.give(PersonSignal.of("a", CROWD.signal(0, second, kind)));
                }
            }
            // The voice has reached 2 s, the face 2.5 s: less than a second is waited for.
            operator.watermark(2.9);
            assertEquals(4, operator.estimates().size());
            operator.watermark(4);
            assertEquals(8, operator.estimates().size());
            operator.finish();
            assertEquals(12, operator.estimates().size());
        }
    }

    @Test
    void jobThatIsStoppedForDays_losesNeitherSessionsNorRecordsThatWait() throws Exception {
        List<PersonSignal> records = inTime();
        OperatorSubtaskState state;
        List<PersonEstimate> estimates;
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE)) {
            operator.give(records.subList(0, 80).toArray(PersonSignal[]::new));
            operator.watermark(4.3);
            state = operator.checkpoint();
            estimates = operator.estimates();
        }
        try (OperatorHarness operator =
                new OperatorHarness(
                        CROWD.models(), BESIDE, state, Duration.ofDays(3).toSeconds())) {
            operator.give(records.subList(80, records.size()).toArray(PersonSignal[]::new));
            operator.finish();
            estimates.addAll(operator.estimates());
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(estimates), 0);
            assertEquals(List.of(), operator.bad());
            operator.checkpoint();
            assertEquals(0, operator.sessions());
        }
    }

    @Test
    void modelsOfTheSameNameInAnotherJob_areItsOwn() throws Exception {
        SharedModels models =
                new SharedModels(FaultyFace.models().name(), () -> Crowd.recognizer(false));
        try (OperatorHarness one = new OperatorHarness(FaultyFace.models(), IN_TASK);
                OperatorHarness other = new OperatorHarness(models, IN_TASK)) {
            PersonSignal record = FaultyFace.face("a", 0, FaultyFace.THROW);
            one.give(record);
            one.finish();
            other.give(record);
            other.finish();
            assertEquals(1, one.bad().size());
            assertEquals(List.of(), other.bad());
        }
    }

    @Test
    void newVersionOfTheModelsWithTheSameNetwork_goesOnWithEveryState() throws Exception {
        // A folder of models that none of these modalities asks for.
        Files.createFile(Files.createDirectory(folder.resolve("other")).resolve("model.json"));
        List<PersonSignal> records = inTime();
        OperatorSubtaskState state;
        List<PersonEstimate> estimates;
        try (OperatorHarness operator = new OperatorHarness(models("1", folder), BESIDE)) {
            operator.give(records.subList(0, 60).toArray(PersonSignal[]::new));
            operator.watermark(4.3);
            state = operator.checkpoint();
            estimates = operator.estimates();
        }
        try (OperatorHarness operator = new OperatorHarness(models("2", folder), BESIDE, state)) {
            operator.give(records.subList(60, records.size()).toArray(PersonSignal[]::new));
            operator.finish();
            estimates.addAll(operator.estimates());
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(estimates), 0);
            assertEquals(List.of(), words(operator));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stateOfAnotherNetwork_isRefusedWithTheReason_whetherThePersonComesAgainOrNot(boolean again)
            throws Exception {
        OperatorSubtaskState state;
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE)) {
            operator.give(PersonSignal.of("a", CROWD.signal(0, 0, 0)));
            operator.watermark(1);
            state = operator.checkpoint();
        }
        try (OperatorHarness operator =
                new OperatorHarness(models("2", OtherNetwork.in(folder)), BESIDE, state)) {
            if (again) {
                operator.give(PersonSignal.of("a", CROWD.signal(0, 1, 0)));
                operator.give(PersonSignal.of("a", CROWD.signal(0, 1, 1)));
                operator.watermark(2);
            }
            operator.finish();
            assertEquals(1, operator.bad().size(), words(operator).toString());
            String said = words(operator).get(0);
            assertTrue(said.startsWith("a STATE_REFUSED: The stream begins anew: "), said);
            assertTrue(said.contains("is of the network fusion"), said);
            assertEquals(
                    again ? List.of(Crowd.BEGIN + Crowd.NANOS) : List.of(), origins(operator, "a"));
            assertEquals(0, operator.sessions());
        }
    }

    /** Of a later release of this module, or damaged. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stateOfAnotherRelease_isRefusedWithTheReason_whetherThePersonComesAgainOrNot(boolean again)
            throws Exception {
        byte[] later = new SavedState("E4PS", 2, "The state of a person", "").write(out -> {});
        OperatorSubtaskState state;
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE)) {
            operator.give(PersonSignal.of("a", CROWD.signal(0, 0, 0)));
            operator.watermark(1);
            operator.checkpoint();
            operator.replaceSession("a", later);
            state = operator.checkpoint();
        }
        try (OperatorHarness operator = new OperatorHarness(CROWD.models(), BESIDE, state)) {
            if (again) {
                operator.give(PersonSignal.of("a", CROWD.signal(0, 1, 0)));
            }
            operator.finish();
            assertEquals(1, operator.bad().size(), words(operator).toString());
            String said = words(operator).get(0);
            assertTrue(said.startsWith("a STATE_REFUSED: The stream begins anew: "), said);
            assertTrue(said.contains("Start from a savepoint of this release"), said);
            assertEquals(
                    again ? List.of(Crowd.BEGIN + Crowd.NANOS) : List.of(), origins(operator, "a"));
            operator.checkpoint();
            assertEquals(0, operator.sessions());
        }
    }

    private static SharedModels models(String version, Path folder) {
        String models = folder.toString();
        return new SharedModels(version, () -> perceiving().models(Path.of(models)).build());
    }

    private static EmotionRecognizer.Builder perceiving() {
        return EmotionRecognizer.builder()
                .onlyNamedModalities()
                .modality(new PerceivedModality(ModalityId.FACE, Duration.ofSeconds(1)))
                .modality(new PerceivedModality(ModalityId.VOICE, Duration.ofSeconds(5)));
    }

    private static List<PersonSignal> inTime() {
        List<PersonSignal> records = new ArrayList<>();
        for (long i = 0; i < CROWD.records(); i++) {
            records.add(CROWD.record(i));
        }
        records.sort(Comparator.comparingLong(PersonSignal::endNanos));
        return records;
    }

    private static double seconds(PersonSignal record) {
        return (record.endNanos() - Crowd.BEGIN) / (double) Crowd.NANOS;
    }

    private static Watermark watermark(double seconds) {
        return new Watermark(OperatorHarness.millis(seconds));
    }

    private static List<String> words(OperatorHarness operator) {
        return operator.bad().stream()
                .map(one -> one.person() + " " + one.reason() + ": " + one.message())
                .toList();
    }

    /** When the sessions of a person began. */
    private static List<Long> origins(OperatorHarness operator, String person) {
        return operator.estimates().stream()
                .filter(one -> one.person().equals(person))
                .map(PersonEstimate::originNanos)
                .distinct()
                .toList();
    }

    /** Joins nothing, and throws where the face's reason says so. */
    private static final class FaultyFusion implements FusionMethod {
        @Override
        public Fusion open(ModelLoader models) {
            return new Fusion() {
                @Override
                public Session openSession() {
                    return new Session() {
                        @Override
                        public Opinion step(
                                TimeInterval interval, Map<ModalityId, Evidence> evidence) {
                            if (evidence.get(ModalityId.FACE) instanceof Evidence.Missing missing
                                    && missing.reason().code().equals(FaultyFace.THROW)) {
                                throw new IllegalStateException("The fusion is broken");
                            }
                            return Opinion.none(evidence);
                        }

                        @Override
                        public void close() {}
                    };
                }

                @Override
                public void close() {}
            };
        }
    }
}
