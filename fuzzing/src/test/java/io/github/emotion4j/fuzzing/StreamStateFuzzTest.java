package io.github.emotion4j.fuzzing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.emotion4j.core.AudioBlock;
import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.EmotionRecognizer;
import io.github.emotion4j.core.EmotionStream;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.ModalityId;
import io.github.emotion4j.core.StreamOptions;
import io.github.emotion4j.core.internal.state.StreamState;
import io.github.emotion4j.core.internal.state.StreamState.ModalityState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * States of streams, resumed and gone on with. The first byte says where the rest lies: in the
 * whole state's envelope, or in that of one session, with its right checksum, so that none is spent
 * on guessing checksums.
 */
class StreamStateFuzzTest {
    private static final long SECOND = 1_000_000_000L;
    private static final EmotionRecognizer RECOGNIZER =
            EmotionRecognizer.builder().limits(Attack.LIMITS).build();
    private static final List<String> PLACES = List.of("face", "voice", "body", "fusion");
    private static final StreamState GOOD = StreamState.of(good(), Limits.defaults());

    /** The state of a stream with some of each signal behind it. */
    private static byte[] good() {
        try (EmotionStream stream = RECOGNIZER.openStream(estimate -> {})) {
            feed(stream, 0);
            return stream.toBytes();
        }
    }

    private static void feed(EmotionStream stream, long startNanos) {
        float[] sound = new float[1_600];
        double[] pulse = new double[64];
        double[] skin = {2, 2.1, 2.2, 2.1};
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (float) (0.3 * Math.sin(i / 20.0));
            pulse[i / 25] = Math.sin(i / 400.0);
        }
        stream.accept(new AudioBlock(startNanos, 16_000, 1, sound));
        stream.accept(
                new BioBlock(startNanos, BioBlock.Kind.PPG, BioBlock.Unit.ARBITRARY, 64, pulse));
        stream.accept(
                new BioBlock(startNanos, BioBlock.Kind.EDA, BioBlock.Unit.MICROSIEMENS, 4, skin));
    }

    @FuzzTest
    void read(byte[] bytes) throws Exception {
        if (bytes.length > 0) {
            byte[] state = state(bytes[0], Arrays.copyOfRange(bytes, 1, bytes.length));
            Attack.read(
                    () -> {
                        try (EmotionStream stream =
                                RECOGNIZER.resumeStream(
                                        state, estimate -> {}, StreamOptions.defaults())) {
                            long next = GOOD.grid().furthestNanos() / SECOND + 1;
                            goOn(stream, next * SECOND);
                            stream.toBytes();
                        }
                    });
        }
    }

    /** A state may say that it has come further than these signals. */
    private static void goOn(EmotionStream stream, long startNanos) {
        try {
            feed(stream, startNanos);
        } catch (IllegalArgumentException e) {
            // As documented of signals out of order.
        }
    }

    private static byte[] state(int place, byte[] content) {
        StreamState.Grid grid = GOOD.grid();
        if (place < 1 || place > PLACES.size()) {
            return Attack.like(GOOD.toBytes(), content);
        }
        String name = PLACES.get(place - 1);
        byte[] fusion = name.equals("fusion") ? Attack.like(grid.fusion(), content) : grid.fusion();
        Map<ModalityId, ModalityState> sessions = new TreeMap<>();
        GOOD.modalities()
                .forEach(
                        (id, good) -> {
                            byte[] session =
                                    id.name().equals(name)
                                            ? Attack.like(good.session(), content)
                                            : good.session();
                            sessions.put(
                                    id, new ModalityState(good.sources(), good.dropped(), session));
                        });
        return new StreamState(
                        new StreamState.Grid(
                                grid.stepNanos(),
                                grid.openStep(),
                                grid.furthestNanos(),
                                grid.anything(),
                                fusion,
                                grid.tracks()),
                        sessions)
                .toBytes();
    }

    /** Seeds: each state's content behind the byte that says its place. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Attack.seed(0, Attack.content(GOOD.toBytes())));
        for (int place = 1; place <= PLACES.size(); place++) {
            String name = PLACES.get(place - 1);
            byte[] session =
                    name.equals("fusion")
                            ? GOOD.grid().fusion()
                            : GOOD.modality(new ModalityId(name)).session();
            seeds.add(Attack.seed(place, Attack.content(session)));
        }
        return seeds;
    }
}
