package io.github.emotion4j.physio.internal.stress;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayBufferTest {
    @ParameterizedTest
    @ValueSource(doubles = {8, 0.1})
    void whatIsWritten_isTheLastMinutesOfTheSignal_howeverLongItIs(double rateHertz)
            throws IOException {
        int minute = (int) Math.round(60 * rateHertz);
        Random random = new Random(1);
        List<Float> all = new ArrayList<>();
        ReplayBuffer buffer = new ReplayBuffer(rateHertz);
        while (all.size() < 20 * minute) {
            // A gap is longer than what is kept once in a while.
            int length = 1 + random.nextInt(random.nextInt(50) == 0 ? 6 * minute : 1 + minute / 5);
            if (random.nextInt(3) == 0) {
                buffer.skip(length);
                all.addAll(Collections.nCopies(length, Float.NaN));
            } else {
                for (int i = 0; i < length; i++) {
                    all.add(random.nextFloat());
                    buffer.add(all.get(all.size() - 1));
                }
            }
            int from = minute * Math.max(0, all.size() / minute - 3);
            ReplayBuffer other = new ReplayBuffer(rateHertz);
            assertEquals(all.subList(from, all.size()), read(buffer, other, from));
            assertEquals(
                    all.subList(from, all.size()), read(other, new ReplayBuffer(rateHertz), from));
        }
    }

    @Test
    void aSignalOfMonths_isContinued() throws IOException {
        long samples = 120L * 24 * 3600 * 1000;
        ReplayBuffer buffer = new ReplayBuffer(1000);
        buffer.skip(samples);
        buffer.add(1);
        List<Float> kept = read(buffer, new ReplayBuffer(1000), samples - 3 * 60_000);
        assertEquals(1f, kept.get(kept.size() - 1));
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
