package io.github.emotion4j.benchmarks.stream;

import io.github.emotion4j.audio.capture.SoundReader;
import io.github.emotion4j.audio.internal.MonoResampler;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.VideoFrame;
import io.github.emotion4j.physio.simulate.Simulator;
import io.github.emotion4j.vision.capture.VideoReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A talking person with a wristband, without end: a clip's frames at 25 a second and its sound at
 * 16 kHz in blocks of 50 ms, looped, and a simulated wristband (pulse at 64 Hz, skin conductance
 * and temperature at 4 Hz) in packets of 250 ms.
 */
final class LiveInput {
    static final long FRAME_NANOS = 40_000_000L;
    static final long SOUND_NANOS = 50_000_000L;
    static final long BODY_NANOS = 250_000_000L;

    private static final int SOUND_RATE = 16_000;
    private static final int SOUND_BLOCK = 800;
    private static final int PULSE_RATE = 64;
    private static final int SKIN_RATE = 4;
    private static final int BODY_SECONDS = 600;

    private final List<VideoFrame> frames = new ArrayList<>();
    private final float[] sound;
    private final double[] pulse;
    private final double[] skin;

    LiveInput(Path clip) {
        try (VideoReader reader = VideoReader.open(clip)) {
            for (Optional<VideoFrame> f = reader.next(); f.isPresent(); f = reader.next()) {
                frames.add(f.get());
            }
        }
        this.sound = sound(clip);
        double[] beats = Simulator.beatTimes(BODY_SECONDS, 72, 40, 0.25);
        this.pulse = Simulator.ppg(PULSE_RATE, BODY_SECONDS, beats, 0.02, 1).values();
        double[] onsets = {20, 60, 95, 150, 210, 290, 340, 420, 500, 560};
        this.skin = Simulator.eda(SKIN_RATE, BODY_SECONDS, 3, 0, onsets, 0.3, 0.002, 2).values();
    }

    private static float[] sound(Path clip) {
        try (SoundReader reader = SoundReader.open(clip)) {
            float[] all = new float[0];
            MonoResampler resampler = null;
            for (Optional<AudioBlock> s = reader.next(); s.isPresent(); s = reader.next()) {
                AudioBlock block = s.get();
                if (resampler == null) {
                    resampler = new MonoResampler(block.sampleRateHertz());
                }
                int n = resampler.accept(block);
                int before = all.length;
                all = Arrays.copyOf(all, before + n);
                System.arraycopy(resampler.output(), 0, all, before, n);
            }
            return Arrays.copyOf(all, all.length / SOUND_BLOCK * SOUND_BLOCK);
        }
    }

    VideoFrame frame(long index) {
        VideoFrame frame = frames.get((int) (index % frames.size()));
        return frame.later(index * FRAME_NANOS - frame.interval().startNanos());
    }

    AudioBlock sound(long index) {
        int from = (int) (index * SOUND_BLOCK % sound.length);
        float[] samples = Arrays.copyOfRange(sound, from, from + SOUND_BLOCK);
        return new AudioBlock(index * SOUND_NANOS, SOUND_RATE, 1, samples);
    }

    /** One packet of the wristband. */
    List<Signal> body(long index) {
        long start = index * BODY_NANOS;
        int pulses = PULSE_RATE / 4;
        int p = (int) (index * pulses % pulse.length);
        int s = (int) (index % skin.length);
        return List.of(
                new BioBlock(
                        start,
                        Kind.PPG,
                        Unit.ARBITRARY,
                        PULSE_RATE,
                        Arrays.copyOfRange(pulse, p, p + pulses)),
                new BioBlock(start, Kind.EDA, Unit.MICROSIEMENS, SKIN_RATE, new double[] {skin[s]}),
                new BioBlock(
                        start,
                        Kind.SKIN_TEMPERATURE,
                        Unit.CELSIUS,
                        SKIN_RATE,
                        new double[] {33 + 0.1 * skin[s]}));
    }
}
