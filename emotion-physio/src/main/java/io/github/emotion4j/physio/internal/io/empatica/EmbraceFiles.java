package io.github.emotion4j.physio.internal.io.empatica;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ArraySource;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.MergingReader;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.channel.Source;
import io.github.emotion4j.physio.internal.io.input.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The raw data of Empatica's EmbracePlus: Avro files in which each sensor is a record of its start
 * (µs since 1970), its rate and its values. Files of a few minutes each, they are held in memory.
 */
public final class EmbraceFiles {
    private static final Map<String, ChannelName> SENSORS =
            Map.of(
                    "bvp", new ChannelName(Kind.PPG, "", Unit.ARBITRARY, 1, 0, false),
                    "eda", new ChannelName(Kind.EDA, "", Unit.MICROSIEMENS, 1, 0, false),
                    "temperature",
                            new ChannelName(Kind.SKIN_TEMPERATURE, "", Unit.CELSIUS, 1, 0, false));

    private static final List<String> AXES = List.of("x", "y", "z");

    private record Found(ChannelName channel, double startMicros, double rate, double[] values) {}

    private EmbraceFiles() {}

    public static SignalReader open(Content content) throws IOException {
        List<Found> found = new ArrayList<>();
        for (Object record : AvroRecords.read(content)) {
            look("", record, found);
        }
        if (found.isEmpty()) {
            throw new InputException(
                    content.name(),
                    "is an Avro file without bvp, eda, temperature or accelerometer as EmbracePlus"
                            + " writes them; write its signals as CSV with names");
        }
        double first = found.stream().mapToDouble(Found::startMicros).min().orElse(0);
        List<Source> sources = new ArrayList<>();
        for (Found f : found) {
            double start = (f.startMicros - first) / 1e6;
            sources.add(new ArraySource(f.channel, start, f.rate, f.values));
        }
        return new MergingReader(content.name(), sources, List.of());
    }

    /** Looks for sensors by their names, however deep they lie. */
    private static void look(String name, Object value, List<Found> found) {
        if (value instanceof List<?> list) {
            list.forEach(v -> look(name, v, found));
        }
        if (!(value instanceof Map<?, ?> record)) {
            return;
        }
        if (record.get("timestampStart") instanceof Double start
                && record.get("samplingFrequency") instanceof Double rate
                && PossibleRate.is(rate)) {
            ChannelName channel = SENSORS.get(name);
            if (channel != null && record.get("values") instanceof double[] values) {
                found.add(new Found(channel, start, rate, values));
            }
            if (name.equals("accelerometer")
                    && record.get("imuParams") instanceof Map<?, ?> scale) {
                double perCount = span(scale, "physical") / span(scale, "digital");
                for (String axis : AXES) {
                    if (record.get(axis) instanceof double[] values) {
                        ChannelName g =
                                new ChannelName(
                                        Kind.ACCELERATION,
                                        axis,
                                        Unit.STANDARD_GRAVITY,
                                        perCount,
                                        0,
                                        false);
                        found.add(new Found(g, start, rate, values));
                    }
                }
            }
            return;
        }
        record.forEach((key, inner) -> look(String.valueOf(key), inner, found));
    }

    private static double span(Map<?, ?> scale, String range) {
        return scale.get(range + "Max") instanceof Double high
                        && scale.get(range + "Min") instanceof Double low
                ? high - low
                : Double.NaN;
    }
}
