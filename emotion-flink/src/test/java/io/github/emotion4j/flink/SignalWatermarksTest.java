package io.github.emotion4j.flink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class SignalWatermarksTest {
    private static final PersonSignal ANY = PersonSignal.ofBytes(new byte[0]);

    private final List<Long> sent = new ArrayList<>();
    private final WatermarkOutput output =
            new WatermarkOutput() {
                @Override
                public void emitWatermark(Watermark watermark) {
                    sent.add(watermark.getTimestamp());
                }

                @Override
                public void markIdle() {}

                @Override
                public void markActive() {}
            };
    private final WatermarkGenerator<PersonSignal> generator =
            SignalWatermarks.of(Duration.ofMillis(300), StreamSettings.defaults())
                    .createWatermarkGenerator(null);

    @Test
    void aSecondOfEventTime_isNotWithoutAWatermark_howeverFastItIsRead() {
        for (long millis = 10_000; millis < 12_500; millis += 100) {
            generator.onEvent(ANY, millis, output);
        }
        assertEquals(List.of(10_699L, 11_699L), sent);
        generator.onPeriodicEmit(output);
        assertEquals(List.of(10_699L, 11_699L, 12_099L), sent);
    }

    @Test
    void clockAhead_movesTheWatermarkToTheMachinesTimeAtMost_orNone() {
        long before = System.currentTimeMillis();
        generator.onEvent(ANY, before - 2000, output);
        generator.onEvent(ANY, before + 3_600_000, output);
        assertEquals(List.of(), sent);
        generator.onEvent(ANY, before + 50_000, output);
        assertEquals(1, sent.size());
        assertTrue(sent.get(0) <= System.currentTimeMillis() - 301, sent.toString());
        assertTrue(sent.get(0) >= before - 301, sent.toString());
    }

    @Test
    void negativeDisorder_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SignalWatermarks.of(Duration.ofMillis(-1), StreamSettings.defaults()));
    }
}
