package io.github.emotion4j.physio.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.emotion4j.core.BioBlock;
import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Limits;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.Recording;
import io.github.emotion4j.core.spi.SignalReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What tests ask of files that were read. */
final class FileReading {
    private FileReading() {}

    static List<BioBlock> read(Path path) {
        return read(BodyReader.open(path));
    }

    static List<BioBlock> read(Path path, TableFormat format) {
        Recording.Part table = Recording.Part.of(path).withFormat(format);
        return read(BodyReader.open(table, Limits.defaults()));
    }

    static List<BioBlock> read(BodyReader opened) {
        List<BioBlock> blocks = new ArrayList<>();
        try (BodyReader reader = opened) {
            for (Optional<BioBlock> b = reader.next(); b.isPresent(); b = reader.next()) {
                blocks.add(b.get());
            }
        }
        return blocks;
    }

    /** Whether a file is no recording of the body, which is not an error of a recogniser. */
    static boolean isAnotherKind(Path path) {
        Recording.Part part = Recording.Part.of(path);
        InputException e = assertThrows(InputException.class, () -> BodyReader.open(path));
        assertEquals(path + ": is no recording of the body's signals", e.getMessage());
        return BodyReader.find(part, Limits.defaults()).isEmpty();
    }

    static double[] values(List<BioBlock> blocks, Kind kind) {
        return blocks.stream()
                .filter(b -> b.kind() == kind)
                .flatMapToDouble(b -> IntStream.range(0, b.length()).mapToDouble(b::value))
                .toArray();
    }

    /** What a file says is left out of it; empty if nothing is. */
    static String leftOut(Path path) {
        try (SignalReader reader = BodyReader.open(path)) {
            return reader.issues().stream()
                    .filter(r -> r.code().equals("channels-left-out"))
                    .map(Reason::message)
                    .collect(Collectors.joining("|"));
        }
    }

    /** The channels of a file, as {@link #channels} names them. */
    static String found(Path path) {
        return channels(read(path));
    }

    /** Why a file is not read. */
    static String refused(Path path) {
        return assertThrows(InputException.class, () -> read(path)).getMessage();
    }

    /** The channels as {@code "ECG II 250"}: kind, site and rate. */
    static String channels(List<BioBlock> blocks) {
        TreeSet<String> channels = new TreeSet<>();
        for (BioBlock b : blocks) {
            String rate =
                    new BigDecimal(b.sampleRateHertz())
                            .round(new MathContext(4))
                            .stripTrailingZeros()
                            .toPlainString();
            boolean beat = b.kind() == Kind.BEAT_INTERVAL;
            channels.add(
                    (b.kind() + " " + b.site() + (beat ? "" : " " + rate))
                            .replace("  ", " ")
                            .strip());
        }
        return String.join(", ", channels);
    }
}
