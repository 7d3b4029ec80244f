package io.github.emotion4j.physio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {
    private static final int RATE = 8;
    private static final int MINUTE = 60 * RATE;

    @Test
    void whatIsWritten_isTheLastMinutesOfTheSignal_howeverLongItIs() throws IOException {
        Random random = new Random(1);
        List<Float> all = new ArrayList<>();
        ReplayBuffer buffer = new ReplayBuffer(RATE);
        while (all.size() < 20 * MINUTE) {
            // A gap is longer than what is kept once in a while.
            int length = 1 + random.nextInt(random.nextInt(50) == 0 ? 6 * MINUTE : 90);
            if (random.nextInt(3) == 0) {
                buffer.skip(length);
                all.addAll(Collections.nCopies(length, Float.NaN));
            } else {
                for (int i = 0; i < length; i++) {
                    all.add(random.nextFloat());
                    buffer.add(all.get(all.size() - 1));
                }
            }
            int from = MINUTE * Math.max(0, all.size() / MINUTE - 3);
            ReplayBuffer other = new ReplayBuffer(RATE);
            assertEquals(all.subList(from, all.size()), read(buffer, other, from));
            assertEquals(all.subList(from, all.size()), read(other, new ReplayBuffer(RATE), from));
        }
    }

    private static List<Float> read(ReplayBuffer from, ReplayBuffer to, long first)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        from.write(new DataOutputStream(bytes));
        List<Float> samples = new ArrayList<>();
        to.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())),
                index -> assertEquals(first, index),
                value -> samples.add((float) value));
        return samples;
    }
}
