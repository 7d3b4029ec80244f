package io.github.emotion4j.physio.io;

import static io.github.emotion4j.physio.io.FileReading.channels;
import static io.github.emotion4j.physio.io.FileReading.read;
import static io.github.emotion4j.physio.io.TableText.f;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.emotion4j.core.BioBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables and JSON as devices and their programs export them. */
class DeviceTablesTest {
    @TempDir Path folder;

    private static Arguments form(String what, String head, IntFunction<String> row, String right) {
        String rows = IntStream.range(0, 100).mapToObj(row).collect(Collectors.joining("\n"));
        return Arguments.of(what, head + rows, right);
    }

    private static String wave(int i) {
        return f("%.3f", Math.sin(i / 9.0));
    }

    private static int millis(int i) {
        return 800 + (i * 37 % 61) - 30;
    }

    /** What a table is, its text, and its channels. */
    static List<Arguments> forms() {
        return List.of(
                form(
                        "Shimmer with units that are not known here",
                        "sep=\t\nS_Timestamp_Unix_CAL\tS_GSR_RAW\tS_PPG_A13_CAL\tS_Accel_X_CAL\nms\tno_units\tmV\tm/(s^2)\n",
                        i -> f("%d\t1900\t%s\t9.8", 1_700_000_000_000L + 10L * i, wave(i)),
                        "ACCELERATION S X 100, PPG S A13 100"),
                form(
                        "Shimmer with written times",
                        "sep=,\nS_Timestamp_FormattedUnix_CAL,S_GSR_CAL\nyyyy/mm/dd hh:mm:ss.000,kOhms\n",
                        i -> f("2024/03/05 10:00:%06.3f,500", i / 10.0),
                        "EDA S 10"),
                form(
                        "Shimmer's older programs",
                        "Shimmer\tShimmer\nTimestamp\tGSR\nCAL\tCAL\nms\tkOhms\n",
                        i -> f("%d\t500", 10 * i),
                        "EDA 100"),
                form(
                        "a watch's ECG in German",
                        "Name,A\nMessrate,\"512 Hertz\"\n\nAbleitung,Ableitung I\nEinheit,µV\n\n",
                        i -> wave(i).replace('.', ','),
                        "ECG LEAD I 512"),
                form(
                        "a watch's ECG of a rate with decimals",
                        "Name,A\nMessrate,\"512,414 Hertz\"\n\nAbleitung,Ableitung I\nEinheit,µV\n\n",
                        i -> wave(i).replace('.', ','),
                        "ECG LEAD I 512.4"),
                form(
                        "a watch's ECG in German without quotes",
                        "Name,A\nMessrate,512,414 Hertz\n\nAbleitung,Ableitung I\nEinheit,µV\n\n",
                        i -> wave(i).replace('.', ','),
                        "ECG LEAD I 512.4"),
                form(
                        "a watch's ECG in German with quotes",
                        "Name,A\nMessrate,\"512,414 Hertz\"\n\nAbleitung,Ableitung I\nEinheit,µV\n\n",
                        i -> '"' + wave(i).replace('.', ',') + '"',
                        "ECG LEAD I 512.4"),
                form(
                        "Shimmer's accelerometer of low noise",
                        "sep=,\nS_Timestamp_Unix_CAL,S_Accel_LN_X_CAL\nms,m/(s^2)\n",
                        i -> f("%d,9.8", 1_700_000_000_000L + 10L * i),
                        "ACCELERATION S LN X 100"),
                form(
                        "three sensors in packets",
                        "time (s),EDA (µS),skin_temp (°C),HR (bpm)\n",
                        i ->
                                f(
                                        "%.2f,%s,%s,%s",
                                        (i / 30 * 10 + i % 10) * 0.08,
                                        i / 10 % 3 == 0 ? "5.1" : "",
                                        i / 10 % 3 == 1 ? "33.1" : "",
                                        i / 10 % 3 == 2 ? "70" : ""),
                        "EDA 12.5, HEART_RATE 12.5, SKIN_TEMPERATURE 12.5"),
                form(
                        "a time beside its parts",
                        "timestamp,hour,minute,second,EDA (µS)\n",
                        i ->
                                f(
                                        "2024-03-05T10:%02d:%02d,10,%d,%d,5.1",
                                        i / 60, i % 60, i / 60, i % 60),
                        "EDA 1"),
                form(
                        "a watch's ECG in French",
                        "Nom,A\nFréquence d’échantillonnage,512 hertz\n\nDérivation,Dérivation I\nUnité,µV\n\n",
                        DeviceTablesTest::wave,
                        "ECG LEAD I 512"),
                form(
                        "PhysioNet's samples as CSV",
                        "'Elapsed time','MLII','V5'\n'hh:mm:ss.mmm','mV','mV'\n",
                        i -> f("'0:%06.3f',%s,0.1", i / 100.0, wave(i)),
                        "ECG MLII 100, ECG V5 100"),
                form(
                        "PhysioNet's samples as text",
                        "   Elapsed time    MLII    V5\n   (seconds)   (mV)   (mV)\n",
                        i -> f("  %.3f  %s  0.1", i / 100.0, wave(i)),
                        "ECG MLII 100, ECG V5 100"),
                form(
                        "PhysioNet's dated times",
                        "Time,ECG\n",
                        i -> f("'[10:00:%06.3f 05/03/2024]',%s", i / 100.0, wave(i)),
                        "ECG 100"),
                form(
                        "Google's takeout",
                        "timestamp,beats per minute\n",
                        i -> f("2024-03-05T10:%02d:%02dZ,70", i / 60, i % 60),
                        "HEART_RATE 1"),
                form(
                        "Garmin Health's beats per minute",
                        "deviceId,unixTimestampInMs,beatsPerMinute,status\n",
                        i -> f("x,%d,70,OK", 1_700_000_000_000L + 1000L * i),
                        "HEART_RATE 1"),
                form(
                        "Garmin Health's intervals",
                        "deviceId,unixTimestampInMs,bbi\n",
                        i -> f("x,%d,%d", 1_700_000_000_000L + 800L * i, millis(i)),
                        "BEAT_INTERVAL"),
                form(
                        "Samsung Health",
                        "com.samsung.shealth.tracker.heart_rate,6230001,12\nsource,com.samsung.health.heart_rate.create_sh_ver,com.samsung.health.heart_rate.start_time,com.samsung.health.heart_rate.max,com.samsung.health.heart_rate.heart_rate,com.samsung.health.heart_rate.datauuid\n",
                        i -> f(",6,2024-03-05 %02d:%02d:00.000,90,70,u", 9 + i / 60, i % 60),
                        "HEART_RATE 0.01667"),
                form(
                        "rates of which the mean counts",
                        "Date/Time,Heart Rate [Min] (count/min),Heart Rate [Avg] (count/min)\n",
                        i -> f("2024-03-05 %02d:%02d:00,50,70", 9 + i / 60, i % 60),
                        "HEART_RATE AVG 0.01667"),
                form(
                        "times in ms by what a wave needs",
                        "Timestamp,PPG CAL,GSR CAL,GSR Resistance CAL\n",
                        i -> f("%.3f,%s,2.1,470", 7.8125 * i, wave(i)),
                        "EDA 128, PPG 128"),
                form(
                        "times in ms by the intervals between them",
                        "timestamp,rrData\n",
                        i -> f("%d,%d", 1000 + 800 * i, millis(i)),
                        "BEAT_INTERVAL"),
                form(
                        "days of a spreadsheet",
                        "time,HR\n",
                        i -> f("%.8f,70", 45_000.4 + i / 86_400.0),
                        "HEART_RATE 1"),
                form(
                        "a pulse oximeter's saturation is no pulse",
                        "time,GSR,PulseOx\n",
                        i -> f("%.1f,2.1,97", i / 10.0),
                        "EDA 10"),
                form(
                        "accelerometers are named after their range and noise",
                        "time_s,wrist_low_noise_accelerometer_x (m/s^2),wide_range_accelerometer_x (m/s^2),ECGNoise (mV)\n",
                        i -> f("%.2f,9.8,9.8,0.1", i / 100.0),
                        "ACCELERATION WIDE RANGE X 100, ACCELERATION WRIST LOW NOISE X 100"),
                form(
                        "the light of the room is no pulse",
                        "timestamps,PPG_Ambient,PPG_IR\n",
                        i -> f("%.3f,5,%s", 1.7e9 + i / 64.0, wave(i)),
                        "PPG IR 64"),
                form(
                        "a unit for a name",
                        "\"Second\";\"MicroSiemens\";\"SCR/min\"\n",
                        i -> f("%.1f;2,1;3", i / 5.0).replace('.', ','),
                        "EDA 5"),
                form(
                        "a clock of samples in ms",
                        "daqtime,ecg,gsr\n",
                        i -> f("%d,%s,8", i, wave(i)),
                        "ECG 1000, EDA 1000"),
                form(
                        "Emotiv's counters and qualities are no electrodes",
                        "Timestamp,EEG.Counter,EEG.AF3,EEG.RawCq,EEG.Battery\n",
                        i -> f("%.6f,%d,%s,3,90", 1.7e9 + i / 128.0, i, wave(i)),
                        "EEG AF3 128"),
                form(
                        "intervals that rows repeat are left out",
                        "TIME,HR,IBI\n",
                        i -> f("%.3f,31,1.935", i / 60.0),
                        "HEART_RATE 60"),
                form(
                        "Polar's HRM with intervals",
                        "[Params]\nVersion=106\nInterval=238\n\n[HRData]\n",
                        i -> "" + millis(i),
                        "BEAT_INTERVAL"),
                form(
                        "Polar's HRM with speed and cadence, and a note",
                        "[Params]\nInterval=5\n\n[Note]\nheart felt fine\n\n[HRData]\n",
                        i -> "72\t300\t85",
                        "HEART_RATE DATA 0.2"),
                form(
                        "intervals below a separator",
                        "sep=;\nRR (ms)\n",
                        i -> "" + millis(i),
                        "BEAT_INTERVAL"),
                form(
                        "intervals above whose rows is a unit",
                        "RR\nms\n",
                        i -> "" + millis(i),
                        "BEAT_INTERVAL"),
                form(
                        "unbroken blanks of a page of the web",
                        "time\u00a0(s);EDA\u00a0(µS)\n",
                        i -> f("%d,%d\u00a0;\u00a05,1", i / 4, i % 4 * 25),
                        "EDA 4"),
                form(
                        "LabChart in German",
                        "Interval=\t0,01 s\nChannelTitle=\tECG\nRange=\t10,000 mV\n",
                        i -> f("%.2f\t%.3f", i / 100.0, Math.sin(i)).replace('.', ','),
                        "ECG 100"),
                form(
                        "an oximeter's clock before its date",
                        "Time,Oxygen Level,Pulse Rate\n",
                        i ->
                                f(
                                        "10:%02d:%02d Mar 05 2024,97,%s",
                                        i / 60, i % 60, i == 0 ? "--" : "70"),
                        "HEART_RATE 1"),
                form(
                        "BioTrace's inputs",
                        "TIME\tSensor-E:SC/GSR\tSensor-F:Temp.\n[s]\t[uS]\t[C]\n",
                        i -> f("%.2f\t5.1\t32.5", i / 4.0),
                        "EDA E 4, SKIN_TEMPERATURE F 4"),
                form(
                        "an ECG of counts without a unit, flat but for its peaks",
                        "time (s),ECG\n",
                        i -> f("%.3f,%d", i / 100.0, i % 40 == 0 ? 440 : i % 3),
                        "ECG 100"),
                form("numbered intervals", "", i -> i + "," + millis(i), "BEAT_INTERVAL"),
                form(
                        "intervals in seconds with a decimal comma",
                        "",
                        i -> f("%.3f", millis(i) / 1000.0).replace('.', ','),
                        "BEAT_INTERVAL"),
                form(
                        "intervals below a comment",
                        "# Kubios\n",
                        i -> "" + millis(i),
                        "BEAT_INTERVAL"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void tables_ofDevices_giveTheirSignals(String what, String text, String right)
            throws IOException {
        assertEquals(right, channels(read(Files.writeString(folder.resolve("export"), text))));
    }

    /** Gravity tells in what acceleration is measured; what it does not tell is in no unit. */
    @ParameterizedTest
    @CsvSource({"0.6, 0.8, g, 0.8", "6, 7.8, g, 0.7954", "600, 800, g, 0.8", "38, 51, a.u., 51"})
    void acceleration_withoutUnit_isWeighed(double x, double z, String unit, double right)
            throws IOException {
        String rows =
                IntStream.range(0, 100)
                        .mapToObj(i -> f("%.2f,%s,0,%s", i / 50.0, x, z))
                        .collect(Collectors.joining("\n"));
        Path path = folder.resolve("a.csv");
        Files.writeString(path, "time,acc_x,acc_y,acc_z\n" + rows);
        BioBlock last = read(path).get(2);
        assertEquals(unit, last.unit().symbol());
        assertEquals(right, last.value(0), 1e-3);
    }

    @Test
    void json_ofGarminConnectAndHealthAutoExport_givesHeartRates() throws IOException {
        String pairs =
                IntStream.range(0, 60)
                        .mapToObj(
                                i ->
                                        f(
                                                "[%d,%s]",
                                                1_700_000_000_000L + 1000L * i, i == 0 ? null : 70))
                        .collect(Collectors.joining(","));
        String garmin =
                "{\"restingHeartRate\":50,\"heartRateValueDescriptors\":[{\"key\":\"heartrate\",\"index\":1}],"
                        + "\"heartRateValues\":["
                        + pairs
                        + "]}";
        assertEquals(
                "HEART_RATE 1",
                channels(read(Files.writeString(folder.resolve("garmin.json"), garmin))));
        String points =
                IntStream.range(0, 60)
                        .mapToObj(
                                i -> f("{\"date\":\"2024-03-05 10:00:%02d +0200\",\"Avg\":70}", i))
                        .collect(Collectors.joining(","));
        String export =
                "{\"data\":{\"metrics\":[{\"name\":\"step_count\",\"data\":[{\"date\":\"2024-03-05 09:00:00"
                        + " +0200\",\"Avg\":3}]},{\"name\":\"heart_rate\",\"data\":["
                        + points
                        + "]}]}}";
        assertEquals(
                "HEART_RATE 1",
                channels(read(Files.writeString(folder.resolve("export.json"), export))));
        String other = "{\"data\": [{\"ecg\": {\"Samples\": [1, 2, 3]}}]}";
        assertTrue(FileReading.isAnotherKind(Files.writeString(folder.resolve("o.json"), other)));
    }
}
