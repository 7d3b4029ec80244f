package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Follows the level of the quiet parts: down at once, up by 2 dB a second, in non-speech only. */
final class NoiseFloor {
    private static final double RISE_DB = 0.02;

    /** What is assumed before any quiet frame was heard; keeps digital silence finite. */
    private static final double MIN_DB = -90;

    private double floorDb = Double.NaN;

    void accept(double levelDb, boolean speaking) {
        double level = Math.max(MIN_DB, levelDb);
        if (Double.isNaN(floorDb)) {
            floorDb = level;
        } else if (level < floorDb) {
            floorDb += 0.2 * (level - floorDb);
        } else if (!speaking) {
            floorDb += Math.min(RISE_DB, level - floorDb);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(floorDb);
    }

    void read(DataInput in) throws IOException {
        floorDb = in.readDouble();
    }

    double decibels() {
        return Double.isNaN(floorDb) ? MIN_DB : floorDb;
    }
}
