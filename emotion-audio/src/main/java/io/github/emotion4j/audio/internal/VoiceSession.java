package io.github.emotion4j.audio.internal;

import io.github.emotion4j.audio.VoiceDetail;
import io.github.emotion4j.audio.descriptor.Descriptor;
import io.github.emotion4j.audio.descriptor.DescriptorTrack;
import io.github.emotion4j.core.Affect;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.EmotionProbabilities;
import io.github.emotion4j.core.Evidence;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Observation;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import io.github.emotion4j.core.internal.io.SavedState;
import io.github.emotion4j.core.internal.numeric.Clamp;
import io.github.emotion4j.core.spi.ModalitySession;
import io.github.emotion4j.media.internal.SampleClock;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One voice over time, each utterance judged against those before it ({@link SessionOffset}).
 *
 * <p>Times are counted in samples; {@link SampleClock} decides on blocks whose own times differ. A
 * gap of up to a second is filled with zeros, so that the utterance, the detector and the noise
 * floor go on. Where the clock moves slowly away, as a device's samples do by seconds a day, the
 * times follow it and the samples stay. A longer gap, a clock that falls behind by more, or another
 * rate ends the current utterance and starts again.
 */
final class VoiceSession implements ModalitySession, UtteranceTracker.Receiver {
    private static final SavedState ENVELOPE =
            new SavedState(
                    "E4VO",
                    9,
                    "The state of the voice",
                    "Open a new stream, or go on with the release that gave it");

    /** How far the clock of the blocks may be from the samples in one run; chosen by hand. */
    private static final long MOST_ASTRAY_NANOS = 1_000_000_000L;

    /** Packets of 20 ms, to which blocks' times may be rounded, are no drift of the clock. */
    private static final long SLACK_NANOS = 20_000_000L;

    /** A tenth of a percent is more than devices drift, and too little to be seen in a time. */
    private static final long FOLLOWED_SHARE = 1000;

    /** A voice 20 dB below the noise cannot be distinguished from fluctuations of the noise. */
    private static final double LEAST_RATIO = 0.01;

    /** The first log-mel band of the speech model that is entirely above 4.4 kHz. */
    private static final int FIRST_HIGH_BAND = 52;

    /** 25 dB. */
    private static final double LOUD_SHARE = 0.003;

    /** Keeps the ratio of digital silence a number; far below the noise of any recording. */
    private static final double MEL_FLOOR = 1e-10;

    /**
     * The temperature of an utterance's first estimate, at 0.6 s. There the model's top class was
     * right in 41 % at a mean probability of 57 % (RAVDESS, speakers not heard); this brings the
     * one to the other.
     */
    private static final double FIRST_TEMPERATURE = 1.6;

    /** When the first estimate of an utterance comes. */
    private static final double FIRST_SECONDS = 0.6;

    /** From here on an utterance so far is as telling as a whole one, which lasts 2.5 s mostly. */
    private static final double COMPLETE_SECONDS = 2.5;

    private static final Reason NO_VOICE = new Reason("no-voice", "nobody speaks");
    private static final Reason TOO_SHORT =
            new Reason("too-short", "the utterance is shorter than 0.3 s");
    private static final Reason LOW_RATE =
            new Reason("low-rate", "the sound has fewer than 6000 samples a second");
    private static final Reason HIGH_RATE =
            new Reason("high-rate", "the sound has more than 768000 samples a second");

    private static final Reason UNFAMILIAR =
            new Reason(
                    "unfamiliar",
                    "the voice or its room is unlike those of the training, so that the classes are"
                            + " less certain");

    private final SpeechActivityModel activity;
    private final SpeechEmotionModel model;
    private final SessionOffset heardBefore;
    private Consumer<Observation> sink = o -> {};
    private @Nullable Run run;

    /** A block that leaps ahead of the run, until the next one shows whether it does so alone. */
    private @Nullable AudioBlock held;

    VoiceSession(SpeechActivityModel activity, SpeechEmotionModel model) {
        this.activity = activity;
        this.model = model;
        heardBefore = new SessionOffset(model.adaptation());
    }

    /** A gapless row of blocks of one rate. */
    private static final class Run {
        private final double rate;
        private long startNanos;
        private final MonoResampler resampler;
        private final UtteranceTracker tracker;
        private long frames;

        private Run(
                double rate,
                long startNanos,
                SpeechActivityModel activity,
                UtteranceTracker.Receiver receiver) {
            this.rate = rate;
            this.startNanos = startNanos;
            resampler = new MonoResampler(rate);
            tracker = new UtteranceTracker(activity, resampler.faults(), receiver);
        }

        private long endNanos() {
            return startNanos + TimeInterval.nanosOfSample(frames, rate);
        }

        /** How far a block's clock is ahead of the samples. */
        private long aheadNanos(AudioBlock block) {
            return block.interval().startNanos() - endNanos();
        }

        private boolean isContinuedBy(AudioBlock block) {
            return block.sampleRateHertz() == rate
                    && Math.abs(aheadNanos(block)) <= MOST_ASTRAY_NANOS;
        }

