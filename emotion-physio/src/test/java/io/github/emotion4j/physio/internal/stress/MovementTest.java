package io.github.emotion4j.physio.internal.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MovementTest {
    private static BioBlock swinging(String site) {
        double[] g = new double[32 * 40];
        Arrays.setAll(g, i -> 1 + 0.1 * Math.sqrt(2) * Math.sin(2 * Math.PI * 2 * i / 32));
        return new BioBlock(0, Kind.ACCELERATION, Unit.STANDARD_GRAVITY, 32, g).at(site);
    }

    @Test
    void over_twoSensors_isHowMuchTheFirstMoves() {
        Movement movement = new Movement();
        movement.accept(swinging("X LEFT"));
        movement.accept(swinging("X RIGHT"));
        movement.accept(swinging("Y RIGHT"));
        assertEquals(0.1, movement.over(0, 39), 1e-9);
        movement.accept(swinging("Y LEFT"));
        assertEquals(0.1 * Math.sqrt(2), movement.over(0, 39), 1e-9);
    }

    @Test
    void over_infiniteSample_isAsMissing() {
        double[] g = {1, 1, 1, Double.POSITIVE_INFINITY, 1, 1, 1, 1, 1};
        Movement movement = new Movement();
        movement.accept(new BioBlock(0, Kind.ACCELERATION, Unit.STANDARD_GRAVITY, 4, g).at("x"));
        assertEquals(0, movement.over(0, 2), 1e-9);
    }
}
