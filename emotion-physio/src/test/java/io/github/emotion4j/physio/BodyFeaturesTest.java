package io.github.emotion4j.physio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.physio.hrv.HeartRateVariability;
import io.github.emotion4j.physio.hrv.Intervals;
import io.github.emotion4j.physio.io.TableFormat;
import io.github.emotion4j.physio.simulate.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyFeaturesTest {
    private static final double RATE = 128;
    private static final double SECONDS = 150;
    private static final double[] ECG =
            Simulator.ecg(RATE, SECONDS, Simulator.beatTimes(SECONDS, 70, 40, 0.25), 0.01, 1)
                    .values();
    private static final double[] EDA =
            Simulator.eda(RATE, SECONDS, 5, 0.2, new double[] {30, 60, 100, 130}, 0.5, 0, 1)
                    .values();

    @TempDir private Path folder;

    @Test
    void aTable_givesTheNumbersOfTheArrays() throws IOException {
        BodyFeatures features = BodyFeatures.of(table("time_s,ECG (mV),EDA left (µS)"));

        BodyFeatures.Heart heart = features.hearts().get(0);
        assertEquals(Kind.ECG, heart.kind());
        HeartRateVariability expected = Ecg.features(ECG, RATE);
        assertEquals(expected.time().count(), heart.variability().time().count());
        assertEquals(expected.time().rmssdMillis(), heart.variability().time().rmssdMillis(), 1e-3);
        assertEquals(
                expected.frequency().hfPower(), heart.variability().frequency().hfPower(), 0.1);
        assertEquals(SECONDS, heart.interval().lengthSeconds(), 0.01);

        BodyFeatures.Skin skin = features.skins().get(0);
        assertEquals("LEFT", skin.site());
        Eda.Features told = Eda.features(EDA, RATE);
        assertEquals(told.sclMicrosiemens(), skin.conductance().sclMicrosiemens(), 1e-6);
        assertEquals(told.scrPerMinute(), skin.conductance().scrPerMinute(), 1e-9);
        assertEquals(4, skin.responses().size());

        StringBuilder csv = new StringBuilder();
        features.writeCsv(csv);
        String[] lines = csv.toString().split("\n");
        assertEquals(3, lines.length);
        assertTrue(lines[0].startsWith("signal,site,start_s,end_s,count,meanMillis,"), lines[0]);
        assertTrue(
                lines[0].endsWith(
                        ",scrPerMinute,meanScrAmplitudeMicrosiemens,meanScrRiseSeconds,reasons"),
                lines[0]);
        assertTrue(lines[2].startsWith("EDA,LEFT,0,"), lines[2]);
        for (String line : lines) {
            assertEquals(lines[0].split(",", -1).length, line.split(",", -1).length, line);
        }
    }

    @Test
    void spans_lieSideBySide_andTheirBeatsAreThoseOfTheWhole() throws IOException {
        Path table = table("time_s,ECG (mV),EDA (µS)");
        BodyFeatures spans = BodyFeatures.perSpan(table, Duration.ofMinutes(1));
        assertEquals(
                List.of(60, 60, 30),
                spans.hearts().stream()
                        .map(h -> (int) Math.round(h.interval().lengthSeconds()))
                        .toList());
        assertEquals(
                BodyFeatures.of(table).hearts().get(0).variability().time().count(),
                spans.hearts().stream().mapToInt(h -> h.variability().time().count()).sum());
        assertEquals(
                List.of(1, 2, 1), spans.skins().stream().map(s -> s.responses().size()).toList());
        assertEquals(5.1, spans.skins().get(0).conductance().sclMicrosiemens(), 0.3);
        assertThrows(
                IllegalArgumentException.class,
                () -> BodyFeatures.perSpan(table, Duration.ofSeconds(9)));
    }

    @Test
    void aColumnThatIsNotRead_isNamedInTheResult() throws IOException {
        BodyFeatures features = BodyFeatures.of(table("time_s,ECG (mV),EDA (%)"));

        assertEquals(
                List.of("channels-left-out"),
                features.issues().stream().map(Reason::code).toList());
        String message = features.issues().get(0).message();
        assertTrue(message.contains("\"EDA (%)\""), message);
        StringBuilder csv = new StringBuilder();
        features.writeCsv(csv);
        assertTrue(csv.toString().contains("channels-left-out"), csv.toString());
        assertEquals(List.of(), BodyFeatures.of(table("time_s,ECG (mV),other")).issues());
    }

    @Test
    void intervals_areTakenAsTheyAre() throws IOException {
        double[] millis = IntStream.range(0, 80).mapToDouble(i -> 800 + i % 7).toArray();
        Path file = folder.resolve("rr.txt");
        Files.write(file, IntStream.range(0, 80).mapToObj(i -> "" + (int) millis[i]).toList());
        BodyFeatures.Heart heart = BodyFeatures.of(file).hearts().get(0);
        assertEquals(Kind.BEAT_INTERVAL, heart.kind());
        assertEquals(
                HeartRateVariability.of(Intervals.ofMillis(millis)).time().rmssdMillis(),
                heart.variability().time().rmssdMillis(),
                1e-6);
    }

    @Test
    void whatCannotBeDescribed_saysWhy() throws IOException {
        Path warm = folder.resolve("warm.csv");
        Files.writeString(warm, "time_s,TEMP (°C)\n0,33\n1,33.1\n2,33.2\n3,33.1\n");
        InputException none = assertThrows(InputException.class, () -> BodyFeatures.of(warm));
        assertTrue(none.getMessage().endsWith("but skin temperature"), none.getMessage());

        Path slow = folder.resolve("slow.csv");
        Files.write(slow, IntStream.range(0, 300).mapToObj(i -> "" + i % 3).toList());
        TableFormat format = TableFormat.ofColumns("ECG (mV)").withRate(10);
        Recording.Part table = Recording.Part.of(slow).withFormat(format);
        BodyFeatures.Heart heart = BodyFeatures.of(table, Limits.defaults()).hearts().get(0);
        assertEquals(0, heart.variability().time().count());
        assertTrue(heart.issues().stream().map(Reason::code).toList().contains("unusable-rate"));
    }

    @ParameterizedTest
    @CsvSource({
        "EDA (µS), 0.25, 2700000, goes on to PT750H",
        "EDA (µS), 0.25, 2400000, more than 200000 spans",
        "RR (s), 1, 2400000, more than 200000 spans"
    })
    void timesThatLeapBeyondLimits_areRefused(String name, double step, int leap, String message)
            throws IOException {
        // A logger whose clock is not set in its first rows writes this.
        Path file = folder.resolve("leap.csv");
        Files.writeString(
                file,
                IntStream.range(0, 40)
                        .mapToObj(i -> (i < 20 ? 0 : leap) + i * step + "," + (0.9 + i % 7 / 100.0))
                        .collect(Collectors.joining("\n", "time_s," + name + "\n", "\n")));
        InputException refused =
                assertThrows(
                        InputException.class,
                        () -> BodyFeatures.perSpan(file, Duration.ofSeconds(10)));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    private Path table(String head) throws IOException {
        return Files.writeString(
                folder.resolve("body.csv"),
                IntStream.range(0, ECG.length)
                        .mapToObj(i -> i / RATE + "," + ECG[i] + "," + EDA[i])
                        .collect(Collectors.joining("\n", head + "\n", "\n")));
    }
}
