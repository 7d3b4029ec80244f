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
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator alone: each thing that may happen to a slot, one after the other. */
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
        try (Slot slot = new Slot(CROWD.models(), settings)) {
            for (PersonSignal record : inTime()) {
                slot.give(record);
                slot.begin(seconds(record) - 0.001);
            }
            slot.finish();
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(slot.estimates()), 0);
            assertEquals(List.of(), slot.bad());
        }
    }

    @Test
    void checkpointInMidTick_isOfTheTimeAfterIt_andTheNextSlotGoesOn() throws Exception {
        List<PersonSignal> records = inTime();
        List<PersonSignal> first = records.subList(0, records.size() / 2);
        OperatorSubtaskState state;
        List<PersonEstimate> estimates;
        try (Slot slot = new Slot(CROWD.models(), BESIDE)) {
            slot.give(first.toArray(PersonSignal[]::new));
            slot.begin(4.3);
            assertEquals(List.of(), slot.output());
            state = slot.checkpoint();
            estimates = slot.estimates();
            assertFalse(estimates.isEmpty());
            slot.runMails();
            assertEquals(estimates, slot.estimates(), "the tick is done once");
        }
        try (Slot slot = new Slot(CROWD.models(), BESIDE, state)) {
            slot.give(records.subList(first.size(), records.size()).toArray(PersonSignal[]::new));
            slot.finish();
            estimates.addAll(slot.estimates());
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(estimates), 0);
            assertEquals(List.of(), slot.bad());
        }
    }

    @Test
    void watermarksThatComeInMidTick_areOneTickAfterIt() throws Exception {
        try (Slot slot = new Slot(CROWD.models(), BESIDE)) {
            slot.give(inTime().toArray(PersonSignal[]::new));
            slot.begin(2);
            slot.begin(3);
            slot.begin(4);
            assertEquals(List.of(), slot.output());
            slot.runNextMail();
            slot.runNextMail();
            assertEquals(
                    List.of(watermark(2), watermark(4)),
                    slot.output().stream().filter(Watermark.class::isInstance).toList());
        }
    }

    @Test
    void idleInput_isToldAfterTheTick() throws Exception {
        try (Slot slot = new Slot(CROWD.models(), BESIDE)) {
            slot.give(inTime().toArray(PersonSignal[]::new));
            slot.begin(2);
            slot.idle();
            List<Object> output = slot.output();
            assertEquals(
                    List.of(watermark(2), WatermarkStatus.IDLE),
                    output.subList(output.size() - 2, output.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void modalityThatThrows_isToldOnce_andThePersonBeginsAnew(boolean batched) throws Exception {
        StreamSettings settings =
                StreamSettings.builder().batched(batched).maxWait(Duration.ZERO).build();
        try (Slot slot = new Slot(Fragile.models(), settings)) {
            slot.give(
                    Fragile.face("a", 0, "nobody"),
                    Fragile.face("b", 0, "nobody"),
                    Fragile.face("a", 0.5, "nobody"));
            slot.watermark(1.2);
            slot.give(
                    Fragile.face("a", 1, Fragile.THROW),
                    Fragile.face("b", 1, "nobody"),
                    Fragile.face("a", 1.5, "nobody"),
                    Fragile.face("a", 2, "nobody"));
            slot.watermark(3);
            slot.finish();
            assertEquals(
                    List.of(
                            "a FAILED: The stream begins anew after"
                                    + " java.lang.IllegalArgumentException: The face is broken"),
                    words(slot));
            assertEquals(
                    List.of(Crowd.BEGIN, Crowd.BEGIN + 3 * Crowd.NANOS / 2), origins(slot, "a"));
            assertEquals(List.of(Crowd.BEGIN), origins(slot, "b"));
            assertEquals(0, slot.sessions());
        }
    }

    @Test
    void modalityThatThrowsAtTheEndOfASession_isToldOnce() throws Exception {
        try (Slot slot = new Slot(Fragile.models(), BESIDE)) {
            slot.give(Fragile.face("a", 0, Fragile.THROW_AT_END));
            slot.finish();
            assertEquals(
                    List.of(
                            "a FAILED: The stream begins anew after"
                                    + " java.lang.IllegalStateException: The face breaks at its end"),
                    words(slot));
            assertEquals(0, slot.sessions());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fusionThatThrows_isToldOnce_andThePersonBeginsAnew(boolean batched) throws Exception {
        StreamSettings settings = StreamSettings.builder().batched(batched).build();
        SharedModels models =
                new SharedModels(
                        "fragile fusion",
                        () ->
                                EmotionRecognizer.builder()
                                        .onlyNamedModalities()
                                        .modality(
                                                new PerceivedModality(
                                                        ModalityId.FACE, Duration.ofSeconds(1)))
                                        .fusion(new FragileFusion())
                                        .build());
        try (Slot slot = new Slot(models, settings)) {
            slot.give(Fragile.face("a", 0, "nobody"), Fragile.face("b", 0, "nobody"));
            slot.give(Fragile.face("a", 0.5, Fragile.THROW), Fragile.face("b", 0.5, "nobody"));
            slot.watermark(1.2);
            slot.give(Fragile.face("a", 1, "nobody"), Fragile.face("b", 1, "nobody"));
            slot.finish();
            assertEquals(
                    List.of(
                            "a FAILED: The stream begins anew after"
                                    + " java.lang.IllegalStateException: The fusion is broken"),
                    words(slot));
            assertEquals(List.of(Crowd.BEGIN, Crowd.BEGIN + Crowd.NANOS), origins(slot, "a"));
            assertEquals(List.of(Crowd.BEGIN), origins(slot, "b"));
        }
    }

    @Test
    void errorInAForward_stopsTheTask_alsoBesideIt() throws Exception {
        Slot inTask = new Slot(Fragile.models(), IN_TASK);
        inTask.give(Fragile.face("a", 0, Fragile.BREAK));
        assertThrows(NoClassDefFoundError.class, () -> inTask.begin(1));
        inTask.cancel();

        Slot beside = new Slot(Fragile.models(), BESIDE);
        beside.give(Fragile.face("a", 0, Fragile.BREAK));
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
        Fragile.reached = new CountDownLatch(1);
        Fragile.go = new CountDownLatch(1);
        Fragile.waited = false;
        Fragile.broke = false;
        Slot slot = new Slot(Fragile.models(), BESIDE);
        slot.give(Fragile.face("a", 0, Fragile.WAIT), Fragile.face("b", 0, Fragile.BREAK));
        slot.begin(1);
        assertTrue(Fragile.reached.await(1, TimeUnit.MINUTES));
        // The interrupt ends the waiting of a; b's error would be the models' after their end.
        slot.cancel();
        assertTrue(Fragile.waited);
        assertFalse(Fragile.broke);
        assertEquals(List.of(), slot.estimates());
    }

    @Test
    void recordThatIsReadableInItsHeadOnly_isUnreadable() throws Exception {
        PersonSignal strange = headOnly("a", "of tomorrow");
        PersonSignal nobody = headOnly("", "of nobody");
        try (Slot slot = new Slot(Fragile.models(), BESIDE)) {
            slot.give(strange, nobody);
            slot.finish();
            List<String> words = words(slot);
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
        PersonSignal one = Fragile.face("a", 0, "nobody");
        long each = one.toBytes().length;
        StreamSettings settings =
                StreamSettings.builder().waitingBytes(4 * each + each / 2).build();
        try (Slot slot = new Slot(Fragile.models(), settings)) {
            for (int i = 0; i < 6; i++) {
                slot.give(Fragile.face("abcdef".substring(i, i + 1), 0, "nobody"));
            }
            String why =
                    " FLOOD: More than "
                            + settings.waitingBytes()
                            + " bytes wait for the watermark; does a partition without signals"
                            + " hold it (WatermarkStrategy.withIdleness), or one that is read more"
                            + " slowly?";
            assertEquals(List.of("e" + why, "f" + why), words(slot));
            slot.watermark(1);
            slot.give(Fragile.face("e", 1, "nobody"));
            assertEquals(2, slot.bad().size(), "there is room again");
        }
    }

    @Test
    void recordsOfAPersonThatWaitForTheWatermark_areBounded() throws Exception {
        StreamSettings settings = StreamSettings.builder().waitingRecords(3).build();
        try (Slot slot = new Slot(Fragile.models(), settings)) {
            slot.give(Fragile.face("b", 0, "nobody"));
            slot.begin(1);
            for (int i = 0; i < 12; i++) {
                slot.give(Fragile.face("a", 1 + i / 10.0, "nobody"));
                // Waits as long, with less in a second.
                slot.give(Fragile.face("c", 1 + i / 2.0, "nobody"));
            }
            slot.finish();
            String why = "a FLOOD: More than 3 records of this person come in a second";
            // The first of another second are taken.
            assertEquals(Collections.nCopies(7, why), words(slot));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsThatWaitForATickOnly_holdTheSourceUp_andNoneIsLost(boolean bytes) throws Exception {
        long each = Fragile.face("a", 0, "nobody").toBytes().length;
        StreamSettings.Builder bound = StreamSettings.builder();
        StreamSettings settings =
                (bytes ? bound.waitingBytes(3 * each) : bound.waitingRecords(2)).build();
        try (Slot slot = new Slot(Fragile.models(), settings)) {
            for (int i = 0; i < 10; i++) {
                slot.give(Fragile.face("a", i / 10.0, "nobody"));
                slot.begin((i + 5) / 10.0);
            }
            slot.finish();
            assertEquals(List.of(), words(slot));
            assertEquals(3, slot.estimates().size());
        }
    }

    @Test
    void lateness_countsFromTheWatermark_notFromTheTicksThatAreDone() throws Exception {
        StreamSettings settings =
                StreamSettings.builder().sessionGap(Duration.ofSeconds(2)).build();
        try (Slot slot = new Slot(Fragile.models(), settings)) {
            slot.give(Fragile.face("a", 0, "nobody"));
            slot.begin(10.5);
            slot.give(Fragile.face("late", 8, "nobody"), Fragile.face("in time", 8.5, "nobody"));
            slot.finish();
            assertEquals(
                    List.of(
                            "late LATE: It is 2 s behind the others, longer than a session's gap"
                                    + " of 2 s; is the clock wrong?"),
                    words(slot));
        }
    }

    @Test
    void clockAhead_isToldAtOnce() throws Exception {
        try (Slot slot = new Slot(Fragile.models(), BESIDE)) {
            slot.give(Fragile.face("a", 59, "nobody"), Fragile.face("b", 60, "nobody"));
            assertEquals(
                    List.of(
                            "b CLOCK_AHEAD: It is 60 s ahead of this machine's clock, which"
                                    + " tolerates 60 s"),
                    words(slot));
        }
    }

    @Test
    void pauseWithinATick_andPauseOfManyTicks_beginSessions() throws Exception {
        StreamSettings settings =
                StreamSettings.builder().sessionGap(Duration.ofSeconds(5)).build();
        try (Slot slot = new Slot(Fragile.models(), settings)) {
            slot.give(
                    Fragile.face("a", 0, "nobody"),
                    Fragile.face("a", 5, "nobody"),
                    Fragile.face("a", 20, "nobody"));
            slot.watermark(20.5);
            slot.watermark(30);
            assertEquals(0, slot.sessions());
            slot.give(Fragile.face("a", 40, "nobody"));
            slot.finish();
            assertEquals(
                    List.of(
                            Crowd.BEGIN,
                            Crowd.BEGIN + 20 * Crowd.NANOS,
                            Crowd.BEGIN + 40 * Crowd.NANOS),
                    origins(slot, "a"));
            assertEquals(List.of(), words(slot));
        }
    }

    @Test
    void utteranceThatGrows_isTaken_andARecordThatCameTwiceIsTold() throws Exception {
        PersonSignal complete = said(1, 2, 0.9);
        try (Slot slot = new Slot(CROWD.models(), IN_TASK)) {
            slot.give(
                    Fragile.face("a", 0, "nobody"),
                    said(0.5, 1, 0.2),
                    said(1, 1.5, 0.5),
                    // The complete utterance ends where its last estimate did.
                    said(1, 2, 0.7),
                    complete,
                    complete);
            slot.finish();
            assertEquals(1, slot.bad().size(), words(slot).toString());
            assertTrue(words(slot).get(0).contains("voice came twice"), words(slot).toString());
            assertTrue(
                    slot.estimates().get(2).estimate().evidence().get(ModalityId.VOICE)
                            instanceof Evidence.Present);
        }
    }

    /** Which records a tick holds depends on the watermarks, and the numbers must not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recordThatBeganBeforeTheOneThatEndedFirst_countsFromThere(boolean twoTicks)
            throws Exception {
        try (Slot slot = new Slot(CROWD.models(), IN_TASK)) {
            slot.give(
                    said(-0.2, 1, 0.9),
                    Fragile.face("a", 0, "nobody"),
                    PersonSignal.of(
                            "a",
                            new AudioBlock(
                                    Crowd.BEGIN - Crowd.NANOS / 10, 1000, 1, new float[800])));
            if (twoTicks) {
                slot.watermark(0.6);
            }
            slot.finish();
            assertEquals(List.of(Crowd.BEGIN), origins(slot, "a"));
            assertTrue(
                    slot.estimates().get(1).estimate().evidence().get(ModalityId.VOICE)
                            instanceof Evidence.Present);
            assertEquals(1, slot.bad().size(), words(slot).toString());
            String told = words(slot).get(0);
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
        try (Slot slot = new Slot(CROWD.models(), IN_TASK)) {
            for (int second = 0; second < 6; second++) {
                for (int kind = 0; kind < (second < 2 ? 3 : 2); kind++) {
                    slot.give(PersonSignal.of("a", CROWD.signal(0, second, kind)));
                }
            }
            // The voice has reached 2 s, the face 2.5 s: less than a second is waited for.
            slot.watermark(2.9);
            assertEquals(4, slot.estimates().size());
            slot.watermark(4);
            assertEquals(8, slot.estimates().size());
            slot.finish();
            assertEquals(12, slot.estimates().size());
        }
    }

    @Test
    void jobThatIsStoppedForDays_losesNeitherSessionsNorRecordsThatWait() throws Exception {
        List<PersonSignal> records = inTime();
        OperatorSubtaskState state;
        List<PersonEstimate> estimates;
        try (Slot slot = new Slot(CROWD.models(), BESIDE)) {
            slot.give(records.subList(0, 80).toArray(PersonSignal[]::new));
            slot.watermark(4.3);
            state = slot.checkpoint();
            estimates = slot.estimates();
        }
        try (Slot slot = new Slot(CROWD.models(), BESIDE, state, Duration.ofDays(3).toSeconds())) {
            slot.give(records.subList(80, records.size()).toArray(PersonSignal[]::new));
            slot.finish();
            estimates.addAll(slot.estimates());
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(estimates), 0);
            assertEquals(List.of(), slot.bad());
            slot.checkpoint();
            assertEquals(0, slot.sessions());
        }
    }

    @Test
    void modelsOfTheSameNameInAnotherJob_areItsOwn() throws Exception {
        SharedModels models =
                new SharedModels(Fragile.models().name(), () -> Crowd.recognizer(false));
        try (Slot one = new Slot(Fragile.models(), IN_TASK);
                Slot other = new Slot(models, IN_TASK)) {
            PersonSignal record = Fragile.face("a", 0, Fragile.THROW);
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
        try (Slot slot = new Slot(models("1", folder), BESIDE)) {
            slot.give(records.subList(0, 60).toArray(PersonSignal[]::new));
            slot.watermark(4.3);
            state = slot.checkpoint();
            estimates = slot.estimates();
        }
        try (Slot slot = new Slot(models("2", folder), BESIDE, state)) {
            slot.give(records.subList(60, records.size()).toArray(PersonSignal[]::new));
            slot.finish();
            estimates.addAll(slot.estimates());
            Estimates.assertSame(CROWD.unbroken(), Estimates.byStep(estimates), 0);
            assertEquals(List.of(), words(slot));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stateOfAnotherNetwork_isRefusedWithTheReason_whetherThePersonComesAgainOrNot(boolean again)
            throws Exception {
        OperatorSubtaskState state;
        try (Slot slot = new Slot(CROWD.models(), BESIDE)) {
            slot.give(PersonSignal.of("a", CROWD.signal(0, 0, 0)));
            slot.watermark(1);
            state = slot.checkpoint();
        }
        try (Slot slot = new Slot(models("2", OtherNetwork.in(folder)), BESIDE, state)) {
            if (again) {
                slot.give(PersonSignal.of("a", CROWD.signal(0, 1, 0)));
                slot.give(PersonSignal.of("a", CROWD.signal(0, 1, 1)));
                slot.watermark(2);
            }
            slot.finish();
            assertEquals(1, slot.bad().size(), words(slot).toString());
            String said = words(slot).get(0);
            assertTrue(said.startsWith("a STATE_REFUSED: The stream begins anew: "), said);
            assertTrue(said.contains("is of the network fusion"), said);
            assertEquals(
                    again ? List.of(Crowd.BEGIN + Crowd.NANOS) : List.of(), origins(slot, "a"));
            assertEquals(0, slot.sessions());
        }
    }

    /** Of a later release of this module, or damaged. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stateOfAnotherRelease_isRefusedWithTheReason_whetherThePersonComesAgainOrNot(boolean again)
            throws Exception {
        byte[] later = new SavedState("E4PS", 2, "The state of a person", "").write(out -> {});
        OperatorSubtaskState state;
        try (Slot slot = new Slot(CROWD.models(), BESIDE)) {
            slot.give(PersonSignal.of("a", CROWD.signal(0, 0, 0)));
            slot.watermark(1);
            slot.checkpoint();
            slot.replaceSession("a", later);
            state = slot.checkpoint();
        }
        try (Slot slot = new Slot(CROWD.models(), BESIDE, state)) {
            if (again) {
                slot.give(PersonSignal.of("a", CROWD.signal(0, 1, 0)));
            }
            slot.finish();
            assertEquals(1, slot.bad().size(), words(slot).toString());
            String said = words(slot).get(0);
            assertTrue(said.startsWith("a STATE_REFUSED: The stream begins anew: "), said);
            assertTrue(said.contains("Start from a savepoint of this release"), said);
            assertEquals(
                    again ? List.of(Crowd.BEGIN + Crowd.NANOS) : List.of(), origins(slot, "a"));
            slot.checkpoint();
            assertEquals(0, slot.sessions());
        }
    }

    private static SharedModels models(String version, Path folder) {
        String models = folder.toString();
        return new SharedModels(
                version,
                () ->
                        EmotionRecognizer.builder()
                                .onlyNamedModalities()
                                .modality(
                                        new PerceivedModality(
                                                ModalityId.FACE, Duration.ofSeconds(1)))
                                .modality(
                                        new PerceivedModality(
                                                ModalityId.VOICE, Duration.ofSeconds(5)))
                                .models(Path.of(models))
                                .build());
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
        return new Watermark(Slot.millis(seconds));
    }

    private static List<String> words(Slot slot) {
        return slot.bad().stream()
                .map(one -> one.person() + " " + one.reason() + ": " + one.message())
                .toList();
    }

    /** When the sessions of a person began. */
    private static List<Long> origins(Slot slot, String person) {
        return slot.estimates().stream()
                .filter(one -> one.person().equals(person))
                .map(PersonEstimate::originNanos)
                .distinct()
                .toList();
    }

    /** Joins nothing, and throws where the face's reason says so. */
    private static final class FragileFusion implements FusionMethod {
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
                                    && missing.reason().code().equals(Fragile.THROW)) {
                                throw new IllegalStateException("The fusion is broken");
                            }
                            return Opinion.none(evidence);
                        }

                        @Override
                        public byte[] state() {
                            return new byte[0];
                        }

                        @Override
                        public void restore(byte[] state) {}

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
