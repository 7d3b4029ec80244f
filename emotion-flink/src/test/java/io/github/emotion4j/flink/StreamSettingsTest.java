package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamSettingsTest {
    @Test
    void aValueOutOfRange_isNamed() {
        StreamSettings.Builder settings = StreamSettings.builder();
        assertRefused("livePersons must be at least 1, not 0", settings.livePersons(0));
        settings.livePersons(1);
        assertRefused(
                "maxWait must be from 0 to 365 days, not PT8760000000H",
                settings.maxWait(Duration.ofDays(365_000_000)));
        settings.maxWait(Duration.ZERO);
        assertRefused(
                "clockTolerance must be from 0 to 365 days, not PT-1S",
                settings.clockTolerance(Duration.ofSeconds(-1)));
    }

    private static void assertRefused(String message, StreamSettings.Builder settings) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, settings::build).getMessage());
    }
}
