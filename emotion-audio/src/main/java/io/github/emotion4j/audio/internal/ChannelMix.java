package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Averages channels to one, sample by sample. A channel that says the opposite of those before it,
 * as one of inverted polarity does, is turned first: plain averaging would cancel the voice. A
 * constant offset says nothing of polarity and is left out of the comparison. One stream, one
 * thread.
 */
final class ChannelMix {
    /** Over which energies and products are averaged: some periods of the lowest voice. */
    private static final double MEMORY_SECONDS = 0.1;

    /** In which a channel is turned: long enough for no click. */
    private static final double TURN_SECONDS = 0.02;

    /** Over which an offset is averaged: what is left out of the comparison lies below 20 Hz. */
    private static final double OFFSET_SECONDS = 0.008;

    /** In which a loud sound is forgotten. */
    private static final double LOUD_SECONDS = 10;

    /** The squared correlation beyond which a channel is the opposite: -0.8. */
    private static final double OPPOSITE = 0.64;

    /** ... and that beyond which it stays so, -0.7, so that it is not turned to and fro. */
    private static final double STILL_OPPOSITE = 0.49;

    /**
     * The product of two energies of -60 dB: so far below what was said before, a pause decides
     * nothing.
     */
    private static final double PAUSE = 1e-12;

    /** Energies below this, -200 dBFS, are none; without it they would become denormal numbers. */
    private static final double NOTHING = 1e-20;

    private final double memory;
    private final double turn;
    private final double drift;
    private final double kept;
    private double[] offset = {};
    private double[] energy = {};

    /** The energy of the mix of the channels before. */
    private double[] mixed = {};

    private double[] product = {};

    /** The greatest product of both energies of late. */
    private double[] loud = {};

    private double[] sign = {};
    private boolean[] opposite = {};

    ChannelMix(double rateHertz) {
        memory = 1 - Math.exp(-1 / (MEMORY_SECONDS * rateHertz));
        turn = 1 - Math.exp(-1 / (TURN_SECONDS * rateHertz));
        drift = 1 - Math.exp(-1 / (OFFSET_SECONDS * rateHertz));
        kept = Math.exp(-1 / (LOUD_SECONDS * rateHertz));
    }

    /** The mean of one instant's channels, finite numbers all. */
    float mix(float[] x, int channels) {
        if (channels == 1) {
            return x[0];
        }
        if (channels != sign.length) {
            begin(channels);
            for (int c = 0; c < channels; c++) {
                offset[c] = x[c];
            }
        }
        double sum = x[0];
        double before = aboutOffset(x, 0);
        for (int c = 1; c < channels; c++) {
            double here = aboutOffset(x, c);
            energy[c] = averaged(energy[c], here * here);
            mixed[c] = averaged(mixed[c], before * before);
            product[c] = averaged(product[c], before * here);
            double both = energy[c] * mixed[c];
            loud[c] = Math.max(both, kept * loud[c]);
            if (both > PAUSE * loud[c]) {
                double least = (opposite[c] ? STILL_OPPOSITE : OPPOSITE) * both;
                opposite[c] = product[c] < 0 && product[c] * product[c] > least;
            }
            sign[c] += turn * ((opposite[c] ? -1 : 1) - sign[c]);
            sum += sign[c] * x[c];
            before += sign[c] * here;
        }
        return (float) (sum / channels);
    }

    private double aboutOffset(float[] x, int c) {
        offset[c] += drift * (x[c] - offset[c]);
        return x[c] - offset[c];
    }

    private double averaged(double mean, double value) {
        double next = mean + memory * (value - mean);
        return Math.abs(next) < NOTHING ? 0 : next;
    }

    private void begin(int channels) {
        offset = new double[channels];
        energy = new double[channels];
        mixed = new double[channels];
        product = new double[channels];
        loud = new double[channels];
        sign = new double[channels];
        opposite = new boolean[channels];
        Arrays.fill(sign, 1);
    }

    private double[][] quantities() {
        return new double[][] {offset, energy, mixed, product, loud, sign};
    }

    /** Writes the position of the stream, so that another one can continue. */
    void write(DataOutput out) throws IOException {
        out.writeShort(sign.length);
        for (int c = 0; c < sign.length; c++) {
            for (double[] quantity : quantities()) {
                out.writeDouble(quantity[c]);
            }
            out.writeBoolean(opposite[c]);
        }
    }

    /** Goes on from what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        begin(in.readUnsignedShort());
        for (int c = 0; c < sign.length; c++) {
            for (double[] quantity : quantities()) {
                quantity[c] = in.readDouble();
            }
            opposite[c] = in.readBoolean();
        }
    }
}
