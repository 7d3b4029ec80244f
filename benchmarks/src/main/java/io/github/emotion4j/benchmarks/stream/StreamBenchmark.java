package io.github.emotion4j.benchmarks.stream;

import io.github.emotion4j.audio.VoiceModality;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.ComputeDevice;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.spi.ModalityProvider;
import io.github.emotion4j.physio.BodyModality;
import io.github.emotion4j.physio.simulate.Simulator;
import io.github.emotion4j.vision.FaceModality;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What ten seconds of one signal cost from the stream's door to its estimates. With {@code -prof
 * gc} it says how many bytes they allocate, which other work on the machine does not change.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class StreamBenchmark {
    private static final int SECONDS = 10;
    private static final int ECG_RATE = 1000;
    private static final int ECG_SECONDS = 600;

    /** What comes. */
    @Param({"FACE", "VOICE", "WRISTBAND", "CHEST_ECG"})
    public Source source;

    private LiveInput input;
    private double[] ecg;
    private EmotionRecognizer recognizer;
    private EmotionStream stream;
    private List<Signal> signals;
    private long second;

    /** A sensor. */
    public enum Source {
        FACE(new FaceModality()),
        VOICE(new VoiceModality()),
        WRISTBAND(new BodyModality()),
        CHEST_ECG(new BodyModality());

        private final ModalityProvider modality;

        Source(ModalityProvider modality) {
            this.modality = modality;
        }
    }

    /** Opens the stream. */
    @Setup
    public void open() {
        input =
                new LiveInput(
                        Path.of(
                                System.getProperty(
                                        "clip",
                                        "emotion-app/src/main/resources/io/github/emotion4j/app/media/scene.mp4")));
        ecg =
                Simulator.ecg(
                                ECG_RATE,
                                ECG_SECONDS,
                                Simulator.beatTimes(ECG_SECONDS, 72, 40, 0.25),
                                0.02,
                                1)
                        .values();
        recognizer =
                EmotionRecognizer.builder()
                        .device(ComputeDevice.cpu())
                        .onlyNamedModalities()
                        .modality(source.modality)
                        .build();
        stream = recognizer.openStream(estimate -> {});
    }

    /** Makes the next ten seconds, which is not part of the time. */
    @Setup(Level.Invocation)
    public void record() {
        signals = new ArrayList<>();
        for (int s = 0; s < SECONDS; s++) {
            switch (source) {
                case FACE -> {
                    for (int i = 0; i < 25; i++) {
                        signals.add(input.frame(25 * second + i));
                    }
                }
                case VOICE -> {
                    for (int i = 0; i < 20; i++) {
                        signals.add(input.sound(20 * second + i));
                    }
                }
                case WRISTBAND -> {
                    for (int i = 0; i < 4; i++) {
                        signals.addAll(input.body(4 * second + i));
                    }
                }
                case CHEST_ECG -> {
                    int from = (int) (second % ECG_SECONDS) * ECG_RATE;
                    signals.add(
                            new BioBlock(
                                    second * 1_000_000_000L,
                                    Kind.ECG,
                                    Unit.MILLIVOLT,
                                    ECG_RATE,
                                    Arrays.copyOfRange(ecg, from, from + ECG_RATE)));
                }
            }
            second++;
        }
    }

    /** Ten seconds go through. */
    @Benchmark
    public void tenSeconds() {
        signals.forEach(stream::accept);
    }

    /** Closes the stream. */
    @TearDown
    public void close() {
        stream.close();
        recognizer.close();
    }
}
