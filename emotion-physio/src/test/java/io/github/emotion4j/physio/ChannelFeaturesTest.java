package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.BodyFeatures.Heart;
import io.github.emotion4j.physio.BodyFeatures.Skin;
import io.github.emotion4j.physio.simulate.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelFeaturesTest {
    private static final double[] ECG =
            Simulator.ecg(128, 60, Simulator.beatTimes(60, 70, 0, 0.25), 0.01, 1).values();

    private static List<List<String>> codes(long spanSeconds, BioBlock... blocks) {
        long spanNanos = spanSeconds == 0 ? Long.MAX_VALUE : spanSeconds * 1_000_000_000;
        ChannelFeatures channel = new ChannelFeatures(blocks[0], spanNanos);
        List.of(blocks).forEach(channel::accept);
        List<Heart> hearts = new ArrayList<>();
        channel.finish(hearts::add, skin -> {});
        return hearts.stream()
                .map(heart -> heart.issues().stream().map(Reason::code).toList())
                .toList();
    }

    private static BioBlock ecg(double startSeconds, Unit unit, double[] values) {
        return new BioBlock(Math.round(startSeconds * 1e9), Kind.ECG, unit, 128, values);
    }

    @Test
    void accept_gapBetweenBlocks_isMissingAsNaNWouldBe() {
        double[] holed = new double[3 * ECG.length];
        Arrays.fill(holed, Double.NaN);
        System.arraycopy(ECG, 0, holed, 0, ECG.length);
        System.arraycopy(ECG, 0, holed, 2 * ECG.length, ECG.length);
        for (long span : new long[] {0, 60, 45}) {
            assertEquals(
                    codes(span, ecg(7, Unit.MILLIVOLT, holed)),
                    codes(span, ecg(7, Unit.MILLIVOLT, ECG), ecg(127, Unit.MILLIVOLT, ECG)));
        }
        assertEquals(
                List.of(List.of("missing-samples")),
                codes(0, ecg(7, Unit.MILLIVOLT, ECG), ecg(127, Unit.MILLIVOLT, ECG)));
    }

    @Test
    void finish_countsOfAConverter_areInNoWrongUnit() {
        double[] counts = Arrays.stream(ECG).map(v -> 2048 + 400 * v).toArray();
        assertEquals(List.of(List.of()), codes(0, ecg(0, Unit.ARBITRARY, counts)));
        assertEquals(
                List.of(List.of("implausible-unit")), codes(0, ecg(0, Unit.MILLIVOLT, counts)));
    }

    @Test
    void finish_pulseThatMovesMostOfTheTime_saysSoOfEachSpan() {
        double[] pulse =
                Simulator.ppg(64, 120, Simulator.beatTimes(120, 70, 20, 0.25), 0.02, 1).values();
        Random random = new Random(1);
        for (int i = 60 * 64; i < pulse.length; i++) {
            pulse[i] = random.nextGaussian();
        }
        assertEquals(
                List.of(List.of(), List.of("poor-pulse")),
                codes(60, new BioBlock(0, Kind.PPG, Unit.ARBITRARY, 64, pulse)));
    }

    @Test
    void finish_manySpansOfSkin_takeTimeInProportion() {
        // Two days in spans of 10 s took a minute when each span copied the whole.
        double[] eda = new double[2 * 86_400 * 4];
        Arrays.setAll(eda, i -> 5 + Math.sin(i / 90.0));
        ChannelFeatures channel =
                new ChannelFeatures(
                        new BioBlock(0, Kind.EDA, Unit.MICROSIEMENS, 4, eda), 10_000_000_000L);
        channel.accept(new BioBlock(0, Kind.EDA, Unit.MICROSIEMENS, 4, eda));
        List<Skin> skins = new ArrayList<>();
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> channel.finish(heart -> {}, skins::add));
        assertEquals(17_280, skins.size());
    }
}
