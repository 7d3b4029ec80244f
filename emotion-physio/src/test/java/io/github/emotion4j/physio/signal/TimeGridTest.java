package io.github.emotion4j.physio.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals(3, grid.repeated());
        assertEquals(0, grid.backwards() + grid.gaps());
    }

    @Test
    void accept_timeGoesBack_leavesOutWhatIsTakenAndGoesOn() {
        take(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0, 0.1, 0.6, 0.7);
        assertPlaced(0, 1, 2, 3, 4, 5, 6, 7);
        assertEquals(2, grid.backwards());
    }

    @Test
    void accept_halfHourGap_isNaNInEachPlace() {
        take(0, 0.1, 1800.2, 1800.3);
        assertEquals(18004, placed.size());
        assertEquals(1, grid.gaps());
        assertEquals(18000, grid.missing());
        assertEquals(18002, placed.get(18002));
    }
}
