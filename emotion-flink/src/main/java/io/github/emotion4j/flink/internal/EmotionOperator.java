package io.github.emotion4j.flink.internal;

import io.github.emotion4j.core.InputException;
import io.github.emotion4j.flink.BadRecord;
import io.github.emotion4j.flink.EmotionStreams;
import io.github.emotion4j.flink.PersonEstimate;
import io.github.emotion4j.flink.PersonSignal;
import io.github.emotion4j.flink.SharedModels;
import io.github.emotion4j.flink.StreamSettings;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.jobgraph.JobType;
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
 * <p>Records wait for the watermark ({@link WaitingRecords}). With it begins a <i>tick</i>: the
 * records it has passed go, in the order of event time, to the streams of their persons, and the
 * steps that these complete are joined together ({@link PersonStreams}). A tick may run beside the
 * task's thread ({@link TickThread}), which meanwhile reads the records of the next; one tick runs
 * at a time. Its results, the timers and the watermark leave in the task's thread when it is done,
 * the watermark behind the steps that may still wait for a modality, and before every checkpoint it
 * is waited for. So nothing is under way when state is written.
 *
 * <p>Open streams are a cache of Flink's state, into which those that changed are written with each
 * checkpoint, and the least recently used where there are too many.
 */
final class EmotionOperator extends AbstractStreamOperator<PersonEstimate>
        implements OneInputStreamOperator<PersonSignal, PersonEstimate>,
                Triggerable<String, VoidNamespace> {
    private static final String PERSON = "person";
    private static final String WAITING = "waiting";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final transient MailboxExecutor mailbox;
    private final SharedModels models;
    private final StreamSettings settings;
    private final long gapMillis;
    private final long toleranceMillis;
    private final long maxWaitMillis;

    private final transient Map<String, Person> persons = new LinkedHashMap<>(16, 0.75f, true);
    private final transient WaitingRecords waiting;
    private final transient BadRecords bad = new BadRecords();
    private transient ValueState<byte[]> personState;
    private transient ListState<PersonSignal> waitingState;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient OperatorMetrics figures;
    private transient ModelPool.@Nullable Lease lease;
    private transient PersonStreams streams;
    private transient @Nullable TickThread beside;

    /** The tick at work, and what waits for its end. */
    private transient @Nullable Tick running;

    private transient @Nullable Future<?> work;
    private transient long queuedMillis = Long.MIN_VALUE;
    private transient long doneMillis = Long.MIN_VALUE;

    /** The watermark that left last. */
    private transient long leftMillis = Long.MIN_VALUE;

    EmotionOperator(
            StreamOperatorParameters<PersonEstimate> parameters,
            MailboxExecutor mailbox,
            SharedModels models,
            StreamSettings settings) {
        super(parameters);
        this.mailbox = mailbox;
        this.models = models;
        this.settings = settings;
        this.waiting = new WaitingRecords(settings);
        this.gapMillis = settings.sessionGap().toMillis();
        this.toleranceMillis = settings.clockTolerance().toMillis();
        this.maxWaitMillis = settings.maxWait().toMillis();
    }

    @Override
    public void open() throws Exception {
        super.open();
        if (getContainingTask().getEnvironment().getJobType() == JobType.BATCH) {
            // Which gives no watermark before the end, and the persons one after the other.
            throw new SuppressRestartsException(
                    new IllegalStateException(
                            "EmotionStreams needs the runtime mode STREAMING, also where the input"
                                    + " ends: env.setRuntimeMode(RuntimeExecutionMode.STREAMING)"));
        }
        ModelPool.Lease taken =
                ModelPool.lease(models, getRuntimeContext().getJobInfo().getJobId());
        lease = taken;
        streams = new PersonStreams(taken.recognizer(), settings, bad);
        if (settings.asynchronous()) {
            beside = new TickThread("emotion4j " + getOperatorName());
        }
        // Without a time to live: by the machine's clock it would pass while the job is stopped. A
        // session ends by its timer, and records leave by the watermark.
        personState =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        PERSON,
                                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        waitingState =
                getRuntimeContext()
                        .getListState(new ListStateDescriptor<>(WAITING, new PersonSignalType()));
        timers = getInternalTimerService("sessions", VoidNamespaceSerializer.INSTANCE, this);
        figures = new OperatorMetrics(getMetricGroup(), persons::size, waiting::count);
        restoreWaiting();
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
                stored.forEach(record -> waiting.add(person, record));
            }
        }
    }

    @Override
    public void processElement(StreamRecord<PersonSignal> element) throws Exception {
        PersonSignal record = element.getValue();
        long time = record.timeMillis();
        if (record.person().isEmpty()) {
            // Decoding it tells why.
            streams.signal(record);
        } else if (queuedMillis != Long.MIN_VALUE && time + gapMillis <= queuedMillis) {
            bad.add(
                    BadRecord.Reason.LATE,
                    record,
                    String.format(
                            Locale.ROOT,
                            "It is %d s behind the others, longer than a session's gap of %d s;"
                                    + " is the clock wrong?",
                            (queuedMillis - time) / 1000,
                            gapMillis / 1000));
        } else if (time - getProcessingTimeService().getCurrentProcessingTime() > toleranceMillis) {
            bad.add(
                    BadRecord.Reason.CLOCK_AHEAD,
                    record,
                    String.format(
                            Locale.ROOT,
                            "It is %d s ahead of this machine's clock, which tolerates %d s",
                            (time - getProcessingTimeService().getCurrentProcessingTime()) / 1000,
                            toleranceMillis / 1000));
        } else {
            take(record);
        }
        if (running == null) {
            // Else the faults of the tick are among them, which its thread still adds to.
            emitBad();
        }
    }

    private void take(PersonSignal record) throws Exception {
        if (running != null && waiting.isCrowded(person(record.person()), record)) {
            // What waits for a tick only is no flood: the source waits with this thread.
            drain();
        }
        Person person = person(record.person());
        Optional<String> refusal = waiting.refusal(person, record);
        if (refusal.isPresent()) {
            bad.add(BadRecord.Reason.FLOOD, record, refusal.get());
        } else {
            waiting.add(person, record);
        }
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
            Tick tick = new Tick(queuedMillis, waiting.pass(queuedMillis));
            for (Person person : tick.persons) {
                setCurrentKey(person.key);
                load(person);
            }
            TickThread thread = beside;
            if (thread != null && !tick.persons.isEmpty()) {
                running = tick;
                work = thread.begin(() -> workBeside(tick));
            } else {
                streams.work(tick);
                complete(tick);
            }
        }
    }

    /** Reads the session of the current key, unless it is in memory. */
    private void load(Person person) throws Exception {
        byte[] bytes = person.inSession() || person.changed ? null : personState.value();
        if (bytes != null) {
            try {
                person.read(bytes);
            } catch (InputException e) {
                streams.refuseState(person, e);
            }
        }
    }

    private void workBeside(Tick tick) {
        try {
            streams.work(tick);
        } finally {
            // The task learns of an error at once, not only at the next checkpoint.
            tell(tick);
        }
    }

    private void tell(Tick tick) {
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
        Future<?> end = work;
        if (tick != null && end != null) {
            TickThread.await(end);
            work = null;
            complete(tick);
        }
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
            figures.tick(tick);
        }
        evict();
        doneMillis = tick.watermark;
        getTimeServiceManager().orElseThrow().advanceWatermark(new Watermark(doneMillis));
        leave(doneMillis);
        // Of states that timers found refused.
        emitBad();
    }

    /** Steps may wait for a modality that long, and the watermark with them. */
    private void leave(long millis) {
        long held =
                millis == Long.MAX_VALUE || millis < Long.MIN_VALUE + maxWaitMillis
                        ? millis
                        : millis - maxWaitMillis;
        if (held > leftMillis) {
            leftMillis = held;
            output.emitWatermark(new Watermark(held));
        }
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
            streams.end(person);
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
        List<PersonEstimate> estimates = streams.take();
        for (PersonEstimate estimate : estimates) {
            long time =
                    (estimate.originNanos() + estimate.estimate().interval().endNanos())
                            / NANOS_PER_MILLI;
            // A step that a person's pause has held up would be late otherwise.
            output.collect(new StreamRecord<>(estimate, Math.max(time, leftMillis + 1)));
        }
        figures.estimates(estimates.size());
        emitBad();
    }

    private void emitBad() {
        for (BadRecord one : bad.take()) {
            figures.bad(one);
            output.collect(EmotionStreams.BAD_RECORDS, new StreamRecord<>(one, one.timeMillis()));
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
        if (beside != null) {
            beside.close();
        }
        persons.values().forEach(Person::abandon);
        persons.clear();
        if (lease != null) {
            lease.close();
        }
        super.close();
    }
}
