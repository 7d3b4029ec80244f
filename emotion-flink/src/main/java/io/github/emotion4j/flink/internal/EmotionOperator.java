package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.EmotionEstimate;
import io.github.emotion4j.core.EmotionException;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.RecognitionListener;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.StepBatch;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.flink.BadRecord;
import io.github.emotion4j.flink.EmotionStreams;
import io.github.emotion4j.flink.PersonEstimate;
import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.flink.StreamSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * The persons of a slot.
 *
 * <p>Records wait for the watermark. With it begins a <i>tick</i>: the records it has passed go, in
 * the order of event time, to the streams of their persons, and the steps that these complete are
 * joined together. A tick may run beside the task's thread, which meanwhile reads the records of
 * the next; one tick runs at a time. Its results, the timers and the watermark leave in the task's
 * thread when it is done, and before every checkpoint it is waited for. So nothing is under way
 * when state is written.
 *
 * <p>Open streams are a cache of Flink's state, into which those that changed are written with each
 * checkpoint, and the least recently used where there are too many.
 */
final class EmotionOperator extends AbstractStreamOperator<PersonEstimate>
        implements OneInputStreamOperator<PersonSignal, PersonEstimate>,
                Triggerable<String, VoidNamespace> {
    private static final String PERSON = "person";
    private static final String WAITING = "waiting";

    /** Of so many ticks the histograms tell. */
    private static final int WINDOW = 1000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A total order, so that results do not depend on which partition was read first. */
    private static final Comparator<PersonSignal> BY_TIME =
            Comparator.comparingLong(PersonSignal::endNanos)
                    .thenComparingLong(PersonSignal::startNanos)
                    .thenComparing(PersonSignal::source);

    private final transient MailboxExecutor mailbox;
    private final SharedModels models;
    private final StreamSettings settings;
    private final long gapMillis;
    private final long toleranceMillis;

    private final transient Map<String, Person> persons = new LinkedHashMap<>(16, 0.75f, true);
    private final transient Set<Person> withWaiting = new LinkedHashSet<>();
    private final transient List<PersonEstimate> estimates = new ArrayList<>();
    private final transient List<BadRecord> faults = new ArrayList<>();
    private final transient StepBatch batch = StepBatch.open();
    private final transient StreamOptions options;
    private transient ValueState<byte[]> personState;
    private transient ListState<PersonSignal> waitingState;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ModelPool.@Nullable Lease lease;
    private transient @Nullable ExecutorService worker;
    private transient @Nullable Tick running;
    private transient long queuedMillis = Long.MIN_VALUE;
    private transient long doneMillis = Long.MIN_VALUE;
    private transient long waitingRecords;
    private transient long waitingBytes;

    private transient Counter estimateCount;
    private transient Counter faultCount;
    private transient Map<BadRecord.Reason, Counter> faultCounts;
    private transient Histogram tickMillis;
    private transient Histogram batchSize;

    /** The persons whose records a watermark has passed. */
    private static final class Tick {
        private final long watermark;
        private final List<Person> persons = new ArrayList<>();
        private int steps;
        private long nanos;
        private @Nullable Future<?> work;

        Tick(long watermark) {
            this.watermark = watermark;
        }
    }

    EmotionOperator(
            StreamOperatorParameters<PersonEstimate> parameters,
            MailboxExecutor mailbox,
            SharedModels models,
            StreamSettings settings) {
        super(parameters);
        this.mailbox = mailbox;
        this.models = models;
        this.settings = settings;
        this.gapMillis = settings.sessionGap().toMillis();
        this.toleranceMillis = settings.clockTolerance().toMillis();
        StreamOptions.Builder all = StreamOptions.builder().maxWait(settings.maxWait());
        this.options = (settings.batched() ? all.batch(batch) : all).build();
    }

    @Override
    public void open() throws Exception {
        super.open();
        lease = ModelPool.lease(models);
        if (settings.asynchronous()) {
            worker =
                    Executors.newSingleThreadExecutor(
                            task -> {
                                Thread thread = new Thread(task, "emotion4j " + getOperatorName());
                                thread.setDaemon(true);
                                return thread;
                            });
        }
        StateTtlConfig life = StateTtlConfig.newBuilder(settings.timeToLive()).build();
        ValueStateDescriptor<byte[]> person =
                new ValueStateDescriptor<>(
                        PERSON, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        person.enableTimeToLive(life);
        personState = getRuntimeContext().getState(person);
        ListStateDescriptor<PersonSignal> waiting =
                new ListStateDescriptor<>(WAITING, new PersonSignalType());
        waiting.enableTimeToLive(life);
        waitingState = getRuntimeContext().getListState(waiting);
        timers = getInternalTimerService("sessions", VoidNamespaceSerializer.INSTANCE, this);
        openMetrics();
        restoreWaiting();
    }

    private void openMetrics() {
        MetricGroup group = getMetricGroup();
        estimateCount = group.counter("estimates");
        faultCount = group.counter("badRecords");
        faultCounts = new EnumMap<>(BadRecord.Reason.class);
        for (BadRecord.Reason reason : BadRecord.Reason.values()) {
            faultCounts.put(reason, group.counter("badRecords." + reason));
        }
        tickMillis = group.histogram("tickMillis", new DescriptiveStatisticsHistogram(WINDOW));
        batchSize = group.histogram("batchSize", new DescriptiveStatisticsHistogram(WINDOW));
        group.gauge("livePersons", persons::size);
        group.gauge("waitingRecords", () -> waitingRecords);
    }

    private void restoreWaiting() throws Exception {
        List<String> keys;
        try (Stream<String> stored =
                this.<String>getKeyedStateBackend().getKeys(WAITING, VoidNamespace.INSTANCE)) {
            keys = stored.toList();
        }
        for (String key : keys) {
            setCurrentKey(key);
            Person person = person(key);
            person.waitingStored = true;
            Iterable<PersonSignal> stored = waitingState.get();
            if (stored != null) {
                stored.forEach(record -> await(person, record));
            }
        }
    }

    @Override
    public void processElement(StreamRecord<PersonSignal> element) throws Exception {
        PersonSignal record = element.getValue();
        long time = record.timeMillis();
        if (record.person().isEmpty()) {
            fault(BadRecord.Reason.UNREADABLE, record, unreadable(record));
        } else if (doneMillis != Long.MIN_VALUE && time + gapMillis <= doneMillis) {
            fault(
                    BadRecord.Reason.LATE,
                    record,
                    String.format(
                            "It is %d s behind the others, longer than a session's gap of %d s;"
                                    + " is the clock wrong?",
                            (doneMillis - time) / 1000, gapMillis / 1000));
        } else if (time - getProcessingTimeService().getCurrentProcessingTime() > toleranceMillis) {
            fault(
                    BadRecord.Reason.CLOCK_AHEAD,
                    record,
                    String.format(
                            "It is %d s ahead of this machine's clock, which tolerates %d s",
                            (time - getProcessingTimeService().getCurrentProcessingTime()) / 1000,
                            toleranceMillis / 1000));
        } else {
            take(record);
        }
        if (running == null) {
            // Else the faults of the tick are among them, which its thread still adds to.
            emitFaults();
        }
    }

    private static String unreadable(PersonSignal record) {
        try {
            record.signal();
            return "It names no person";
        } catch (InputException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void take(PersonSignal record) throws Exception {
        if (running != null && waitingBytes > settings.waitingBytes() / 2) {
            // The source waits with this thread.
            drain();
        }
        Person person = person(record.person());
        if (person.waiting.size() >= settings.waitingRecords()) {
            fault(
                    BadRecord.Reason.FLOOD,
                    record,
                    "More than "
                            + settings.waitingRecords()
                            + " records of this person wait for the watermark");
        } else if (waitingBytes + record.toBytes().length > settings.waitingBytes()) {
            fault(
                    BadRecord.Reason.FLOOD,
                    record,
                    "More than "
                            + settings.waitingBytes()
                            + " bytes wait for the watermark; does a partition without signals hold"
                            + " it (WatermarkStrategy.withIdleness)?");
        } else {
            await(person, record);
        }
    }

    private void await(Person person, PersonSignal record) {
        person.waiting.add(record);
        withWaiting.add(person);
        waitingRecords++;
        waitingBytes += record.toBytes().length;
    }

    /** The person of the current key, as far as it is known without reading its session. */
    private Person person(String key) {
        return persons.computeIfAbsent(key, Person::new);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        queuedMillis = Math.max(queuedMillis, mark.getTimestamp());
        if (running == null) {
            begin();
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        // An idle output drops watermarks.
        drain();
        super.processWatermarkStatus(status);
    }

    /** Begins ticks until one is under way or the last watermark has left. */
    private void begin() throws Exception {
        while (running == null && queuedMillis > doneMillis) {
            Tick tick = new Tick(queuedMillis);
            gather(tick);
            running = tick;
            if (worker != null && !tick.persons.isEmpty()) {
                tick.work = worker.submit(() -> workBeside(tick));
            } else {
                work(tick);
                complete(tick);
            }
        }
    }

    private void gather(Tick tick) throws Exception {
        Iterator<Person> all = withWaiting.iterator();
        while (all.hasNext()) {
            Person person = all.next();
            List<PersonSignal> ready = new ArrayList<>();
            List<PersonSignal> later = new ArrayList<>();
            for (PersonSignal record : person.waiting) {
                (record.timeMillis() <= tick.watermark ? ready : later).add(record);
            }
            if (ready.isEmpty()) {
                continue;
            }
            ready.sort(BY_TIME);
            ready.forEach(record -> waitingBytes -= record.toBytes().length);
            waitingRecords -= ready.size();
            person.ready = ready;
            person.waiting = later;
            if (later.isEmpty()) {
                all.remove();
            }
            setCurrentKey(person.key);
            load(person);
            tick.persons.add(person);
        }
    }

    /** Reads the session of the current key, unless it is in memory. */
    private void load(Person person) throws Exception {
        byte[] bytes = person.inSession() || person.changed ? null : personState.value();
        if (bytes != null) {
            try {
                person.read(bytes);
            } catch (InputException e) {
                refuseState(person, e);
            }
        }
    }

    private void workBeside(Tick tick) {
        work(tick);
        try {
            mailbox.execute(() -> completeIfRunning(tick), "results of a tick");
        } catch (RejectedExecutionException e) {
            // The task has ended meanwhile.
        }
    }

    private void completeIfRunning(Tick tick) throws Exception {
        if (running == tick) {
            drainOne();
            begin();
        }
    }

    /** Waits until nothing is under way. */
    private void drain() throws Exception {
        while (running != null) {
            drainOne();
            begin();
        }
    }

    private void drainOne() throws Exception {
        Tick tick = running;
        if (tick == null || tick.work == null) {
            return;
        }
        try {
            tick.work.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The forwards of a tick have failed: " + e.getCause(), e.getCause());
        }
        complete(tick);
    }

    /** The part of a tick that may run beside the task's thread. */
    private void work(Tick tick) {
        long before = System.nanoTime();
        for (Person person : tick.persons) {
            if (Thread.currentThread().isInterrupted()) {
                // The task is being cancelled, and nobody will read the results.
                return;
            }
            for (PersonSignal record : person.ready) {
                give(person, record);
            }
            person.ready = List.of();
            person.changed = true;
        }
        tick.steps = settings.batched() ? batch.run() : estimates.size();
        tick.persons.stream().filter(person -> person.failed).forEach(Person::forget);
        tick.nanos = System.nanoTime() - before;
    }

    private void give(Person person, PersonSignal record) {
        Signal signal;
        try {
            signal = record.signal();
        } catch (InputException e) {
            fault(BadRecord.Reason.UNREADABLE, record, String.valueOf(e.getMessage()));
            return;
        }
        if (person.inSession() && record.timeMillis() > person.lastMillis + gapMillis) {
            end(person);
        }
        EmotionStream stream = stream(person, record.startNanos());
        try {
            stream.accept(signal.later(-person.originNanos));
            person.lastMillis = Math.max(person.lastMillis, record.timeMillis());
        } catch (RuntimeException e) {
            if (!person.failed) {
                fault(BadRecord.Reason.REFUSED, record, String.valueOf(e.getMessage()));
            }
        }
        if (person.failed) {
            person.forget();
        }
    }

    private EmotionStream stream(Person person, long startNanos) {
        EmotionStream stream = person.stream;
        byte[] saved = person.saved;
        if (stream == null && saved != null) {
            person.saved = null;
            try {
                stream = follow(person, saved);
            } catch (EmotionException e) {
                refuseState(person, e);
            }
        }
        if (stream == null) {
            person.originNanos = startNanos;
            stream = follow(person, null);
        }
        return stream;
    }

    private EmotionStream follow(Person person, byte @Nullable [] saved) {
        ModelPool.Lease used = lease;
        if (used == null) {
            throw new IllegalStateException("The operator is closed");
        }
        long originNanos = person.originNanos;
        RecognitionListener listener =
                new RecognitionListener() {
                    @Override
                    public void onEstimate(EmotionEstimate estimate) {
                        estimates.add(new PersonEstimate(person.key, originNanos, estimate));
                    }
                };
        EmotionStream stream =
                saved == null
                        ? used.recognizer().openStream(listener, options)
                        : used.recognizer().resumeStream(saved, listener, options);
        person.stream = stream;
        stream.done()
                .whenComplete(
                        (nothing, cause) -> {
                            if (cause != null && person.stream == stream) {
                                person.failed = true;
                                fault(
                                        BadRecord.Reason.FAILED,
                                        person,
                                        "The stream begins anew after " + cause);
                            }
                        });
        return stream;
    }

    private void refuseState(Person person, EmotionException cause) {
        fault(
                BadRecord.Reason.STATE_REFUSED,
                person,
                "The stream begins anew: " + cause.getMessage());
        person.forget();
    }

    /** Ends a session, whose last step is given. */
    private void end(Person person) {
        if (person.stream == null && person.saved != null) {
            stream(person, 0);
        }
        EmotionStream stream = person.stream;
        if (stream != null) {
            try {
                stream.close();
            } catch (RuntimeException e) {
                // The end of the stream says so.
            }
            person.stream = null;
        }
        person.forget();
    }

    /** The part of a tick that is the task's thread's alone. */
    private void complete(Tick tick) throws Exception {
        running = null;
        for (Person person : tick.persons) {
            setCurrentKey(person.key);
            watch(person);
        }
        emit();
        if (!tick.persons.isEmpty()) {
            tickMillis.update(tick.nanos / NANOS_PER_MILLI);
            batchSize.update(tick.steps);
        }
        evict();
        doneMillis = tick.watermark;
        super.processWatermark(new Watermark(tick.watermark));
    }

    /** Sets the timer that ends the session of the current key, unless there is one. */
    private void watch(Person person) {
        if (person.inSession() && person.timerMillis == Person.NEVER) {
            person.timerMillis = person.lastMillis + gapMillis;
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, person.timerMillis);
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Person person = person(timer.getKey());
        load(person);
        if (person.timerMillis != timer.getTimestamp()) {
            // Of an earlier state, which began anew.
            return;
        }
        person.timerMillis = Person.NEVER;
        person.changed = true;
        if (person.inSession() && person.lastMillis + gapMillis <= timer.getTimestamp()) {
            end(person);
            emit();
            personState.clear();
            if (person.waiting.isEmpty() && !person.waitingStored) {
                persons.remove(person.key);
            }
        } else {
            watch(person);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("There are timers of event time only");
    }

    private void emit() {
        for (PersonEstimate estimate : estimates) {
            long time =
                    (estimate.originNanos() + estimate.estimate().interval().endNanos())
                            / NANOS_PER_MILLI;
            output.collect(new StreamRecord<>(estimate, time));
        }
        estimateCount.inc(estimates.size());
        estimates.clear();
        emitFaults();
    }

    private void emitFaults() {
        for (BadRecord bad : faults) {
            faultCount.inc();
            Counter one = faultCounts.get(bad.reason());
            if (one != null) {
                one.inc();
            }
            output.collect(EmotionStreams.BAD_RECORDS, new StreamRecord<>(bad, bad.timeMillis()));
        }
        faults.clear();
    }

    private void fault(BadRecord.Reason reason, PersonSignal record, String message) {
        synchronized (faults) {
            faults.add(new BadRecord(record.person(), record.timeMillis(), reason, message));
        }
    }

    private void fault(BadRecord.Reason reason, Person person, String message) {
        synchronized (faults) {
            faults.add(new BadRecord(person.key, Math.max(0, person.lastMillis), reason, message));
        }
    }

    /** Lets the least recently used rest in Flink's state. */
    private void evict() throws Exception {
        Iterator<Person> oldest = persons.values().iterator();
        for (int over = persons.size() - settings.livePersons(); over > 0; ) {
            if (!oldest.hasNext()) {
                return;
            }
            Person person = oldest.next();
            if (person.waiting.isEmpty() && !person.waitingStored) {
                store(person);
                person.abandon();
                oldest.remove();
                over--;
            }
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        drain();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (Person person : persons.values()) {
            store(person);
        }
    }

    private void store(Person person) throws Exception {
        if (!person.changed && !person.waitingStored && person.waiting.isEmpty()) {
            return;
        }
        setCurrentKey(person.key);
        if (person.changed) {
            if (person.inSession()) {
                personState.update(person.toBytes());
            } else {
                personState.clear();
            }
            person.changed = false;
        }
        if (!person.waiting.isEmpty()) {
            waitingState.update(person.waiting);
            person.waitingStored = true;
        } else if (person.waitingStored) {
            waitingState.clear();
            person.waitingStored = false;
        }
    }

    @Override
    public void finish() throws Exception {
        drain();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        stopWorker();
        persons.values().forEach(Person::abandon);
        persons.clear();
        if (lease != null) {
            lease.close();
        }
        super.close();
    }

    /** Waits for as long as it takes: models freed under a forward would end the whole process. */
    private void stopWorker() {
        ExecutorService used = worker;
        if (used == null) {
            return;
        }
        used.shutdownNow();
        boolean interrupted = false;
        while (!used.isTerminated()) {
            try {
                if (used.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
