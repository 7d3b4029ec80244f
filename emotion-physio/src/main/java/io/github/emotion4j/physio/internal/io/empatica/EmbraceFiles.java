package io.github.emotion4j.physio.internal.io.empatica;

import io.github.emotion4j.core.BioBlock.Kind;
import io.github.emotion4j.core.BioBlock.Unit;
import io.github.emotion4j.core.InputException;
import io.github.emotion4j.core.Reason;
import io.github.emotion4j.core.spi.SignalReader;
import io.github.emotion4j.physio.internal.io.channel.ArraySource;
import io.github.emotion4j.physio.internal.io.channel.ChannelName;
import io.github.emotion4j.physio.internal.io.channel.ChannelNaming;
import io.github.emotion4j.physio.internal.io.channel.MergingReader;
import io.github.emotion4j.physio.internal.io.channel.PossibleRate;
import io.github.emotion4j.physio.internal.io.channel.Source;
import io.github.emotion4j.physio.internal.io.input.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The raw data of Empatica's EmbracePlus: Avro files in which each sensor is a record of its start
 * (µs since 1970), its rate and its values. Files of a few minutes each, they are held in memory. A
 * sensor without one of these is left out by name.
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
        ChannelNaming naming = new ChannelNaming(content.name());
        for (Object record : AvroRecords.read(content)) {
            look("", record, found, naming);
        }
        List<Reason> issues = naming.conclude(!found.isEmpty());
        if (found.isEmpty()) {
            throw new InputException(
                    content.name(),
                    "is an Avro file without bvp, eda, temperature or accelerometer as EmbracePlus"
                            + " writes them; write its signals as CSV with names");
        }
        double first = found.stream().mapToDouble(Found::startMicros).min().orElse(0);
        double last = found.stream().mapToDouble(Found::startMicros).max().orElse(0);
        EmpaticaFiles.requireOneSession(content.name(), "sensors", (last - first) / 1e6);
        List<Source> sources = new ArrayList<>();
        for (Found f : found) {
            double start = (f.startMicros - first) / 1e6;
            sources.add(new ArraySource(f.channel, start, f.rate, f.values));
        }
        return new MergingReader(content.name(), sources, issues);
    }

    /** Looks for sensors by their names, however deep they lie. */
    private static void look(String name, Object value, List<Found> found, ChannelNaming naming) {
        if (value instanceof List<?> list) {
            list.forEach(v -> look(name, v, found, naming));
        }
        if (!(value instanceof Map<?, ?> record)) {
            return;
        }
        if (record.get("timestampStart") instanceof Double start
                && record.get("samplingFrequency") instanceof Double rate) {
            Map<ChannelName, double[]> channels = channels(name, record);
            boolean scaled = channels.keySet().stream().allMatch(c -> isScale(c.scale()));
            if (channels.isEmpty()) {
                return;
            }
            if (!PossibleRate.is(rate)) {
                naming.refuse("\"" + name + "\" has the rate " + rate + " Hz");
            } else if (start <= 0) {
                naming.refuse("\"" + name + "\" has no time at which it starts");
            } else if (!scaled) {
                naming.refuse("\"" + name + "\" does not say how many g its counts are");
            } else {
                channels.forEach((c, values) -> found.add(new Found(c, start, rate, values)));
            }
            return;
        }
        record.forEach((key, inner) -> look(String.valueOf(key), inner, found, naming));
    }

    /** The channels of a sensor, with their values; a sensor that was off has none. */
    private static Map<ChannelName, double[]> channels(String name, Map<?, ?> record) {
        Map<ChannelName, double[]> channels = new LinkedHashMap<>();
        ChannelName sensor = SENSORS.get(name);
        if (sensor != null && record.get("values") instanceof double[] values) {
            channels.put(sensor, values);
        }
        if (name.equals("accelerometer")) {
            double perCount = perCount(record.get("imuParams"));
            for (String axis : AXES) {
                if (record.get(axis) instanceof double[] values) {
                    channels.put(
                            new ChannelName(
                                    Kind.ACCELERATION,
                                    axis,
                                    Unit.STANDARD_GRAVITY,
                                    perCount,
                                    0,
                                    false),
                            values);
                }
            }
        }
        channels.values().removeIf(values -> values.length == 0);
        return channels;
    }

    /** By the ranges, or as later schemas have it by the factor; NaN where neither is said. */
    private static double perCount(@Nullable Object params) {
        if (!(params instanceof Map<?, ?> scale)) {
            return Double.NaN;
        }
        double perCount = span(scale, "physical") / span(scale, "digital");
        return !isScale(perCount) && scale.get("conversionFactor") instanceof Double factor
                ? factor
                : perCount;
    }

    private static boolean isScale(double scale) {
        return Double.isFinite(scale) && scale != 0;
    }

    private static double span(Map<?, ?> scale, String range) {
        return scale.get(range + "Max") instanceof Double high
                        && scale.get(range + "Min") instanceof Double low
                ? high - low
                : Double.NaN;
    }
}
