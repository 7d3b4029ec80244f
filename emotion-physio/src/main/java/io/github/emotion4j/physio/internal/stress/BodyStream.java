package io.github.emotion4j.physio.internal.stress;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.physio.internal.check.RateCheck;
import io.github.emotion4j.physio.internal.check.Rates;
import io.github.emotion4j.physio.internal.check.RecentChecks;
import io.github.emotion4j.physio.internal.check.SignalCheck;
import io.github.emotion4j.physio.internal.stream.PulseStream;
import io.github.emotion4j.physio.internal.stream.QrsStream;
import io.github.emotion4j.physio.internal.stream.SampleFeed;
import io.github.emotion4j.physio.internal.stream.SegmentStage;
import io.github.emotion4j.physio.internal.stream.SkinStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one person's signals in, one {@link StressInput} every {@value #STEP_SECONDS} s out.
 *
 * <p>Spans end at whole multiples of the step on the stream's clock and are measured once every
 * signal is {@value #SETTLE_SECONDS} s further, or one of them {@value #PATIENCE_SECONDS} s.
 * Therefore the result of a span does not depend on how the signal was cut into blocks of up to 20
 * s. The beats of a span are those of the pulse if it has enough, else of the ECG, else of
 * intervals between beats, which arrive as a {@link BeatTrain}.
 */
public final class BodyStream {
    /** Distance of the spans. */
    public static final double STEP_SECONDS = 5;

    /** Length of the spans that the model was trained on. */
    public static final double SPAN_SECONDS = 60;

    /**
     * How far the slowest signal must be past a span, so that the delays of all streams are over.
     * Chosen by hand.
     */
    private static final double SETTLE_SECONDS = 16;

    /** Up to how far past a span the skin's smoothed level is surely known when it is measured. */
    private static final double SKIN_KNOWN_SECONDS = 15;

    /** How long a missing signal is waited for once another is past a span. Chosen by hand. */
    private static final double PATIENCE_SECONDS = 40;

    /** Between the 0.01 and 0.05 µS that the literature uses (Boucsein et al. 2012). */
    private static final double MIN_RESPONSE_MICROSIEMENS = 0.02;

    /** A span more than is judged, for signals that are ahead of the slowest. */
    private static final double KEEP_SECONDS = 60;

    /**
     * Slow signals may stand still for two minutes ({@link SignalCheck}); so their faults are
     * looked for in three.
     */
    private static final double SLOW_SECONDS = 180;

    /** What a signal counts for that something is wrong with: no measure, but less than all. */
    private static final double DOUBTFUL = 0.5;

    /** No signal of the body is sampled faster. */
    private static final double MAX_HERTZ = 100_000;

    /** What shows beats, the best first. */
    private static final List<Kind> BEATS = List.of(Kind.PPG, Kind.ECG, Kind.BEAT_INTERVAL);

    /** How a signal comes: its rate, when it began, and whether it has a unit or is counts. */
    private record Form(double rateHertz, double startSeconds, boolean inUnit) {}

    /** The input of one signal. */
    private static final class Track {
        final double rate;
        final double startSeconds;
        final boolean inUnit;
        final SampleFeed feed;
        final ReplayBuffer replay;
        final RecentChecks checks;
        final RateCheck rateCheck;

        Track(Kind kind, Form form, SampleFeed feed) {
            this.rate = form.rateHertz;
            this.startSeconds = form.startSeconds;
            this.inUnit = form.inUnit;
            this.feed = feed;
            this.replay = new ReplayBuffer(rate);
            this.checks = new RecentChecks(kind, rate, startSeconds, STEP_SECONDS);
            this.rateCheck = new RateCheck(kind, rate);
        }

        double seconds() {
            return startSeconds + replay.end() / rate;
        }

        void accept(double value) {
            feed.accept(value);
            replay.add(value);
            checks.accept((float) value);
            rateCheck.accept(value);
        }

        void skip(long samples) {
            feed.skip(samples);
            replay.skip(samples);
            checks.skip(samples);
            rateCheck.skip();
        }

        void read(DataInputStream in) throws IOException {
            replay.read(
                    in,
                    first -> {
                        feed.skip(first);
                        checks.startAt(first);
                    },
                    value -> {
                        feed.accept(value);
                        checks.accept(value);
                        rateCheck.accept(value);
                    });
        }
    }

    private final double spanSeconds;
    private final Consumer<StressInput> out;
    private final Map<Kind, Track> tracks = new EnumMap<>(Kind.class);
    private final RunningReference reference;
    private final SkinFeatures skin;
    private final LevelFeatures temperature;
    private final LevelFeatures heartRate;
    private final Map<Kind, HeartBeats> hearts = new EnumMap<>(Kind.class);
    private double skinRate = 4;
    private double temperatureRate = 4;
    private double heartRateRate = 1;
    private double next = Double.NaN;

    /** Spans of a minute of a person of whom nothing is known. */
    public BodyStream(Consumer<StressInput> out) {
        this(SPAN_SECONDS, new RunningReference(StressInput.COUNT, STEP_SECONDS), out);
    }

    /**
     * Spans of {@code spanSeconds}, whole steps of {@value #STEP_SECONDS} s, of a person whose
     * references continue from {@code reference}.
     */
    public BodyStream(double spanSeconds, RunningReference reference, Consumer<StressInput> out) {
        this.spanSeconds = spanSeconds;
        this.reference = reference;
        this.out = out;
        skin = new SkinFeatures(spanSeconds + KEEP_SECONDS);
        temperature = new LevelFeatures(spanSeconds + KEEP_SECONDS);
        heartRate = new LevelFeatures(spanSeconds + KEEP_SECONDS);
    }

    /** Whether a kind of signal is used. */
    public static boolean uses(Kind kind) {
        return switch (kind) {
            case PPG, ECG, EDA, SKIN_TEMPERATURE, HEART_RATE, BEAT_INTERVAL -> true;
            default -> false;
        };
    }

    /**
     * Takes a block; time that was already covered by earlier blocks of the kind is passed over.
     */
    public void accept(BioBlock block) {
        if (!uses(block.kind()) || block.length() == 0) {
            return;
        }
        double start = block.interval().startSeconds();
        Track track =
                tracks.computeIfAbsent(
                        block.kind(),
                        kind ->
                                open(
                                        kind,
                                        new Form(
                                                block.sampleRateHertz(),
                                                start,
                                                block.unit() != Unit.ARBITRARY)));
        if (!Rates.same(track.rate, block.sampleRateHertz())) {
            throw new IllegalArgumentException(
                    block.kind()
                            + " came at "
                            + track.rate
                            + " Hz and now comes at "
                            + block.sampleRateHertz()
                            + " Hz; open a new stream for another rate");
        }
        if (Double.isNaN(next)) {
            next = STEP_SECONDS * Math.ceil((start + spanSeconds) / STEP_SECONDS - 1e-9);
        }
        long gap = Math.round((start - track.seconds()) * track.rate);
        int from = (int) Math.min(block.length(), Math.max(0, -gap));
        if (gap > 0) {
            track.skip(gap);
        }
        for (int i = from; i < block.length(); i++) {
            track.accept(block.value(i));
            if (i % 64 == 63) {
                emit();
            }
        }
        emit();
    }

    private void emit() {
        double fastest = Double.NEGATIVE_INFINITY;
        double slowest = Double.POSITIVE_INFINITY;
        // Intervals, which a device gives in its good stretches alone, are not waited for beside a
        // wave.
        boolean wave = tracks.containsKey(Kind.PPG) || tracks.containsKey(Kind.ECG);
        for (Map.Entry<Kind, Track> entry : tracks.entrySet()) {
            double seconds = entry.getValue().seconds();
            fastest = Math.max(fastest, seconds);
            if (!wave || entry.getKey() != Kind.BEAT_INTERVAL) {
                slowest = Math.min(slowest, seconds);
            }
        }
        while (slowest >= next + SETTLE_SECONDS || fastest >= next + PATIENCE_SECONDS) {
            measure();
        }
    }

    /** Measures the spans that are left. */
    public void finish() {
        double end = Double.NEGATIVE_INFINITY;
        for (Track track : tracks.values()) {
            end = Math.max(end, track.seconds());
            track.feed.finish();
        }
        while (next <= end + 1e-9) {
            measure();
        }
    }

    /** Writes what another stream needs to continue: references and the last minutes of signal. */
    void write(DataOutput out) throws IOException {
        reference.write(out);
        out.writeDouble(next);
        out.writeInt(tracks.size());
        for (Map.Entry<Kind, Track> entry : tracks.entrySet()) {
            out.writeUTF(entry.getKey().name());
            out.writeDouble(entry.getValue().rate);
            out.writeDouble(entry.getValue().startSeconds);
            out.writeBoolean(entry.getValue().inUnit);
            entry.getValue().replay.write(out);
        }
    }

    /** Goes on from what {@link #write} wrote; called before the first block. */
    void read(DataInputStream in) throws IOException {
        reference.read(in);
        next = in.readDouble();
        for (int left = SavedState.count(in, 2 * Double.BYTES); left > 0; left--) {
            Kind kind = Kind.valueOf(in.readUTF());
            double rate = in.readDouble();
            if (!(rate > 0 && rate <= MAX_HERTZ)) {
                throw new IOException(kind.label() + " at " + rate + " Hz");
            }
            Track track = open(kind, new Form(rate, in.readDouble(), in.readBoolean()));
            track.read(in);
            tracks.put(kind, track);
        }
    }

    /** The rate at which a kind is followed, Hz; NaN if none came yet. */
    public double rateHertz(Kind kind) {
        Track track = tracks.get(kind);
        return track == null ? Double.NaN : track.rate;
    }

    /** Whether no signal was received. */
    boolean isEmpty() {
        return tracks.isEmpty();
    }

    /** The reference of the person's features, from which another stream can continue. */
    public RunningReference reference() {
        return reference.fork();
    }

    private void measure() {
        double[] f = new double[StressInput.COUNT];
        double from = next - spanSeconds;
        Arrays.fill(f, Double.NaN);
        Kind beatsOf = writeBeats(from, f);
        skin.write(from, next, next + SKIN_KNOWN_SECONDS, skinRate, f, StressInput.first(1));
        temperature.write(from, next, temperatureRate, f, StressInput.first(2));
        heartRate.write(from, next, heartRateRate, f, StressInput.first(3));
        HeartBeats beats = beatsOf == null ? null : hearts.get(beatsOf);
        List<Reason> issues = new ArrayList<>();
        List<Reason> causes = new ArrayList<>();
        double[] worth = new double[StressInput.SIGNALS.size()];
        Arrays.fill(worth, Double.NaN);
        for (Map.Entry<Kind, Track> entry : tracks.entrySet()) {
            Kind kind = entry.getKey();
            List<Reason> found = new ArrayList<>(entry.getValue().rateCheck.issues());
            found.addAll(issues(kind, entry.getValue()));
            int signal = signal(kind);
            if (signal != 0 && found.stream().anyMatch(r -> r.code().equals("implausible-unit"))) {
                // A level in another unit is neither judged nor learned.
                int end = signal + 1 < worth.length ? StressInput.first(signal + 1) : f.length;
                Arrays.fill(f, StressInput.first(signal), end, Double.NaN);
            }
            if (signal != 0 || kind == beatsOf) {
                double measured = beats == null || signal != 0 ? 1 : beats.quality();
                worth[signal] = measured * (found.isEmpty() ? 1 : DOUBTFUL);
            }
            issues.addAll(found);
            if (kind != Kind.SKIN_TEMPERATURE) {
                causes.addAll(found);
            }
        }
        StressInput.Heart heart = new StressInput.Heart("", Double.NaN, Double.NaN);
        if (beats != null && hasPossibleRate(beatsOf)) {
            heart = beats.heart(from, next);
            Optional<Reason> doubt = beats.doubt();
            doubt.ifPresent(issues::add);
            doubt.ifPresent(causes::add);
        }
        boolean[] present = new boolean[StressInput.SIGNALS.size()];
        for (int s = 0; s < present.length; s++) {
            present[s] = !Double.isNaN(f[StressInput.first(s)]);
        }
        reference.learn(f);
        out.accept(
                new StressInput(
                        next,
                        f,
                        reference.copy(),
                        present,
                        beats == null ? 0 : beats.alike(),
                        quality(worth, present),
                        heart,
                        issues,
                        causes));
        next += STEP_SECONDS;
    }

    /**
     * Writes the features of the best signal that has beats in the span, and says which it is; of
     * the best that came if none has. Beats at a rate that cannot be are neither judged nor
     * learned.
     */
    private @Nullable Kind writeBeats(double from, double[] f) {
        Kind best = null;
        for (Kind kind : BEATS) {
            HeartBeats beats = hearts.get(kind);
            if (beats != null) {
                best = best == null ? kind : best;
                if (beats.write(from, next, f) && hasPossibleRate(kind)) {
                    return kind;
                }
                Arrays.fill(f, 0, PulseFeatures.NAMES.size(), Double.NaN);
            }
        }
        return best;
    }

    private boolean hasPossibleRate(@Nullable Kind kind) {
        Track track = tracks.get(kind);
        return track != null && track.rateCheck.issues().isEmpty();
    }

    /** What is wrong over a span; of slow signals, which may well stand still, over longer. */
    private List<Reason> issues(Kind kind, Track track) {
        boolean slow = kind == Kind.SKIN_TEMPERATURE || kind == Kind.HEART_RATE;
        double seconds = slow ? Math.max(spanSeconds, SLOW_SECONDS) : spanSeconds;
        track.checks.forgetUntil(next - seconds);
        if (kind == Kind.BEAT_INTERVAL) {
            return List.of(); // A train of beats is no signal with a level.
        }
        int steps = (int) Math.round(seconds / STEP_SECONDS);
        return track.checks.issues(next, steps, track.inUnit);
    }

    /** Which of {@link StressInput#SIGNALS} a kind is. */
    private static int signal(Kind kind) {
        return switch (kind) {
            case EDA -> 1;
            case SKIN_TEMPERATURE -> 2;
            case HEART_RATE -> 3;
            default -> 0;
        };
    }

    /**
     * The mean quality of the received signals; a signal without features in this span counts 0.
     */
    private static double quality(double[] worth, boolean[] present) {
        double sum = 0;
        int came = 0;
        for (int s = 0; s < worth.length; s++) {
            if (!Double.isNaN(worth[s])) {
                sum += present[s] ? worth[s] : 0;
                came++;
            }
        }
        return came == 0 ? 0 : sum / came;
    }

    private Track open(Kind kind, Form form) {
        double rate = form.rateHertz;
        double start = form.startSeconds;
        String problem = Rates.problem(kind, rate);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
        return switch (kind) {
            case PPG -> {
                PulseStream stream = new PulseStream(rate, beats(kind, form)::wave);
                yield new Track(kind, form, new SampleFeed(rate, stream));
            }
            case ECG -> {
                QrsStream stream = new QrsStream(rate, beats(kind, form)::beat);
                yield new Track(kind, form, new SampleFeed(rate, stream));
            }
            case BEAT_INTERVAL -> {
                BeatTrain train = new BeatTrain(beats(kind, form)::beat);
                yield new Track(kind, form, new SampleFeed(rate, train));
            }
            case EDA -> {
                SkinStream stream =
                        new SkinStream(
                                rate,
                                MIN_RESPONSE_MICROSIEMENS,
                                (t, smooth, tonic) -> skin.level(start + t, smooth, tonic),
                                (onset, peak, amplitude, known) ->
                                        skin.rise(
                                                start + onset,
                                                start + peak,
                                                amplitude,
                                                start + known));
                skinRate = stream.workingRate();
                yield new Track(kind, form, new SampleFeed(rate, stream));
            }
            case SKIN_TEMPERATURE -> {
                temperatureRate = Math.min(rate, 4);
                yield new Track(kind, form, levels(rate, start, temperature));
            }
            default -> {
                heartRateRate = Math.min(rate, 4);
                yield new Track(kind, form, levels(rate, start, heartRate));
            }
        };
    }

    private HeartBeats beats(Kind kind, Form form) {
        HeartBeats beats = new HeartBeats(kind, form.startSeconds, spanSeconds + KEEP_SECONDS);
        hearts.put(kind, beats);
        return beats;
    }

    /** Slow signals are thinned to at most 4 samples a second. */
    private static SampleFeed levels(double rate, double start, LevelFeatures features) {
        int every = Rates.thinned(rate);
        return new SampleFeed(
                rate,
                new SegmentStage() {
                    private long count;

                    @Override
                    public void next(double x) {
                        if (count % every == 0) {
                            features.add(start + count / rate, x);
                        }
                        count++;
                    }

                    @Override
                    public void finish() {}

                    @Override
                    public void skip(long samples) {
                        count += samples;
                    }
                });
    }
}
