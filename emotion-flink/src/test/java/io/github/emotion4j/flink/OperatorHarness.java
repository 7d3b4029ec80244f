package io.github.emotion4j.flink;

import io.github.emotion4j.flink.internal.EmotionOperatorFactory;
import io.github.emotion4j.flink.internal.PersonEstimateType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * Runs one operator without a cluster: the test says what comes when. The calling thread is the
 * task's.
 */
final class OperatorHarness implements AutoCloseable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final KeyedOneInputStreamOperatorTestHarness<String, PersonSignal, PersonEstimate>
            harness;
    private long checkpoints;

    OperatorHarness(SharedModels models, StreamSettings settings) throws Exception {
        this(models, settings, null);
    }

    /** Goes on from a checkpoint. */
    OperatorHarness(SharedModels models, StreamSettings settings, OperatorSubtaskState from)
            throws Exception {
        this(models, settings, from, 0);
    }

    /** Goes on from a checkpoint when the machine's clock shows so much since the crowd's begin. */
    OperatorHarness(
            SharedModels models,
            StreamSettings settings,
            OperatorSubtaskState from,
            double clockSeconds)
            throws Exception {
        harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new EmotionOperatorFactory(models, settings),
                        PersonSignal::person,
                        Types.STRING);
        harness.setup(
                new PersonEstimateType()
                        .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        // Else all clocks would be ahead of 1970.
        harness.setProcessingTime(millis(clockSeconds));
        harness.setStateTtlProcessingTime(millis(clockSeconds));
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
    }

    void give(PersonSignal... records) throws Exception {
        for (PersonSignal record : records) {
            harness.processElement(new StreamRecord<>(record, record.timeMillis()));
        }
    }

    /** A watermark at a time since the begin of the crowd, whose tick is waited for. */
    void watermark(double seconds) throws Exception {
        begin(seconds);
        settle();
    }

    /** A watermark, whose tick may still be under way. */
    void begin(double seconds) throws Exception {
        harness.processWatermark(new Watermark(millis(seconds)));
    }

    static long millis(double seconds) {
        return Crowd.BEGIN / NANOS_PER_MILLI + (long) (seconds * 1000);
    }

    /** Everything that is left, at the end of a job. */
    void finish() throws Exception {
        harness.processWatermark(Watermark.MAX_WATERMARK);
        settle();
        harness.endInput();
    }

    void idle() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
    }

    /** Waits for the tick at work and those that wait for it. */
    void settle() throws Exception {
        harness.prepareSnapshotPreBarrier(checkpoints);
        runMails();
    }

    /** Does what is in the task's mailbox. */
    void runMails() throws Exception {
        TaskMailbox mailbox = harness.getTaskMailbox();
        for (Optional<Mail> mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY);
                mail.isPresent();
                mail = mailbox.tryTake(TaskMailbox.MIN_PRIORITY)) {
            mail.get().run();
        }
    }

    /** Waits for one mail and does it. */
    void runNextMail() throws Exception {
        harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
    }

    /**
     * Ends as a task that is cancelled does: the mailbox takes no more, and nothing is finished.
     */
    void cancel() throws Exception {
        harness.getTaskMailbox().quiesce();
        harness.getTaskMailbox().close();
        harness.getOperator().close();
    }

    OperatorSubtaskState checkpoint() throws Exception {
        checkpoints++;
        harness.prepareSnapshotPreBarrier(checkpoints);
        return harness.snapshot(checkpoints, checkpoints);
    }

    /** Puts bytes in place of what Flink's state holds of a session. */
    void replaceSession(String person, byte[] bytes) throws Exception {
        ValueStateDescriptor<byte[]> state =
                new ValueStateDescriptor<>(
                        "person", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        harness.getOperator().setCurrentKey(person);
        harness.getOperator()
                .getKeyedStateBackend()
                .getPartitionedState(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, state)
                .update(bytes);
    }

    /** How many persons Flink's state holds a session of. */
    int sessions() {
        return harness.numKeyedStateEntries();
    }

    List<PersonEstimate> estimates() {
        return new ArrayList<>(harness.extractOutputValues());
    }

    /** Estimates, watermarks and statuses in the order in which they left. */
    List<Object> output() {
        return new ArrayList<>(harness.getOutput());
    }

    List<BadRecord> bad() {
        List<BadRecord> bad = new ArrayList<>();
        if (harness.getSideOutput(EmotionStreams.BAD_RECORDS) != null) {
            harness.getSideOutput(EmotionStreams.BAD_RECORDS)
                    .forEach(record -> bad.add(record.getValue()));
        }
        return bad;
    }

    @Override
    public void close() {
        try {
            harness.close();
        } catch (Exception e) {
            throw new IllegalStateException("The operator does not close", e);
        }
    }
}