        private boolean isLeaptBy(AudioBlock block) {
            return SampleClock.leaps(block.interval().startNanos(), endNanos());
        }

        private void fillUpTo(AudioBlock block) {
            int missing = (int) Math.round(aheadNanos(block) * 1e-9 * rate);
            frames += missing;
            hear(resampler.fill(missing, block.channels()));
        }

        /** Moves all times a little towards the clock of a block that is near. */
        private void follow(AudioBlock block) {
            long ahead = aheadNanos(block);
            if (Math.abs(ahead) > SLACK_NANOS) {
                long most = block.interval().lengthNanos() / FOLLOWED_SHARE;
                startNanos += Math.max(-most, Math.min(most, ahead));
            }
        }

        private void take(AudioBlock block) {
            frames += block.frameCount();
            hear(resampler.accept(block));
        }

        private void hear(int made) {
            tracker.accept(resampler.output(), made);
            resampler.faults().forgetBefore(tracker.firstNeededSample());
        }

        private TimeInterval interval(long fromSample, long toSample) {
            return new TimeInterval(
                    startNanos + TimeInterval.nanosOfSample(fromSample, MonoResampler.RATE_HERTZ),
                    startNanos + TimeInterval.nanosOfSample(toSample, MonoResampler.RATE_HERTZ));
        }
    }

    @Override
    public void accept(Signal signal, Consumer<Observation> newSink) {
        AudioBlock block = (AudioBlock) signal;
        sink = newSink;
        if (block.frameCount() == 0) {
            return; // Its time ends nothing that is said.
        }
        double rate = block.sampleRateHertz();
        boolean low = rate < MonoResampler.LOWEST_RATE_HERTZ;
        if (low || rate > MonoResampler.HIGHEST_RATE_HERTZ) {
            end();
            missing(block.interval(), low ? LOW_RATE : HIGH_RATE);
            return;
        }
        AudioBlock leaping = held;
        if (leaping != null) {
            held = null;
            take(
                    leaping,
                    SampleClock.isAlone(
                            leaping.interval().endNanos(), block.interval().startNanos()));
        }
        Run current = run;
        if (current != null && current.isContinuedBy(block) && current.isLeaptBy(block)) {
            held = block;
        } else {
            take(block, false);
        }
    }

    private void take(AudioBlock block, boolean clockIsWrong) {
        Run current = run;
        if (current == null || !current.isContinuedBy(block)) {
            endRun();
            current =
                    new Run(block.sampleRateHertz(), block.interval().startNanos(), activity, this);
            run = current;
        } else if (current.isLeaptBy(block)) {
            if (!clockIsWrong) {
                current.fillUpTo(block);
            }
        } else {
            current.follow(block);
        }
        current.take(block);
    }

    @Override
    public void finish(Consumer<Observation> newSink) {
        sink = newSink;
        end();
    }

    private void end() {
        AudioBlock leaping = held;
        if (leaping != null) {
            held = null;
            take(leaping, true); // No other block says that there is a gap.
        }
        endRun();
    }

    private void endRun() {
        Run current = run;
        if (current != null) {
            int n = current.resampler.finish();
            current.tracker.accept(current.resampler.output(), n);
            current.tracker.finish();
            run = null;
        }
    }

    @Override
    public void silence(long fromSample, long toSample) {
        missing(requireRun().interval(fromSample, toSample), NO_VOICE);
    }

    @Override
    public void utterance(UtteranceTracker.Utterance said) {
        Run current = requireRun();
        TimeInterval interval = current.interval(said.fromSample(), said.toSample());
        DescriptorTrack track = said.track();
        if (track.frames() < SpeechEmotionModel.SHORTEST_FRAMES) {
            missing(interval, TOO_SHORT);
            return;
        }
        SpeechQuality quality = quality(said, current);
        SpeechEmotionModel.Output heard = model.hear(said.logMel(), track);
        EmotionProbabilities judged = heardBefore.judge(heard.scores());
        if (said.complete()) {
            heardBefore.add(heard.scores());
        }
        float[] f0 = track.contour(Descriptor.F0);
        Arrays.sort(f0); // NaN, the unvoiced frames, go last.
        int voiced = 0;
        while (voiced < f0.length && !Float.isNaN(f0[voiced])) {
            voiced++;
        }
        VoiceDetail detail =
                new VoiceDetail(
                        said.complete(),
                        quality.signalToNoiseDb(),
                        voiced == 0 ? Double.NaN : f0[voiced / 2],
                        (double) voiced / f0.length);
        EmotionProbabilities probabilities =
                said.complete() ? judged : soFar(judged, interval.lengthSeconds());
        Evidence.Present evidence =
                new Evidence.Present(
                        interval,
                        probabilities,
                        Affect.expected(probabilities),
                        OptionalDouble.empty(),
                        heard.embedding(),
                        quality.value(),
                        quality.issues());
        if (heard.strangeness() >= model.adaptation().strange()) {
            evidence = evidence.withIssue(UNFAMILIAR);
        }
        sink.accept(new Observation(ModalityId.VOICE, 0, true, evidence, detail));
    }

