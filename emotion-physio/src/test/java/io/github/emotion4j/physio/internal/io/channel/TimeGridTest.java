package io.github.emotion4j.physio.internal.io.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeGridTest {
    private final List<Double> placed = new ArrayList<>();
    private final TimeGrid grid = new TimeGrid(10, 0.25, placed::add);

    private void take(double... seconds) {
        for (double t : seconds) {
            grid.accept(t, Math.rint(t * 10));
        }
    }

    private void assertPlaced(double... values) {
        assertArrayEquals(
                values, placed.stream().mapToDouble(Double::doubleValue).toArray(), "" + placed);
    }

    @Test
    void accept_coarseClock_keepsEverySample() {
        take(5.0, 5.0, 5.2, 5.2, 5.4, 5.4);
        assertPlaced(50, 50, 52, 52, 54, 54);
        assertEquals(List.of(), codes());
    }

    @Test
    void accept_timeGoesBack_leavesOutWhatIsTakenAndGoesOn() {
        take(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0, 0.1, 0.6, 0.7);
        assertPlaced(0, 1, 2, 3, 4, 5, 6, 7);
        assertEquals(2, grid.backwards());
    }

    private List<String> codes() {
        return grid.issues().stream().map(Reason::code).toList();
    }

    @Test
    void accept_oneTimeAnHourAhead_losesItsPlaceAlone() {
        take(0, 0.1, 3600, 0.3, 0.4, 0.5);
        assertPlaced(0, 1, Double.NaN, 3, 4, 5);
        assertEquals(List.of("time-outlier"), codes());
    }

    @Test
    void accept_clockSetBackForGood_goesOnAfterTenSeconds() {
        for (int i = 0; i < 400; i++) {
            take(i < 200 ? 3600 + 0.1 * i : 0.1 * i);
        }
        // An hour back at 20 s: ten seconds are left out and are a hole; the rest has its time.
        assertEquals(400, placed.size());
        assertTrue(Double.isNaN(placed.get(300)));
        assertEquals(301, placed.subList(301, 400).indexOf(399.0) + 203);
        assertEquals(List.of("time-gaps", "time-backwards", "time-set-back"), codes());
    }

    @Test
    void accept_yearsAhead_isOneHoleAndNoMemory() {
        List<Long> holes = new ArrayList<>();
        TimeGrid far =
                new TimeGrid(
                        10,
                        0.25,
                        new TimeGrid.Places() {
                            @Override
                            public void accept(double value) {
                                placed.add(value);
                            }

                            @Override
                            public void skip(long places) {
                                holes.add(places);
                            }
                        });
        far.accept(0, 0);
        far.accept(1.7e9, 1);
        far.accept(1.7e9 + 0.1, 2);
        far.accept(Double.NaN, 3);
        far.accept(1.7e9 + 7200, 4);
        far.finish();
        assertPlaced(0, 1, 2, 4);
        assertEquals(List.of(16_999_999_999L, 71_998L), holes);
        assertEquals("no-time", far.issues().get(1).code());
    }

    @Test
    void accept_halfHourGap_isNaNInEachPlace() {
        take(0, 0.1, 1800.2, 1800.3);
        assertEquals(18004, placed.size());
        assertEquals(18000, placed.stream().filter(v -> v.isNaN()).count());
        assertEquals(18002, placed.get(18002));
        assertEquals(List.of("time-gaps"), codes());
    }
}
