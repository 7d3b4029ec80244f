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
        "noisy, 0.5, 10, 0, 0, 0, 0, -20, 0, 1, the voice is only 10 dB above the noise",
        "noisy, 0, -0.3, 0, 0, 0, 0, -20, 0, 1, the voice is only 0 dB above the noise",
        "noisy, 0, -20, 0, 0, 0, 0, -20, 0, 1, the voice is only 0 dB above the noise",
        "clipped, 0.5, 20, 0.02, 1, 0, 0, -20, 0, 1, 2.0 % of the samples are clipped",
        "sound-gaps, 0.8, 20, 0, 0, 0, 0.06, -20, 0, 1, 60 ms of sound are missing",
        "sound-gaps, 0.6, 20, 0, 0, 0, 0.4, -20, 0, 1, 400 ms of sound are missing",
        "narrow-band, 0.8, 20, 0, 0, 0, 0, -39, 0, 1, nothing is heard above 4.4 kHz (-39 dB)",
        "short, 0.6, 20, 0, 0, 0, 0, -20, 0, 0.6, only 0.6 s of speech",
        "not-finite, 0.5, 20, 0, 0, 1, 0, -20, 0, 1, 1 samples were no numbers",
        "offset, 0.8, 20, 0, 0, 0, 0, -20, -0.06, 1, "
                + "the samples are off zero by -0.06 of full scale",
        "over-full-scale, 0.1, 20, 0.99, 32768, 0, 0, -20, -148.7, 1, "
                + "the samples reach 32768 times full scale; divide numbers of 16 bits by 32768",
    })
    void oneFault_lowersTheQualityAndIsNamed(
            String code,
            double value,
            double snrDb,
            double loudSeconds,
            double peak,
            long notFinite,
            double missingSeconds,
            double highBandDb,
            double offset,
            double seconds,
            String text) {
        SoundFaults faults = new SoundFaults(seconds, loudSeconds, peak, notFinite, missingSeconds);
        SpeechQuality quality = SpeechQuality.of(snrDb, highBandDb, faults, offset, true);
        assertEquals(value, quality.value(), 1e-12);
        assertEquals(List.of(new Reason(code, text)), quality.issues());
        assertEquals(snrDb, quality.signalToNoiseDb());
    }

    @Test
    void slightFaults_lowerTheQualityUnnamed_andGrossOnesStandWorstFirst() {
        SpeechQuality slight =
                SpeechQuality.of(19, -37, new SoundFaults(0.95, 0.0019, 1, 0, 0), 0.05, true);
        assertEquals(0.95 / 1.1 * 0.95, slight.value(), 1e-12);
        assertEquals(List.of(), slight.issues());
        SpeechQuality gross = SpeechQuality.of(16, -50, new SoundFaults(0.2, 0, 0, 3, 0), 0, true);
        assertEquals(
                List.of("short", "not-finite", "noisy", "narrow-band"),
                gross.issues().stream().map(Reason::code).toList());
        assertEquals(0.8 * 0.8 * 0.5 * 0.2, gross.value(), 1e-12);
    }

    /** Sound of 32 bits may be louder than full scale, and is not clipped there. */
    @Test
    void soundBeyondFullScale_isNotCalledClipped() {
        SoundFaults loud = new SoundFaults(1, 0.066, 4, 0, 0);
        assertEquals(List.of(), SpeechQuality.of(20, -20, loud, 0.1, true).issues());
    }

    @Test
    void speechThatGoesOn_isNotCalledShort() {
        SpeechQuality quality =
                SpeechQuality.of(20, -20, new SoundFaults(0.6, 0, 0, 0, 0), 0, false);
        assertEquals(0.6, quality.value(), 1e-12);
        assertEquals(List.of(), quality.issues());
    }
}
