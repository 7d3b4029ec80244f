package io.github.emotion4j.core.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.Signal;
import io.github.emotion4j.core.TimeInterval;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignalOrderTest {
    private final SignalOrder order = order();

    private record Said(String source, TimeInterval interval, int contentHash) implements Signal {
        @Override
        public Signal later(long nanos) {
            return new Said(source, interval.plusNanos(nanos), contentHash);
        }
    }

    @Test
    void signalThatGrows_isTaken_andOneThatWasSentTwiceIsNot() {
        take(order, 1000, 1500, 1);
        take(order, 1000, 2000, 2);
        // The complete utterance may end where its last estimate did.
        take(order, 1000, 2000, 3);
        SignalOrder resumed = order();
        resumed.restore(order.state());
        for (SignalOrder each : new SignalOrder[] {order, resumed}) {
            assertRefused(each, said("voice", 1000, 2000, 3), "came twice");
            assertRefused(each, said("voice", 1000, 1500, 1), "came twice");
            assertRefused(each, said("voice", 900, 2500, 4), "backwards");
            take(each, 2000, 2500, 3);
        }
    }

    @Test
    void signalsThatDoNotSayWhatTheyHold_mustBeginLater() {
        take(order, 0, 100, 0);
        assertRefused(order, said("voice", 0, 200, 0), "came twice");
        take(order, 1, 200, 0);
    }

    @Test
    void instantsAtOneTime_areToldApartByWhatTheyHold_whereTheySayIt() {
        take(order, 1000, 1000, 1);
        assertRefused(order, said("voice", 1000, 1000, 1), "came twice");
        take(order, 1000, 1000, 2);
        take(order, 1000, 1000, 0);
        take(order, 1000, 1000, 0);
    }

    @Test
    void sources_areBounded() {
        for (int i = 0; i < 1000; i++) {
            order.admit(said("site " + i, 0, 1, 0));
        }
        assertRefused(order, said("site 1000", 0, 1, 0), "1000 sources");
        order.check(said("site 7", 1, 2, 0));
    }

    private static SignalOrder order() {
        return new SignalOrder(ModalityId.VOICE, new AtomicLong(), 600_000_000_000L);
    }

    private static Said said(String source, long startNanos, long endNanos, int contentHash) {
        return new Said(source, new TimeInterval(startNanos, endNanos), contentHash);
    }

    private static void take(SignalOrder order, long startNanos, long endNanos, int contentHash) {
        Said said = said("voice", startNanos, endNanos, contentHash);
        order.check(said);
        order.admit(said);
    }

    private static void assertRefused(SignalOrder order, Signal signal, String reason) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> order.check(signal));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }
}
