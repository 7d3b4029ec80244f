package io.github.emotion4j.media.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Times in hundredths of a second, at ten pictures a second. */
class PictureClockTest {
    private static final int USUAL = 10;

    @Test
    void timesThatRise_areKept() {
        Integer[] told = {0, 10, 13, 40, 1040, 1050};
        assertArrayEquals(new long[] {0, 10, 13, 40, 1040, 1050}, times(told));
    }

    @Test
    void aTimeRepeatedAfterAPause_movesNoOtherOne() {
        Integer[] told = {0, 10, 20, 1020, 1020, 1030, 1040};
        assertArrayEquals(new long[] {0, 10, 20, 1020, 1025, 1030, 1040}, times(told));
    }

    @Test
    void onePictureThatLeapsAhead_movesNoOtherOne() {
        Integer[] told = {0, 10, 500, 30, 40};
        assertArrayEquals(new long[] {0, 10, 20, 30, 40}, times(told));
    }

    @Test
    void onePictureTurnedBack_movesNoOtherOne() {
        Integer[] told = {0, 10, 20, 0, 40, 50};
        assertArrayEquals(new long[] {0, 10, 20, 25, 40, 50}, times(told));
    }

    @Test
    void aRowOfRepeatedTimes_goesOnByTheRate_untilTimesHoldAgain() {
        Integer[] told = {-20, -10, 0, 10, 20, 30, 40};
        assertArrayEquals(new long[] {0, 5, 15, 17, 20, 30, 40}, times(told));
    }

    @Test
    void aTimeRepeatedAtTheEnd_isAStepLater() {
        Integer[] told = {0, 10, 20, 20};
        assertArrayEquals(new long[] {0, 10, 20, 30}, times(told));
    }

    /** As a stream of television is cut together. */
    @Test
    void aClockThatStartsAgain_goesOn() {
        Integer[] told = {100, 110, 120, 0, 10, 30, 40};
        assertArrayEquals(new long[] {100, 110, 120, 125, 135, 155, 165}, times(told));
    }

    @Test
    void noTimes_areCountedByTheRate() {
        Integer[] told = {null, null, null, null};
        assertArrayEquals(new long[] {0, 10, 20, 30}, times(told));
    }

    private static long[] times(Integer[] told) {
        PictureClock clock = new PictureClock(USUAL);
        return IntStream.range(0, told.length)
                .mapToLong(i -> clock.next(at(told, i), at(told, i + 1)))
                .toArray();
    }

    private static Long at(Integer[] told, int i) {
        return i >= told.length || told[i] == null ? null : Long.valueOf(told[i]);
    }
}