    /**
     * What is said of an utterance that still grows, at a temperature: the model learned from
     * complete ones and is too sure of the first word.
     */
    private static EmotionProbabilities soFar(EmotionProbabilities heard, double seconds) {
        double missing = (COMPLETE_SECONDS - seconds) / (COMPLETE_SECONDS - FIRST_SECONDS);
        double temperature = 1 + (FIRST_TEMPERATURE - 1) * Clamp.between(missing, 0, 1);
        double[] weights = heard.toArray();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.pow(weights[i], 1 / temperature);
        }
        return EmotionProbabilities.of(weights);
    }

    private static SpeechQuality quality(UtteranceTracker.Utterance said, Run run) {
        return SpeechQuality.of(
                signalToNoiseDb(said.powerAboutZero(), said.noisePower()),
                highBandDb(said.logMel(), said.track().frames()),
                run.resampler.faults(said.fromSample(), said.toSample()),
                said.offset(),
                said.complete());
    }

    /** What the power of voice and noise together leaves to the voice, against the noise. */
    private static double signalToNoiseDb(double power, double noisePower) {
        double ratio = power / noisePower - 1;
        return 10 * Math.log10(Math.max(LEAST_RATIO, ratio));
    }

    /**
     * Energy above 4.4 kHz against that below, in dB, in the frames that have most of it: hisses of
     * a voice. Nine of ten frames have less; frames 25 dB below the loudest count for nothing,
     * because in telephone speech these frames contain only the noise of the recording.
     */
    private static double highBandDb(float[] logMel, int frames) {
        int bands = logMel.length / frames;
        double[] low = new double[frames];
        double[] high = new double[frames];
        double loudest = 0;
        for (int t = 0; t < frames; t++) {
            for (int b = 0; b < bands; b++) {
                double energy = Math.exp(logMel[t * bands + b]);
                if (b < FIRST_HIGH_BAND) {
                    low[t] += energy;
                } else {
                    high[t] += energy;
                }
            }
            loudest = Math.max(loudest, low[t] + high[t]);
        }
        double[] ratios = new double[frames];
        int loud = 0;
        for (int t = 0; t < frames; t++) {
            if (low[t] + high[t] >= LOUD_SHARE * loudest) {
                ratios[loud++] = 10 * Math.log10((high[t] + MEL_FLOOR) / (low[t] + MEL_FLOOR));
            }
        }
        Arrays.sort(ratios, 0, loud);
        return ratios[(int) (0.9 * (loud - 1))];
    }

    private Run requireRun() {
        Run current = run;
        if (current == null) {
            throw new IllegalStateException("No sound is under way");
        }
        return current;
    }

    private void missing(TimeInterval interval, Reason reason) {
        sink.accept(
                new Observation(
                        ModalityId.VOICE, 0, true, new Evidence.Missing(interval, reason), null));
    }

    @Override
    public byte[] state() {
        return ENVELOPE.write(this::write);
    }

    private void write(DataOutputStream out) throws IOException {
        heardBefore.write(out);
        Run current = run;
        out.writeBoolean(current != null);
        if (current != null) {
            out.writeDouble(current.rate);
            out.writeLong(current.startNanos);
            out.writeLong(current.frames);
            current.resampler.write(out, current.tracker.firstNeededSample());
            current.tracker.write(out);
            AudioBlock leaping = held;
            out.writeBoolean(leaping != null);
            if (leaping != null) {
                write(leaping, out);
            }
        }
    }

    @Override
    public void restore(byte[] state) {
        ENVELOPE.restore(state, this::read);
    }

    private void read(DataInputStream in) throws IOException {
        heardBefore.read(in);
        if (in.readBoolean()) {
            double rate = in.readDouble();
            MonoResampler.requireRate(rate);
            Run current = new Run(rate, in.readLong(), activity, this);
            current.frames = in.readLong();
            current.resampler.read(in);
            current.tracker.read(in);
            run = current;
            if (in.readBoolean()) {
                held = block(rate, in);
            }
        }
    }

    /** Writes a block of the run's rate. */
    private static void write(AudioBlock block, DataOutputStream out) throws IOException {
        out.writeLong(block.interval().startNanos());
        out.writeShort(block.channels());
        out.writeInt(block.frameCount() * block.channels());
        for (int i = 0; i < block.frameCount(); i++) {
            for (int c = 0; c < block.channels(); c++) {
                out.writeFloat(block.sample(i, c));
            }
        }
    }

    private static AudioBlock block(double rate, DataInputStream in) throws IOException {
        long startNanos = in.readLong();
        int channels = in.readUnsignedShort();
        float[] samples = new float[SavedState.count(in, Float.BYTES)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = in.readFloat();
        }
        return new AudioBlock(startNanos, rate, channels, samples);
    }

    @Override
    public void close() {
        held = null;
        run = null;
    }
}
