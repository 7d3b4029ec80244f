package io.github.emotion4j.physio.internal.io.table;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Columns whose names identify them only together with the other columns of their device. */
final class DeviceColumns {
    /**
     * A device's table.
     *
     * @param names names that all are there, in small letters
     * @param from the name of a column, as a pattern
     * @param to the channel
     */
    private record Device(Set<String> names, String from, String to) {}

    private static final List<Device> DEVICES =
            List.of(
                    // Polar armbands by Polar Sensor Logger: three colours and the light of the
                    // room.
                    new Device(
                            Set.of("channel 0", "channel 1", "channel 2", "ambient"),
                            "channel ([0-2])",
                            "PPG $1"),
                    // Polar Flow's export of a chest strap's intervals.
                    new Device(Set.of("duration", "offline"), "duration", "RR (ms)"),
                    // EmotiBit's parsed data, whose columns are named by type tags.
                    new Device(Set.of("localtimestamp", "typetag"), "ea", "EDA"),
                    new Device(Set.of("localtimestamp", "typetag"), "p([irg])", "PPG $1"),
                    new Device(Set.of("localtimestamp", "typetag"), "t[1h]", "skin_temp (°C)"),
                    new Device(Set.of("localtimestamp", "typetag"), "bi", "RR (ms)"),
                    // Oximeters of Masimo and others: the rate of the pulse beside the saturation.
                    new Device(Set.of("spo2", "pr"), "pr", "Pulse Rate (bpm)"),
                    // Zephyr BioHarness, whose ECG is in counts.
                    new Device(Set.of("time", "ecgwaveform"), "ecgwaveform", "ECG (counts)"));

    private DeviceColumns() {}

    /** The meaning of columns by the device to which all names belong. */
    static Map<String, String> of(String[] names) {
        List<String> lower =
                Arrays.stream(names)
                        .map(n -> n.toLowerCase(Locale.ROOT).replaceFirst("[(\\[].*", "").strip())
                        .toList();
        Map<String, String> renamed = new LinkedHashMap<>();
        for (Device device : DEVICES) {
            if (lower.containsAll(device.names)) {
                for (int i = 0; i < names.length; i++) {
                    if (lower.get(i).matches(device.from)) {
                        renamed.put(names[i], lower.get(i).replaceFirst(device.from, device.to));
                    }
                }
            }
        }
        return renamed;
    }
}
