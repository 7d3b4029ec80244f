package io.github.emotion4j.physio.internal.io.channel;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.TimeInterval;
import org.jspecify.annotations.Nullable;

/** A channel whose values are in memory, block after block. */
public final class ArraySource implements Source {
    private final ChannelName channel;
    private final double startSeconds;
    private final double rate;
    private final double[] values;
    private int given;

    /** Takes over the values, as the file has them. */
    public ArraySource(
            ChannelName channel, double startSeconds, double rateHertz, double[] values) {
        this.channel = channel;
        this.startSeconds = startSeconds;
        this.rate = rateHertz;
        this.values = values;
    }

    @Override
    public @Nullable BioBlock next() {
        int n = Math.min(Column.blockSamples(rate), values.length - given);
        if (n == 0) {
            return null;
        }
        double[] block = new double[n];
        for (int i = 0; i < n; i++) {
            block[i] = channel.value(values[given + i]);
        }
        long start = Math.round(startSeconds * 1e9) + TimeInterval.nanosOfSample(given, rate);
        given += n;
        return new BioBlock(start, channel.kind(), channel.unit(), rate, block).at(channel.site());
    }

    @Override
    public void close() {}
}
