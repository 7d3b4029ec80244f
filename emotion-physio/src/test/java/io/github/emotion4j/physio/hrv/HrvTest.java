package io.github.emotion4j.physio.hrv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Reason;
import io.github.emotion4j.physio.Beat;
import io.github.emotion4j.physio.Golden;
import io.github.emotion4j.physio.Temperature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HrvTest {
    private static final Golden GOLDEN = Golden.of("intervals.csv");
    private static final Map<String, Double> PEER = GOLDEN.named();
    private static final Intervals INTERVALS =
            Intervals.betweenSeconds(Arrays.stream(GOLDEN.events()).map(p -> p / 100).toArray());

    private static void same(String name, double ours) {
        double theirs = PEER.get(name);
        assertEquals(theirs, ours, 1e-6 * Math.abs(theirs), name);
    }

    @Test
    void timeDomain_sameBeats_equalsNumpy() {
        TimeDomain t = TimeDomain.of(INTERVALS);
        same("mean", t.meanMillis());
        same("sdnn", t.sdnnMillis());
        same("rmssd", t.rmssdMillis());
        same("sdsd", t.sdsdMillis());
        same("cvnn", t.cvnn());
        same("cvsd", t.cvsd());
        same("median", t.medianMillis());
        same("mad", t.madMillis());
        same("pnn50", t.pnn50());
        same("pnn20", t.pnn20());
        same("triangular_index", t.triangularIndex());
        same("min", t.minMillis());
        same("max", t.maxMillis());
    }

    @Test
    void intervals_areValues_andTheirBeatsRise() {
        assertEquals(
                HeartRateVariability.of(Intervals.ofMillis(800, 810, 790, 800)),
                HeartRateVariability.of(Intervals.ofMillis(800, 810, 790, 800)));
        assertEquals(
                "4 intervals of 800 ms in the mean", Intervals.ofMillis(800, 810, 790, 800) + "");
        List<Beat> beats = List.of(new Beat(1, 1, 1, true), new Beat(0.5, 1, 1, false));
        assertThrows(IllegalArgumentException.class, () -> Intervals.between(beats));
    }

    @Test
    void nonLinear_sameBeats_equalsTheDefinitions() {
        NonLinear n = NonLinear.of(INTERVALS);
        same("sd1", n.sd1Millis());
        same("sd2", n.sd2Millis());
        same("sample_entropy", n.sampleEntropy());
        same("approximate_entropy", n.approximateEntropy());
        same("dfa_alpha1", n.dfaAlpha1());
        same("dfa_alpha2", n.dfaAlpha2());
    }

    @Test
    void frequencyDomain_sameBeats_equalsScipy() {
        FrequencyDomain scargle = FrequencyDomain.lombScargle(INTERVALS);
        same("lombscargle_lf", scargle.lfPower());
        same("lombscargle_hf", scargle.hfPower());
        FrequencyDomain welch = FrequencyDomain.welch(INTERVALS);
        same("welch_lf", welch.lfPower());
        same("welch_hf", welch.hfPower());
    }

    @Test
    void frequencyDomain_sineOf20Millis_isHalfItsSquare() {
        double[] seconds = new double[400];
        double t = 0;
        for (int i = 0; i < seconds.length; i++) {
            t += 0.8 + 0.02 * Math.sin(2 * Math.PI * 0.1 * t);
            seconds[i] = t;
        }
        FrequencyDomain f = FrequencyDomain.lombScargle(Intervals.betweenSeconds(seconds));
        assertEquals(200, f.lfPower(), 8);
        assertEquals(0.1, f.lfPeakHertz(), 0.002);
        assertTrue(f.hfPower() < 5);
    }

    @Test
    void frequencyDomain_twoSines_haveTheirShares() {
        double[] seconds = new double[400];
        double t = 0;
        for (int i = 0; i < seconds.length; i++) {
            t += 0.8 + 0.02 * Math.sin(2 * Math.PI * 0.1 * t);
            t += 0.01 * Math.sin(2 * Math.PI * 0.3 * t);
            seconds[i] = t;
        }
        FrequencyDomain f = FrequencyDomain.lombScargle(Intervals.betweenSeconds(seconds));
        // Half the amplitude is a quarter of the power.
        assertEquals(4, f.lfHfRatio(), 0.4);
        assertEquals(0.8, f.lfNormalised(), 0.02);
        assertEquals(0.2, f.hfNormalised(), 0.02);
    }

    /** Single missing beats are bridged; what needs long ground needs it on one side of a gap. */
    @ParameterizedTest
    @CsvSource({"1500, true", "3000, true", "1200, false"})
    void frequencyDomain_slowHeart_isNotToldOfMirrorImages(double meanMillis, boolean slow) {
        // A slow swing, whose mirror image about the mean rate lies within HF of a slow heart.
        double[] millis = new double[(int) (600_000 / meanMillis)];
        for (int i = 0; i < millis.length; i++) {
            double seconds = i * meanMillis / 1000;
            millis[i] = meanMillis + 90 * Math.sin(2 * Math.PI * seconds / 30);
        }
        HeartRateVariability hrv = HeartRateVariability.of(Intervals.ofMillis(millis));
        FrequencyDomain welch = FrequencyDomain.welch(Intervals.ofMillis(millis));

        assertEquals(slow, Double.isNaN(hrv.frequency().hfPower()));
        assertEquals(slow, Double.isNaN(welch.hfPower()));
        assertEquals(slow, hrv.issues().stream().anyMatch(r -> r.code().equals("slow-heart")));
        assertEquals(4050, hrv.frequency().vlfPower(), 250);
    }

    @Test
    void frequencyDomain_breaks_countAsNoTime() {
        List<Beat> beats = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < 400; i++) {
            at += 0.9 + 0.03 * Math.sin(2 * Math.PI * 0.1 * at) + (i == 110 ? 60 : 0);
            if (i % 40 != 20) {
                beats.add(new Beat(at, 1, 1, i == 0 || i == 110 || i % 40 == 21));
            }
        }
        HeartRateVariability hrv = HeartRateVariability.of(Intervals.between(beats));
        // 99 s and 261 s, each less what is missing: either side tells HF, the second LF.
        assertTrue(Double.isNaN(hrv.frequency().vlfPower()));
        assertEquals(450, hrv.frequency().lfPower(), 45);
        assertTrue(hrv.frequency().hfPower() >= 0);
        assertEquals(
                List.of("short-series", "broken-series"),
                hrv.issues().stream().map(Reason::code).toList());
        assertTrue(hrv.issues().get(1).message().contains("broken 11 time(s)"));
    }

    @Test
    void correct_missedExtraAndEctopicBeats_areMended() {
        Random random = new Random(4);
        double[] x = new double[200];
        for (int i = 0; i < x.length; i++) {
            x[i] = 800 + 30 * Math.sin(i / 5.0) + 10 * random.nextGaussian();
        }
        double[] broken = new double[x.length];
        System.arraycopy(x, 0, broken, 0, 50);
        broken[50] = x[50] + x[51]; // beat 51 missed
        System.arraycopy(x, 52, broken, 51, 148 - 51);
        broken[148 - 1] = x[148] / 3; // a beat that was none within an interval
        broken[148] = 2 * x[148] / 3;
        System.arraycopy(x, 149, broken, 149, x.length - 149);
        broken[100] -= 350; // an ectopic beat comes early,
        broken[101] += 350; // and a pause follows

        Intervals.Correction c = Intervals.ofMillis(broken).corrected();

        assertEquals(1, c.missed());
        assertEquals(1, c.extra());
        assertEquals(x.length, c.intervals().size());
        assertTrue(c.ectopic() + c.misplaced() >= 1);
        assertTrue(TimeDomain.of(Intervals.ofMillis(broken)).rmssdMillis() > 60);
        assertEquals(
                TimeDomain.of(Intervals.ofMillis(x)).rmssdMillis(),
                TimeDomain.of(c.intervals()).rmssdMillis(),
                2);
    }

    @Test
    void of_intervalsInSeconds_saysThatNoHeartBeatsSo() {
        double[] seconds = new double[400];
        Arrays.setAll(seconds, i -> 0.8 + 0.02 * Math.sin(i));
        assertTrue(
                HeartRateVariability.of(Intervals.ofMillis(seconds)).issues().stream()
                        .anyMatch(r -> r.code().equals("implausible-intervals")));
    }

    @Test
    void corrected_prematureBeats_areCountedOnceEach() {
        Random random = new Random(3);
        double[] x = new double[376];
        Arrays.setAll(x, i -> 800 + 15 * random.nextGaussian());
        for (int i = 20; i < 370; i += 32) {
            x[i] -= 300;
            x[i + 1] += 300;
        }
        Intervals.Correction c = Intervals.ofMillis(x).corrected();
        // Three ordinary beats lie beyond the limits of the method, too.
        assertEquals(11 + 3, c.ectopic() + c.misplaced() + c.missed() + c.extra());
    }

    @Test
    void between_beatsElevenSecondsApart_isABreak() {
        List<Beat> beats = new ArrayList<>();
        for (double at : new double[] {0, 0.8, 1.6, 12.8, 13.6}) {
            beats.add(new Beat(at, 1, 1, at == 0));
        }
        Intervals found = Intervals.between(beats);
        assertArrayEquals(new double[] {800, 800, 800}, found.toArray(), 1e-9);
        assertFalse(found.adjoins(2));
    }

    @Test
    void of_twoBeatsOrNone_isNaNWithAReason() {
        HeartRateVariability two = HeartRateVariability.of(Intervals.betweenSeconds(1, 1.8));
        assertEquals(800, two.time().meanMillis(), 1e-9);
        assertTrue(Double.isNaN(two.time().sdnnMillis()));
        assertTrue(Double.isNaN(two.frequency().hfPower()));
        assertEquals("too-few-beats", two.issues().get(0).code());
        assertEquals(
                "too-few-beats",
                HeartRateVariability.of(Intervals.ofMillis()).issues().get(0).code());
    }

    @Test
    void stream_beatsWithGap_equalsTheSpansOfTheWhole() {
        Random random = new Random(7);
        List<Beat> beats = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < 900; i++) {
            at += 0.8 + 0.08 * random.nextGaussian() + (i == 400 ? 240 : 0);
            beats.add(new Beat(at, 1, 1, i == 0 || i == 400));
        }
        Intervals all = Intervals.between(beats);
        List<Double> ends = new ArrayList<>();
        HeartRateVariability.Stream stream =
                HeartRateVariability.stream(
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(10),
                        found -> {
                            double end = found.seconds();
                            HeartRateVariability hrv = found.value();
                            ends.add(end);
                            Intervals span = all.within(end - 120, end);
                            HeartRateVariability whole = HeartRateVariability.of(span);
                            assertEquals(whole.time(), hrv.time());
                            assertEquals(whole.frequency(), hrv.frequency());
                            assertEquals(whole.nonLinear(), hrv.nonLinear());
                            assertEquals(whole.issues(), hrv.issues());
                        });

        beats.forEach(stream);
        stream.finish(at);

        assertEquals((int) ((at - 120) / 10) + 1, ends.size());
        assertEquals(120, ends.get(0));
    }

    @Test
    void stream_spanAndStepSwapped_isRefused() {
        Duration span = Duration.ofMinutes(5);
        Duration step = Duration.ofSeconds(30);
        for (Executable swapped :
                List.<Executable>of(
                        () -> HeartRateVariability.stream(step, span, found -> {}),
                        () -> Temperature.stream(4, step, span, found -> {}))) {
            String message = assertThrows(IllegalArgumentException.class, swapped).getMessage();
            assertTrue(message.contains("span of 30.0 s every 300.0 s"), message);
        }
    }

    @Test
    void timed_lostBeats_breakTheSeries() {
        Intervals intervals =
                Intervals.timed(
                        new double[] {0.8, 1.61, 4.0, 4.82}, new double[] {800, 810, 790, 820});
        assertEquals(
                List.of(false, true, false, true),
                IntStream.range(0, 4).mapToObj(intervals::adjoins).toList());
        assertThrows(
                IllegalArgumentException.class,
                () -> Intervals.timed(new double[] {1, 1}, new double[] {800, 810}));
    }

    @ParameterizedTest
    @CsvSource({"800, 0", "833.3, 0", "812.7, 1.7e9"})
    void of_steadyBeats_hasNoPowerNoScalingAndNoSurprise(double millis, double startSeconds) {
        double[] seconds =
                IntStream.range(0, 401)
                        .mapToDouble(i -> startSeconds + i * millis / 1000)
                        .toArray();
        Intervals steady = Intervals.betweenSeconds(seconds);
        for (FrequencyDomain f :
                List.of(FrequencyDomain.lombScargle(steady), FrequencyDomain.welch(steady))) {
            assertEquals(0, f.lfPower());
            assertEquals(0, f.hfPower());
            assertTrue(Double.isNaN(f.lfPeakHertz()) && Double.isNaN(f.lfHfRatio()));
        }
        NonLinear pattern = NonLinear.of(steady);
        assertEquals(0.0, pattern.sampleEntropy());
        assertEquals(0.0, pattern.approximateEntropy(), 1e-12);
        assertTrue(Double.isNaN(pattern.dfaAlpha1()) && Double.isNaN(pattern.dfaAlpha2()));
    }

    @Test
    void timesThatAreNotFinite_areRefused() {
        double endless = Double.POSITIVE_INFINITY;
        for (IllegalArgumentException e :
                List.of(
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> Intervals.betweenSeconds(0, 0.8, endless)),
                        assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        Intervals.timed(
                                                new double[] {0.8, 1.6, endless},
                                                new double[] {800, 800, 800})))) {
            assertTrue(e.getMessage().contains("econds[2] must be finite"), e.getMessage());
        }
    }
}
