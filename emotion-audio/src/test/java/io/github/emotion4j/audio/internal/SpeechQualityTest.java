package io.github.emotion4j.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeechQualityTest {
    @ParameterizedTest
    @CsvSource({
        "noisy, 0.5, 10, 0, -20, 0, 0, 1, the voice is only 10 dB above the noise",
        "noisy, 0, -3, 0, -20, 0, 0, 1, the voice is only -3 dB above the noise",
        "clipped, 0.5, 20, 0.02, -20, 0, 0, 1, 2.0 % of the samples are clipped",
        "narrow-band, 0.8, 20, 0, -39, 0, 0, 1, nothing is heard above 4.4 kHz (-39 dB)",
        "short, 0.6, 20, 0, -20, 0, 0, 0.6, only 0.6 s of speech",
        "not-finite, 0.5, 20, 0, -20, 1, 0, 1, 1 samples were no numbers",
        "offset, 0.8, 20, 0, -20, 0, -0.06, 1, the samples are off zero by -0.06 of full scale",
    })
    void oneFault_lowersTheQualityAndIsNamed(
            String code,
            double value,
            double snrDb,
            double clipped,
            double highBandDb,
            long notFinite,
            double offset,
            double seconds,
            String text) {
        SpeechQuality quality =
                SpeechQuality.of(snrDb, clipped, highBandDb, notFinite, offset, seconds, true);
        assertEquals(value, quality.value(), 1e-12);
        assertEquals(List.of(new Reason(code, text)), quality.issues());
        assertEquals(snrDb, quality.signalToNoiseDb());
    }

    @Test
    void slightFaults_lowerTheQualityUnnamed_andGrossOnesStandWorstFirst() {
        SpeechQuality slight = SpeechQuality.of(19, 0.002, -37, 0, 0.05, 0.95, true);
        assertEquals(0.95 / 1.1 * 0.95, slight.value(), 1e-12);
        assertEquals(List.of(), slight.issues());
        SpeechQuality gross = SpeechQuality.of(16, 0, -50, 3, 0, 0.2, true);
        assertEquals(
                List.of("short", "not-finite", "noisy", "narrow-band"),
                gross.issues().stream().map(Reason::code).toList());
        assertEquals(0.8 * 0.8 * 0.5 * 0.2, gross.value(), 1e-12);
    }

    @Test
    void speechThatGoesOn_isNotCalledShort() {
        SpeechQuality quality = SpeechQuality.of(20, 0, -20, 0, 0, 0.6, false);
        assertEquals(0.6, quality.value(), 1e-12);
        assertEquals(List.of(), quality.issues());
    }
}
