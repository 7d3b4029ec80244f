package io.github.emotion4j.audio.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Averages channels to one, sample by sample. A channel that says the opposite of the first, as one
 * of inverted polarity does, is turned first: plain averaging would cancel the voice. One stream,
 * one thread.
 */
final class ChannelMix {
    /** Over which energies and products are averaged: some periods of the lowest voice. */
    private static final double MEMORY_SECONDS = 0.1;

    /** In which a channel is turned: long enough for no click. */
    private static final double TURN_SECONDS = 0.02;

    /** The squared correlation beyond which a channel is the opposite: -0.8. */
    private static final double OPPOSITE = 0.64;

    /** ... and that beyond which it stays so, -0.7, so that it is not turned to and fro. */
    private static final double STILL_OPPOSITE = 0.49;

    /** Energies below this, -200 dBFS, are none; without it they would become denormal numbers. */
    private static final double NOTHING = 1e-20;

    private final double memory;
    private final double turn;
    private double[] energy = {};
    private double[] product = {};
    private double[] sign = {};
    private boolean[] opposite = {};

    ChannelMix(double rateHertz) {
        memory = 1 - Math.exp(-1 / (MEMORY_SECONDS * rateHertz));
        turn = 1 - Math.exp(-1 / (TURN_SECONDS * rateHertz));
    }

    /** The mean of one instant's channels, finite numbers all. */
    float mix(float[] x, int channels) {
        if (channels == 1) {
            return x[0];
        }
        if (channels != sign.length) {
            begin(channels);
        }
        double sum = x[0];
        energy[0] = averaged(energy[0], x[0] * (double) x[0]);
        for (int c = 1; c < channels; c++) {
            energy[c] = averaged(energy[c], x[c] * (double) x[c]);
            product[c] = averaged(product[c], x[0] * (double) x[c]);
            double least = (opposite[c] ? STILL_OPPOSITE : OPPOSITE) * energy[0] * energy[c];
            if (energy[0] * energy[c] > 0) {
                opposite[c] = product[c] < 0 && product[c] * product[c] > least;
            }
            sign[c] += turn * ((opposite[c] ? -1 : 1) - sign[c]);
            sum += sign[c] * x[c];
        }
        return (float) (sum / channels);
    }

    private double averaged(double mean, double value) {
        double next = mean + memory * (value - mean);
        return Math.abs(next) < NOTHING ? 0 : next;
    }

    private void begin(int channels) {
        energy = new double[channels];
        product = new double[channels];
        sign = new double[channels];
        opposite = new boolean[channels];
        Arrays.fill(sign, 1);
    }

    /** Writes the position of the stream, so that another one can continue. */
    void write(DataOutput out) throws IOException {
        out.writeShort(sign.length);
        for (int c = 0; c < sign.length; c++) {
            out.writeDouble(energy[c]);
            out.writeDouble(product[c]);
            out.writeDouble(sign[c]);
            out.writeBoolean(opposite[c]);
        }
    }

    /** Goes on from what {@link #write} wrote. */
    void read(DataInput in) throws IOException {
        begin(in.readUnsignedShort());
        for (int c = 0; c < sign.length; c++) {
            energy[c] = in.readDouble();
            product[c] = in.readDouble();
            sign[c] = in.readDouble();
            opposite[c] = in.readBoolean();
        }
    }
}
